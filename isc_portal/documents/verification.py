"""The public check behind the QR code: is this copy current? It tells nothing of what the document says."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from .kinds import UnknownKind
from .models import Document
from .numbering import read_code
from .states import Status

# A room full of people may scan the same cover; only wrong codes are counted against an address.
MOST_WRONG_CODES = 20
WRONG_CODES_PERIOD = 600  # seconds


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The page on which a code is typed in."""
    typed = request.GET.get("code", "").strip()
    if typed:
        return redirect("documents:verify", code=read_code(typed) or typed[:20].replace("/", ""))
    return render(request, "documents/check.html", {"answer": "ask"})


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What a copy counts for: current, superseded, withdrawn, or unknown."""
    if wrong_codes(request) >= MOST_WRONG_CODES:
        return render(request, "errors/429.html", {"status": 429}, status=429)
    document = find(code)
    if document is None:
        wrong_codes(request, and_one_more=True)
        return render(request, "documents/check.html", {"answer": "unknown", "typed": code[:20]}, status=404)
    return render(request, "documents/check.html", {"answer": answer_for(document), "copy": document})


def wrong_codes(request: HttpRequest, *, and_one_more: bool = False) -> int:
    """How many wrong codes came from this address lately; without the cache nobody is kept waiting for it."""
    key = f"document-check:{get_adapter(request).get_client_ip(request)}"
    try:
        cache.add(key, 0, WRONG_CODES_PERIOD)
        return int(cache.incr(key) if and_one_more else cache.get(key, 0))
    except (RedisError, ValueError):  # the count may expire between two calls
        return 0


def find(code: str) -> Document | None:
    """The finished version with this code, however it was typed."""
    written = read_code(code)
    if written is None:
        return None
    readable = Document.objects.readable().without_content().select_related("superseded_by")
    document = readable.filter(code=written).first()
    try:
        return document if document and document.declared else None
    except UnknownKind:
        return None


def answer_for(document: Document) -> str:
    """current, draft (the newest, but nobody approved it), superseded or withdrawn."""
    if document.status in (Status.SUPERSEDED, Status.WITHDRAWN):
        return str(document.status)
    if document.declared.needs_approval and document.status != Status.APPROVED:
        return "draft"
    return "current"
