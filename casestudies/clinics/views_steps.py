"""The editor of a clinic's run-of-show. What it shows is what was sent: nothing is stored before “Save”."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from isc_portal.accounts.doors import signed_in

from .doors import clinic_run_door
from .models import Clinic, ClinicState, StepKind
from .run_of_show import default_steps, save_steps, steps_of
from .step_forms import StepsForm
from .views_planning import trail


@signed_in
def run_of_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, remove, name, time and order the steps. Without a script each button of a row comes back here."""
    clinic = clinic_run_door(request, pk)
    if request.method != "POST":
        return _page(request, clinic, StepsForm(steps_of(clinic), clinic=clinic))
    form = StepsForm.sent(request.POST, clinic=clinic)
    if "default" in request.POST:
        return _page(request, clinic, StepsForm(default_steps(), clinic=clinic), changed=True)
    if said := form.act(request.POST):
        return _page(request, clinic, form, changed=True, said=said)
    if form.is_valid():
        try:
            save_steps(clinic=clinic, steps=form.steps, by=request.user)
        except ValidationError as refused:
            form.errors.extend(refused.messages)
            form.refresh_begun(steps_of(clinic))
        else:
            messages.success(request, f"The run-of-show is saved: {form.sum_in_words}.")
            return redirect("casestudies:clinic", pk=pk)
    return _page(request, clinic, form, changed=True, status=422)


def _page(
    request: HttpRequest, clinic: Clinic, form: StepsForm, *, changed: bool = False, said: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "clinic": clinic,
        "form": form,
        "kinds": StepKind.choices,
        "changed": changed,
        "said": said,
        "trail": trail(clinic),
        "can_save": clinic.can_change and clinic.state in (ClinicState.PLANNED, ClinicState.LIVE),
    }
    return render(request, "casestudies/clinics/run_of_show.html", context, status=status)
