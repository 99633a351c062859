"""Forms about the directory."""

from django import forms

from isc_portal.accounts.forms import InvitationForm

from .models import Expert
from .topics import TOPICS


class TopicsField(forms.MultipleChoiceField):
    """What an expert helps with: the words in which cities say what they want help with."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        help_text = "Experts are proposed for a clinic by what its city wants help with."
        defaults = {"choices": list(TOPICS.items()), "required": False, "label": "Helps with", "help_text": help_text}
        super().__init__(**{**defaults, **options})


class ExpertInvitationForm(InvitationForm):
    """Which expert to invite."""

    name = forms.CharField(max_length=120, label="Name", help_text="As the directory shows it.")
    role_title = forms.CharField(
        max_length=120, required=False, label="Role", help_text="“Professor of Public Finance”"
    )
    organization = forms.CharField(max_length=160, required=False, label="Organization")
    topics = TopicsField()
    field_order = ["email", "name", "role_title", "organization", "topics", "message"]


class EntryForm(forms.Form):
    """What can be changed of a directory entry: where invitations go, and what the expert helps with."""

    email = forms.EmailField(
        required=False,
        label="Email address",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Where invitations to clinics go while the expert has no account.",
    )
    topics = TopicsField()

    def __init__(self, *args, expert: Expert, **kwargs):
        kwargs["initial"] = {"email": expert.email, "topics": expert.topics}
        super().__init__(*args, **kwargs)
