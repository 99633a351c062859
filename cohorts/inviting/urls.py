"""Addresses of the pages that invite cities to a cohort."""

from django.urls import path

from . import views

urlpatterns = [
    path("cohorts/<slug:cohort>/invite/", views.cohort_invite, name="cohort_invite"),
    path("cohorts/<slug:cohort>/invite/one/", views.cohort_invite_one, name="cohort_invite_one"),
]
