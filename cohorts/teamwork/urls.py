"""The addresses of what a team writes beside its pages, and of what it wrote before."""

from django.urls import path

from . import past, views

urlpatterns = [
    path("cities/<slug:cohort>/<slug:city>/comments/", views.comment, name="comment"),
    path("cities/<slug:cohort>/<slug:city>/history/", past.history, name="history"),
]
