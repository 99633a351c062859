"""Writes to intakes."""

from django.db import transaction

from cohorts.institutes.models import Participation

from .models import Intake, Questionnaire, TimelineEntry


@transaction.atomic
def open_intake(*, participation: Participation, by) -> Intake:
    """Give a participation its empty intake, with the cohort's questionnaire (copied from the default if none)."""
    questionnaire, _ = Questionnaire.objects.get_or_create(cohort=participation.cohort)
    intake, made = Intake.objects.get_or_create(participation=participation, defaults={"questionnaire": questionnaire})
    if made:
        TimelineEntry.objects.create(intake=intake, step="invited", by=by)
    return intake
