"""Forms about cohorts and their facilitators."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from cohorts.places.forms import time_zones
from isc_portal.forms import DayField, WordLimitedField

from .models import Cohort

# What a new cohort takes over from an earlier one. Days belong to one cohort alone.
COPIED_SETTINGS = ["venue", "hosts", "time_zone", "capacity", "welcome"]


class CohortForm(forms.Form):
    """A cohort's settings."""

    name = forms.CharField(label="Name", max_length=100, help_text="As cities will read it: Fall 2026 cohort")
    starts_on = DayField(label="First day", required=False)
    ends_on = DayField(label="Last day", required=False)
    venue = forms.CharField(label="Venue", max_length=200, required=False)
    hosts = forms.CharField(
        label="Hosts", max_length=300, required=False, help_text="Who receives the cities: universities, partners"
    )
    time_zone = forms.ChoiceField(label="Time zone of the venue")
    capacity = forms.IntegerField(label="Places", min_value=1, max_value=500, help_text="How many cities can take part")
    application_deadline = DayField(
        label="Last day to ask to take part",
        required=False,
        help_text="Month, day, year. Requests are taken until midnight of that day, in the time zone of the venue.",
    )
    intake_due_on = DayField(label="Intake due", required=False)
    blueprint_due_on = DayField(label="Guiding Blueprint due", required=False)
    welcome = WordLimitedField(
        limit=200, label="Welcome", required=False, help_text="The first thing an invited city reads"
    )

    def __init__(self, *args, cohort: Cohort | None = None, copied_from: Cohort | None = None, **kwargs) -> None:
        initial: dict[str, Any]
        if cohort:
            initial = {name: getattr(cohort, name) for name in self.base_fields}
            initial["application_deadline"] = cohort.last_day_to_ask
        elif copied_from:
            initial = {name: getattr(copied_from, name) for name in COPIED_SETTINGS}
        else:
            initial = {"capacity": 8, "time_zone": "America/New_York"}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones(initial["time_zone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("application_deadline")
        if day and data.get("time_zone"):
            midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(data["time_zone"]))
            data["application_deadline"] = midnight
        return data


class FacilitatorForm(forms.Form):
    """Who is asked to facilitate a cohort."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Email")
    message = forms.CharField(
        label="A personal word",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Stands in the invitation, above the button",
    )
