"""Addresses of proposals and of who was asked."""

from django.urls import path

from . import views

CITY = "cities/<slug:cohort>/<slug:city>/experts/"

urlpatterns = [
    path(CITY, views.matches, name="matches"),
    path(f"{CITY}<int:pk>/rate/", views.rate, name="help_rate"),
    path("directory/question/", views.question, name="question"),
    path("directory/asked/", views.asked, name="asked"),
]
