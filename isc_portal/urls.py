"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from isc_portal import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("mail/", include("isc_portal.mail.urls")),
    path("admin/", admin.site.urls),
]
