"""Gathers the addresses of the slices."""

from django.urls import include, path

app_name = "resources"

urlpatterns = [
    path("", include("resources.directory.urls")),
    path("", include("resources.rosters.urls")),
    path("", include("resources.shortlists.urls")),
    path("", include("resources.introductions.urls")),
    path("", include("resources.matching.urls")),
    path("", include("resources.guidebook.urls")),
    path("", include("resources.library.urls")),
    path("", include("resources.assurance.urls")),
]
