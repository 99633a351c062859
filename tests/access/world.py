"""What could leak: three cities full of marked secrets, and the rows that addresses are made of."""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cohorts.applications.models import Application, LateCode
from cohorts.institutes.models import Cohort, Participation, TeamMember
from cohorts.intake.answers import add_file, save_answer
from cohorts.intake.assignments import assign
from cohorts.intake.models import Answer, AnswerFile, Criterion, Intake, Question, Section, SignOff
from cohorts.intake.reviews import save_review
from cohorts.intake.signing import answers_hash, sign
from cohorts.people.services import invite_to_team
from cohorts.places.models import Mayor
from cohorts.teamwork.models import Comment
from cohorts.teamwork.services import write_comment
from isc_portal.accounts.models import Invitation, User
from isc_portal.accounts.services import invite
from isc_portal.documents.models import Document
from isc_portal.documents.services import request_document
from isc_portal.mail.models import Message
from tests import factories
from tests.documents.conftest import finish
from tests.signing_in import sign_in

from .personas import PERSONAS, PLACES
from .world_assurance import add_checks
from .world_clinics import add_clinics
from .world_guidebook import add_guidebooks
from .world_library import add_practices
from .world_rosters import add_rosters
from .world_shortlists import add_shortlists

PASSWORD = "a long road to the river"
MARKS = {"own": "DAYTON", "neighbor": "STOCKTON", "foreign": "TACOMA"}
# allauth looks at the address of the caller; everybody has their own, so that limits hold for nobody else.
HOSTS = {persona: f"203.0.113.{number}" for number, persona in enumerate(PERSONAS, 1)}


def secret(place: str, kind: str, what: str) -> str:
    """A text that only those may read who may read secrets of this kind in this city."""
    return f"SECRET-{MARKS[place]}-{kind}-{what}"


@dataclass
class Place:
    """One city with one row of everything."""

    name: str
    participation: Participation
    mayor: TeamMember
    editor: TeamMember
    second_editor: TeamMember
    viewer: TeamMember
    runner: User
    rows: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def cohort(self) -> Cohort:
        return self.participation.cohort

    @property
    def intake(self) -> Intake:
        return Intake.objects.select_related("participation__city", "participation__cohort").get(
            participation=self.participation
        )

    def question(self, key: str) -> Question:
        """A question of the place's questionnaire, by its key."""
        return Question.objects.select_related("section").get(section__questionnaire__cohort=self.cohort, key=key)

    def section(self, key: str) -> Section:
        """A section of the place's questionnaire, by its key."""
        return Section.objects.select_related("questionnaire").get(questionnaire__cohort=self.cohort, key=key)

    def put(self, state: str, **fields) -> None:
        """Put the intake into a state, whatever led there."""
        now = timezone.now()
        fields = {"submitted_at": now if state in ("submitted", "accepted") else None, "decided_at": None} | fields
        Intake.objects.filter(participation=self.participation).update(state=state, **fields)


@dataclass
class World:
    """The three cities, the cast, and each persona's browser."""

    cast: SimpleNamespace
    places: dict[str, Place]
    clients: dict[str, Client]

    def person(self, persona: str) -> User | None:
        return getattr(self.cast, persona, None)


def make_world() -> World:
    """Everything, with each persona signed in once."""
    cast = factories.make_cast()
    factories.make_cohort("Summer 2027", status="applications")
    clients = {persona: _browser(cast, persona) for persona in PERSONAS}
    places = {name: _place(cast, name) for name in PLACES}
    add_clinics(places, cast, secret)
    add_shortlists(places, secret)
    add_practices(places, secret)
    add_rosters(places, secret, cast.administrator)
    add_checks(places, secret)
    add_guidebooks(places, secret, cast.administrator)
    # Nobody's visit is noted again while the grid runs: it would be a change in every cell.
    User.objects.update(last_seen_at=timezone.now() + timedelta(days=1))
    return World(cast, places, clients)


def _browser(cast: SimpleNamespace, persona: str) -> Client:
    client = Client(raise_request_exception=False, REMOTE_ADDR=HOSTS[persona])
    if persona != "anonymous":
        user = getattr(cast, persona)
        user.set_password(PASSWORD)
        user.save()
        sign_in(client, user)
        session = client.session  # and has just confirmed that it is still the same person
        record_authentication(SimpleNamespace(session=session), user, "password", reauthenticated=True)
        session.save()
    return client


def _place(cast: SimpleNamespace, name: str) -> Place:
    participation = getattr(cast, name)
    people = {member.role: member for member in participation.members.order_by("-pk")}
    if name == "own":
        people["editor"] = participation.members.get(user=cast.editor)
        people["second_editor"] = participation.members.get(user=cast.second_editor)
    for role in ("mayor", "editor", "viewer", "second_editor"):
        if role not in people:
            user = factories.make_member(
                participation, role.removeprefix("second_"), secret(name, "TEAM", role.upper()), job_title="Clerk"
            )
            people[role] = participation.members.get(user=user)
    runner = cast.other_facilitator if name == "foreign" else cast.facilitator
    place = Place(name, participation, runner=runner, **people)
    _fill(place)
    _ask(place, cast.administrator)
    return place


