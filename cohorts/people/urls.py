"""Addresses of a city's people."""

from django.urls import path

from . import views

PEOPLE = "cities/<slug:cohort>/<slug:city>/people/"

urlpatterns = [
    path(PEOPLE, views.people, name="people"),
    path(f"{PEOPLE}office/", views.office, name="office"),
    path(f"{PEOPLE}<int:pk>/", views.person, name="person"),
    path(f"{PEOPLE}<int:pk>/signing/", views.name_signer, name="person_signing"),
    path(f"{PEOPLE}<int:pk>/sections/", views.hand_over_sections, name="person_sections"),
    path(f"{PEOPLE}<int:pk>/remove/", views.remove, name="person_remove"),
    path(f"{PEOPLE}invitations/<int:pk>/resend/", views.resend_invitation, name="team_invitation_resend"),
    path(f"{PEOPLE}invitations/<int:pk>/revoke/", views.revoke_invitation, name="team_invitation_revoke"),
]
