"""One city's front page: how far it is, what comes next, and whose move that is."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cohorts.institutes.models import Participation
from cohorts.intake.models import OPEN_FOR_ANSWERS, IntakeState
from cohorts.intake.progress import IntakeProgress, counted, progress_by_intake
from isc_portal.documents.kinds import all_kinds
from isc_portal.documents.models import Document
from isc_portal.templatetags.portal import day

from .activity import Activity, newest_changes
from .pieces import Facts, Piece, Standing, Step, all_pieces, answer_text

LEAD_LENGTH = 220  # characters: three lines under the title


@dataclass(frozen=True)
class NextStep:
    """What comes next. `yours` says whether it is the reader's move; if not, `words` say whose it is."""

    words: str
    detail: str = ""
    url: str = ""
    label: str = ""
    yours: bool = False


@dataclass
class CityStanding:
    """What the front page of a city tells."""

    title: str
    lead: str
    progress: IntakeProgress
    standings: list[tuple[Piece, Standing]]
    next_step: NextStep
    documents: list[Document] = field(default_factory=list)
    changes: list[Activity] = field(default_factory=list)
    today: date = field(default_factory=timezone.localdate)

    @property
    def path(self) -> list[dict[str, Any]]:
        """The way through the cohort as `<c-chain>` shows it: what is done, what is next, what is still open."""
        joined = self.progress.intake.participation.created_at
        nodes: list[dict[str, Any]] = [{"label": "Invited", "text": day(joined), "state": "done"}]
        is_next_shown = False
        for piece, standing in self.standings:
            state = "done" if standing.ended else "open" if is_next_shown else "next"
            is_next_shown = is_next_shown or state == "next"
            nodes.append(
                {
                    "label": piece.title,
                    "text": self._words(standing),
                    "quiet": self._quiet(standing),
                    "url": standing.url if standing.step not in (Step.NOT_STARTED, Step.OUT) else "",
                    "state": state,
                    "strong": state == "done",
                }
            )
        return nodes

    def _words(self, standing: Standing) -> str:
        return standing.label(self.today)

    def _quiet(self, standing: Standing) -> str:
        parts = [standing.note]
        if standing.ended and standing.at:
            parts.append(_unbroken(day(standing.at)))
        elif standing.due_on and not standing.ended:
            parts.append(f"due {_unbroken(day(standing.due_on))}")
        return ", ".join(part for part in parts if part)

    @property
    def dates(self) -> list[tuple[str, date | None]]:
        """The days that matter to the city."""
        cohort = self.progress.intake.participation.cohort
        return [
            ("Intake due", self.progress.intake.participation.due_on),
            ("First day of the cohort", cohort.starts_on),
            ("Last day of the cohort", cohort.ends_on),
            ("Guiding Blueprint due", cohort.blueprint_due_on),
        ]


def _opening(text: str) -> str:
    """The first whole sentences of a text, as many as are read at a glance; at least one."""
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    opening = sentences[0]
    for sentence in sentences[1:]:
        if len(opening) + len(sentence) > LEAD_LENGTH:
            break
        opening = f"{opening} {sentence}"
    return opening


