"""Django's admin, behind the portal's own sign-in."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from . import second_factor


class PortalAdminSite(AdminSite):
    """For administrators who have passed their second factor; to other people it does not exist."""

    site_header = site_title = "ISC Portal records"
    index_title = "Records"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff and second_factor.passed(request)

    def admin_view(self, view, cacheable: bool = False):
        """Let in whoever may come in, send strangers to the portal's sign-in page, and show others nothing."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if self.has_permission(request):
                return inner(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path())

        return guarded

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Django's own page knows neither mailed codes nor second factors: nobody signs in here."""
        return redirect("admin:index")
