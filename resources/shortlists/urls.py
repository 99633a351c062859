"""Addresses of shortlists, below their city."""

from django.urls import path

from . import views

CITY = "cities/<slug:cohort>/<slug:city>/experts/shortlists/"

urlpatterns = [
    path(CITY, views.shortlists, name="shortlists"),
    path(f"{CITY}add/", views.shortlist_add, name="shortlist_add"),
    path(f"{CITY}<int:pk>/", views.shortlist, name="shortlist"),
    path(f"{CITY}<int:pk>/delete/", views.shortlist_delete, name="shortlist_delete"),
    path(f"{CITY}<int:pk>/people/<int:entry>/note/", views.shortlist_note, name="shortlist_note"),
    path(f"{CITY}<int:pk>/people/<int:entry>/remove/", views.shortlist_remove, name="shortlist_remove"),
]
