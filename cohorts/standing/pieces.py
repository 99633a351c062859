"""The pieces of work of a city in a cohort, and how far it is with each.

A piece is a column of the cohort's grid and a step on the city's front page. Each is read for many cities at once, in
as many queries as for one. `settings.COHORT_PIECES` names them in their order, so that the tools on the floors above
have theirs without this one knowing of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.module_loading import import_string

from cohorts.institutes.models import Participation
from cohorts.intake.models import OPEN_FOR_ANSWERS, IntakeState, SignOff
from cohorts.intake.progress import IntakeProgress
from isc_portal.documents.models import Document
from isc_portal.documents.states import Status


class Step(TextChoices):
    """How far a piece is, in the order in which one gets there."""

    NOT_STARTED = "not started", "Not yet"
    WORKING = "working", "Working"
    WITH_MAYOR = "with mayor", "Mayor"
    WITH_INSTITUTE = "with institute", "Review"
    DONE = "done", "Done"
    OUT = "out", "Out"


WITH_CITY = frozenset({Step.NOT_STARTED, Step.WORKING, Step.WITH_MAYOR})
ENDED = frozenset({Step.DONE, Step.OUT})

# How the grid of those who run the cohort shows a step: the state of a status, as the look has them.
STATES = {
    Step.NOT_STARTED: "none",
    Step.WORKING: "working",
    Step.WITH_MAYOR: "review",
    Step.WITH_INSTITUTE: "yours",
    Step.DONE: "done",
    Step.OUT: "superseded",
}


@dataclass(frozen=True)
class Standing:
    """How far one city is with one piece. `words` and `note` say so; `due_on` is its day, if it has one."""

    step: Step
    words: str = ""
    note: str = ""
    due_on: date | None = None
    at: datetime | None = None
    url: str = ""

    @property
    def ended(self) -> bool:
        return self.step in ENDED

    def is_late(self, today: date) -> bool:
        """Whether the city should have done its part by now."""
        return bool(self.due_on and self.due_on < today and self.step in WITH_CITY)

    def state(self, today: date) -> str:
        """The state of its status, as `<c-status>` has them."""
        return "late" if self.is_late(today) else STATES[self.step]

    def label(self, today: date) -> str:
        """The word of its status in the grid."""
        if self.is_late(today):
            return "Late"
        return self.words or self.step.label


@dataclass(frozen=True)
class Facts:
    """What pieces read from: the cities, and what was read of them all at once.

    `shared` is where pieces leave for each other what they have read; under "documents" all of these cities', where a
    page has read them anyway.
    """

    participations: Sequence[Participation]
    progress: Mapping[int, IntakeProgress]  # by intake
    shared: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """A piece of work. `read` gives the standing of each city, by the participation's id."""

    key: str
    label: str
    title: str
    read: Callable[[Facts], Mapping[int, Standing]]


def answer_text(progress: IntakeProgress, key: str) -> str:
    """What the city wrote as its answer to the question with this key; "" where there is no text."""
    for section in progress.sections:
        for question in section.questions:
            if question.key == key:
                value = section.value(question)
                return value if isinstance(value, str) else ""
    return ""


def all_pieces() -> list[Piece]:
    """The pieces that exist, in the order of `settings.COHORT_PIECES`."""
    return [import_string(path) for path in settings.COHORT_PIECES]


# --- The intake: answers, the mayor's signature, the facilitators' review ---


def _read_answers(facts: Facts) -> dict[int, Standing]:
    return {one.pk: _answers(one, facts.progress[one.intake.pk]) for one in facts.participations}


OPEN_WORDS = {IntakeState.RETURNED: "Returned", IntakeState.SIGNED_OFF: "To submit"}


def _answers(participation: Participation, progress: IntakeProgress) -> Standing:
    intake, due_on = participation.intake, participation.due_on
    url = reverse("cohorts:intake", kwargs=participation.url_kwargs)
    counted = f"{progress.answered} of {progress.total}"
    if intake.state in (IntakeState.DECLINED, IntakeState.WITHDRAWN):
        return Standing(Step.OUT, intake.get_state_display(), counted, url=url)
    if intake.state not in OPEN_FOR_ANSWERS:
        return Standing(Step.DONE, note=counted, due_on=due_on, at=intake.submitted_at, url=url)
    if intake.state == IntakeState.INVITED:
        return Standing(Step.NOT_STARTED, due_on=due_on, url=url)
    words = OPEN_WORDS.get(IntakeState(intake.state), "")
    return Standing(Step.WORKING, words, counted, due_on=due_on, at=intake.started_at, url=url)


