"""Addresses of guidebooks; the documents themselves have those of all documents."""

from django.urls import path

from resources.shortlists.urls import CITY

from . import views

urlpatterns = [
    path("guidebooks/", views.guidebooks, name="guidebooks"),
    path("guidebooks/make/", views.guidebook_make, name="guidebook_make"),
    path(f"{CITY}<int:pk>/guidebook/", views.shortlist_guidebook, name="shortlist_guidebook"),
]
