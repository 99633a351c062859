"""What happens in the demonstration, told through the services that the pages use."""

from collections.abc import Callable
from datetime import date, timedelta
from types import ModuleType
from typing import Any

from django.db import transaction
from django.utils import timezone

from casestudies.clinics.models import Clinic, ClinicState
from cohorts.applications.services import receive_application
from cohorts.institutes.models import Cohort, CohortStatus, Participation, TeamMember
from cohorts.institutes.services import change_status, create_cohort, invite_facilitator
from cohorts.intake import decisions
from cohorts.intake.answers import save_answer
from cohorts.intake.assignments import assign
from cohorts.intake.models import Answer, Criterion, Intake, IntakeState, Question, Section
from cohorts.intake.reviews import save_review
from cohorts.intake.signing import answers_hash, sign, submit
from cohorts.inviting.services import Invitee, invite_city
from cohorts.people.services import name_signer
from cohorts.places.gazetteer import gazetteer
from cohorts.places.models import City
from cohorts.places.services import city_of_place
from cohorts.teamwork.services import write_comment
from isc_portal.accounts.invitations import accept_as_newcomer, invite, open_account
from isc_portal.accounts.models import Invitation, Role, User
from isc_portal.documents.making import make
from isc_portal.documents.services import approve, make_now, send_for_review
from isc_portal.documents.states import Status
from resources.directory.choices import ContactKind
from resources.directory.models import ContactPoint, Expert

from . import chattanooga, dayton, las_cruces, shreveport, stockton, tacoma, worcester
from .clinic_day import tell_clinics

INSTITUTE_ZONE = "America/New_York"
FIRST_PERSON, FIRST_FACILITATOR = "ruth.adler@isc.example.org", "helen.osei@isc.example.org"
LAST_DOCUMENT = "intake"  # the kind that is made last: with it the demonstration is whole


def tell(say: Callable[[str], None]) -> Cohort:
    """Build the whole demonstration. Nothing of it exists before; `say` is told what is going on."""
    say("The Institute's people")
    administrator = open_account(email=FIRST_PERSON, name="Ruth Adler", time_zone=INSTITUTE_ZONE)
    User.objects.filter(pk=administrator.pk).update(is_administrator=True)
    administrator.refresh_from_db()
    cohort = _cohort()
    helen = _accepted(invite_facilitator(cohort=cohort, email=FIRST_FACILITATOR, name="Helen Osei", by=administrator))
    omar = _accepted(
        invite_facilitator(cohort=cohort, email="omar.haddad@isc.example.org", name="Omar Haddad", by=administrator)
    )
    for expert in EXPERTS:
        _expert(expert, administrator)
    open_account(email="paul.lindqvist@example.org", name="Paul Lindqvist", time_zone="America/Chicago")

    accepted = {}
    for module in (dayton, stockton, tacoma, chattanooga, shreveport, worcester, las_cruces):
        say(f"{module.NAME}, {module.STATE}")
        accepted[module.NAME] = city = _city(cohort, module, administrator)
        _fill(city, module)
    say("Rochester, NY")
    _untouched(cohort, administrator)

    say("Signatures, reviews and decisions")
    for name in ("Dayton", "Stockton", "Tacoma", "Chattanooga", "Shreveport"):
        _sign_and_submit(accepted[name])
    _sign(accepted["Worcester"])
    for name in ("Dayton", "Stockton", "Tacoma", "Chattanooga"):
        _review(_fresh(accepted[name]), helen, 4 if name == "Dayton" else 3)
    _review(_fresh(accepted["Dayton"]), omar, 3)
    for name in ("Dayton", "Stockton", "Tacoma", "Chattanooga"):
        decisions.accept(intake=_fresh(accepted[name]), by=helen, comment="Welcome. We look forward to the clinic.")
    _return_shreveport(accepted["Shreveport"], helen)
    _talk_in_las_cruces(accepted["Las Cruces"], helen)

    _ask_to_take_part(cohort)
    return cohort


def tell_the_clinics(cohort: Cohort, say: Callable[[str], None]) -> None:
    """The first day of the cohort, with its clinics."""
    helen, omar = (User.objects.get(email=email) for email in (FIRST_FACILITATOR, "omar.haddad@isc.example.org"))
    tell_clinics(cohort, helen, omar, say)


