"""Addresses of rosters, below the directory."""

from django.urls import path

from . import views, views_changing

ROSTER = "directory/rosters/<int:pk>/"

urlpatterns = [
    path("directory/rosters/", views.rosters, name="rosters"),
    path("directory/rosters/new/", views_changing.roster_new, name="roster_new"),
    path(ROSTER, views.roster, name="roster"),
    path(f"{ROSTER}progress/", views.roster_progress, name="roster_progress"),
    path(f"{ROSTER}problems/<str:kind>/", views.roster_problems, name="roster_problems"),
    path(f"{ROSTER}columns/", views_changing.roster_columns, name="roster_columns"),
    path(f"{ROSTER}decide/", views_changing.roster_decide, name="roster_decide"),
    path(f"{ROSTER}decide-all/", views_changing.roster_decide_all, name="roster_decide_all"),
    path(f"{ROSTER}import/", views_changing.roster_commit, name="roster_commit"),
    path(f"{ROSTER}cancel/", views_changing.roster_cancel, name="roster_cancel"),
    path(f"{ROSTER}undo/", views_changing.roster_undo, name="roster_undo"),
]
