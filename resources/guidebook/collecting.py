"""What a guidebook of the whole directory, a search or a shortlist tells, as JSON."""

from typing import Any

from django.conf import settings
from django.http import QueryDict

from cohorts.intake.progress import counted
from isc_portal.accounts.models import User
from isc_portal.documents.kinds import Line
from isc_portal.documents.services import Refused
from resources.directory.models import Expert
from resources.directory.searching import Search
from resources.directory.topics import TOPICS

from .entries import Entry, entries_of, place_of
from .models import Edition
from .sections import WITHOUT_TOPIC

MOST_OF_A_SEARCH = 1_000  # entries of a guidebook that somebody else than an administrator makes
WHOLE = "The whole directory"
CONSENT = (
    "Addresses and numbers are shown only where their owner agreed to it. Everybody else can be asked for an "
    "introduction through the portal: open the entry in the directory and write your question."
)
TIES = (
    "Vendor ties are what somebody last stated about themselves. “Checked” is the month in which somebody last said "
    "that the entry is right."
)
ONE_TOPIC = (
    "Everybody stands under one topic, by state and then by name. Who helps with other topics too is named at the end "
    "of each, with the topic under which the entry stands. The registers at the end give the page."
)


def collect_edition(edition: Edition, *, as_of: Any, by: Any) -> dict[str, Any]:
    """The entries of an edition that searches show at this moment, whoever asks.

    Raises Refused if a search finds more than one person may have printed.
    """
    search = Search.read(QueryDict(edition.query))
    experts = experts_of(edition, search)
    if edition.query and not (by and by.is_administrator) and (found := experts.count()) > MOST_OF_A_SEARCH:
        raise Refused(
            f"A guidebook of a search holds at most {MOST_OF_A_SEARCH:,} entries, and this search finds {found:,}. "
            "Narrow it, or read the guidebook of the whole directory."
        )
    entries = entries_of(experts, topics_first=search.topic)
    return {
        **_cover(edition, search, len(entries)),
        "how_to_read": [ONE_TOPIC, CONSENT, TIES],
        "entries": entries,
    }


def experts_of(edition: Edition, search: Search) -> Any:
    """The entries that an edition is about, in no order that matters."""
    if edition.shortlist:
        return Expert.objects.filter(pk__in=edition.shortlist.entries.values("expert"))
    # What is listed is listed for everybody, so that the content does not depend on who asks for it.
    return search.entries(User(is_administrator=True))


def _cover(edition: Edition, search: Search, count: int) -> dict[str, Any]:
    people = counted(count, "entry", "entries")
    found = {"summary": f"{people}, by topic and by state.", "sources": [f"{settings.INSTITUTE_NAME}: its directory."]}
    if edition.shortlist:
        place = edition.shortlist.participation
        return found | {
            "title": edition.shortlist.name,
            "place": place.city.long_name,
            "place_line": f"City of {place.city.long_name}",
            "group": place.cohort.long_name,
            "time_zone": place.cohort.time_zone,
            "sentence": f"{people} from a shortlist of {place.city.name}, by topic and by state",
        }
    what = f"{people} of the directory, by topic and by state"
    return found | {
        "title": edition.title,
        "place": settings.INSTITUTE_SHORT_NAME,
        "place_line": settings.INSTITUTE_NAME,
        "sentence": f"{what}. Searched for: {searched(search)}" if search.address else what,
    }


def searched(search: Search) -> str:
    """What a search asks for, in words: “permits”, Ohio."""
    return ", ".join([*([f"“{search.q}”"] if search.q else []), *(words for words, _ in search.chosen)])


def edition_lines(snapshot: dict[str, Any]) -> list[Line]:
    """The statements by which two versions are compared: one for each entry."""
    return [entry_line(entry, TOPICS.get(entry["under"], WITHOUT_TOPIC)) for entry in snapshot["entries"]]


def entry_line(entry: Entry, part: str) -> Line:
    """An entry in one line: work, place, how to reach it."""
    said = [entry["role"], entry["organization"], place_of(entry), *(point["words"] for point in entry["points"])]
    text = "; ".join(words for words in said if words) or "Listed"
    return Line(key=entry["id"], part=part, label=entry["name"], text=text, anchor=entry["id"])
