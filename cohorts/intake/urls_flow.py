"""Addresses of the intake's way from the last answer to the decision."""

from django.urls import path

from . import flow, past

CITY = "cities/<slug:cohort>/<slug:city>"

urlpatterns = [
    path(f"{CITY}/intake/check/", flow.intake_check, name="intake_check"),
    path(f"{CITY}/intake/sign/", flow.intake_sign, name="intake_sign"),
    path(f"{CITY}/intake/submit/", flow.intake_submit, name="intake_submit"),
    path(f"{CITY}/intake/timeline/", flow.intake_timeline, name="intake_timeline"),
    path(f"{CITY}/intake/withdraw/", flow.intake_withdraw, name="intake_withdraw"),
    path(f"{CITY}/intake/sections/<slug:section>/assign/", flow.intake_assign, name="intake_assign"),
    path(f"{CITY}/history/<int:event>/restore/", past.history_restore, name="history_restore"),
]
