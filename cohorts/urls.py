"""Gathers the addresses of the slices."""

from django.urls import include, path

app_name = "cohorts"

urlpatterns = [
    path("", include("cohorts.places.urls")),
    path("", include("cohorts.institutes.urls")),
    path("", include("cohorts.people.urls")),
    path("", include("cohorts.applications.urls")),
    path("", include("cohorts.inviting.urls")),
    path("", include("cohorts.standing.urls")),
    path("", include("cohorts.teamwork.urls")),
    path("", include("cohorts.intake.urls")),
    path("", include("cohorts.intake.urls_flow")),
    path("", include("cohorts.intake.urls_review")),
]
