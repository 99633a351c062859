"""One more thing in the lists of rosters."""

from types import SimpleNamespace

from resources.directory.models import Expert
from resources.rosters.models import Outcome, Roster, RosterRow
from tests import factories

NUMBER = 7_001  # the roster whose rows are listed


def roster(cast: SimpleNamespace, number: int) -> None:
    by = factories.make_user(f"Bringer {number}", is_administrator=True)
    Roster.objects.create(name=f"Item {number}", row_total=3, by=by)


def row_of_each_outcome(cast: SimpleNamespace, number: int) -> None:
    """A row of each outcome about an entry of its own."""
    counts = dict.fromkeys(Outcome.values, number)
    found, _ = Roster.objects.update_or_create(
        pk=NUMBER, defaults={"name": "people.csv", "state": "checked", "counts": counts, "by": cast.administrator}
    )
    for place, outcome in enumerate(Outcome.values, 1):
        entry = Expert.objects.create(name=f"Item {number}", city="Erie")
        problem = {"column": "Phone", "value": f"Item {number}", "reason": "This is no phone number."}
        RosterRow.objects.create(
            roster=found, number=number * 10 + place, outcome=outcome, expert=entry, fingerprint=f"{number}-{place}",
            values={"name": f"Item {number}", "city": "Gary"}, problems=[problem], reason="The names are alike.",
            before={"name": entry.name, "city": "Erie"}, after={"city": "Gary"},
        )  # fmt: skip