def _read_signature(facts: Facts) -> dict[int, Standing]:
    intakes = [one.intake.pk for one in facts.participations]
    signed = {one.intake_id: one for one in SignOff.objects.filter(intake__in=intakes, void_at=None)}
    found = {}
    for one in facts.participations:
        sign_off = signed.get(one.intake.pk)
        url = reverse("cohorts:intake_check", kwargs=one.url_kwargs)
        if sign_off:
            found[one.pk] = Standing(Step.DONE, "Signed", sign_off.name, at=sign_off.signed_at, url=url)
        elif one.intake.state in OPEN_FOR_ANSWERS and facts.progress[one.intake.pk].ready_to_sign:
            found[one.pk] = Standing(Step.WITH_MAYOR, "To sign", url=url)
        elif one.intake.state in OPEN_FOR_ANSWERS:
            found[one.pk] = Standing(Step.NOT_STARTED, url=url)
        else:
            found[one.pk] = Standing(Step.OUT, "Not signed", url=url)
    return found


REVIEWS = {
    IntakeState.SUBMITTED: (Step.WITH_INSTITUTE, ""),
    IntakeState.RETURNED: (Step.WORKING, "Returned"),
    IntakeState.ACCEPTED: (Step.DONE, "Accepted"),
    IntakeState.WAITLISTED: (Step.DONE, "Waitlisted"),
    IntakeState.DECLINED: (Step.OUT, "Declined"),
    IntakeState.WITHDRAWN: (Step.OUT, "Withdrawn"),
}


def _read_review(facts: Facts) -> dict[int, Standing]:
    return {one.pk: _review(one) for one in facts.participations}


def _review(participation: Participation) -> Standing:
    intake = participation.intake
    step, words = REVIEWS.get(IntakeState(intake.state), (Step.NOT_STARTED, ""))
    at = intake.decided_at if step in ENDED else intake.submitted_at
    url = reverse("cohorts:review", kwargs=participation.url_kwargs)
    return Standing(step, words, at=at, url=url)


# --- Documents ---


def document_piece(*, kind: str, label: str, title: str, due: Callable[[Participation], date | None]) -> Piece:
    """A piece that is a document about the participation, approved by its mayor."""

    def read(facts: Facts) -> dict[int, Standing]:
        newest = _newest_documents(kind, facts)
        return {one.pk: _document(kind, one, newest.get(one.pk), due(one)) for one in facts.participations}

    return Piece(kind, label, title, read)


def _newest_documents(kind: str, facts: Facts) -> dict[int, Document]:
    """For each participation the version that counts, or the one that is being made. One query at most."""
    documents = facts.shared.get("documents")
    if documents is None:
        documents = Document.objects.without_content().filter(
            kind=kind,
            subject_type=ContentType.objects.get_for_model(Participation),
            subject_id__in=[one.pk for one in facts.participations],
        )
    documents = sorted(
        (one for one in documents if one.kind == kind), key=lambda one: (one.subject_id, one.version, one.try_number)
    )
    found: dict[int, Document] = {}
    for document in documents:
        if document.is_standing or (document.is_under_way and document.subject_id not in found):
            found[document.subject_id] = document
    return found


def _document(kind: str, participation: Participation, document: Document | None, due_on: date | None) -> Standing:
    url = reverse("documents:kind", args=[kind, participation.pk])
    if participation.intake.state in (IntakeState.DECLINED, IntakeState.WITHDRAWN) and document is None:
        return Standing(Step.OUT, "Not made", url=url)
    if document is None:
        return Standing(Step.NOT_STARTED, due_on=due_on, url=url)
    note = f"Version {document.version}"
    if document.status == Status.APPROVED:
        return Standing(Step.DONE, "Approved", note, due_on, document.approved_at, url)
    if document.status == Status.IN_REVIEW:
        return Standing(Step.WITH_MAYOR, "In review", note, due_on, document.finished_at, url)
    return Standing(Step.WORKING, "Draft" if document.is_standing else "Being made", note, due_on, url=url)


ANSWERS = Piece("answers", "Answers", "Intake", _read_answers)
SIGNATURE = Piece("signature", "Signature", "Signature", _read_signature)
REVIEW = Piece("review", "Review", "Review", _read_review)
BLUEPRINT = document_piece(
    kind="blueprint",
    label="Blueprint",
    title="Guiding Blueprint",
    due=lambda participation: participation.cohort.blueprint_due_on,
)
