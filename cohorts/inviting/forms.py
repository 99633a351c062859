"""Forms that invite cities: a pasted or uploaded list, and one city with its people."""

from collections.abc import Sequence

from django import forms

from cohorts.places.forms import CityForm
from isc_portal.forms import FileInput
from isc_portal.imports import columns
from isc_portal.imports.reading import Table, Unreadable, read_file, read_text

from .planning import COLUMNS
from .services import Invitee
from .sheet import LIMITS

MESSAGE_HELP = "Stands in each invitation, above the button"


class ListForm(forms.Form):
    """A list of cities and people. After `is_valid`, `table` holds it."""

    list = forms.CharField(
        label="Paste the list",
        required=False,
        strip=False,
        widget=forms.Textarea({"class": "usa-textarea--list", "spellcheck": "false", "wrap": "off"}),
        help_text="With its row of column names on top, as you copy it from a spreadsheet",
    )
    file = forms.FileField(
        label="Or choose a spreadsheet", required=False, widget=FileInput, help_text="CSV or .xlsx, up to 2 MB"
    )
    message = forms.CharField(
        label="A personal word",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=MESSAGE_HELP,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.table: Table | None = None
        if not self.is_bound:
            self._ask_for_one_of_two()

    def _ask_for_one_of_two(self) -> None:
        """Neither of the two is called optional, though each may be empty if the other is there."""
        self.fields["list"].required = self.fields["file"].required = True

    def clean(self):
        data = super().clean()
        upload = data.get("file")
        self._ask_for_one_of_two()
        try:
            self.table = read_file(upload, limits=LIMITS) if upload else read_text(data.get("list", ""), limits=LIMITS)
        except Unreadable as error:
            self.add_error("file" if upload else "list", str(error))
        else:
            if not self.table.rows:
                self.add_error(
                    "file" if upload else "list",
                    "There is only one row. Below the column names goes a row for each person.",
                )
        return data


class ColumnsForm(forms.Form):
    """Which column of the list holds what: guessed from the headers, and changed by the person."""

    def __init__(self, headers: Sequence[str], data=None) -> None:
        given = data if data is not None and any(f"column_{column.key}" in data for column in COLUMNS) else None
        super().__init__(given)
        guessed = columns.guess(headers, COLUMNS)
        choices = [
            ("", "Not in the list"),
            *((str(i), header or f"Column {i + 1}") for i, header in enumerate(headers)),
        ]
        for column in COLUMNS:
            self.fields[f"column_{column.key}"] = forms.ChoiceField(
                label=column.label,
                required=column.required,
                choices=choices,
                initial=str(guessed.get(column.key, "")),
                error_messages={"required": f"Say which column holds: {column.label.lower()}."},
            )
        self.mapping = guessed if given is None else {}
        if given is not None and self.is_valid():
            self.mapping = {
                column.key: int(value) for column in COLUMNS if (value := self.cleaned_data[f"column_{column.key}"])
            }

    @property
    def missing(self) -> list[str]:
        """The labels of the required columns that the list does not seem to have."""
        return [column.label for column in columns.missing(self.mapping, COLUMNS)]


class InviteCityForm(CityForm):
    """One city, its mayor, and the first people of its team."""

    mayor_name = forms.CharField(label="Mayor’s name", max_length=120, required=False)
    mayor_email = forms.EmailField(
        label="Mayor’s email", required=False, help_text="If the mayor is to get an invitation of their own"
    )
    contact_name = forms.CharField(label="Contact’s name", max_length=120, required=False)
    contact_email = forms.EmailField(
        label="Contact’s email", required=False, help_text="Whoever coordinates the work; joins as an editor"
    )
    message = forms.CharField(
        label="A personal word",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=MESSAGE_HELP,
    )

    def clean(self):
        data = super().clean()
        if not (data.get("mayor_email") or data.get("contact_email") or self.errors):
            self.add_error("contact_email", "Write at least one address: the contact’s or the mayor’s.")
        if data.get("mayor_email") and not data.get("mayor_name"):
            self.add_error("mayor_name", "Write the name of the mayor you invite.")
        if data.get("mayor_email") and data["mayor_email"].lower() == (data.get("contact_email") or "").lower():
            self.add_error("contact_email", "This is the mayor’s address. Leave one of the two empty.")
        return data

    @property
    def invitees(self) -> list[Invitee]:
        """The people to invite."""
        data = self.cleaned_data
        people = [
            (data["mayor_name"], data["mayor_email"], "mayor"),
            (data["contact_name"], data["contact_email"], "editor"),
        ]
        return [Invitee(name, email, role) for name, email, role in people if email]
