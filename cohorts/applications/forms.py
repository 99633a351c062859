"""Forms of cities that ask to take part, and of administrators who answer them."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from cohorts.institutes.models import Cohort
from cohorts.inviting.forms import InviteCityForm
from cohorts.places.forms import CityForm
from isc_portal.forms import DayField, WordLimitedField

from .models import Application, LateCode

SECONDS_TO_FILL_IN = 3  # nobody writes this form faster
SALT = "cohorts.applications.opened"


def no_links(text: str) -> None:
    """Refuse web addresses where a name belongs: what is written there goes out in mail."""
    if re.search(r"://|www\.|\bhttp|\]\(", text, re.IGNORECASE):
        raise ValidationError("Write this without a web address.")


class ApplyForm(CityForm):
    """A city's request to take part, open to everyone."""

    mayor_name = forms.CharField(label="Mayor’s name", max_length=120, validators=[no_links])
    contact_name = forms.CharField(label="Your name", max_length=120, validators=[no_links])
    contact_title = forms.CharField(
        label="Your title", max_length=120, required=False, help_text="What you do for the city", validators=[no_links]
    )
    contact_email = forms.EmailField(label="Your email", help_text="We answer to this address")
    contact_phone = forms.CharField(label="Your phone", max_length=40, required=False, validators=[no_links])
    initiative = WordLimitedField(
        limit=200,
        max_length=3000,
        label="The initiative, in a few sentences",
        help_text="What is the problem, whom does it affect, and what should be different afterwards?",
    )
    code = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    # Nobody sees this line, so that only a program fills it in.
    website = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args, cohorts: list[Cohort], late_code: LateCode | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["population"], self.fields["time_zone"]
        self.fields["city"].validators.append(no_links)
        self.cohorts, self.late_code = cohorts, late_code
        if late_code:
            self.initial = {"city": f"{late_code.city_name}, {late_code.state}", "code": late_code.code}
        elif len(cohorts) > 1:
            choices = [(cohort.slug, cohort.name) for cohort in cohorts]
            self.fields["cohort_choice"] = forms.ChoiceField(
                label="Which cohort?", choices=choices, widget=forms.RadioSelect
            )
            self.order_fields(["cohort_choice"])

    @property
    def opened_token(self) -> str:
        """When the form was first shown, signed; the same one through all tries."""
        token = self._value("opened")
        return token if _seconds_since(token) is not None else signing.dumps(int(timezone.now().timestamp()), salt=SALT)

    @property
    def is_from_a_program(self) -> bool:
        """Whether the line was filled in that nobody sees."""
        return bool(self._value("website"))

    def clean(self):
        data = super().clean()
        seconds = _seconds_since(self._value("opened"))
        if seconds is None or seconds < SECONDS_TO_FILL_IN:
            raise ValidationError("That was very quick. Please look over what you wrote, and send it once more.")
        return data

    @property
    def cohort(self) -> Cohort:
        """The cohort that was chosen, or the only one there is."""
        if self.late_code:
            return self.late_code.cohort
        chosen = self.cleaned_data.get("cohort_choice")
        return next((cohort for cohort in self.cohorts if cohort.slug == chosen), self.cohorts[0])

    @property
    def answers(self) -> dict[str, str]:
        """What `receive_application` keeps."""
        names = ["mayor_name", "contact_name", "contact_title", "contact_email", "contact_phone", "initiative"]
        kept = {name: self.cleaned_data[name] for name in names}
        return {**kept, "city_name": self.city_name, "state": self.city_state}


def _seconds_since(token: str) -> float | None:
    """How long ago a form was first shown; None for a token that we did not sign."""
    try:
        return timezone.now().timestamp() - signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None


class LateCodeForm(CityForm):
    """A code for one city."""

    expires_on = DayField(
        label="Good until", help_text="Month, day, year. Until midnight, in the time zone of the venue."
    )

    def __init__(self, *args, cohort: Cohort, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["population"], self.fields["time_zone"]
        self.zone = ZoneInfo(cohort.time_zone)

    @property
    def expires_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["expires_on"] + timedelta(days=1), time(), tzinfo=self.zone)


class AcceptForm(InviteCityForm):
    """Takes a city that asked into the cohort."""

    def __init__(self, *args, application: Application, **kwargs) -> None:
        initial = {
            "city": str(application),
            "mayor_name": application.mayor_name,
            "contact_name": application.contact_name,
            "contact_email": application.contact_email,
        }
        super().__init__(*args, **{**kwargs, "initial": initial})


class DeclineForm(forms.Form):
    """Says no to a city."""

    reply = forms.CharField(
        label="The mail to the contact",
        max_length=3000,
        widget=forms.Textarea({"class": "usa-textarea--tall"}),
        help_text="Greeting and signature are added",
    )

    def __init__(self, *args, application: Application, **kwargs) -> None:
        text = (
            f"Thank you for asking to bring {application.city_name} to the {application.cohort.long_name}, and for "
            "what you wrote about your initiative.\n\n"
            "We had more requests than places and could not offer your city one this time. We would be glad to hear "
            "from you again for a later cohort."
        )
        super().__init__(*args, **{**kwargs, "initial": {"reply": text}})


class ApplicationFilter(forms.Form):
    """Which requests to show."""

    q = forms.CharField(label="City or person", required=False, max_length=120)
    cohort = forms.ChoiceField(label="Cohort", required=False)

    def __init__(self, data, *, cohorts: list[Cohort]) -> None:
        super().__init__(data)
        self.fields["cohort"].choices = [("", "All cohorts"), *((cohort.slug, cohort.name) for cohort in cohorts)]

    def apply(self, applications):
        """The applications that fit; a filter that cannot be read is left out."""
        wishes = self.cleaned_data if self.is_valid() else {}
        if words := wishes.get("q"):
            names = ["city_name", "mayor_name", "contact_name", "contact_email"]
            fits = Q()
            for name in names:
                fits |= Q(**{f"{name}__icontains": words})
            applications = applications.filter(fits)
        if cohort := wishes.get("cohort"):
            applications = applications.filter(cohort__slug=cohort)
        return applications
