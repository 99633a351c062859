"""Forms about a clinic: when and where it is, who comes, what they answer."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casestudies.cases.models import CaseStudy
from cohorts.institutes.models import Cohort
from isc_portal.forms import DayField
from isc_portal.templatetags.portal import zone_name
from resources.directory.forms import TopicsField

from . import words
from .models import Clinic, ClinicState, RecordLabel
from .times import clock_at, venue_zone
from .titles import titles_of_cases

TIMES = ("starts_on", "starts_at", "minutes")


def explained(label: str, sentence: str) -> SafeString:
    """A choice with what it means below it."""
    return format_html('{}<span class="usa-radio__label-description">{}</span>', label, sentence)


def parse_time(text: str) -> time:
    """Read a time of day as people in the US write it: 1:30 PM, 1:30pm, 9 am, 13:30. Raises ValueError for others."""
    match = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?\s?m\.?)?", text.strip().lower())
    if not match or not (match[2] or match[3]):
        raise ValueError(text)
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    return time(hour, minute)


class ClockField(forms.CharField):
    """A time of day, read as people write it."""

    default_error_messages = {"invalid": "Write a time of day, like 9:00 AM or 1:30 PM."}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_time(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class CaseField(forms.ModelChoiceField):
    """A case of the cohort, by its city."""

    titles: dict[int, str] = {}

    def label_from_instance(self, case: CaseStudy) -> str:
        state = "" if case.is_out else f" ({case.get_state_display().lower()}, not released)"
        return f"{case.participation.city}: {self.titles.get(case.pk, '')}{state}"


class PeopleField(forms.ModelMultipleChoiceField):
    """Some of the cohort's facilitators."""

    widget = forms.CheckboxSelectMultiple


