"""What happened to a case study: each step is one row, written by the service that took it."""

from collections.abc import Iterable
from typing import Any

from cohorts.teamwork.saving import Refused

from .models import CaseState, CaseStep, CaseStudy, CaseTimelineEntry


def locked(case: CaseStudy) -> CaseStudy:
    """The case as it is now, kept from changing until the transaction ends: the lock of whoever changes it."""
    return (
        CaseStudy.objects.select_for_update(of=("self",))
        .select_related("participation__cohort", "participation__city", "participation__mayor", "participation__intake")
        .get(pk=case.pk)
    )


def changeable(case: CaseStudy) -> CaseStudy:
    """The locked case. Refused in a cohort that is closed: there everything is read and nothing changed."""
    case = locked(case)
    cohort = case.participation.cohort
    if cohort.is_closed:
        raise Refused(f"The {cohort.long_name} is closed: all of it can be read, and nothing changed.")
    return case


def record(case: CaseStudy, step: CaseStep, *, by: Any, comment: str = "") -> CaseTimelineEntry:
    """Write one step."""
    return CaseTimelineEntry.objects.create(case=case, step=step, by=by, comment=comment.strip())


def move(case: CaseStudy, state: CaseState, **fields: Any) -> None:
    """Put a locked case into a state, with what belongs to it."""
    case.state = state
    for name, value in fields.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *fields])


def entries_of(case: CaseStudy) -> list[CaseTimelineEntry]:
    """The timeline, newest first, with who took each step. One query."""
    return list(case.timeline.select_related("by").order_by("-at", "-pk"))


def steps_of(entries: Iterable[CaseTimelineEntry]) -> list[dict[str, Any]]:
    """The timeline as `<c-timeline>` shows it."""
    return [
        {
            "what": entry.get_step_display(),
            "who": str(entry.by) if entry.by else "",
            "when": entry.at,
            "note": entry.comment,
        }
        for entry in entries
    ]
