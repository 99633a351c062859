"""How three hundred pages learn at once that something changed, and what nothing new costs.

A page asks `board_poll?view=seat&since=12` every second or so, for the version after the one it shows.

- 204: nothing is new. Answered by `BoardPollMiddleware` from the cache: no session is read, no query made.
- 200 {version, clock: {state, step, ends, paused}, again_in, here, allowed, parts: {name: html}}: the parts that
  changed, or all of them for a page that was away for minutes. `again_in` is how many milliseconds the page waits.
- 401, 403, 404 {message}: signed out, not for this reader, or no such clinic for them.

Each answer tells the database's time in `X-Board-Now`, in milliseconds since 1970, from which a page counts down.

Who may read which page of which clinic is decided by its door and believed for 30 seconds (a pass in the cache, bound
to the session's cookie): so long a page that was just signed out of, or taken away, may still be brought up to date.
"""

import gzip
import hashlib
import logging
import re
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

from casestudies.clinics.doors import clinic_door
from casestudies.clinics.models import Clinic, Seat, SeatState

from . import answers, clock, presence, versions
from .state import CONSOLE, SCREEN, SEAT

log = logging.getLogger(__name__)

PASS_SECONDS = 30
# A facilitator's page is drawn anew that often, since who is here changes without a version.
CONSOLE_PASS_SECONDS = 10
SEEN_EVERY = timedelta(seconds=60)
ADDRESS = re.compile(r"^/clinics/(?P<pk>[0-9]{1,15})/poll/$")
PAGES = frozenset({CONSOLE, SEAT, SCREEN})


class BoardPollMiddleware:
    """Answers a live page's question from the cache if it can; everything else goes on to the view.

    Stands before the session and the sign-in, which would ask the database who this is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = ADDRESS.match(request.path_info) if request.method == "GET" else None
        return (match and self._from_cache(request, int(match["pk"]))) or self.get_response(request)

    @staticmethod
    def _from_cache(request: HttpRequest, pk: int) -> HttpResponse | None:
        page = request.GET.get("view", "")
        pass_key = _pass_key(request, pk, page)
        if page not in PAGES or not pass_key:
            return None
        version_key = versions.version_key(pk)
        try:
            known = cache.get_many([pass_key, version_key])
        except RedisError:
            return None
        if pass_key not in known:
            return None
        version = known.get(version_key) or versions.current(pk)
        since = _since(request, known[pass_key])
        if version == since:
            return _nothing_new()
        if version is None or page == CONSOLE:
            return None  # who conducts may have changed: the view looks
        try:
            return _told(request, answers.answer(pk, version, page, known[pass_key], since))
        except Clinic.DoesNotExist:
            return None


@require_GET
def board_poll(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for whoever has no pass: looks at who they are and what they may see, and gives them one."""
    page = request.GET.get("view", "")
    if not request.user.is_authenticated:
        return refusal(401, "You are signed out. Sign in again in another tab.")
    version = versions.current(pk) or 0
    try:
        role, seat = _reader(request, pk, page)
    except Http404:
        return refusal(404, "This clinic is not there for you.")
    except PermissionDenied as denied:
        return refusal(403, str(denied))
    presence.note(pk, request.user.pk)
    note_seen(seat)
    key = _pass_key(request, pk, page)
    if key:
        versions.keep(key, role, CONSOLE_PASS_SECONDS if page == CONSOLE else PASS_SECONDS)
    since = _since(request, role)
    if version != since:
        return _told(request, answers.answer(pk, version, page, role, since))
    news = answers.refreshed(pk, version, page, role) if page == CONSOLE else None
    return _told(request, news) if news else _nothing_new()


def role_on(clinic: Clinic, user, page: str) -> str:
    """As what somebody reads a page of the clinic (see `answers.BY_ROLE`). Raises PermissionDenied, Http404."""
    seated = clinic.seat is not None and clinic.seat.state == SeatState.ACCEPTED
    if page == CONSOLE:
        if not clinic.can_run:
            raise PermissionDenied("This page is for the cohort’s facilitators.")
        return answers.conducting(clinic, user)
    if page == SCREEN:
        if not (seated or clinic.can_run):
            raise PermissionDenied("Take your seat in this clinic first.")
        return ""
    if page == SEAT:
        if not seated:
            raise PermissionDenied("Take your seat in this clinic first.")
        return str(clinic.seat.role)
    raise Http404


def seat_of(user, pk: int) -> Seat | None:
    """The seat of somebody who sits in the clinic and stated their ties, which alone lets them see it.

    That is `Clinic.objects.visible_to` for the many, in one short query; everybody else goes through the door.
    """
    sitting = Seat.objects.filter(clinic=pk, user=user, state=SeatState.ACCEPTED, ties_stated_at__isnull=False)
    return sitting.select_related("clinic__step").first()


def _reader(request: HttpRequest, pk: int, page: str) -> tuple[str, Seat | None]:
    """The reader's role on the page, and their seat. Raises PermissionDenied, Http404."""
    if page in (SEAT, SCREEN) and (seat := seat_of(request.user, pk)):
        return (str(seat.role) if page == SEAT else ""), seat
    clinic = clinic_door(request, pk)
    return role_on(clinic, request.user, page), clinic.seat


def note_seen(seat: Seat | None) -> None:
    """Keep when the person was last here, to the minute; the first time is when they came in."""
    if seat is None:
        return
    now = timezone.now()
    if seat.seen_at is not None and now - seat.seen_at < SEEN_EVERY:
        return
    seat.seen_at, seat.first_seen_at = now, seat.first_seen_at or now
    Seat.objects.filter(pk=seat.pk).update(seen_at=now, first_seen_at=seat.first_seen_at)


def refusal(status: int, message: str, **more: object) -> JsonResponse:
    """A no for a script, in a sentence for its reader."""
    return JsonResponse({"message": message, **more}, status=status, headers={"Cache-Control": "no-store"})


def _pass_key(request: HttpRequest, pk: int, page: str) -> str:
    """Under which a session's permission for a page of a clinic is kept; empty without a session."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not session:
        return ""
    return f"board:{pk}:pass:{page}:{hashlib.sha256(session.encode()).hexdigest()}"


def _since(request: HttpRequest, role: str) -> int:
    """The version that the page shows; none if it was drawn for another role, whose parts are other ones."""
    if request.GET.get("role", role) != role:
        return 0
    since = request.GET.get("since", "")
    return int(since) if since.isascii() and since.isdecimal() and len(since) < 16 else 0


def _now() -> str:
    return str(clock.known_now() or clock.milliseconds(clock.database_now()))


def _nothing_new() -> HttpResponse:
    return HttpResponse(status=204, headers={"X-Board-Now": _now(), "Cache-Control": "no-store"})


def _told(request: HttpRequest, body: bytes) -> HttpResponse:
    headers = {"X-Board-Now": _now(), "Cache-Control": "no-store"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    headers["Content-Length"] = str(len(body))  # which is otherwise counted further in
    response = HttpResponse(body, content_type="application/json", headers=headers)
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response