def make_documents(cohort: Cohort, say: Callable[[str], None]) -> None:
    """The accepted cities' blueprints, Tacoma's approved by its mayor, the closed clinic's report, and one intake.

    Those that stand are kept.
    """
    for participation in cohort.participations.filter(intake__state=IntakeState.ACCEPTED).select_related("city"):
        say(f"The blueprint of {participation.city}")
        _blueprint(participation, approved=participation.city.name == tacoma.NAME)
    for clinic in Clinic.objects.filter(case__participation__cohort=cohort, state=ClinicState.CLOSED):
        say(f"The report of the {clinic}")
        make_now(kind="clinic_report", subject=clinic, by=clinic.closed_by)
    first = cohort.participations.get(city__name=dayton.NAME)
    make_now(kind=LAST_DOCUMENT, subject=first, by=_member(first, "editor").user)


EXPERTS = [
    {
        "name": "Denise Fuller",
        "email": "denise.fuller@lakes.example.org",
        "role_title": "Professor of public works",
        "organization": "Great Lakes University",
        "city": "Ann Arbor",
        "state": "MI",
        "population": 123_000,
        "kind": "university",
        "experience": "Brought street, water and fleet crews of four cities onto one list of work, and kept them all.",
        "offers": ["call", "site-visit"],
        "languages": ["en", "es"],
        "topics": ["operations", "staff", "data"],
    },
    {
        "name": "Anita Rao",
        "email": "anita.rao@columbus.example.org",
        "role_title": "Chief data officer",
        "organization": "City of Columbus",
        "city": "Columbus",
        "state": "OH",
        "population": 905_000,
        "kind": "city-administrator",
        "experience": "Rewrote software contracts so that the data stays the city's own when a vendor leaves.",
        "offers": ["call", "sample-documents"],
        "languages": ["en", "hi"],
        "topics": ["vendors", "procurement", "data", "security"],
    },
    {
        "name": "Judith Kessler",
        "email": "judith.kessler@plains.example.org",
        "role_title": "Professor of public budgeting",
        "organization": "Plains University",
        "city": "Omaha",
        "state": "NE",
        "population": 486_000,
        "kind": "university",
        "experience": "Led a priority-based budget in six cities; each moved two to five percent in its first year.",
        "offers": ["call", "review"],
        "languages": ["en"],
        "topics": ["money", "reallocation", "measuring"],
    },
]


def _expert(known: dict[str, Any], by: User) -> None:
    """An entry in the directory, whose owner has accepted to keep it."""
    expert = Expert.objects.create(**known)
    ContactPoint.objects.create(
        expert=expert, kind=ContactKind.EMAIL, value=expert.email, consented=True, consented_at=timezone.now()
    )
    _accepted(invite(email=expert.email, name=expert.name, role=Role.EXPERT, subject=expert, by=by))


def _cohort() -> Cohort:
    today = timezone.localdate()
    session = today  # the clinics are today, and a few cities are late with their intakes
    cohort = create_cohort(
        name=f"{_season(session)} {session.year}",
        starts_on=session,
        ends_on=session + timedelta(days=2),
        venue="Puck Building, New York",
        hosts="NYU Wagner and the United States Conference of Mayors",
        time_zone=INSTITUTE_ZONE,
        capacity=9,
        application_deadline=timezone.now() + timedelta(days=20),
        intake_due_on=today + timedelta(days=9),
        blueprint_due_on=session + timedelta(weeks=4),
        welcome="Bring one initiative, the people who can carry it, and the question you cannot answer alone.",
    )
    return change_status(cohort=cohort, status=CohortStatus.APPLICATIONS)


