"""Pages about the directory's experts."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from isc_portal.accounts.doors import administrator_door, signed_in
from isc_portal.accounts.models import Invitation, Role

from . import services
from .forms import ExpertInvitationForm
from .models import Expert

PAGE_SIZE = 50


@signed_in
def experts(request: HttpRequest) -> HttpResponse:
    """The experts who keep an entry of their own, those who are invited to, and the form that invites one."""
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
    kept = Expert.objects.visible_to(request.user).filter(user__isnull=False).select_related("user")
    context = {
        "form": form,
        "page_obj": Paginator(kept, PAGE_SIZE).get_page(request.GET.get("page")),
        "invitations": Invitation.objects.waiting().filter(role=Role.EXPERT).select_related("invited_by"),
    }
    return render(request, "resources/directory/experts.html", context, status=422 if form.errors else 200)
