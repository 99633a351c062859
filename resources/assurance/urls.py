"""Addresses of what keeps the directory true: the link in a mail, reports, and the administrators' lists."""

from django.urls import path

from . import views, views_lists

urlpatterns = [
    path("directory/check/<str:token>/", views.check, name="check"),
    path("directory/<int:pk>/still-right/", views.still_right, name="still_right"),
    path("directory/<int:pk>/outdated/", views.outdated, name="outdated"),
    path("directory/<int:pk>/owner/", views.owner, name="expert_owner"),
    path("directory/<int:pk>/ask-again/", views_lists.ask_again, name="expert_ask"),
    path("directory/<int:pk>/archive/", views_lists.archive, name="expert_archive"),
    path("directory/<int:pk>/restore/", views_lists.restore, name="expert_restore"),
    path("directory/health/", views_lists.health, name="directory_health"),
    path("directory/checks/", views_lists.checks, name="directory_checks"),
    path("directory/changes/", views_lists.changes, name="directory_changes"),
    path("directory/reports/", views_lists.reports, name="outdated_reports"),
    path("directory/reports/<int:pk>/settle/", views_lists.settle, name="outdated_settle"),
]
