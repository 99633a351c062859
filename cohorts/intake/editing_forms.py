"""Forms of the questionnaire's editor."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify

from cohorts.teamwork import kinds

from .editing import EDITABLE, fingerprint
from .models import KINDS_WITH_CHOICES, Criterion, Question, QuestionKind, Section

SIMPLE_KINDS = [
    (kind.value, kind.label)
    for kind in QuestionKind
    if kind not in (QuestionKind.SEVERAL_OF, QuestionKind.FILE, QuestionKind.TABLE)
]
CONDITION_KINDS = (*KINDS_WITH_CHOICES, QuestionKind.YES_NO)


class SectionForm(forms.Form):
    """The wording of a section."""

    title = forms.CharField(max_length=100)
    lead = forms.CharField(
        max_length=400, required=False, label="Lead", help_text="One or two sentences under the title.",
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, section: Section) -> "SectionForm":
        """The form as a section stands."""
        return cls(initial={"title": section.title, "lead": section.lead, "seen": section_seen(section)})


def section_seen(section: Section) -> str:
    """What a section's form was made from."""
    return fingerprint(section, ("title", "lead"))


class WordingForm(forms.Form):
    """What can be changed of a question at any time."""

    label = forms.CharField(max_length=300, label="Question")
    help = forms.CharField(
        max_length=500, required=False, label="Help", help_text="Stands under the question. Plain words.",
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def fields_given(self) -> dict[str, Any]:
        """The question's fields as the editor's services take them."""
        return {"label": self.cleaned_data["label"], "help": self.cleaned_data["help"]}


class QuestionForm(WordingForm):
    """A whole question, without its choices and columns."""

    kind = forms.ChoiceField(choices=QuestionKind.choices, label="Kind of answer")
    required = forms.BooleanField(required=False, label="Required before the mayor can sign")
    word_limit = forms.IntegerField(
        required=False, min_value=1, max_value=2000, label="Word limit", help_text="For texts."
    )
    minimum = forms.DecimalField(
        required=False, max_digits=15, decimal_places=2, label="At least",
        help_text="For numbers, money (dollars) and percent; for a table the fewest rows.",
    )  # fmt: skip
    maximum = forms.DecimalField(
        required=False, max_digits=15, decimal_places=2, label="At most",
        help_text="For numbers, money and percent; for a table the most rows, for files and choices how many.",
    )  # fmt: skip
    condition = forms.MultipleChoiceField(
        required=False,
        label="Shown only for these answers to one other question",
        help_text="Tick none to show it to every city.",
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["label", "help", "kind", "required", "word_limit", "minimum", "maximum", "condition", "seen"]

    def __init__(
        self, data: QueryDict | None, *, initial: dict[str, Any], section: Section, question: Question | None
    ) -> None:
        super().__init__(data, initial=initial)
        others = Question.objects.filter(section__questionnaire=section.questionnaire_id, kind__in=CONDITION_KINDS)
        self.others = {one.pk: one for one in others if question is None or one.pk != question.pk}
        self.fields["condition"].choices = [
            (other.label, [(f"{other.pk}:{choice['value']}", choice["label"]) for choice in kinds.choices(other)])
            for other in self.others.values()
        ]

    def clean_condition(self) -> list[str]:
        given = self.cleaned_data["condition"]
        if len({one.split(":", 1)[0] for one in given}) > 1:
            raise ValidationError("Tick answers of one question only.")
        return given

    def fields_given(self) -> dict[str, Any]:
        given = self.cleaned_data
        ticked = [one.split(":", 1) for one in given["condition"]]
        return {
            **super().fields_given(),
            **{name: given[name] for name in ("kind", "required", "word_limit", "minimum", "maximum")},
            "condition_question_id": int(ticked[0][0]) if ticked else None,
            "condition_values": [value for _, value in ticked],
        }


class ChoiceForm(forms.Form):
    """One choice. Its value, by which answers know it, stays when the label is improved."""

    value = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    label = forms.CharField(max_length=120, label="Choice")
    help = forms.CharField(max_length=200, required=False, label="Help")


class ColumnForm(forms.Form):
    """One column of a table."""

    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    label = forms.CharField(max_length=80, label="Column")
    kind = forms.ChoiceField(choices=SIMPLE_KINDS, label="Kind", initial=SIMPLE_KINDS[0][0])
    choices = forms.CharField(required=False, label="Choices, one a line", widget=forms.Textarea({"rows": 3}))
    required = forms.BooleanField(required=False, label="Required in each row")
    sum = forms.BooleanField(required=False, label="Add it up under the table")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        lines = [line.strip() for line in given.get("choices", "").splitlines() if line.strip()]
        if given.get("kind") == QuestionKind.ONE_OF and len(lines) < 2:
            self.add_error("choices", "Write at least two choices, one a line.")
        return given


class CriterionForm(forms.Form):
    """One line of the rubric."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=100, label="Criterion")
    help = forms.CharField(max_length=300, required=False, label="Help", widget=forms.Textarea({"rows": 3}))
    weight = forms.IntegerField(min_value=1, max_value=100, label="Weight")


class InPlace(forms.BaseFormSet):
    """Rows that can be put in another order and taken out; empty ones count as not there."""

    def rows(self) -> list[dict[str, Any]]:
        """What is left, in its order."""
        return [
            form.cleaned_data
            for form in self.ordered_forms
            if form.cleaned_data.get("label", form.cleaned_data.get("name"))
        ]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Place"
        form.fields["DELETE"].label = "Take out"


def _set_of(form: type[forms.Form], extra: int) -> type[InPlace]:
    made = forms.formset_factory(
        form, formset=InPlace, extra=extra, can_order=True, can_delete=True, max_num=60, absolute_max=80
    )
    return cast(type[InPlace], made)


ChoiceSet, ColumnSet, CriterionSet = _set_of(ChoiceForm, 3), _set_of(ColumnForm, 2), _set_of(CriterionForm, 2)


def stand_on(form: forms.Form, seen: str) -> None:
    """Let what was typed into a form stand on what the row has become, so that the next save is deliberate."""
    form.data = MultiValueDict({**dict(form.data.lists()), "seen": [seen]})


class QuestionForms:
    """All that a question's page holds: its form, and for a whole question its choices and its columns.

    `whole` is False once a city has started and only the wording is offered.
    """

    def __init__(self, posted: QueryDict | None, *, section: Section, question: Question | None, whole: bool) -> None:
        self.question = question
        initial = _initial(question) if question else {"kind": QuestionKind.SHORT_TEXT}
        self.form: WordingForm
        self.choices: InPlace | None = None
        self.columns: InPlace | None = None
        if whole:
            self.form = QuestionForm(posted, initial=initial, section=section, question=question)
            self.choices = ChoiceSet(posted, prefix="choices", initial=question.choices if question else [])
            self.columns = ColumnSet(posted, prefix="columns", initial=_columns_initial(question))
        else:
            self.form = WordingForm(posted, initial=initial)

    def is_valid(self) -> bool:
        """Whether everything that was posted can be read; each part says what cannot."""
        parts = [part for part in (self.form, self.choices, self.columns) if part is not None]
        return [part.is_valid() for part in parts] == [True] * len(parts)

    def fields_given(self) -> dict[str, Any]:
        """The question's fields as the editor's services take them."""
        fields = self.form.fields_given()
        if self.choices is not None and self.columns is not None:
            kind, standing = fields["kind"], self.question.columns if self.question else []
            fields["choices"] = _choices_given(self.choices.rows()) if kind in KINDS_WITH_CHOICES else []
            fields["columns"] = _columns_given(self.columns.rows(), standing) if kind == QuestionKind.TABLE else []
        return fields

    def show_again(self, standing: Question) -> None:
        """Let the next save stand on what the question has become."""
        stand_on(self.form, fingerprint(standing, EDITABLE))


def _initial(question: Question) -> dict[str, Any]:
    """The fields of a question as its form shows them."""
    return {
        **{name: getattr(question, name) for name in ("label", "help", "kind", "required", "word_limit")},
        **{name: _figure(getattr(question, name)) for name in ("minimum", "maximum")},
        "condition": [f"{question.condition_question_id}:{value}" for value in question.condition_values],
        "seen": fingerprint(question, EDITABLE),
    }


def _figure(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _columns_initial(question: Question | None) -> list[dict[str, Any]]:
    return [
        {**column, "choices": "\n".join(choice["label"] for choice in column.get("choices", []))}
        for column in (question.columns if question else [])
    ]


def criteria_initial(criteria: list[Criterion]) -> list[dict[str, Any]]:
    return [{"id": one.pk, "name": one.name, "help": one.help, "weight": one.weight} for one in criteria]


def _choices_given(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Choices as a question keeps them; new ones get a value made of their words."""
    taken = {row["value"] for row in rows if row["value"]}
    return [_choice(row["label"], taken, row["value"], row["help"]) for row in rows]


def _columns_given(rows: list[dict[str, Any]], standing: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Columns as a question keeps them; what an editor does not show of a standing one (limits) stays."""
    known = {column["key"]: column for column in standing}
    taken = {row["key"] for row in rows if row["key"]}
    return [_column(row, known.get(row["key"], {}), taken) for row in rows]


def _column(row: dict[str, Any], standing: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    column = {name: value for name, value in standing.items() if name not in ("choices", "required", "sum")}
    column |= {"key": row["key"] or _new_value(row["label"], taken), "label": row["label"], "kind": row["kind"]}
    if row["required"]:
        column["required"] = True
    if row["sum"]:
        column["sum"] = True
    if row["kind"] == QuestionKind.ONE_OF:
        values = {choice["label"]: choice["value"] for choice in standing.get("choices", [])}
        own = set(values.values())
        lines = dict.fromkeys(line.strip() for line in row["choices"].splitlines() if line.strip())
        column["choices"] = [_choice(line, own, values.get(line, "")) for line in lines]
    return column


def _choice(label: str, taken: set[str], value: str = "", help: str = "") -> dict[str, str]:
    return {"value": value or _new_value(label, taken), "label": label, **({"help": help} if help else {})}


def _new_value(label: str, taken: set[str]) -> str:
    base = slugify(label)[:50] or "choice"
    value = next(one for one in (base, *(f"{base}-{number}" for number in range(2, 1000))) if one not in taken)
    taken.add(value)
    return value
