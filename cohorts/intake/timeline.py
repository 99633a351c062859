"""What happened to an intake: each step is one row, written by the service that took it."""

from cohorts.teamwork.saving import Refused

from .models import Intake, IntakeStep, TimelineEntry


def locked(intake: Intake) -> Intake:
    """The intake as it is now, kept from changing until the transaction ends.

    Whoever changes an answer, signs, submits or decides takes this lock first, so that no two of them can pass each
    other. Must be called inside a transaction.
    """
    return (
        Intake.objects.select_for_update(of=("self",))
        .select_related("participation__cohort", "participation__city", "participation__mayor")
        .get(pk=intake.pk)
    )


def changeable(intake: Intake) -> Intake:
    """The locked intake. Refused in a cohort that is closed: there everything is read and nothing changed."""
    intake = locked(intake)
    if intake.participation.cohort.is_closed:
        raise Refused(
            f"The {intake.participation.cohort.long_name} is closed: all of it can be read, and nothing changed."
        )
    return intake


def record(intake: Intake, step: IntakeStep, *, by, comment: str = "", sections=()) -> TimelineEntry:
    """Write one step; `sections` are the ones it names."""
    return TimelineEntry.objects.create(
        intake=intake, step=step, by=by, comment=comment.strip(), sections=[section.title for section in sections]
    )


def move(intake: Intake, state: str, **fields) -> None:
    """Put a locked intake into a state, with the times that belong to it."""
    intake.state = state
    for name, value in fields.items():
        setattr(intake, name, value)
    intake.save(update_fields=["state", *fields])


def steps_of(intake: Intake) -> list[dict]:
    """The timeline, newest first, as `<c-timeline>` shows it: what, who, when, note and state."""
    entries = TimelineEntry.objects.filter(intake=intake).select_related("by").order_by("-at", "-pk")
    return [
        {
            "what": _what(entry),
            "who": str(entry.by) if entry.by else "",
            "when": entry.at,
            "note": entry.comment,
            "state": "late" if entry.step == IntakeStep.SIGNATURE_VOID else "",
        }
        for entry in entries
    ]


def _what(entry: TimelineEntry) -> str:
    words = entry.get_step_display()
    return f"{words}: {', '.join(entry.sections)}" if entry.sections else words
