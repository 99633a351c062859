"""Gathers the addresses of the slices."""

from django.urls import include, path

app_name = "resources"

urlpatterns = [path("", include("resources.directory.urls"))]