def _fill(place: Place) -> None:
    """What the city's team, its reviewers and its documents say."""

    def team(what: str) -> str:
        return secret(place.name, "TEAM", what)

    participation, writer = place.participation, place.editor.user
    factories.fill_intake(participation, writer, title=team("first-title"), problem=team("problem"))
    title = place.question("title")
    answer = Answer.objects.get(intake=place.intake, question=title)
    save_answer(intake=place.intake, question=title, value=team("title"), version=answer.version, by=writer)
    upload = SimpleUploadedFile(f"{team('budget')}.csv", f"what,amount\n{team('row')},12\n".encode())
    file = add_file(intake=place.intake, question=place.question("budget-file"), upload=upload, by=writer)
    comment = write_comment(
        participation=participation, page="intake", field="title", text=team("comment"), by=place.mayor.user
    )
    section = place.section("money")
    assign(intake=place.intake, section=section, member=place.second_editor, by=place.mayor.user)
    place.put("submitted")
    notes = secret(place.name, "REVIEW", "notes")
    criteria = dict.fromkeys(
        Criterion.objects.filter(questionnaire__cohort=place.cohort).values_list("pk", flat=True), 3
    )
    review = save_review(intake=place.intake, by=place.runner, notes=notes, points=criteria, version=0)
    place.put("in progress")
    intake = place.intake
    signature = sign(intake=intake, by=place.mayor.user, name="The Mayor", seen=answers_hash(intake))
    blueprint = request_document(kind="blueprint", subject=participation, by=writer, send=False)
    finish(blueprint, f"%PDF {team('pdf')}".encode())
    SignOff.objects.filter(pk=signature.pk).update(void_at=timezone.now())
    place.put("in progress")
    place.rows |= {
        "file": AnswerFile.objects.get(pk=file.pk),
        "comment": Comment.objects.get(pk=comment.pk),
        "review": review,
        "criteria": criteria,
        "document": Document.objects.get(pk=blueprint.pk),
        "event": Answer.pgh_event_model.objects.filter(intake=place.intake, question=title).order_by("pgh_id").first(),
    }


def _ask(place: Place, administrator: User) -> None:
    """Who asks to come in, who is asked, and the mail about it."""

    def cohort(what: str) -> str:
        return secret(place.name, "COHORT", what)

    now = timezone.now()
    application = Application.objects.create(
        cohort=place.cohort,
        city_name="Springfield",
        state="IL",
        mayor_name=cohort("mayor"),
        contact_name=cohort("contact"),
        contact_email="office@springfield.example.org",
        initiative=cohort("initiative"),
    )
    late_code = LateCode.objects.create(
        cohort=place.cohort, city_name=cohort("late"), state="IL", expires_at=now + timedelta(days=30)
    )
    waiting = invite_to_team(
        participation=place.participation,
        email=f"{secret(place.name, 'TEAM', 'invited')}@example.org".lower(),
        name=secret(place.name, "TEAM", "invited"),
        role="viewer",
        by=place.mayor.user,
    )
    # Whoever holds this key may open it; nothing secret is in it.
    open_to_newcomer = invite(
        email=f"newcomer.{place.name}@example.org",
        name="",
        role="viewer",
        subject=place.participation,
        by=administrator,
    )
    staff = invite(
        email=f"{secret(place.name, 'INSTITUTE', 'staff')}@example.org".lower(),
        name=secret(place.name, "INSTITUTE", "staff"),
        role="administrator",
        subject=None,
        by=administrator,
    )
    Invitation.objects.update(sent_at=now - timedelta(hours=1))
    words = secret(place.name, "INSTITUTE", "mail")
    message = Message.objects.create(
        dedupe_key=words, category="account", address="a@example.org", subject=words, text=words, html=words, due_at=now
    )
    colleague = factories.make_user(secret(place.name, "INSTITUTE", "colleague"), is_administrator=True)
    editor = place.editor.user
    place.rows |= {
        "application": application,
        "late_code": late_code,
        "waiting": waiting,
        "open_to_newcomer": open_to_newcomer,
        "staff": staff,
        "message": message,
        "colleague": colleague,
        "former": Mayor.objects.create(city=place.participation.city, name="Jo Former"),
        "session": UserSession.objects.create(user=editor, ip="203.0.113.99", session_key=f"key-of-{editor.pk}"),
        "passkey": Authenticator.objects.create(
            user=editor, type=Authenticator.Type.WEBAUTHN, data={"name": "Work laptop"}
        ),
    }
