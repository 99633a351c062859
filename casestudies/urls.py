"""Gathers the addresses of the slices."""

from django.urls import include, path

app_name = "casestudies"

urlpatterns = [
    path("", include("casestudies.cases.urls")),
    path("", include("casestudies.cases.urls_gallery")),
    path("", include("casestudies.clinics.urls")),
    path("", include("casestudies.board.urls")),
    path("", include("casestudies.outcomes.urls")),
]