def _unbroken(words: str) -> str:
    """A day that is not torn apart at the end of a line."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def city_standing(participation: Participation, user: Any) -> CityStanding:
    """How far a city is, as the reader whose door was opened sees it. A fixed number of queries."""
    intake = participation.intake
    intake.participation = participation
    progress = progress_by_intake([intake])[intake.pk]
    documents = _documents(participation, user)
    facts = Facts([participation], {intake.pk: progress}, {"documents": documents})
    standings = [(piece, piece.read(facts)[participation.pk]) for piece in all_pieces()]
    if not participation.can_run:
        # The review is between the facilitators until they decide; the city reads its outcome on the intake's page.
        page = reverse("cohorts:intake", kwargs=participation.url_kwargs)
        standings = [
            (piece, standing if piece.key != "review" else _for_city(standing, page)) for piece, standing in standings
        ]
    return CityStanding(
        title=answer_text(progress, "title"),
        lead=_opening(answer_text(progress, "problem")),
        progress=progress,
        standings=standings,
        next_step=_next_step(participation, progress, {piece.key: one for piece, one in standings}),
        documents=_newest_of_each_kind(documents),
        changes=newest_changes(participation, progress, documents),
    )


def _for_city(standing: Standing, page: str) -> Standing:
    words = "In review" if standing.step == Step.WITH_INSTITUTE else standing.words
    return Standing(standing.step, words, standing.note, standing.due_on, standing.at, page)


def _documents(participation: Participation, user: Any) -> list[Document]:
    """All versions that the reader may see."""
    kinds = [kind for kind in all_kinds() if kind.model is Participation]
    documents = Document.objects.visible_to(user, kinds).without_content().select_related("prepared_by")
    return list(
        documents.filter(
            subject_type__app_label="cohorts", subject_type__model="participation", subject_id=participation.pk
        ).order_by("kind", "-version", "-try_number")
    )


def _newest_of_each_kind(documents: list[Document]) -> list[Document]:
    """The version of each kind that counts."""
    found: dict[str, Document] = {}
    for document in documents:
        if document.is_standing:
            found.setdefault(document.kind, document)
    return list(found.values())


# --- What comes next ---


def _next_step(participation: Participation, progress: IntakeProgress, standings: dict[str, Standing]) -> NextStep:
    state = progress.intake.state
    if participation.cohort.is_closed:
        return NextStep("This cohort is closed", "Everything can still be read, and nothing changed.")
    if state in OPEN_FOR_ANSWERS:
        return _before_submission(participation, progress)
    if state == IntakeState.SUBMITTED:
        if participation.can_run:
            page = reverse("cohorts:review", kwargs=participation.url_kwargs)
            return NextStep("Review this intake", _since(progress.intake.submitted_at), page, "Review it", yours=True)
        return NextStep("The facilitators are reviewing your intake", _since(progress.intake.submitted_at))
    if state == IntakeState.ACCEPTED:
        return _after_acceptance(participation, standings.get("blueprint"))
    page = reverse("cohorts:intake", kwargs=participation.url_kwargs)
    words = {
        IntakeState.WAITLISTED: "The city is on the waitlist",
        IntakeState.DECLINED: "The city was not accepted to this cohort",
        IntakeState.WITHDRAWN: "The city has withdrawn from this cohort",
    }[IntakeState(state)]
    return NextStep(words, "What you wrote can still be read.", page, "Read the intake")


def _since(moment) -> str:
    return f"It was submitted on {day(moment)}." if moment else ""


def _before_submission(participation: Participation, progress: IntakeProgress) -> NextStep:
    intake, where, member = progress.intake, participation.url_kwargs, participation.viewer
    page = reverse("cohorts:intake", kwargs=where)
    if not (member and member.can_write):
        begun = intake.state != IntakeState.INVITED
        words = "The city is filling in its intake" if begun else "The city has not begun its intake"
        return NextStep(words, f"{progress.answered} of {progress.total} questions are answered.", page, "Read it")
    if intake.state == IntakeState.SIGNED_OFF:
        check = reverse("cohorts:intake_check", kwargs=where)
        return NextStep("Submit the intake", "It is complete and signed.", check, "Look it over and submit", yours=True)
    if progress.ready_to_sign:
        check = reverse("cohorts:intake_check", kwargs=where)
        if member.can_sign:
            return NextStep("Sign the intake", "Every required answer is there.", check, "Read and sign", yours=True)
        mayor = str(participation.mayor) if participation.mayor else "the mayor"
        detail = "Every required answer is there. It can be submitted once it is signed."
        return NextStep(f"Waiting for {mayor} to sign", detail, check, "Check it")
    section = progress.next_section
    if section is None:
        return NextStep("Go on with the intake", "", page, "Open the intake", yours=True)
    url = reverse("cohorts:intake_section", kwargs={**where, "section": section.section.key})
    if intake.state == IntakeState.INVITED:
        total = counted(progress.total, "question")
        detail = f"{total} in {counted(len(progress.sections), 'section')}. Everything you type is kept at once."
        return NextStep("Begin the intake", detail, page, "Begin", yours=True)
    verb = "Look again at" if section.returned else "Go on with"
    return NextStep(f"{verb} “{section.section.title}”", f"{section.words}.", url, "Go there", yours=True)


def _after_acceptance(participation: Participation, blueprint: Standing | None) -> NextStep:
    if blueprint is None:
        return NextStep("The city is accepted", "Its initiative comes to the clinic.")
    member, url = participation.viewer, blueprint.url
    if blueprint.step == Step.WITH_MAYOR:
        yours = bool(member and member.role == "mayor")
        words = "Approve the Guiding Blueprint" if yours else "The mayor reads the Guiding Blueprint"
        return NextStep(words, blueprint.note, url, "Read it", yours=yours)
    if blueprint.step == Step.DONE:
        return NextStep("The Guiding Blueprint is approved", blueprint.note, url, "Open it")
    yours = bool(member and member.can_write)
    if blueprint.step == Step.WORKING:
        words = "Finish the Guiding Blueprint" if yours else "The city works on its Guiding Blueprint"
        detail = f"{blueprint.note} is a draft. Once it is sent for review, the mayor can approve it."
        return NextStep(words, detail, url, "Open it", yours=yours)
    words = "Make the first Guiding Blueprint" if yours else "The Guiding Blueprint is not made yet"
    detail = "It takes up what the intake says, and names what is still missing."
    return NextStep(words, detail, url, "Go to the Blueprint" if yours else "See what it is", yours=yours)
