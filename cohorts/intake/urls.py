"""The addresses of an intake."""

from django.urls import path

from . import attachments, views

INTAKE = "cities/<slug:cohort>/<slug:city>/intake/"

urlpatterns = [
    path(INTAKE, views.intake, name="intake"),
    path(f"{INTAKE}sections/<slug:section>/", views.intake_section, name="intake_section"),
    path(f"{INTAKE}sections/<slug:section>/pulse/", views.intake_pulse, name="intake_pulse"),
    path(f"{INTAKE}answers/<int:question>/", views.answer_save, name="answer_save"),
    path(f"{INTAKE}answers/<int:question>/files/", attachments.answer_file_add, name="answer_file_add"),
    path(
        f"{INTAKE}answers/<int:question>/files/<int:file>/remove/",
        attachments.answer_file_remove,
        name="answer_file_remove",
    ),
    path(f"{INTAKE}files/<int:file>/", attachments.answer_file, name="answer_file"),
]
