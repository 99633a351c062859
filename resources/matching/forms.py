"""Forms about help."""

from django import forms

from .models import Helped


class RatingForm(forms.Form):
    """How much an expert helped, in the city's view."""

    helped = forms.ChoiceField(choices=Helped.choices, label="How much did it help?", widget=forms.RadioSelect)
    note = forms.CharField(
        max_length=300,
        required=False,
        label="In a sentence, if you like",
        help_text="Your team and the Institute see it; the expert does not.",
    )


class QuestionForm(forms.Form):
    """What somebody would like to know, in their own words. It stands in the page's address and can be passed on."""

    question = forms.CharField(
        max_length=600,
        label="What would you like to know?",
        help_text="In a sentence or two: what you are trying to do, and where you are stuck.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "usa-textarea"}),
    )
