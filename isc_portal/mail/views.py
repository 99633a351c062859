"""The administrators' outbox, and the page behind the unsubscribe link of a mail."""

from collections.abc import Callable
from functools import wraps
from operator import itemgetter
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from isc_portal.templatetags.portal import moment

from . import services, subscriptions
from .forms import OutboxFilter
from .models import Message
from .states import State

PAGE_SIZE = 50

# The mail is shown as its reader gets it, with its own styles; nothing in it runs, leads anywhere or is loaded.
MAIL_PAGE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def for_administrators(view: Callable) -> Callable:
    """Let administrators through; anonymous visitors sign in first, and for all others there is no such page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            reads = request.method in ("GET", "HEAD")  # the addresses of the buttons only act
            return redirect_to_login(request.get_full_path() if reads else reverse("mail:outbox"))
        if not request.user.is_administrator:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@for_administrators
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """All mail, newest first, by state, kind and words."""
    visible = Message.objects.visible_to(request.user)
    counts = visible.counts()
    form = OutboxFilter(request.GET)
    found = form.apply(visible.without_bodies().select_related("recipient"))
    context = {
        "form": form,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": counts,
        "tabs": _tabs(form, counts),
        "trouble": visible.trouble(),
    }
    return render(request, "mail/outbox.html", context)


def _tabs(form: OutboxFilter, counts: dict) -> list[tuple[str, str, bool]]:
    """One tab for all messages and one for each state that has any; the other filters stay."""
    others = form.wishes()
    chosen = others.pop("state", "")
    used = [state for state in State if counts[state] or state == chosen]
    states = [("", f"All {counts['total']:,}"), *((state.value, f"{state.label}, {counts[state]:,}") for state in used)]
    return [
        (words, f"{reverse('mail:outbox')}?{urlencode({'state': state} | others)}", state == chosen)
        for state, words in states
    ]


@for_administrators
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: what became of it, what it says, and what can be done about it."""
    shown = get_object_or_404(Message.objects.visible_to(request.user).select_related("recipient"), pk=pk)
    context = {
        "message": shown,
        "facts": _facts(shown),
        "way": _way(shown),
        "trail": [("Mail", reverse("mail:outbox"))],
    }
    return render(request, "mail/message.html", context)


def _facts(shown: Message) -> list[tuple[str, object]]:
    return [
        ("To", shown.recipient),
        ("Address", shown.address),
        ("Answers go to", shown.reply_to or settings.INSTITUTE_EMAIL),
        ("Kind", shown.get_category_display() + (", urgent" if shown.urgent else "")),
        ("Goes out", moment(shown.send_at)),
        ("Not after", moment(shown.send_before)),
        ("Next attempt", moment(shown.due_at) if shown.state == State.QUEUED else ""),
        ("Attempts", str(shown.attempts)),
        ("Occasion", shown.dedupe_key),
        ("Message number", shown.message_id),
    ]


def _way(shown: Message) -> list[dict[str, object]]:
    """What happened to a message, newest first."""
    way = [{"what": "Written", "when": shown.created_at}]
    way += [{"what": note.words, "when": note.at} for note in shown.notes.all()]
    if shown.sent_at:
        way.append({"what": "Sent", "when": shown.sent_at})
    return sorted(way, key=itemgetter("when"), reverse=True)


@for_administrators
@require_safe
@never_cache
@xframe_options_sameorigin
def message_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a message alone, for the frame on its page; a secret's is nowhere to be seen."""
    visible = Message.objects.visible_to(request.user).exclude(html="")
    shown = get_object_or_404(visible, pk=pk, secret=False)
    return HttpResponse(shown.html, headers={"Content-Security-Policy": MAIL_PAGE_POLICY})


@for_administrators
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a failed or held message back in line."""
    return _decide(request, pk, services.retry, "The message is in line again.")


@for_administrators
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a message out of line for good."""
    return _decide(request, pk, services.cancel, "The message is cancelled and will not be sent.")


@for_administrators
@require_POST
def mark_as_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a held message that has arrived."""
    return _decide(request, pk, services.mark_as_sent, "The message is marked as sent.")


def _decide(request: HttpRequest, pk: int, service: Callable, words: str) -> HttpResponse:
    chosen = get_object_or_404(Message.objects.editable_by(request.user).without_bodies(), pk=pk)
    try:
        service(message=chosen, by=request.user)
    except services.CannotChange as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("mail:message", pk=pk)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail for the person the signed link was written to, and start it again.

    Reading the page changes nothing: mail scanners follow every link. Mail programs post here by themselves
    (RFC 8058) without a cookie, and so without a CSRF token; the signature stands for both.
    """
    subscription = subscriptions.find_subscription(token)
    if subscription is None:
        return render(request, "mail/unsubscribe.html", {"person": None}, status=404)
    person, category = subscription
    if request.method == "POST":
        wanted = request.POST.get("act") == "resume"
        subscriptions.set_wish(person=person, category=category, wanted=wanted)
        person.refresh_from_db(fields=["mail_preferences"])
    context = {
        "person": person,
        "category": category.label,
        "wanted": person.wants_mail(category),
        "acted": request.method == "POST",
    }
    return render(request, "mail/unsubscribe.html", context)
