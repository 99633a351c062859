"""Addresses of the pages about cohorts."""

from django.urls import path

from . import views

urlpatterns = [
    path("cohorts/", views.cohort_list, name="cohort_list"),
    path("cohorts/new/", views.cohort_new, name="cohort_new"),
    path("cohorts/<slug:cohort>/settings/", views.cohort_settings, name="cohort_settings"),
    path("cohorts/<slug:cohort>/status/", views.cohort_status, name="cohort_status"),
    path("cohorts/<slug:cohort>/people/", views.cohort_people, name="cohort_people"),
    path("cohorts/<slug:cohort>/people/<int:pk>/remove/", views.facilitator_remove, name="facilitator_remove"),
]
