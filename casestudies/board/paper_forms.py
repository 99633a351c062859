"""The form for what was written on paper: several cards at once."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casestudies.clinics.models import Seat

from . import rules
from .cards import clean_text
from .models import LONGEST_CARD, CardKind, Theme

ROWS = 5  # that a fresh page has
MOST_ROWS = 40


class PaperRowForm(forms.Form):
    """One card on paper; a row without a text is left out. Its key is made with the page, so it comes in once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seat = forms.ChoiceField(required=False, label="Who wrote it")
    kind = forms.ChoiceField(choices=[("", ""), *CardKind.choices], required=False, label="Kind")
    theme = forms.ChoiceField(choices=[("", "No theme"), *Theme.choices], required=False, label="Theme")
    text = forms.CharField(
        required=False,
        label="What it says",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_CARD}),
    )

    def __init__(self, *args: Any, seats: list[Seat], **options: Any) -> None:
        super().__init__(*args, **options)
        seat: Any = self.fields["seat"]
        seat.choices = [("", ""), *((str(one.pk), seat_words(one)) for one in seats)]
        self.seats = {str(one.pk): one for one in seats}  # read once for all rows

    @property
    def is_left_out(self) -> bool:
        """Whether nothing was written into this row."""
        return not self.cleaned_data.get("text", "").strip()

    def clean(self) -> dict[str, Any]:
        """A card with a text needs its author and its kind; a question has no theme."""
        cleaned = super().clean() or {}
        if self.is_left_out:
            return cleaned
        if not cleaned.get("seat") and "seat" not in self.errors:
            self.add_error("seat", "Choose who wrote this card.")
        if not cleaned.get("kind") and "kind" not in self.errors:
            self.add_error("kind", "Choose what kind of card it is.")
        if cleaned.get("kind") in rules.QUESTIONS:
            cleaned["theme"] = ""
        cleaned["seat"] = self.seats.get(cleaned.get("seat", ""))
        try:
            cleaned["text"] = clean_text(cleaned["text"])
        except ValidationError as refused:
            self.add_error("text", refused)
        return cleaned


class BasePaperFormSet(forms.BaseFormSet):
    """The rows of the page."""

    def cards(self) -> list[dict[str, Any]]:
        """What to enter, row by row."""
        return [form.cleaned_data for form in self.forms if not form.is_left_out]


PaperFormSet = forms.formset_factory(
    PaperRowForm, formset=BasePaperFormSet, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def fresh_rows(count: int = ROWS) -> list[dict[str, str]]:
    """Empty rows, each with the key that its card will have."""
    return [{"key": str(uuid.uuid4())} for _ in range(count)]


def seat_words(seat: Seat) -> str:
    """“Denise Fuller, Mayor of Chattanooga”."""
    return ", ".join(part for part in (seat.name, seat.title) if part)
