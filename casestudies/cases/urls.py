"""Addresses of case studies: the city's own, and those of whoever reads one."""

from django.urls import include, path

from . import past, views, views_files, views_reading, views_review

CASE = "cities/<slug:cohort>/<slug:city>/case"
READ = "cohorts/<slug:cohort>/cases/<slug:city>"

urlpatterns = [
    path(f"{CASE}/", views.case, name="case"),
    path(f"{CASE}/start/", views.case_start, name="case_start"),
    path(f"{CASE}/submit/", views.case_submit, name="case_submit"),
    path(f"{CASE}/parts/<slug:part>/", views.case_form, name="case_form"),
    path(f"{CASE}/parts/<slug:part>/pulse/", views.case_pulse, name="case_pulse"),
    path(f"{CASE}/fields/<slug:field>/", views.case_save, name="case_save"),
    path(f"{CASE}/fields/<slug:field>/offer/", views.case_offer, name="case_offer"),
    path(f"{CASE}/files/", views_files.case_files, name="case_files"),
    path(f"{CASE}/files/<int:file>/", views_files.case_file_change, name="case_file_change"),
    path(f"{CASE}/review/", views_review.case_review, name="case_review"),
    path(f"{CASE}/decide/", views_review.case_decide, name="case_decide"),
    path(f"{CASE}/history/<int:event>/restore/", past.case_restore, name="case_restore"),
    path(f"{READ}/", views_reading.case_read, name="case_read"),
    path(f"{READ}/files/<int:file>/", views_reading.case_file, name="case_file"),
    path("", include("casestudies.cases.urls_gallery")),
]
