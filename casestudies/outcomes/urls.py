"""Addresses of what comes after a clinic: closing it, its record, the city's answers, and each author's page."""

from django.urls import path

from . import advice_page, answering_page, closing_page, record_page

urlpatterns = [
    path("clinics/<int:pk>/close/", closing_page.clinic_close, name="clinic_close"),
    path("clinics/<int:pk>/close/pulse/", closing_page.clinic_close_pulse, name="clinic_close_pulse"),
    path("clinics/<int:pk>/close/confirm/", closing_page.clinic_close_confirm, name="clinic_close_confirm"),
    path("clinics/<int:pk>/close/<slug:part>/save/", closing_page.clinic_close_save, name="clinic_close_save"),
    path("clinics/<int:pk>/record/", record_page.record, name="record"),
    path("clinics/<int:pk>/record/cards.xlsx", record_page.clinic_cards_export, name="clinic_cards_export"),
    path("cities/<slug:cohort>/<slug:city>/answers/", answering_page.answers, name="answers"),
    path("cities/<slug:cohort>/<slug:city>/answers/pulse/", answering_page.answers_pulse, name="answers_pulse"),
    path("cities/<slug:cohort>/<slug:city>/answers/<int:pk>/", answering_page.answer, name="answer"),
    path(
        "cities/<slug:cohort>/<slug:city>/answers/<int:pk>/save/",
        answering_page.response_save,
        name="response_save",
    ),
    path("advice/", advice_page.advice, name="advice"),
]
