"""Addresses of the pages of cities that ask to take part."""

from django.urls import path

from . import views

urlpatterns = [
    path("apply/", views.apply, name="apply"),
    path("apply/thanks/", views.apply_done, name="apply_done"),
    path("applications/", views.applications, name="applications"),
    path("applications/<int:pk>/", views.application, name="application"),
    path("cohorts/<slug:cohort>/late-codes/", views.late_codes, name="late_codes"),
    path("cohorts/<slug:cohort>/late-codes/<int:pk>/revoke/", views.late_code_revoke, name="late_code_revoke"),
]
