"""What is done with a practice that is handed in: decided about, adopted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cohorts.institutes.models import Participation
from isc_portal.accounts.doors import signed_in

from . import services
from .doors import practice_door
from .forms import AdoptionForm, DecisionForm

SAID = {
    "publish": "Published: everybody with a sign-in can read it.",
    "return": "Returned. Its author can change it and hand it in once more.",
    "retire": "It is not in the library any more.",
}


@require_POST
@signed_in
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish, return or retire."""
    practice = practice_door(request, slug, moderate=True)
    form = DecisionForm(request.POST)
    try:
        if not form.is_valid():
            raise services.Refused("Choose what becomes of it, with a note of up to 1,000 characters.")
        services.decide(practice=practice, by=request.user, **form.cleaned_data)
    except services.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, SAID[form.cleaned_data["decision"]])
    return redirect("resources:practice", slug)


@require_POST
@signed_in
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that one's city does this, too, or take it back."""
    practice = practice_door(request, slug)
    if not Participation.objects.editable_by(request.user).exists():
        raise PermissionDenied("The mayor and the editors of a city say what it does.")
    form = AdoptionForm(request.POST, user=request.user)
    try:
        if not form.is_valid():
            raise services.Refused("Choose your city and write up to 300 characters. Nothing was changed.")
        city = form.cleaned_data["participation"]
        if form.cleaned_data["act"] == "adopt":
            services.adopt(practice=practice, participation=city, note=form.cleaned_data["note"], by=request.user)
        else:
            services.take_back(practice=practice, participation=city)
    except services.Refused as refused:
        messages.error(request, str(refused))
    return redirect("resources:practice", slug)
