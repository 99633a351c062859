"""Forms around a seat: the ties to vendors, and the code on the screen."""

import re

from django import forms

from casestudies.clinics.models import Seat

LONGEST_TIES = Seat._meta.get_field("ties").max_length


class TiesForm(forms.Form):
    """Which ties to vendors the person has, in their own words; one button says that there are none."""

    none = forms.BooleanField(required=False, widget=forms.HiddenInput)
    ties = forms.CharField(
        max_length=LONGEST_TIES,
        label="Your ties",
        help_text="The company, what binds you, since when: “Advises Northgate Permit Systems, paid, since 2024”.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write which ties you have, or press “I have none”.",
            "max_length": f"Say it in at most {LONGEST_TIES} characters.",
        },
    )

    def clean(self) -> dict:
        """No ties at all is an answer; an empty field is not, since it may be a slip."""
        cleaned = super().clean() or {}
        if cleaned.get("none"):
            self.errors.pop("ties", None)
            cleaned["ties"] = ""
        return cleaned


class JoinForm(forms.Form):
    """The six characters on the projector, as people type them."""

    code = forms.CharField(
        max_length=20,
        label="Code",
        help_text="Six characters, as they stand on the screen in the room.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "usa-input--short join__code",
            }
        ),
        error_messages={"required": "Type the six characters that stand on the screen."},
    )

    def clean_code(self) -> str:
        """“k7m 2qx” is the code K7M2QX."""
        return re.sub(r"[\s-]", "", self.cleaned_data["code"]).upper()
