"""Addresses of the gallery."""

from django.urls import path

from . import views_gallery

urlpatterns = [path("cohorts/<slug:cohort>/cases/", views_gallery.gallery, name="gallery")]
