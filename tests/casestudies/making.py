"""Makers of case studies for tests: rows as the services leave them, without mail and without a timeline."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from casestudies.cases.models import CaseAnswer, CaseFile, CaseStudy
from cohorts.institutes.models import Participation
from cohorts.intake.models import Intake
from tests.sample_answers import ANSWERS

# Every field of a case study as it is stored.
FIELDS: dict[str, Any] = {
    "title": ANSWERS["title"],
    "focus-question": ANSWERS["focus-question"],
    "help-sought": ["reallocation", "operations"],
    "decision-needed": [{"date": "2027-02-15", "body": "City commission", "what": "Vote on the fee ordinance"}],
    "problem-statement": ANSWERS["problem"],
    "affected": ANSWERS["affected"],
    "baseline": ANSWERS["baseline"],
    "desired-result": ANSWERS["desired-result"],
    "tried-already": ANSWERS["tried-already"],
    "options-considered": "One counter for all four desks. Or plan review by the county, which costs less.",
    "stakeholders": [
        {"who": "City commission", "part": "decides", "stake": "No higher fees before the election"},
        {"who": "Local 101", "part": "works", "stake": "Titles of five clerks"},
    ],
    "what-would-fail-it": ANSWERS["what-would-fail-it"],
    "money-so-far": [
        {"what": "The initiative", "kind": "once", "amount": "640000.00"},
        {"what": "Vacant inspector posts", "kind": "likely", "amount": "350000.00"},
    ],
    "constraints-legal": "The charter names four reviewers.",
    "constraints-labor": "Local 101: titles of five clerks.",
    "constraints-procurement": "Above $50,000 a request for proposals.",
    "constraints-technical": "The permit ledger has to stay until 2027.",
}
TIMES = {
    "draft": (),
    "submitted": ("submitted_at",),
    "ready": ("submitted_at", "ready_at"),
    "released": ("submitted_at", "ready_at", "released_at"),
    "presented": ("submitted_at", "ready_at", "released_at"),
    "closed": ("submitted_at", "ready_at", "released_at"),
}


def accept(participation: Participation) -> None:
    """Let the city's intake be an accepted one, whatever is in it."""
    now = timezone.now()
    Intake.objects.filter(participation=participation).update(state="accepted", submitted_at=now, decided_at=now)
    participation.refresh_from_db(fields=["intake"])


def make_case(
    participation: Participation, state: str = "draft", *, peers_from: date | None = None, by: Any = None, **fields: Any
) -> CaseStudy:
    """A complete case study of an accepted city in the given state.

    `fields` are other values by field key, with underscores for hyphens; None leaves a field out.
    """
    accept(participation)
    now = timezone.now()
    case = CaseStudy.objects.create(
        participation=participation, state=state, peers_from=peers_from, **dict.fromkeys(TIMES[state], now)
    )
    values = FIELDS | {key.replace("_", "-"): value for key, value in fields.items()}
    for field, value in values.items():
        if value is not None:
            CaseAnswer.objects.create(case=case, field=field, value=value, updated_by=by)
    return case


def make_case_file(
    case: CaseStudy,
    name: str = "plan.pdf",
    *,
    readers: str = "city",
    title: str = "",
    content: bytes = b"%PDF-1.7",
) -> CaseFile:
    """An attachment with its content in the storage; not checked as an upload is."""
    file = CaseFile(
        case=case,
        title=title,
        readers=readers,
        name=name,
        content_type="application/pdf",
        size=len(content),
        sha256=f"{case.pk:032x}{case.files.count():032x}",
    )
    file.file.save(file.sha256, ContentFile(content), save=False)
    file.save()
    return file
