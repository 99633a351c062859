"""Addresses of introductions: asking from an entry, following below the city, answering by a key."""

from django.urls import path

from . import views

CITY = "cities/<slug:cohort>/<slug:city>/experts/introductions/"

urlpatterns = [
    path("directory/<int:pk>/introduction/", views.introduction_new, name="introduction_new"),
    path(CITY, views.introductions, name="introductions"),
    path(f"{CITY}<int:pk>/withdraw/", views.introduction_withdraw, name="introduction_withdraw"),
    path("introductions/<str:key>/", views.introduction_answer, name="introduction_answer"),
]
