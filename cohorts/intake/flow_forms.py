"""Forms of an intake's way from the last answer to the decision."""

from django import forms

from cohorts.institutes.models import Participation, TeamMember
from isc_portal.forms import DayField

from .models import Intake, SectionWork


class SignForm(forms.Form):
    """The signature: a typed name, under the answers whose hash the page was made of."""

    name = forms.CharField(
        label="Type your full name to sign",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Type your full name: it stands under the answers as your signature."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AssignForm(forms.Form):
    """Who looks after a section, and until when."""

    member: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=TeamMember.objects.none(),
        required=False,
        label="Who looks after this section?",
        empty_label="Nobody in particular",
        help_text="They get a mail, and a reminder before the day. Others of the team can still help.",
    )
    due_on = DayField(required=False, label="When should it be complete?")

    def __init__(self, *args, participation: Participation, work: SectionWork | None = None, **options) -> None:
        self.work = work
        super().__init__(*args, **options)
        members = participation.members.filter(role__in=["mayor", "editor"]).select_related("user")
        self.fields["member"].queryset = members
        self.fields["member"].label_from_instance = lambda member: str(member.user)
        if participation.due_on:
            due = participation.due_on
            self.fields[
                "due_on"
            ].help_text = f"Month, day, year. The whole intake is due on {due:%B} {due.day}, {due.year}."


class WithdrawForm(forms.Form):
    """Why a city withdraws."""

    comment = forms.CharField(
        required=False,
        label="Why? The facilitators read it.",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args, intake: Intake, **options) -> None:
        super().__init__(*args, **options)
        city = intake.participation.city.name
        self.fields["sure"] = forms.BooleanField(
            label=f"Yes, {city} withdraws from the {intake.participation.cohort.long_name}",
            error_messages={"required": "Tick the box if the city really withdraws. Nothing has changed yet."},
        )
