"""Where a case study stands, in words: what is next and whose move that is, and who reads it."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from cohorts.intake.progress import counted
from isc_portal.templatetags.portal import long_day

from .models import CaseState, CaseStudy
from .progress import CaseProgress

STATUS = {  # as `<c-status>` shows it
    CaseState.DRAFT: "working",
    CaseState.SUBMITTED: "review",
    CaseState.READY: "review",
    CaseState.RELEASED: "done",
    CaseState.PRESENTED: "done",
    CaseState.CLOSED: "done",
}
STATUS_WORDS = {
    CaseState.DRAFT: "Being written",
    CaseState.SUBMITTED: "With the facilitators",
    CaseState.READY: "Complete, not released yet",
    CaseState.RELEASED: "Released",
    CaseState.PRESENTED: "Presented in a clinic",
    CaseState.CLOSED: "Closed",
}


@dataclass(frozen=True)
class NextStep:
    """What comes next. `yours` says whether it is the reader's move; `submit` that it is done by a button here."""

    words: str
    detail: str = ""
    url: str = ""
    label: str = ""
    yours: bool = False
    submit: bool = False


def next_step(progress: CaseProgress) -> NextStep:
    """What comes next for whoever came through the door."""
    case, place = progress.case, progress.case.participation
    review = reverse("casestudies:case_review", kwargs=place.url_kwargs)
    if place.cohort.is_closed:
        return NextStep("The cohort is closed", "The case study can be read, and nothing in it changed.")
    if case.state == CaseState.DRAFT:
        return _draft(progress, review)
    if place.can_run and case.state in TO_DECIDE:
        words, detail, label = TO_DECIDE[CaseState(case.state)]
        return NextStep(words, detail, review, label, yours=True)
    return NextStep(*TO_WAIT_FOR[CaseState(case.state)])


TO_DECIDE = {
    CaseState.SUBMITTED: (
        "Check that nothing is missing",
        "Read it, write beside a field what is missing, then find it complete or return it.",
        "Check the case study",
    ),
    CaseState.READY: (
        "Release it",
        "The experts of its clinic read it at once, the other cities from the day you choose.",
        "Go to the release",
    ),
}
TO_WAIT_FOR = {
    CaseState.SUBMITTED: (
        "The facilitators check that nothing is missing",
        "You get a mail when they have decided. Until then it stays as it is.",
    ),
    CaseState.READY: (
        "The facilitators release it",
        "Nothing is missing. Experts and other cities do not see it yet.",
    ),
    CaseState.RELEASED: ("The clinic works on it", "It stays as it is. Attachments can still be added."),
    CaseState.PRESENTED: (
        "A clinic has worked on it",
        "What the clinic recommends is answered by the city, recommendation by recommendation.",
    ),
    CaseState.CLOSED: ("The work on it has ended", "It can be read, and nothing about it changed."),
}


def _draft(progress: CaseProgress, review: str) -> NextStep:
    place = progress.case.participation
    if place.can_write and progress.ready_to_submit:
        detail = "All that is required is there. They check it before anybody else reads it."
        return NextStep("Submit it to the facilitators", detail, yours=True, submit=True)
    if place.can_write:
        one = progress.next_part or progress.parts[0]
        return NextStep("Fill in what is missing", _left(progress), one.url, f"Go on with {one.part.title}", yours=True)
    if place.can_run:
        detail = "You get a mail when it is submitted. Until then you can read it, and comment beside the fields."
        return NextStep("The city is writing", detail, review, "Read the draft")
    detail = _left(progress) if progress.to_do else "Nothing is missing. It can be submitted."
    return NextStep("The mayor and the editors are writing", detail)


def _left(progress: CaseProgress) -> str:
    """What is left, by name: "3 fields to go: “…”, “…” and 1 more."."""
    labels = [f"“{line.question.label}”" for line in progress.to_do]
    more = f" and {len(labels) - 2} more" if len(labels) > 2 else ""
    return f"{counted(len(labels), 'field')} to go: {', '.join(labels[:2])}{more}."


@dataclass(frozen=True)
class Readership:
    """Who reads the case study, one line for each kind of reader, and whether they do so at this moment."""

    who: str
    words: str
    now: bool


def readership(case: CaseStudy) -> list[Readership]:
    """Who reads it and from when. One query, for the day of its clinic."""
    clinic_day = case.clinics.held().aggregate(first=Min("day"))["first"]
    place = case.participation
    today = timezone.now().astimezone(ZoneInfo(place.cohort.time_zone)).date()
    expert_words = "now, once they said yes and stated their ties to vendors" if case.is_out else "from its release"
    return [
        Readership(f"{place.city.name}’s team and the facilitators", "from the beginning", True),
        Readership("The experts of its clinic", expert_words, case.is_out),
        _peers(case, clinic_day, today),
    ]


def _peers(case: CaseStudy, clinic_day: date | None, today: date) -> Readership:
    who, day = "The cohort’s other cities", case.peers_from or clinic_day
    if not case.is_out:
        return Readership(who, "from the day of its clinic, or a day the facilitators choose", False)
    if day is None:
        return Readership(who, "from the day of its clinic, which is not planned yet", False)
    return Readership(who, f"from {long_day(day)}", day <= today)
