"""Addresses of clinics: their planning and agenda below the cohort, each one by its number."""

from django.urls import path

from . import views_answers, views_calendar, views_people, views_planning, views_steps

urlpatterns = [
    path("cohorts/<slug:cohort>/clinics/", views_planning.clinics, name="clinics"),
    path("cohorts/<slug:cohort>/clinics/new/", views_planning.clinic_new, name="clinic_new"),
    path("clinics/<int:pk>/", views_planning.clinic, name="clinic"),
    path("clinics/<int:pk>/edit/", views_planning.clinic_edit, name="clinic_edit"),
    path("clinics/<int:pk>/cancel/", views_planning.clinic_cancel, name="clinic_cancel"),
    path("clinics/<int:pk>/steps/", views_steps.run_of_show, name="run_of_show"),
    path("clinics/<int:pk>/people/", views_people.clinic_people, name="clinic_people"),
    path("clinics/<int:pk>/people/invite/", views_people.clinic_invite, name="clinic_invite"),
    path("clinics/<int:pk>/people/facilitators/", views_people.clinic_facilitator_add, name="clinic_facilitator_add"),
    path("clinics/<int:pk>/people/<int:seat>/remove/", views_people.clinic_seat_remove, name="clinic_seat_remove"),
    path("clinics/<int:pk>/invitation/", views_answers.clinic_invitation, name="clinic_invitation"),
    path("clinics/<int:pk>/invitation/accept/", views_answers.invitation_accept, name="clinic_invitation_accept"),
    path("clinics/<int:pk>/invitation/decline/", views_answers.invitation_decline, name="clinic_invitation_decline"),
    path("clinics/<int:pk>/ties/", views_answers.clinic_ties, name="clinic_ties"),
    path("clinics/<int:pk>/calendar.ics", views_calendar.clinic_calendar, name="clinic_calendar"),
    path("clinics/calendar/new/", views_calendar.calendar_renew, name="calendar_renew"),
    path("clinics/calendar/<str:token>.ics", views_calendar.calendar_feed, name="calendar_feed"),
]
