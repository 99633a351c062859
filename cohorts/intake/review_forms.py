"""Forms of reviewers."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from .models import Criterion, Section
from .rubric import POINTS, Scoring


class ReviewForm(forms.Form):
    """Notes and points of one reviewer; it saves itself, finished or not."""

    notes = forms.CharField(
        required=False,
        label="Screening notes",
        help_text="For you and the other reviewers. The city never sees them.",
        max_length=20_000,
        strip=False,
        widget=forms.Textarea({"rows": 8}),
    )
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, criteria: list[Criterion], scoring: Scoring | None = None
    ) -> None:
        points = scoring.points if scoring else {}
        initial = {
            "notes": scoring.review.notes if scoring else "",
            "version": scoring.review.version if scoring else 0,
            **{f"criterion-{pk}": number for pk, number in points.items()},
        }
        super().__init__(data, initial=initial)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"criterion-{criterion.pk}"] = forms.TypedChoiceField(
                choices=[(number, f"{number} {words}") for number, words in POINTS.items()],
                coerce=int,
                empty_value=None,
                required=False,
                label=criterion.name,
                help_text=criterion.help,
                widget=forms.RadioSelect,
            )

    @property
    def points(self) -> dict[int, int | None]:
        """The points by the id of the criterion."""
        return {one.pk: self.cleaned_data[f"criterion-{one.pk}"] for one in self.criteria}

    @property
    def rows(self) -> list[tuple[Criterion, forms.BoundField]]:
        return [(one, self[f"criterion-{one.pk}"]) for one in self.criteria]


DECISIONS = {
    "return": ("Return", "Named sections, with a comment"),
    "accept": ("Accept", "The city is in"),
    "waitlist": ("Waitlist", "Not yet, maybe later"),
    "decline": ("Decline", "With a reason"),
}


class DecisionForm(forms.Form):
    """What a facilitator decides; the services say what they refuse."""

    decision = forms.ChoiceField(
        choices=[(value, label) for value, (label, _) in DECISIONS.items()],
        label="Your decision",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the decisions."},
    )
    sections = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label="Which sections should the city look at again?",
        help_text="Only for a return: these open for changes, all others stay closed.",
        widget=forms.CheckboxSelectMultiple,
    )
    comment = forms.CharField(
        required=False,
        label="Comment to the city",
        help_text="The mayor and the editors read it in a mail and on the timeline. A return and a decline need one.",
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, data: QueryDict | None = None, *, sections: Iterable[Section]) -> None:
        super().__init__(data)
        self.by_id = {section.pk: section for section in sections}
        self.fields["sections"].choices = [(section.pk, section.title) for section in self.by_id.values()]

    def clean_sections(self) -> list[Section]:
        return [self.by_id[pk] for pk in self.cleaned_data["sections"]]

    @property
    def tiles(self) -> list[tuple[str, str, str]]:
        """Value, label and second line of each decision."""
        return [(value, label, line) for value, (label, line) in DECISIONS.items()]
