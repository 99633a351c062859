"""Forms about introductions."""

from typing import cast

from django import forms

from cohorts.institutes.models import Participation

LONG = {"rows": 6, "class": "usa-textarea"}


class AskForm(forms.Form):
    """The question, and which city asks if the person writes for several."""

    participation = forms.ModelChoiceField(
        queryset=Participation.objects.none(), label="Which city asks?", empty_label="Choose a city"
    )
    question = forms.CharField(
        max_length=2_000,
        label="Your question",
        help_text="What your city is trying to do and what you would like to know. The expert reads it as it stands.",
        widget=forms.Textarea(attrs=LONG),
    )

    def __init__(self, *args, cities, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast(forms.ModelChoiceField, self.fields["participation"])
        chosen.queryset = cities
        if len(cities) == 1:
            chosen.initial, chosen.required, chosen.widget = cities[0], False, forms.HiddenInput()
        self.cities = cities

    def clean_participation(self) -> Participation:
        return self.cleaned_data["participation"] or self.cities[0]


class AnswerForm(forms.Form):
    """What the expert wants to say with a yes or a no."""

    answer = forms.CharField(
        max_length=2_000,
        required=False,
        label="A few words, if you like",
        help_text="They go to the city together with your answer.",
        widget=forms.Textarea(attrs=LONG),
    )
