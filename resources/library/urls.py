"""Addresses of the library."""

from django.urls import path

from . import views, views_practice, views_writing

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/new/", views_writing.new, name="practice_new"),
    path("library/<slug:slug>/", views.practice, name="practice"),
    path("library/<slug:slug>/edit/", views_writing.edit, name="practice_edit"),
    path("library/<slug:slug>/submit/", views_writing.submit, name="practice_submit"),
    path("library/<slug:slug>/decide/", views_practice.decide, name="practice_decide"),
    path("library/<slug:slug>/adopt/", views_practice.adopt, name="practice_adopt"),
    path("library/<slug:slug>/files/<int:pk>/", views.file, name="practice_file"),
]
