"""The portal's addresses and one page with nothing on it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """What any page of this Django costs at least: the middleware, the session and who has signed in."""
    return HttpResponse(f"<p>{request.user.name}</p>")


urlpatterns = [path("bench/empty/", empty), path("", include("isc_portal.urls"))]
handler404 = "isc_portal.pages.not_found"
