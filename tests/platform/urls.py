"""Addresses that only these tests have: plain answers for the middleware to work on."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from isc_portal.urls import *  # noqa: F403
from isc_portal.urls import urlpatterns as real


def local_time(request: HttpRequest) -> HttpResponse:
    moment = datetime.datetime(2026, 11, 20, 17, 0, tzinfo=datetime.UTC)
    return HttpResponse(timezone.localtime(moment).strftime("%H:%M %Z"))


@login_required
def members_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


def fragment(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Saved <b>for</b> Dayton")
    return HttpResponse("<p>fragment</p>")


urlpatterns = [
    path("test/local-time", local_time),
    path("test/members", members_only),
    path("test/fragment", fragment),
    *real,
]
