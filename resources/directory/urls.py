"""Addresses of the directory."""

from django.urls import path

from . import views, views_entry

urlpatterns = [
    path("experts/", views.experts, name="experts"),
    path("directory/", views.directory, name="directory"),
    path("directory/export/<str:kind>/", views.export, name="directory_export"),
    path("directory/<int:pk>/", views_entry.expert, name="expert"),
    path("directory/<int:pk>/edit/", views_entry.edit, name="expert_edit"),
    path("directory/<int:pk>/card/", views_entry.vcard, name="expert_vcard"),
    path("directory/<int:pk>/photo/", views_entry.photo, name="expert_photo"),
]
