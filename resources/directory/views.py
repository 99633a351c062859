"""Pages about the directory's experts."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from isc_portal.accounts.doors import administrator_door, signed_in
from isc_portal.accounts.models import Invitation, Role

from . import services
from .forms import EntryForm, ExpertInvitationForm
from .models import Expert

PAGE_SIZE = 50


@signed_in
def experts(request: HttpRequest) -> HttpResponse:
    """The directory's entries, who is invited to keep one, and the form that invites."""
    administrator_door(request)
    form = ExpertInvitationForm(request.POST or None)
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="invite", user=request.user):
            return limited
        if form.is_valid():
            try:
                services.invite_expert(by=request.user, **form.cleaned_data)
            except ValidationError as refused:
                form.add_error("name", refused)
            else:
                messages.success(request, f"{form.cleaned_data['name']} is invited. The link is good for 14 days.")
                return redirect("resources:experts")
    entries = Expert.objects.visible_to(request.user).select_related("user")
    context = {
        "form": form,
        "page_obj": Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page")),
        "invitations": Invitation.objects.waiting().filter(role=Role.EXPERT).select_related("invited_by"),
    }
    return render(request, "resources/directory/experts.html", context, status=422 if form.errors else 200)


@signed_in
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: where invitations go, and what the expert helps with."""
    administrator_door(request)
    entry = get_object_or_404(Expert.objects.editable_by(request.user).select_related("user"), pk=pk)
    form = EntryForm(request.POST or None, expert=entry)
    if request.method == "POST" and form.is_valid():
        services.change_entry(expert=entry, **form.cleaned_data)
        messages.success(request, f"{entry}: saved.")
        return redirect("resources:experts")
    context = {"expert": entry, "form": form, "trail": [("Experts", reverse("resources:experts"))]}
    return render(request, "resources/directory/expert.html", context, status=422 if form.errors else 200)
