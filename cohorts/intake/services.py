"""Opening an intake for a city."""

from django.db import transaction

from cohorts.institutes.models import Participation

from .answers import prefill
from .copying import copy_default
from .models import Intake, IntakeStep, Questionnaire
from .timeline import record


@transaction.atomic
def open_intake(*, participation: Participation, by) -> Intake:
    """Give a participation its intake, with what is known of the city filled in; one that it has already stays.

    The cohort's questionnaire is copied from the default if it has none.
    """
    questionnaire, _ = Questionnaire.objects.get_or_create(cohort=participation.cohort)
    questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if not questionnaire.sections.exists():
        copy_default(questionnaire=questionnaire)
    intake, made = Intake.objects.get_or_create(participation=participation, defaults={"questionnaire": questionnaire})
    if made:
        record(intake, IntakeStep.INVITED, by=by)
        prefill(intake=intake)
    return intake
