"""Addresses of the pages about cities themselves; what a city does in a cohort is under /cities/."""

from django.urls import path

from . import views

urlpatterns = [
    path("places/search/", views.city_search, name="city_search"),
    path("places/", views.city_list, name="city_list"),
    path("places/new/", views.city_new, name="city_new"),
    path("places/<slug:city>/", views.city_edit, name="city_edit"),
    path("places/<slug:city>/mayors/new/", views.mayor_edit, name="mayor_new"),
    path("places/<slug:city>/mayors/<int:pk>/", views.mayor_edit, name="mayor_edit"),
    path("places/<slug:city>/mayors/<int:pk>/remove/", views.mayor_remove, name="mayor_remove"),
]
