"""Forms that bring a roster in: the file, which column holds what, and what becomes of doubtful rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from isc_portal.forms import FileInput

from .columns import FIELDS
from .models import Decision, Roster, RosterRow

SAMPLES = 3  # cells that are shown of a column
SAMPLE_LENGTH = 70  # characters of a cell that are shown


class RosterForm(forms.Form):
    """The file with people, where it comes from, and whether they agreed to be reached."""

    file = forms.FileField(
        label="The list",
        widget=FileInput,
        help_text="CSV, Excel (.xlsx) or JSON, one row for each person, with a row of column names on top",
    )
    source = forms.CharField(
        label="Where the list comes from",
        max_length=200,
        required=False,
        help_text="“Speakers of the annual meeting 2026”. New entries say so.",
    )
    consented = forms.BooleanField(
        label="The people on this list have agreed that cities see their email, phone and website",
        required=False,
        help_text="Without this, administrators and the people themselves see them, and nobody else.",
    )


class ColumnsForm(forms.Form):
    """One choice for each column of the file: the field that it holds, or nothing."""

    def __init__(self, data: Any = None, *, roster: Roster) -> None:
        super().__init__(data)
        self.roster = roster
        choices = [("", "Leave out"), *FIELDS.items()]
        mapping = {int(position): field for position, field in roster.mapping.items()}
        for position, header in enumerate(roster.headers):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=header or f"Column {position + 1}",
                required=False,
                choices=choices,
                initial=mapping.get(position, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a field that two columns hold: only one of them can be meant."""
        given = super().clean() or {}
        taken: dict[str, str] = {}
        for name, field in self.fields.items():
            chosen = given.get(name)
            if not chosen:
                continue
            if chosen in taken:
                self.add_error(
                    name, f"{FIELDS[chosen]} is chosen for the column “{taken[chosen]}” already. Leave one of them out."
                )
            else:
                taken[chosen] = str(field.label)
        return given

    @property
    def mapping(self) -> dict[int, str]:
        """The chosen field by the position of its column."""
        return {
            int(name.removeprefix("column_")): field for name, field in self.cleaned_data.items() if field in FIELDS
        }

    def columns(self) -> Iterable[dict[str, Any]]:
        """Each column as the page shows it: its field, the first cells that are not empty, whether it is personal."""
        for position, header in enumerate(self.roster.headers):
            yield {
                "field": self[f"column_{position}"],
                "samples": _samples(self.roster.samples, position),
                "is_personal": header in self.roster.left_out,
            }


def _samples(rows: Sequence[Sequence[str]], position: int) -> list[str]:
    cells = dict.fromkeys(row[position] for row in rows if position < len(row) and row[position])
    short = (cell if len(cell) <= SAMPLE_LENGTH else f"{cell[:SAMPLE_LENGTH].rstrip()}…" for cell in cells)
    return list(short)[:SAMPLES]


class DecisionsForm(forms.Form):
    """What becomes of each doubtful row on a page. A row may stay undecided."""

    def __init__(self, data: Any = None, *, rows: Iterable[RosterRow]) -> None:
        super().__init__(data)
        self.rows = list(rows)
        for row in self.rows:
            self.fields[f"decision_{row.pk}"] = forms.ChoiceField(
                label=f"Row {row.number}",
                required=False,
                choices=Decision.choices,
                initial=row.decision,
                widget=forms.RadioSelect,
            )

    @property
    def chosen(self) -> list[tuple[RosterRow, str]]:
        """The rows that somebody has decided anew, with the decision."""
        given = ((row, self.cleaned_data[f"decision_{row.pk}"]) for row in self.rows)
        return [(row, decision) for row, decision in given if decision and decision != row.decision]


class DecideAllForm(forms.Form):
    """One decision for all rows that are left."""

    decision = forms.ChoiceField(choices=Decision.choices)
