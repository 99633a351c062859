"""Addresses of the cohort's grid and of the cities' front pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("cohorts/<slug:cohort>/", views.cohort_grid, name="cohort_grid"),
    path("cohorts/<slug:cohort>/export/<slug:kind>/", views.cohort_export, name="cohort_export"),
    path("cities/<slug:cohort>/<slug:city>/", views.city_home, name="city_home"),
    path("cities/<slug:cohort>/<slug:city>/documents/", views.documents, name="documents"),
]
