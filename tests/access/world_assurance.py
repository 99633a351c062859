"""In each city's corner of the directory: an entry with an open question, and a reader's report about it."""

from typing import Any

from resources.assurance.asking import ask
from resources.assurance.models import OutdatedReport
from resources.directory.models import Expert


def add_checks(places: dict[str, Any], secret) -> None:
    """Give each place its rows; what a reader reports is for administrators. The entries' names are known to all."""
    for name, place in places.items():
        checked = Expert.objects.create(name=f"Checked by {name}", email=f"checked-by-{name}@example.org")
        place.rows |= {
            "checked": ask(expert=checked),
            "outdated_report": OutdatedReport.objects.create(
                expert=checked, by=place.viewer.user, note=secret(name, "INSTITUTE", "report")
            ),
        }
