"""Django's admin, behind the portal's own sign-in."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from . import second_factor


class PortalAdminSite(AdminSite):
    """For administrators who have passed their second factor; to other people it does not exist."""

    site_header = site_title = "ISC Portal records"
    index_title = "Records"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff and second_factor.passed(request)

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The portal's sign-in page in place of one that would know neither mailed codes nor second factors."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
