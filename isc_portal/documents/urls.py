"""Addresses of documents. Downloads and acts name the document; pages name the kind and its subject."""

from django.urls import path

from . import acts, verification, views

app_name = "documents"

urlpatterns = [
    path("documents/", views.document_list, name="list"),
    path("documents/file/<int:pk>/", views.download, name="download"),
    path("documents/file/<int:pk>/read/", views.twin, name="twin"),
    path("documents/file/<int:pk>/retry/", acts.retry, name="retry"),
    path("documents/file/<int:pk>/review/", acts.send_for_review, name="review"),
    path("documents/file/<int:pk>/approve/", acts.approve, name="approve"),
    path("documents/file/<int:pk>/withdraw/", acts.withdraw, name="withdraw"),
    path("documents/<slug:kind>/<int:subject_id>/", views.kind_page, name="kind"),
    path("documents/<slug:kind>/<int:subject_id>/make/", acts.make, name="make"),
    path("documents/<slug:kind>/<int:subject_id>/progress/", views.progress, name="progress"),
    path("documents/<slug:kind>/<int:subject_id>/compare/", views.compare, name="compare"),
    path("check/", verification.ask, name="check"),
    path("check/<str:code>/", verification.verify, name="verify"),
]
