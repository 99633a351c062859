"""The run-of-show: a clinic's steps with their minutes, copied from the default and changed as the clinic needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from .models import DEFAULT_RUN_OF_SHOW, Clinic, ClinicState, ClinicStep, StepKind


@dataclass(frozen=True)
class Step:
    """A step as somebody wants it: an existing one by `pk`, or a new one."""

    kind: str
    name: str
    minutes: int
    pk: int | None = None


def copy_default(clinic: Clinic) -> list[ClinicStep]:
    """Give a new clinic the default steps."""
    return ClinicStep.objects.bulk_create(
        ClinicStep(clinic=clinic, order=number, kind=step.kind, name=step.name, minutes=step.minutes)
        for number, step in enumerate(default_steps(), start=1)
    )


def default_steps() -> list[Step]:
    """The default run-of-show."""
    return [Step(kind, kind.label, minutes) for kind, minutes in DEFAULT_RUN_OF_SHOW]


def steps_of(clinic: Clinic) -> list[Step]:
    """The clinic's steps as they are."""
    return [Step(step.kind, step.name, step.minutes, step.pk) for step in clinic.steps.all()]


@transaction.atomic
def save_steps(*, clinic: Clinic, steps: Sequence[Step], by=None) -> list[ClinicStep]:
    """Make these the clinic's steps, in this order; a step that is not among them is gone.

    Once the clinic is live, steps that have begun stay as they are and where they are. Raises ValidationError for
    that, for no step at all, and for a clinic that is over.
    """
    clinic = Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
    if clinic.state not in (ClinicState.PLANNED, ClinicState.LIVE):
        raise ValidationError("This clinic is over: its run-of-show stays as it was.")
    if not steps:
        raise ValidationError("A clinic needs at least one step.")
    existing = {step.pk: step for step in clinic.steps.all()}
    begun = [step for step in existing.values() if step.started_at is not None]
    if [(step.pk, step.kind, step.name, step.minutes) for step in begun] != [
        (step.pk, step.kind, step.name, step.minutes) for step in steps[: len(begun)]
    ]:
        raise ValidationError(
            "The clinic has moved on meanwhile: steps that have begun stay as they are. Look at the steps below and "
            "change those that are still to come."
        )
    kept = {step.pk for step in steps if step.pk in existing}
    clinic.steps.exclude(pk__in=kept).delete()
    Clinic.objects.filter(pk=clinic.pk).update(board_version=F("board_version") + 1)  # so that the room sees it
    return [_save(clinic, number, step, existing) for number, step in enumerate(steps, start=1)]


def _save(clinic: Clinic, number: int, wanted: Step, existing: dict[int, ClinicStep]) -> ClinicStep:
    step = existing.get(wanted.pk or 0) or ClinicStep(clinic=clinic)
    step.order, step.kind, step.minutes = number, wanted.kind, wanted.minutes
    step.name = wanted.name.strip() or StepKind(wanted.kind).label
    step.save()
    return step


def timed(clinic: Clinic) -> list[ClinicStep]:
    """The clinic's steps with `starts` on each: when it began, or when it is planned to.

    What is to come counts from the end of the step that runs, so that a delay is told.
    """
    steps = list(clinic.steps.all())
    moment = clinic.started_at or clinic.starts_at
    for step in steps:
        step.starts = step.started_at or moment
        planned_end = step.starts + timedelta(minutes=step.minutes + step.added_minutes)
        if clinic.state == ClinicState.LIVE and clinic.step_id == step.pk and clinic.step_ends_at:
            planned_end = clinic.step_ends_at
        moment = step.ended_at or planned_end
    return steps
