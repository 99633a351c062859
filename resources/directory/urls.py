"""Addresses of the directory."""

from django.urls import path

from . import views

urlpatterns = [
    path("experts/", views.experts, name="experts"),
    path("experts/<int:pk>/", views.expert, name="expert"),
]
