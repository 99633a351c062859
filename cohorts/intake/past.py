"""Bringing an earlier answer of the intake back."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from cohorts.institutes.doors import city_door
from cohorts.teamwork.past import restore
from isc_portal.accounts.doors import signed_in

from .answers import save_answer
from .history import earlier_answer
from .models import Answer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def history_restore(request: HttpRequest, cohort: str, city: str, event: int) -> HttpResponse:
    """Show an earlier answer beside the one that stands, and bring it back: saved like any other change."""
    participation = city_door(request, cohort, city, write=True)
    earlier = earlier_answer(participation, event)
    if earlier is None:
        raise Http404("No such earlier text here.")
    intake, question = participation.intake, earlier.question
    answers = Answer.objects.filter(intake=intake, question=question).select_related("updated_by")
    return restore(
        request,
        participation,
        question=question,
        earlier=earlier,
        standing=answers.first,
        save=partial(save_answer, intake=intake, question=question),
        after="If the answers are signed, the mayor signs again.",
    )
