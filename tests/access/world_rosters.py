"""Rosters of the own city's cohort: one whose columns wait, one that is checked, one imported, one being read."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from resources.directory.models import Expert
from resources.rosters import services
from resources.rosters.models import Roster, RosterState

HEADERS = "Name,Email,Organization,Phone,City,State,Birthday"


def add_rosters(places: dict[str, Any], secret, by) -> None:
    """Give the own place its rosters; `secret(place, kind, what)` makes a marked text that administrators read."""
    place = places["own"]
    Expert.objects.create(name="Naomi Castellano", organization="Lakeside Transit", city="Erie", state="PA")

    def bring(what: str, *rows: str, checked: bool = True) -> Roster:
        name = f"{secret('own', 'INSTITUTE', what)}.csv"
        file = SimpleUploadedFile(name, "\n".join((HEADERS, *rows)).encode())
        roster = services.upload(file=file, name=name, by=by, source="Speakers of a meeting")
        if checked:
            services.choose_columns(roster=roster, mapping=as_guessed(roster), by=by)
            roster.refresh_from_db()
        return roster

    doubtful = "Naomi Castelano,naomi@example.org,Lakeside Transit,,Erie,PA,1970-01-01"
    new, nobody = "Piotr Zielinski,piotr@example.org,Harbor Trust,12,Gary,IN,", ",,,,Gary,IN,"
    imported = bring("imported", "Wanda Ferris,wanda@example.org,Ridge Council,,Troy,NY,")
    services.commit(roster=imported, by=by)
    checked = bring("checked", new, doubtful, nobody)
    place.rows |= {
        "roster": checked,
        "roster_to_map": bring("columns", new, checked=False),
        "roster_imported": imported,
        "roster_reading": Roster.objects.create(
            name=secret("own", "INSTITUTE", "reading"), state=RosterState.READING, row_total=50_000, by=by
        ),
        "doubtful_row": checked.rows.get(outcome="doubtful"),
    }


def as_guessed(roster: Roster) -> dict[int, str]:
    """The columns as the portal guessed them."""
    return {int(position): field for position, field in roster.mapping.items()}
