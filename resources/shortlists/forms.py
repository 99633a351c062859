"""Forms about shortlists."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from cohorts.institutes.models import Participation
from resources.directory.models import Expert

from .models import Shortlist


class NameForm(forms.Form):
    """The name of a list."""

    name = forms.CharField(max_length=100, label="Name of the list", help_text="“Permit reform”, “Before the vote”")


class NoteForm(forms.Form):
    """Why somebody is on a list."""

    note = forms.CharField(max_length=300, required=False, label="Note", help_text="Your team sees it, nobody else.")


class AddForm(forms.Form):
    """Whom to put on which list of a city: one that it has, or a new one by its name."""

    expert = forms.ModelChoiceField(queryset=Expert.objects.none())
    shortlist = forms.ModelChoiceField(queryset=Shortlist.objects.none(), required=False)
    name = forms.CharField(max_length=100, required=False)

    def __init__(self, *args, participation: Participation, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field, rows in (
            ("expert", Expert.objects.visible_to(user)),
            ("shortlist", Shortlist.objects.filter(participation=participation)),
        ):
            cast(forms.ModelChoiceField, self.fields[field]).queryset = rows

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("shortlist") and not given.get("name"):
            raise ValidationError("Choose a list, or write a name for a new one.")
        return given
