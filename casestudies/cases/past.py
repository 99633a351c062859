"""Bringing an earlier text of a case study back."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from cohorts.teamwork.past import restore
from isc_portal.accounts.doors import signed_in

from .answers import save_answer
from .doors import case_door
from .fields import FIELDS
from .history import earlier_answer
from .models import CaseAnswer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def case_restore(request: HttpRequest, cohort: str, city: str, event: int) -> HttpResponse:
    """Show an earlier text of a field beside the one that stands, and bring it back: saved like any other change."""
    found = case_door(request, cohort, city, write=True)
    earlier = earlier_answer(found.participation, event)
    if earlier is None:
        raise Http404("No such earlier text here.")
    answers = CaseAnswer.objects.filter(case=found, field=earlier.field).select_related("updated_by")
    return restore(
        request,
        found.participation,
        question=FIELDS[earlier.field],
        earlier=earlier,
        standing=answers.first,
        save=partial(save_answer, case=found, field=earlier.field),
    )
