"""The form of a run-of-show: rows in the order in which they stand on the page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from .models import Clinic, StepKind
from .run_of_show import Step

LONGEST_NAME, MOST_MINUTES, MOST_STEPS = 80, 240, 30


@dataclass
class Row:
    """One step as it was sent: `minutes` is what was typed. A step that has begun (`begun`) is shown, not changed."""

    kind: str
    name: str
    minutes: str
    pk: str = ""
    begun: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """The minutes as a number; 0 while they are none."""
        return int(self.minutes) if self.minutes.isascii() and self.minutes.isdecimal() and len(self.minutes) < 5 else 0


class StepsForm:
    """All steps of a clinic. `sent` reads them from a request; `act` does what a row's button asks."""

    def __init__(self, steps: Sequence[Step], *, clinic: Clinic) -> None:
        self.clinic = clinic
        self.errors: list[str] = []
        self.begun = {str(step.pk) for step in clinic.steps.all() if step.started_at is not None}
        self.rows = [
            Row(step.kind, step.name, str(step.minutes), str(step.pk or ""), str(step.pk) in self.begun)
            for step in steps
        ]

    @classmethod
    def sent(cls, data: QueryDict, *, clinic: Clinic) -> "StepsForm":
        form = cls([], clinic=clinic)
        columns = (data.getlist(name)[:MOST_STEPS] for name in ("kind", "name", "minutes", "pk"))
        form.rows = [
            Row(kind, name.strip(), minutes.strip(), pk, pk in form.begun)
            for kind, name, minutes, pk in zip(*columns, strict=False)
        ]
        return form

    def act(self, data: QueryDict) -> str:
        """Move, remove or add a row as its button says. Returns what happened, in words; empty for no such button."""
        for what in ("up", "down", "remove"):
            place = data.get(what, "")
            if place.isascii() and place.isdecimal() and int(place) < len(self.rows):
                return getattr(self, f"_{what}")(int(place))
        if "add" in data:
            self.rows.append(Row(StepKind.BREAK, "", "5"))
            return "A step is added at the end."
        return ""

    def is_valid(self) -> bool:
        if not self.rows:
            self.errors.append("A clinic needs at least one step.")
        for row in self.rows:
            if row.kind not in StepKind.values:
                row.errors.append("Choose what this step is for.")
            if len(row.name) > LONGEST_NAME:
                row.errors.append(f"The name has {len(row.name)} characters; at most {LONGEST_NAME} fit.")
            if not 1 <= row.counted <= MOST_MINUTES:
                row.errors.append(f"Write whole minutes, from 1 to {MOST_MINUTES}.")
        return not self.errors and not any(row.errors for row in self.rows)

    @property
    def steps(self) -> list[Step]:
        """The rows as steps; call it when they are valid."""
        return [
            Step(row.kind, row.name, row.counted, int(row.pk) if row.pk.isascii() and row.pk.isdecimal() else None)
            for row in self.rows
        ]

    @property
    def sum(self) -> int:
        return sum(row.counted for row in self.rows)

    @property
    def sum_in_words(self) -> str:
        """“70 of 70 minutes”."""
        return f"{self.sum} of {self.clinic.minutes} minutes"

    @property
    def difference(self) -> int:
        """By how many minutes the steps are longer than the clinic; negative if they are shorter."""
        return self.sum - self.clinic.minutes

    def refresh_begun(self, steps: Sequence[Step]) -> None:
        """Show steps that have begun as they are, before what was sent of the others."""
        now = StepsForm(steps, clinic=self.clinic)
        begun = [row for row in now.rows if row.begun]
        known = {row.pk for row in begun}
        self.begun, self.rows = now.begun, begun + [row for row in self.rows if row.pk not in known]

    def _up(self, place: int) -> str:
        first = sum(row.begun for row in self.rows)
        if place <= first or self.rows[place].begun:
            return "This step is as early as it can be."
        return self._move(place, place - 1)

    def _down(self, place: int) -> str:
        if place == len(self.rows) - 1 or self.rows[place].begun:
            return "This step is as late as it can be."
        return self._move(place, place + 1)

    def _move(self, place: int, to: int) -> str:
        row = self.rows.pop(place)
        self.rows.insert(to, row)
        return f"{self._called(row)} is step {to + 1} of {len(self.rows)}."

    def _remove(self, place: int) -> str:
        if self.rows[place].begun:
            return "A step that has begun stays."
        return f"{self._called(self.rows.pop(place))} is taken out."

    @staticmethod
    def _called(row: Row) -> str:
        return row.name or (StepKind(row.kind).label if row.kind in StepKind.values else "The step")
