"""Pages of the directory: its search, and its experts as administrators see them."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from isc_portal.accounts.doors import administrator_door, signed_in
from isc_portal.accounts.models import Invitation, Role
from isc_portal.imports.writing import download

from . import exporting, services
from .forms import ExpertInvitationForm
from .models import Expert
from .searching import Search

PAGE_SIZE = 50
FOUND_SIZE = 24


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
def directory(request: HttpRequest) -> HttpResponse:
    """The search page: words, facets, and the entries that fit."""
    search = Search.read(request.GET)
    total, facets = search.counted(request.user)
    page = Paginator(range(total), FOUND_SIZE).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "facets": facets,
        "page_obj": page,
        "entries": search.entries_from(request.user, (page.number - 1) * FOUND_SIZE, FOUND_SIZE),
        "runs_cohorts": request.user.is_administrator or request.user.facilitations.exists(),
    }
    return render(request, "resources/directory/directory.html", context)


@signed_in
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The entries of a search as a spreadsheet."""
    administrator_door(request)
    if kind not in ("xlsx", "csv"):
        raise Http404
    return download(kind, "directory", exporting.HEADERS, exporting.rows(Search.read(request.GET), request.user))
