"""Forms that keep the directory true."""

from types import SimpleNamespace
from typing import cast

from django import forms

from resources.directory.choices import EntryStatus
from resources.directory.forms import EntryForm
from resources.directory.models import Expert

LINK_HOLDER = SimpleNamespace(is_administrator=False)


class CorrectionForm(EntryForm):
    """The entry as its expert may change it, for whoever holds its link: without the picture, and never archived."""

    def __init__(self, *args, expert: Expert, **kwargs) -> None:
        super().__init__(*args, expert=expert, by=LINK_HOLDER, **kwargs)
        self.fields.pop("photo")
        self.fields.pop("remove_photo", None)
        status = cast(forms.ChoiceField, self.fields["status"])
        status.choices = [(EntryStatus.ACTIVE, "Shown in searches"), (EntryStatus.PAUSED, "Paused: no search shows it")]
        if expert.status == EntryStatus.ARCHIVED:
            self.initial["status"] = EntryStatus.ACTIVE


class OutdatedForm(forms.Form):
    """What a reader knows better."""

    note = forms.CharField(
        max_length=500,
        label="What is out of date?",
        help_text="What you know: a new role, a number that does not answer. Administrators of the Institute read it.",
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 500}),
    )


class OwnerForm(forms.Form):
    """Where the invitation to keep an entry goes."""

    email = forms.EmailField(
        label="Email address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    message = forms.CharField(
        max_length=1000,
        required=False,
        label="A few words of yours",
        help_text="Put into the mail under your name. You can leave it out.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
