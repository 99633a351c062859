"""Pages about one entry: the link in a mail, “still right”, a report, and the invitation of its owner."""

from collections.abc import Callable
from functools import partial

import pghistory
from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from isc_portal.accounts.doors import administrator_door, signed_in
from resources.directory.doors import entry_door
from resources.directory.forms import ContactPoints
from resources.directory.models import Expert

from . import asking, services
from .forms import CorrectionForm, OutdatedForm, OwnerForm
from .links import Link, read_link
from .rhythm import LINK_GOOD_FOR, is_askable
from .telling import entry_rows
from .ways_back import back_to


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """What a confirmation mail leads to, open to whoever has its link: a yes, corrections, or a goodbye, by POST.

    Looking changes nothing: mail scanners follow every link. Nobody is signed in by it.
    """
    link = read_link(token)
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="directory_check"):
            return limited
        if link is not None and not link.is_open and request.POST.get("act") == "new":
            return _new_link(request, token, link)
    if link is None or not link.is_open:
        status = 404 if link is None else 410 if request.method == "POST" else 200
        return _private(render(request, "resources/assurance/closed.html", _closed(link), status=status))
    return _private(_answer(request, token, link))


def _answer(request: HttpRequest, token: str, link: Link) -> HttpResponse:
    """The entry, or what a button does to it; it does so only while the question is open."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    typed = [request.POST] if act == "change" else []
    form = CorrectionForm(*typed, expert=link.expert)
    points = ContactPoints(*typed, prefix="contact", expert=link.expert)
    assure = partial(services.assure, expert=link.expert, asked_at=link.asked_at)
    work: Callable[[], Expert] | None = None
    if act == "right":
        work = assure
    elif act == "off":
        work = partial(services.archive, expert=link.expert, asked_at=link.asked_at)
    elif act == "change" and form.is_valid() & points.is_valid():
        work = partial(assure, changes={**form.given, "contact_points": points.given})
    if work is None:
        return _open_page(request, link, form, points)
    try:
        # Said of every row that this changes; the address with its secret is kept out of the history.
        with pghistory.context(by_link=True, url=reverse("resources:check", args=["link"])):
            work()
    except ValidationError as gone:
        context = _closed(read_link(token), " ".join(gone.messages))
        return render(request, "resources/assurance/closed.html", context, status=410)
    return redirect("resources:check", token=token)


def _open_page(request: HttpRequest, link: Link, form: CorrectionForm, points: ContactPoints) -> HttpResponse:
    context = {
        "expert": link.expert,
        "rows": entry_rows(link.expert, everything=True),
        "form": form,
        "points": points,
        "corrects": form.is_bound,
    }
    return render(request, "resources/assurance/check.html", context, status=422 if request.method == "POST" else 200)


def _closed(link: Link | None, refused: str = "") -> dict[str, object]:
    """What the page of a link that cannot be answered tells. It shows nothing of the entry but its name."""
    return {
        "expert": link.expert if link else None,
        "answered": link is not None and link.expert.asked_at is None and link.expert.assured_date,
        "is_gone": link is not None and not is_askable(link.expert),
        "refused": refused,
        "days": LINK_GOOD_FOR.days,
    }


def _new_link(request: HttpRequest, token: str, link: Link) -> HttpResponse:
    """Send a new mail to the address that the entry has today; whoever has it gets the link, nobody else."""
    if limited := ratelimit.consume_or_429(request, action="directory_check_mail", key=str(link.expert.pk)):
        return limited
    try:
        asking.ask(expert=link.expert)
    except ValidationError:
        return _private(render(request, "resources/assurance/closed.html", _closed(link), status=410))
    messages.success(request, "A new mail is on its way to the address of the entry. Open the link in it.")
    return _private(redirect("resources:check", token=token))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address out of other sites and of search engines.

    Not “no-referrer”: with it browsers send forms from nowhere, and the protection against forged ones refuses them.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@signed_in
@require_POST
def still_right(request: HttpRequest, pk: int) -> HttpResponse:
    """The expert in person, or an administrator, says that an entry is right."""
    entry = entry_door(request, pk, write=True)
    services.assure(expert=entry, by=str(request.user))
    messages.success(request, f"Thank you. The entry of {entry} is marked as right, by {request.user}, from today on.")
    return back_to(request, entry.get_absolute_url())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def outdated(request: HttpRequest, pk: int) -> HttpResponse:
    """A reader says what is out of date in an entry."""
    entry = entry_door(request, pk)
    form = OutdatedForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if limited := ratelimit.consume_or_429(request, action="outdated_report", user=request.user):
            return limited
        try:
            services.report_outdated(expert=entry, by=request.user, note=form.cleaned_data["note"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "Thank you. An administrator looks at it, and you get a mail once it is done.")
            return redirect(entry)
    context = {"expert": entry, "form": form, "trail": _trail(entry)}
    return render(request, "resources/assurance/outdated.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite the person an entry is about to keep it."""
    administrator_door(request)
    entry = entry_door(request, pk, write=True)
    form = OwnerForm(request.POST if request.method == "POST" else None, initial={"email": entry.email})
    if form.is_bound and form.is_valid():
        if limited := ratelimit.consume_or_429(request, action="invite", user=request.user):
            return limited
        try:
            services.invite_owner(expert=entry, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"{entry} is invited to keep this entry. The link is good for 14 days.")
            return redirect(entry)
    context = {"expert": entry, "form": form, "trail": _trail(entry)}
    return render(request, "resources/assurance/owner.html", context, status=422 if form.errors else 200)


def _trail(entry) -> list[tuple[str, str]]:
    return [("Directory", reverse("resources:directory")), (entry.name, entry.get_absolute_url())]
