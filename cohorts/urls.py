"""Gathers the addresses of the slices."""

from importlib.util import find_spec

from django.urls import include, path

app_name = "cohorts"

SLICES = ["places", "institutes", "people", "applications", "inviting", "standing", "teamwork", "intake"]

urlpatterns = [path("", include(f"cohorts.{name}.urls")) for name in SLICES if find_spec(f"cohorts.{name}.urls")]
urlpatterns += [path("", include(f"cohorts.intake.{name}")) for name in ("urls_flow", "urls_review")]
