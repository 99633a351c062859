"""One more thing for a list, named "Item 1", "Item 2", ... Each is another person's, so that none is known already."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from cohorts.applications.models import Application, LateCode
from cohorts.institutes.models import Participation
from cohorts.institutes.services import invite_facilitator
from cohorts.intake.answers import save_answer
from cohorts.intake.assignments import assign
from cohorts.intake.editing import add_question
from cohorts.intake.models import Answer, Criterion, Intake, IntakeStep, Question, Section
from cohorts.intake.reviews import save_review
from cohorts.intake.timeline import record
from cohorts.people.services import invite_to_team
from cohorts.teamwork.services import write_comment
from isc_portal.accounts.services import invite
from isc_portal.documents.services import request_document
from isc_portal.mail.models import Message
from resources.directory.services import invite_expert
from tests import factories
from tests.documents.conftest import finish

TEXTS = ("title", "desired-result", "tried-already")
SECTIONS = ("technology", "money", "people")
SIDE_BY_SIDE = "city=dayton-oh&city=item-1-oh&city=item-2-oh&city=item-3-oh"


def writer(participation: Participation, number: int):
    """A new editor of the city."""
    return factories.make_member(participation, "editor", f"Writer {number}")


def _write(participation: Participation, key: str, text: str, by) -> None:
    question = Question.objects.select_related("section").get(
        section__questionnaire__cohort=participation.cohort_id, key=key
    )
    standing = Answer.objects.filter(intake=participation.intake, question=question).first()
    version = standing.version if standing else 0
    save_answer(intake=participation.intake, question=question, value=text, version=version, by=by)


def answer(cast: SimpleNamespace, number: int) -> None:
    _write(cast.own, TEXTS[number - 1], f"Item {number}", writer(cast.own, number))


def comment(cast: SimpleNamespace, number: int) -> None:
    """A comment with a reply, each beside another question."""
    field, text = TEXTS[number - 1], f"Item {number}"
    about = {"participation": cast.own, "page": "intake", "field": field}
    first = write_comment(**about, text=text, by=writer(cast.own, number))
    write_comment(**about, text="A reply", by=factories.make_facilitator(cast.cohort, f"Guide {number}"), parent=first)


def section_work(cast: SimpleNamespace, number: int) -> None:
    section = Section.objects.get(questionnaire__cohort=cast.cohort, key=SECTIONS[number - 1])
    user = factories.make_member(cast.own, "editor", f"Item {number}")
    assign(intake=cast.own.intake, section=section, member=cast.own.members.get(user=user), by=cast.mayor)


def step(cast: SimpleNamespace, number: int) -> None:
    record(cast.own.intake, IntakeStep.REOPENED, by=writer(cast.own, number), comment=f"Item {number}")


def member_and_invitation(cast: SimpleNamespace, number: int) -> None:
    by = factories.make_member(cast.own, "editor", f"Item {number}")
    email = f"invited{number}@example.org"
    invite_to_team(participation=cast.own, email=email, name="", role="viewer", by=by)


def version(cast: SimpleNamespace, number: int) -> None:
    """One more version of the intake as a document."""
    by = writer(cast.own, number)
    _write(cast.own, "title", f"Title {number}", by)
    finish(request_document(kind="intake", subject=cast.own, by=by, send=False))


def all_of_a_city(cast: SimpleNamespace, number: int) -> None:
    """A member, a comment, an answer and a document."""
    factories.make_member(cast.own, "viewer", f"Item {number}")
    comment(cast, number)
    answer(cast, number)
    version(cast, number)


def membership(cast: SimpleNamespace, number: int) -> None:
    """The editor works for one more city, in a cohort of its own."""
    city = factories.make_city(f"Item {number}")
    participation = factories.make_participation(factories.make_cohort(f"Another {number}"), city)
    participation.members.create(user=cast.editor, role="editor")
    _write(participation, "title", "A title", writer(participation, number))


def _city(cast: SimpleNamespace, number: int) -> Participation:
    participation = factories.make_participation(cast.cohort, factories.make_city(f"Item {number}"))
    _write(participation, "title", "A title", writer(participation, number))
    return participation


def city_at_work(cast: SimpleNamespace, number: int) -> None:
    participation = _city(cast, number)
    by = writer(participation, number)
    write_comment(participation=participation, page="intake", field="title", text="A word", by=by)
    finish(request_document(kind="blueprint", subject=participation, by=by, send=False))


def submitted_city(cast: SimpleNamespace, number: int) -> Participation:
    participation = _city(cast, number)
    Intake.objects.filter(participation=participation).update(state="submitted", submitted_at=timezone.now())
    return participation


def reviewed_city(cast: SimpleNamespace, number: int) -> None:
    intake = Intake.objects.get(participation=submitted_city(cast, number))
    points = dict.fromkeys(Criterion.objects.filter(questionnaire=intake.questionnaire).values_list("pk", flat=True), 3)
    for by in (cast.facilitator, factories.make_facilitator(cast.cohort, f"Guide {number}")):
        save_review(intake=intake, by=by, notes="Good.", points=points, version=0)


def application(cast: SimpleNamespace, number: int) -> None:
    Application.objects.create(
        cohort=factories.make_cohort(f"Asked {number}"),
        city_name=f"Item {number}",
        state="OH",
        mayor_name="Jo",
        contact_name="Pat",
        contact_email="pat@example.org",
        initiative="Water.",
    )


def late_code(cast: SimpleNamespace, number: int) -> None:
    until = timezone.now() + timedelta(days=9)
    by = factories.make_user(f"Maker {number}", is_administrator=True)
    LateCode.objects.create(cohort=cast.cohort, city_name=f"Item {number}", state="OH", expires_at=until, made_by=by)


def cohort(cast: SimpleNamespace, number: int) -> None:
    made = factories.make_cohort(f"Item {number}")
    factories.make_facilitator(made, f"Guide {number}")
    factories.make_participation(made)


def facilitator_and_invitation(cast: SimpleNamespace, number: int) -> None:
    factories.make_facilitator(cast.cohort, f"Item {number}")
    by = factories.make_user(f"Inviter {number}", is_administrator=True)
    invite_facilitator(cohort=cast.cohort, email=f"guide{number}@example.org", name="", by=by)
    factories.make_member(factories.make_participation(cast.cohort), "viewer", f"Viewer {number}")


def question(cast: SimpleNamespace, number: int) -> None:
    section = Section.objects.get(questionnaire__cohort=cast.cohort, key=SECTIONS[number - 1])
    other = Question.objects.get(section__questionnaire__cohort=cast.cohort, key="vendors-involved")
    fields = {"label": f"Item {number}", "help": "", "kind": "short text", "required": False}
    add_question(section=section, fields=fields | {"condition_question_id": other.pk, "condition_values": ["yes"]})


def city(cast: SimpleNamespace, number: int) -> None:
    factories.make_participation(None, factories.make_city(f"Item {number}"))


def invitation(cast: SimpleNamespace, number: int) -> None:
    by = factories.make_user(f"Inviter {number}", is_administrator=True)
    subject = factories.make_participation()
    invite(email=f"new{number}@example.org", name=f"Item {number}", role="viewer", subject=subject, by=by)


def administrator(cast: SimpleNamespace, number: int) -> None:
    factories.make_user(f"Item {number}", is_administrator=True)


def expert(cast: SimpleNamespace, number: int) -> None:
    factories.make_expert(f"Item {number}")
    by = factories.make_user(f"Inviter {number}", is_administrator=True)
    invite_expert(email=f"expert{number}@example.org", name=f"Invited {number}", by=by)


def message(cast: SimpleNamespace, number: int) -> None:
    Message.objects.create(
        dedupe_key=f"item {number}",
        category="account",
        recipient=factories.make_user(f"Reader {number}"),
        address=f"reader{number}@example.org",
        subject=f"Item {number}",
        text="Words",
        due_at=timezone.now(),
    )
