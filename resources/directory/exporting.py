"""A search as a table, for administrators: what every reader may see of each entry, and nothing else."""

from collections.abc import Iterator

from isc_portal.imports.writing import Cell

from .choices import LANGUAGES, ContactKind, PopulationBand
from .models import SHOWN_POINTS
from .searching import Search

BANDS = dict(PopulationBand.choices)
HEADERS = [
    "Name", "Role", "Organization", "Kind", "City", "State", "Region", "City size", "Topics", "Experience", "Offers",
    "Languages", "Availability", "Email", "Phone", "Website", "Vendor ties", "Checked", "Checked by",
]  # fmt: skip


def rows(search: Search, user) -> Iterator[list[Cell]]:
    """One row an entry, in the search's order, with the contact points whose owner consented."""
    for entry in search.entries(user).prefetch_related(SHOWN_POINTS):
        points = {
            kind: "; ".join(point.value for point in entry.shown_points if point.kind == kind)
            for kind in ContactKind.values
        }
        yield [
            entry.name,
            entry.role_title,
            entry.organization,
            entry.get_kind_display(),
            entry.city,
            entry.state,
            entry.region,
            BANDS.get(entry.population_band, ""),
            ", ".join(entry.topic_words),
            entry.experience,
            ", ".join(entry.offer_words),
            ", ".join(LANGUAGES[key] for key in entry.languages if key in LANGUAGES),
            entry.get_availability_display(),
            points[ContactKind.EMAIL],
            points[ContactKind.PHONE],
            points[ContactKind.WEBSITE],
            entry.vendor_ties,
            entry.assured_date,
            entry.assurer,
        ]
