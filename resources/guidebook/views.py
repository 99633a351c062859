"""Pages of guidebooks: those there are, and the making of one of a search or a shortlist."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cohorts.institutes.doors import city_door
from isc_portal.accounts.doors import signed_in
from isc_portal.documents.models import Document
from isc_portal.documents.services import Refused
from resources.directory.searching import Search

from . import services
from .collecting import searched
from .models import Edition

SHOWN = 50


@signed_in
@require_safe
def guidebooks(request: HttpRequest) -> HttpResponse:
    """The guidebook of everything, those of the reader, and what a guidebook of the search in the address would be."""
    search = Search.read(request.GET)
    whole = Edition.objects.of_everything().first()
    own = list(Edition.objects.visible_to(request.user).of_searches_by(request.user)[:SHOWN])
    versions = _versions(request, [*([whole] if whole else []), *own])
    context = {
        "search": search,
        "searched": searched(search),
        "found": search.entries(request.user).count() if search.address else 0,
        "whole": whole and {"edition": whole, **versions[whole.pk]},
        "own": [{"edition": edition, **versions[edition.pk]} for edition in own],
        "trail": [("Directory", reverse("resources:directory"))],
    }
    return render(request, "resources/guidebook/guidebooks.html", context)


def _versions(request: HttpRequest, editions: list[Edition]) -> dict[int, dict[str, Any]]:
    """The newest version that counts and the one that is being made, by the edition's id. One query."""
    rows = Document.objects.visible_to(request.user).filter(
        kind="guidebook", subject_id__in=[edition.pk for edition in editions]
    )
    found: dict[int, dict[str, Any]] = {edition.pk: {"newest": None, "making": None} for edition in editions}
    for row in (rows.standing() | rows.under_way()).without_content():
        mine = found[row.subject_id]
        if row.is_standing and mine["newest"] is None:
            mine["newest"] = row
        if row.is_under_way and mine["making"] is None:
            mine["making"] = row
    return found


@signed_in
@require_POST
def guidebook_make(request: HttpRequest) -> HttpResponse:
    """Make a guidebook of the search in the form; without one, of the whole directory."""
    search = Search.read(QueryDict(request.POST.get("search", "")))
    if not search.address and not request.user.is_administrator:
        raise PermissionDenied("Only administrators make the guidebook of the whole directory; everybody reads it.")
    if limited := ratelimit.consume_or_429(request, action="guidebook", user=request.user):
        return limited
    try:
        if search.address:
            edition = services.edition_of_search(search=search, by=request.user)
        else:
            edition = services.whole_directory(by=request.user)
        document = services.make_guidebook(edition=edition, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('resources:guidebooks')}?{search.address}")
    return _made(request, document)


@signed_in
@require_POST
def shortlist_guidebook(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Make a guidebook of a shortlist."""
    participation = city_door(request, cohort, city, write=True)
    shortlist = get_object_or_404(participation.shortlists, pk=pk)
    if limited := ratelimit.consume_or_429(request, action="guidebook", user=request.user):
        return limited
    try:
        edition = services.edition_of_shortlist(shortlist=shortlist, by=request.user)
        document = services.make_guidebook(edition=edition, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("resources:shortlist", cohort=cohort, city=city, pk=pk)
    return _made(request, document)


def _made(request: HttpRequest, document: Document) -> HttpResponse:
    if not document.already_there:
        messages.success(request, "Your guidebook is being made. You get a message when it is ready.")
    elif document.is_under_way:
        messages.info(request, "This guidebook is being made already, with the same content.")
    else:
        messages.info(request, f"Nothing has changed since version {document.version}, so no new one was made.")
    return redirect(document)
