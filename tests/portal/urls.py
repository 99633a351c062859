"""The portal's addresses, and the sample pages."""

from django.urls import path

from isc_portal.urls import *  # noqa: F403
from isc_portal.urls import urlpatterns as portal_urls

from .samples import sample

urlpatterns = [*portal_urls, path("samples/<slug:name>/", sample)]
