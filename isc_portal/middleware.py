"""What every request passes: health probes, the reader's time zone, their visits, and the glue for htmx."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, get_user_model
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone

from isc_portal import health

GetResponse = Callable[[HttpRequest], HttpResponse]

VISIT_ENDS_AFTER = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)


class HealthMiddleware:
    """Answers probes before hosts and TLS are checked: a load balancer asks by address and over plain HTTP."""

    probes = {"/healthz": health.healthz, "/readyz": health.readyz}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.probes.get(request.path_info, self.get_response)(request)


class RequestSizeMiddleware:
    """Refuses a request that is too large before a byte of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.REQUEST_LIMIT_MB * 1024 * 1024:
            return HttpResponse(
                render_to_string("errors/413.html", {"limit_mb": settings.UPLOAD_LIMIT_MB}, request=request), status=413
            )
        return self.get_response(request)


class TimeZoneMiddleware:
    """Shows times in the reader's own zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "")
        if not name:
            return self.get_response(request)
        with timezone.override(ZoneInfo(name)):
            return self.get_response(request)


class LastSeenMiddleware:
    """Keeps when a person was last here and when the visit before ended, which is what "new to you" counts from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user, now = request.user, timezone.now()
        if user.is_authenticated and (user.last_seen_at is None or now - user.last_seen_at >= SEEN_EVERY):
            seen = {"last_seen_at": now}
            if user.last_seen_at and now - user.last_seen_at >= VISIT_ENDS_AFTER:
                seen["previous_visit_at"] = user.last_seen_at
            get_user_model().objects.filter(pk=user.pk).update(**seen)
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)
            for name, value in seen.items():
                setattr(user, name, value)
        return self.get_response(request)


class HtmxGlueMiddleware:
    """Makes a page's usual answers right for htmx, which swaps what it gets into a page that stays.

    - A redirect to the sign-in page becomes a visit to it, coming back to the page the reader is on.
    - Messages travel with the fragment, into the page's message region (`messages.html`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.htmx or request.htmx.boosted:
            return response
        sign_in = resolve_url("account_login")
        location = response.headers.get("Location", "")
        if response.status_code in (301, 302, 303) and urlsplit(location).path == sign_in:
            back = QueryDict(mutable=True)
            back[REDIRECT_FIELD_NAME] = request.htmx.current_url_abs_path or "/"
            response = HttpResponse(status=204)
            response.headers["HX-Redirect"] = f"{sign_in}?{back.urlencode(safe='/')}"
        elif self._takes_messages(response):
            messages = get_messages(request)
            if len(messages):
                response.write(render_to_string("messages.html", {"messages": messages, "oob": True}, request=request))
        return response

    @staticmethod
    def _takes_messages(response: HttpResponse) -> bool:
        return (
            not response.streaming
            and 200 <= response.status_code < 300
            and response.status_code != 204
            and response.headers.get("Content-Type", "").startswith("text/html")
            and "HX-Redirect" not in response.headers
            and "HX-Refresh" not in response.headers
        )