def _season(day: date) -> str:
    return ("Winter", "Spring", "Summer", "Fall")[day.month % 12 // 3]


def _accepted(invitation: Invitation, zone: str = INSTITUTE_ZONE) -> User:
    return accept_as_newcomer(invitation=invitation, name=invitation.name, time_zone=zone)


def _city(cohort: Cohort, module: ModuleType, by: User) -> Participation:
    """Invite a city with its whole team, and let everybody accept."""
    city = _place(module.NAME, module.STATE)
    titles = {}
    invitees = []
    for name, role, title in module.TEAM:
        email = f"{name.lower().replace(' ', '.')}@{city.slug.rpartition('-')[0]}.example.org"
        titles[email] = title
        invitees.append(Invitee(email=email, name=name, role=role))
    participation = invite_city(cohort=cohort, city=city, mayor_name=module.MAYOR, invitees=invitees, by=by)
    for invitation in Invitation.objects.open().for_subject(participation).order_by("pk"):
        _accepted(invitation, city.time_zone)
    for member in participation.members.select_related("user"):
        member.job_title = titles[member.user.email]
        member.save(update_fields=["job_title"])
    return participation


def _place(name: str, state: str) -> City:
    place = gazetteer().exactly(name, state)
    if place is None:
        raise LookupError(f"The gazetteer has no {name}, {state}.")
    return city_of_place(place=place)


def _untouched(cohort: Cohort, by: User) -> None:
    """A city that has been invited and whose people have not come yet."""
    city = _place("Rochester", "NY")
    aide = Invitee(email="aisha.grant@rochester.example.org", name="Aisha Grant", role="editor")
    invite_city(cohort=cohort, city=city, mayor_name="Malik Stewart", invitees=[aide], by=by)


def _member(participation: Participation, role: str) -> TeamMember:
    return participation.members.filter(role=role).select_related("user").order_by("pk")[0]


def _fresh(participation: Participation) -> Intake:
    return Intake.objects.select_related("participation__cohort", "participation__city").get(
        participation=participation
    )


def _fill(participation: Participation, module: ModuleType) -> None:
    """Answer what the module knows, the editors taking turns by section."""
    intake = _fresh(participation)
    editors = [member.user for member in participation.members.filter(role="editor").order_by("pk")]
    today = timezone.localdate()
    answers = module.answers(lambda weeks: (today + timedelta(weeks=weeks)).isoformat())
    versions = dict(Answer.objects.filter(intake=intake).values_list("question", "version"))
    questions = Question.objects.filter(section__questionnaire=intake.questionnaire_id).select_related("section")
    unknown = answers.keys() - {question.key for question in questions}
    if unknown:
        raise LookupError(f"{module.NAME} answers questions that are not asked: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        for question in questions:
            if question.key in answers:
                save_answer(
                    intake=intake,
                    question=question,
                    value=answers[question.key],
                    version=versions.get(question.pk, 0),
                    by=editors[question.section.order % len(editors)],
                )


def _sign(participation: Participation) -> None:
    intake, mayor = _fresh(participation), _member(participation, "mayor").user
    sign(intake=intake, by=mayor, name=mayor.name, seen=answers_hash(intake))


def _sign_and_submit(participation: Participation) -> None:
    _sign(participation)
    submit(intake=_fresh(participation), by=_member(participation, "editor").user)


def _review(intake: Intake, reviewer: User, points: int) -> None:
    criteria = Criterion.objects.filter(questionnaire=intake.questionnaire_id)
    given = {criterion.pk: max(2, points - index % 2) for index, criterion in enumerate(criteria)}
    notes = "A clear problem with figures that can be checked. Ask for the council calendar in more detail."
    save_review(intake=intake, by=reviewer, notes=notes, points=given, version=0)


def _section(intake: Intake, key: str) -> Section:
    return Section.objects.get(questionnaire=intake.questionnaire_id, key=key)


def _return_shreveport(participation: Participation, facilitator: User) -> None:
    intake = _fresh(participation)
    decisions.return_sections(
        intake=intake,
        sections=[_section(intake, "money")],
        comment="Two thirds of the cost has no source yet. Which money of the water fund could move, and what does the "
        "loan ask in return?",
        by=facilitator,
    )
    write_comment(
        participation=participation,
        page="intake",
        field="sources",
        text="Is the revolving loan still open this year? Ask the state before you count on it.",
        by=facilitator,
    )


def _talk_in_las_cruces(participation: Participation, facilitator: User) -> None:
    """Sections are given out, a comment waits, and someone is named to sign for the mayor."""
    intake = _fresh(participation)
    mayor = _member(participation, "mayor").user
    irene, rafael = participation.members.filter(role="editor").select_related("user").order_by("pk")
    soon = timezone.localdate() + timedelta(days=5)
    assign(intake=intake, section=_section(intake, "technology"), member=rafael, due_on=soon, by=irene.user)
    assign(intake=intake, section=_section(intake, "money"), member=irene, due_on=soon, by=mayor)
    name_signer(member=irene, may_sign=True, by=mayor)
    write_comment(
        participation=participation,
        page="intake",
        field="one-time-cost",
        text="Does this include moving the old requests? It was a third of the bill elsewhere.",
        by=facilitator,
    )


def _blueprint(participation: Participation, *, approved: bool) -> None:
    editor, mayor = _member(participation, "editor").user, _member(participation, "mayor").user
    document = make_now(kind="blueprint", subject=participation, by=editor)
    if approved and document.status == Status.DRAFT:
        document = approve(document=send_for_review(document=document, by=editor), by=mayor)
        make(document.pk)  # with the approval on its cover, and no worker needed


def _ask_to_take_part(cohort: Cohort) -> None:
    receive_application(cohort=cohort, **APPLICATION)


APPLICATION: dict[str, Any] = {
    "city_name": "Duluth",
    "state": "MN",
    "mayor_name": "Signe Halvorsen",
    "contact_name": "Peter Novak",
    "contact_title": "Chief of staff",
    "contact_email": "peter.novak@duluth.example.org",
    "contact_phone": "218-555-0137",
    "initiative": "Plow every street within 18 hours of a storm, and tell people when theirs is next.",
}
