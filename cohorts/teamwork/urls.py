"""The address of what a team writes beside its pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("cities/<slug:cohort>/<slug:city>/comments/", views.comment, name="comment"),
]
