"""Addresses of clinics: their planning and agenda below the cohort, each one by its number."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
