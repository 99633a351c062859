"""The administrators' pages: the directory's health, who is silent, what experts changed, what readers reported."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import localize
from django.views.decorators.http import require_POST, require_safe

from isc_portal.accounts.doors import administrator_door, signed_in
from resources.directory.choices import EntryKind
from resources.directory.doors import entry_door
from resources.directory.models import Expert

from . import asking, services, standing
from . import changes as history
from .models import OutdatedReport
from .rhythm import FRESH, is_askable
from .ways_back import back_to

PAGE_SIZE = 50
REPORTS_SIZE = 30


@signed_in
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """How many entries somebody vouches for, by kind, and what is missing."""
    administrator_door(request)
    context = {
        "health": standing.health(request.user),
        "open_reports": OutdatedReport.objects.visible_to(request.user).open().count(),
        "days": FRESH.days,
        "trail": _trail(),
    }
    return render(request, "resources/assurance/health.html", context)


@signed_in
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """The entries that stand in some way: hidden, archived, asked; with what can be done about each."""
    administrator_door(request)
    known = standing.standings()
    shown = request.GET.get("show", "")
    shown = shown if shown in known else "hidden"
    kind = request.GET.get("kind", "")
    kind = kind if kind in EntryKind.values else ""
    page = Paginator(standing.entries_of(request.user, shown, kind), PAGE_SIZE).get_page(request.GET.get("page"))
    for entry in page:
        entry.can_ask = is_askable(entry) and (entry.user.is_active if entry.user else bool(entry.email))
    address = reverse("resources:directory_checks")
    context = {
        "page_obj": page,
        "standing": known[shown],
        "kind": EntryKind(kind).label if kind else "",
        "kind_off": f"{address}?{urlencode({'show': shown})}",
        "tabs": [
            (f"{one.label}, {localize(number)}", f"{address}?{urlencode({'show': one.key})}", is_shown)
            for one, number, is_shown in standing.tabs(request.user, shown)
        ],
        "trail": _trail(deep=True),
    }
    return render(request, "resources/assurance/checks.html", context)


@signed_in
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What experts changed in their entries."""
    administrator_door(request)
    how = request.GET.get("how", "")
    how = how if how in (history.BY_LINK, history.SIGNED_IN) else ""
    asked = request.GET.get("entry", "")
    entry = Expert.objects.visible_to(request.user).filter(pk=asked).first() if asked.isdecimal() else None
    page = history.changes(how=how, entry=entry.pk if entry else None, page=request.GET.get("page"))
    address = reverse("resources:directory_changes")
    of_entry = {"entry": entry.pk} if entry else {}
    context = {
        "page_obj": page,
        "entry": entry,
        "everybody": address,
        "tabs": [
            (words, f"{address}?{urlencode({'how': key} | of_entry)}", key == how)
            for key, words in (
                ("", "All changes"),
                (history.SIGNED_IN, "Signed in"),
                (history.BY_LINK, "By the link in a mail"),
            )
        ],
        "trail": _trail(deep=True),
    }
    return render(request, "resources/assurance/changes.html", context)


@signed_in
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What readers say is out of date."""
    administrator_door(request)
    visible = OutdatedReport.objects.visible_to(request.user)
    settled = request.GET.get("show") == "settled"
    rows = visible.filter(settled_at__isnull=not settled).select_related("expert__user", "by", "settled_by")
    rows = rows.defer("expert__search", "expert__facets").order_by("-settled_at" if settled else "created_at", "pk")
    address = reverse("resources:outdated_reports")
    context = {
        "page_obj": Paginator(rows, REPORTS_SIZE).get_page(request.GET.get("page")),
        "settled": settled,
        "tabs": [
            (f"Open, {localize(visible.open().count())}", address, not settled),
            ("Settled", f"{address}?show=settled", settled),
        ],
        "trail": _trail(deep=True),
    }
    return render(request, "resources/assurance/reports.html", context)


@signed_in
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a report."""
    administrator_door(request)
    report = get_object_or_404(OutdatedReport.objects.editable_by(request.user).select_related("expert"), pk=pk)
    words = f"The report about {report.expert} is settled. Whoever wrote it is told."
    return _do(
        request, lambda: services.settle_report(report=report, by=request.user), words,
        otherwise=reverse("resources:outdated_reports"),
    )  # fmt: skip


@signed_in
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the confirmation mail at once."""
    administrator_door(request)
    entry = entry_door(request, pk, write=True)
    return _do(request, lambda: asking.ask(expert=entry), f"A mail to {entry} is on its way: is the entry still right?")


@signed_in
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry off the directory."""
    administrator_door(request)
    entry = entry_door(request, pk, write=True)
    words = f"{entry} is archived. Nobody but administrators sees the entry."
    return _do(request, lambda: services.archive(expert=entry), words)


@signed_in
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an entry in searches again."""
    administrator_door(request)
    entry = entry_door(request, pk, write=True)
    return _do(request, lambda: services.restore(expert=entry), f"{entry} is back in the directory.")


def _do(request: HttpRequest, act: Callable[[], object], words: str, otherwise: str = "") -> HttpResponse:
    try:
        act()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, words)
    return back_to(request, otherwise or reverse("resources:directory_checks"))


def _trail(*, deep: bool = False) -> list[tuple[str, str]]:
    top = [("Directory", reverse("resources:directory"))]
    return [*top, ("Health", reverse("resources:directory_health"))] if deep else top
