"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from isc_portal import health, home, pages

urlpatterns = [
    path("", pages.front, name="front"),
    path("home/", home.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("isc_portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("mail/", include("isc_portal.mail.urls")),
    path("", include("isc_portal.documents.urls")),
    path("", include("cohorts.urls")),
    path("", include("resources.urls")),
    path("", include("casestudies.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "isc_portal.pages.bad_request"
handler403 = "isc_portal.pages.permission_denied"
handler404 = "isc_portal.pages.not_found"
handler429 = pages.too_many  # allauth asks for it by this name
handler500 = "isc_portal.pages.server_error"