class ClinicForm(forms.Form):
    """When and where a clinic is, and what may be told about it. Times are those of the venue.

    `starts_at` of the cleaned data is the moment. A clinic that has begun keeps its time.
    """

    case = CaseField(queryset=CaseStudy.objects.none(), label="Case", empty_label="Choose a case")
    starts_on = DayField(label="Day")
    starts_at = ClockField(
        label="Starts at",
        max_length=12,
        widget=forms.TextInput({"class": "usa-input--short", "autocomplete": "off"}),
    )
    minutes = forms.IntegerField(
        label="Length in minutes",
        min_value=10,
        max_value=480,
        help_text="The usual run-of-show takes 70.",
        widget=forms.NumberInput({"class": "usa-input--short"}),
    )
    room = forms.CharField(label="Room", max_length=100, required=False)
    link = forms.URLField(
        label="Link to join from elsewhere",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="The address of the video call, if there is one.",
    )
    facilitators = PeopleField(
        queryset=None,
        required=False,
        label="Facilitators",
        help_text="They can be in one clinic at a time. One of them conducts it: whoever starts it.",
    )
    record_label = forms.ChoiceField(
        label="What may be told about who said what",
        widget=forms.RadioSelect,
        choices=[(label.value, explained(label.label, words.RECORD_LABELS[label])) for label in RecordLabel],
    )
    named_cards = forms.TypedChoiceField(
        label="Cards",
        widget=forms.RadioSelect,
        choices=[("yes", explained("Named", words.NAMED)), ("no", explained("Anonymous", words.ANONYMOUS))],
        coerce=lambda value: value == "yes",
    )
    moderated = forms.TypedChoiceField(
        label="Before a card is shown",
        widget=forms.RadioSelect,
        choices=[
            ("no", explained("At once", words.NOT_MODERATED)),
            ("yes", explained("After the facilitator’s look", words.MODERATED)),
        ],
        coerce=lambda value: value == "yes",
    )

    def __init__(self, *args, cohort: Cohort, clinic: Clinic | None = None, by=None, case=None, **kwargs) -> None:
        self.cohort, self.clinic, self.zone = cohort, clinic, venue_zone(cohort)
        kwargs["initial"] = self._now_set(clinic, self.zone) if clinic else self._for_a_new_one(by, case)
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = f"{zone_name(self.zone)}, as at the venue: 1:30 PM"
        if clinic:
            del self.fields["case"], self.fields["facilitators"]
            for name in TIMES if clinic.state != ClinicState.PLANNED else ():
                self.fields[name].disabled = True
        else:
            cases = CaseStudy.objects.filter(participation__in=cohort.participations.taking_part())
            self.fields["case"].queryset = cases.select_related("participation__city", "participation__cohort")
            self.fields["case"].titles = titles_of_cases(cases.values_list("pk", flat=True))
            self.fields["facilitators"].queryset = cohort.facilitators.filter(is_active=True).order_by("name")

    def _for_a_new_one(self, by, case) -> dict[str, Any]:
        return {
            "case": case,
            "starts_on": self.cohort.starts_on,
            "minutes": 70,
            "facilitators": [by],
            "record_label": RecordLabel.ATTRIBUTABLE,
            "named_cards": "yes",
            "moderated": "no",
        }

    @staticmethod
    def _now_set(clinic: Clinic, zone: ZoneInfo) -> dict[str, Any]:
        start = clinic.starts_at.astimezone(zone)
        return {
            "starts_on": start.date(),
            "starts_at": clock_at(start, zone),
            "minutes": clinic.minutes,
            "room": clinic.room,
            "link": clinic.link,
            "record_label": clinic.record_label,
            "named_cards": "yes" if clinic.named_cards else "no",
            "moderated": "yes" if clinic.moderated else "no",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, at = data.pop("starts_on", None), data.pop("starts_at", None)
        if self.fields["starts_at"].disabled and self.clinic:
            return data | {"starts_at": self.clinic.starts_at, "minutes": self.clinic.minutes}
        if day and at:
            data["starts_at"] = start = datetime.combine(day, at, tzinfo=self.zone)
            if start.astimezone(UTC).astimezone(self.zone).time() != at:
                self.add_error("starts_at", "Clocks are set forward that night, and there is no such time.")
            elif start < timezone.now() and (self.clinic is None or start != self.clinic.starts_at):
                self.add_error("starts_at", "This is in the past. Choose a time that is still to come.")
            elif start > timezone.now() + timedelta(days=3 * 366):
                self.add_error("starts_on", "This is more than three years ahead. Is the year right?")
        return data


class CancelForm(forms.Form):
    """Why a clinic is called off."""

    reason = forms.CharField(
        label="A few words to those who were expected",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Stands in the mail to them.",
    )


class FacilitatorForm(forms.Form):
    """Who else of the cohort's facilitators runs a clinic."""

    facilitator: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="Facilitator", empty_label="Choose a person"
    )

    def __init__(self, *args, clinic: Clinic, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        seated = clinic.seats.filter(role="facilitator").values("user")
        others = clinic.cohort.facilitators.filter(is_active=True).exclude(pk__in=seated)
        self.fields["facilitator"].queryset = others.order_by("name")


AS_WHAT = [("expert", "Expert: advises"), ("observer", "Observer: listens and writes nothing")]


class NewGuestForm(forms.Form):
    """Somebody who is not in the directory and is asked to come."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(label="Email address", widget=forms.EmailInput({"autocomplete": "off"}))
    role_title = forms.CharField(
        max_length=120, required=False, label="Role", help_text="“Professor of Public Finance”"
    )
    organization = forms.CharField(max_length=160, required=False, label="Organization")
    topics = TopicsField()
    comes_as = forms.ChoiceField(label="Comes as", choices=AS_WHAT, initial="expert", widget=forms.RadioSelect)
    message = forms.CharField(
        max_length=1000,
        required=False,
        label="A few words of yours",
        help_text="Put into the mail under your name. You can leave it out.",
        widget=forms.Textarea({"rows": 3}),
    )


HAS_TIES = [("none", "I have none"), ("some", "I have these")]


class TiesForm(forms.Form):
    """Which ties to vendors a person has, in their own words, or that they have none."""

    has_ties = forms.ChoiceField(
        label="Your ties to vendors",
        choices=HAS_TIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you have ties to vendors: one of the two."},
        help_text="Work for, money from, or a share in a company that sells to cities, yours or your family’s, in the "
        "last three years. They stand beside your name.",
    )
    ties = forms.CharField(
        label="Which ones, if you have any",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="“Adviser to Northgate Permit Systems, paid, since 2024”",
    )

    def __init__(self, *args, known: str | None = None, **kwargs) -> None:
        if known is not None:
            kwargs["initial"] = {"has_ties": "some" if known else "none", "ties": known}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("has_ties") == "some" and not data.get("ties", "").strip():
            self.add_error("ties", "Write which ties you have.")
        return data

    @property
    def words(self) -> str:
        """The ties as they are stated: empty for none."""
        return self.cleaned_data["ties"].strip() if self.cleaned_data["has_ties"] == "some" else ""


class DeclineForm(forms.Form):
    """Why somebody cannot come."""

    reason = forms.CharField(
        label="Why you cannot come",
        max_length=300,
        required=False,
        help_text="The facilitators read it. You can leave it out.",
    )
