"""What the pages of this slice that people fill in together have in common: who is there, and the saved line."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone

from cohorts.institutes.models import Participation
from cohorts.teamwork import presence
from cohorts.teamwork.people import people_of
from isc_portal.templatetags.portal import clock, when


def saved_words(at: datetime | None) -> str:
    """The saved line: "Saved 2:14 PM", with the day when it is not today's."""
    if at is None:
        return ""
    is_today = timezone.localtime(at).date() == timezone.localdate()
    return f"Saved {clock(at) if is_today else when(at)}"


def arrive(request: HttpRequest, participation: Participation, page: str, where: str) -> dict[str, Any]:
    """Note that the reader is on the page, and give who else is, for the presence line."""
    presence.arrive(participation=participation, page=page, user=request.user, where=where)
    others = presence.others(participation=participation, page=page, user=request.user, people=people_of(participation))
    return presence.shown(others)


def pulse(request: HttpRequest, participation: Participation, page: str, where: str, closed: str = "") -> JsonResponse:
    """What `static/js/presence.js` asks for every 15 seconds: who else is here, a fresh token, whether it is open."""
    here = arrive(request, participation, page, where)
    return JsonResponse(
        {
            "person": request.user.pk,
            "token": get_token(request),
            "presence": render_to_string("cohorts/teamwork/presence.html", here, request=request),
            "closed": closed,
            "changes": [],
            "steps": "",
        }
    )


def stored(*, version: object, base: str, problems: list[str] | None = None, note: str = "") -> JsonResponse:
    """The answer to `static/js/autosave.js` when a field was stored."""
    return JsonResponse(
        {
            "state": "saved",
            "saved": saved_words(timezone.now()),
            "version": version,
            "base": base,
            "problems": problems or [],
            "note": note,
            "sums": {},
            "sum_words": "",
            "steps": "",
        }
    )


def other_person(request: HttpRequest) -> JsonResponse | None:
    """A refusal where somebody else has signed in since the page was made; their typing is not stored as another's."""
    if request.POST.get("person", str(request.user.pk)) == str(request.user.pk):
        return None
    sentence = f"You are signed in as {request.user} now. What somebody else typed here was not stored."
    return JsonResponse({"state": "other person", "sentence": sentence}, status=403)
