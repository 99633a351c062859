"""The guidebook of one city: its shortlists, experts who match, cities with similar initiatives, colleagues nearby."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from cohorts.institutes.models import Participation
from cohorts.intake.progress import counted
from isc_portal.documents.kinds import Line, Part
from resources.directory.choices import REGION_OF, REGION_STATES, EntryKind
from resources.directory.models import Expert
from resources.directory.topics import topics_in_words
from resources.matching.proposing import served
from resources.matching.wanting import Wanted, wanted_of

from .collecting import CONSENT, TIES, entry_line
from .entries import Entry, entries_of
from .peers import peers_of
from .sections import by_state, front, part_of, registers, state_groups

MOST_MATCHING, MOST_NEARBY = 30, 30
HOW_TO_READ = (
    "First come the people on the city’s own shortlists, then experts whose topics are what the city seeks help with, "
    "cities of the cohort with similar initiatives as far as they have told the others, and city administrators "
    "nearby. Everybody stands here once; the registers at the end give the page."
)


def collect_city(participation: Participation, *, as_of: Any, by: Any) -> dict[str, Any]:
    """The sections of a city's guidebook, as JSON. It follows from the city and the directory, not from who asks."""
    city, cohort = participation.city, participation.cohort
    wanted = wanted_of(participation)
    lists = list_groups(participation)
    seen = {entry["id"] for group in lists for entry in group["entries"]}
    matching = matching_entries(participation, wanted, without=seen)
    nearby = nearby_entries(participation, wanted, without=seen | {entry["id"] for entry in matching})
    peers = peers_of(participation, seeks=list(wanted.helps), area=wanted.area)
    sections = [
        _section("lists", "Your shortlists", _people(sum(len(group["entries"]) for group in lists)), lists),
        _section(
            "matching",
            "Experts who match",
            f"{_people(len(matching))} for what the city seeks help with: {'; '.join(wanted.says)}",
            [{"title": "Best matches first", "entries": matching}] if matching else [],
        ),
        _section("peers", "Cities with similar initiatives", "What they have told the cohort so far", [], peers),
        _section(
            "nearby",
            "City administrators nearby",
            f"{_people(len(nearby))} in {city.state_name} and then in its region",
            nearby_groups(nearby, city.state),
        ),
    ]
    return {
        "title": f"Who can help {city.name}",
        "place": city.long_name,
        "place_line": f"City of {city.long_name}",
        "person": f"Mayor {participation.mayor.name}" if participation.mayor else "",
        "group": cohort.long_name,
        "time_zone": cohort.time_zone,
        "sentence": "Experts, cities with similar initiatives and colleagues nearby who can be asked",
        "summary": "The city’s shortlists, matching experts, similar initiatives of the cohort, administrators nearby.",
        "sources": [f"Directory and cohort of the {cohort.long_name}; the intake of {city.name}."],
        "how_to_read": [HOW_TO_READ, CONSENT, TIES],
        "sections": [section for section in sections if section["groups"] or section["peers"]],
    }


def _people(count: int) -> str:
    return counted(count, "entry", "entries")


def _section(key: str, title: str, deck: str, groups: Sequence[Any], peers: Sequence[Any] = ()) -> dict[str, Any]:
    return {"key": key, "title": title, "deck": deck, "groups": list(groups), "peers": list(peers)}


def list_groups(participation: Participation) -> list[dict[str, Any]]:
    """The entries of the city's shortlists, each person under the first list they are on."""
    groups, seen = [], set()
    for shortlist in participation.shortlists.order_by("name", "pk"):
        found = entries_of(Expert.objects.filter(pk__in=shortlist.entries.values("expert")))
        entries = [entry for entry in found if entry["id"] not in seen]
        seen |= {entry["id"] for entry in entries}
        if entries:
            groups.append({"title": shortlist.name, "entries": entries})
    return groups


def matching_entries(participation: Participation, wanted: Wanted, *, without: set[str]) -> list[Entry]:
    """Those whose topics serve what is wanted, who serve most of it first, each with the reason.

    City administrators of the region are left out: they stand among those nearby.
    """
    others = _without(Expert.objects.listed().filter(topics__has_any_keys=wanted.topics), without)
    farther = others.exclude(kind=EntryKind.ADMINISTRATOR, state__in=region_of(participation))
    ranked = farther.annotate(served=served(wanted)).order_by("-served", "name", "pk")
    return _in_order(ranked[:MOST_MATCHING], wanted)


def nearby_entries(participation: Participation, wanted: Wanted, *, without: set[str]) -> list[Entry]:
    """City administrators of other cities: of the state, then of the region those who serve most of what is wanted."""
    city = participation.city
    around = Expert.objects.listed().filter(kind=EntryKind.ADMINISTRATOR, state__in=region_of(participation))
    others = _without(around, without).exclude(Q(state=city.state) & Q(city__iexact=city.name))
    near = Case(When(state=city.state, then=0), default=1, output_field=IntegerField())
    ranked = others.annotate(served=served(wanted)).order_by(near, "-served", "state", "name", "pk")
    return _in_order(ranked[:MOST_NEARBY], wanted)


def region_of(participation: Participation) -> list[str]:
    """The postal codes of the states of the city's region."""
    state = participation.city.state
    return REGION_STATES[REGION_OF[state]] if state in REGION_OF else [state]


def _in_order(ranked: QuerySet[Expert], wanted: Wanted) -> list[Entry]:
    """The entries in the order of the ranking, each with why it is there."""
    order, serving = list(ranked.values_list("pk", flat=True)), set(wanted.topics)
    entries = {entry["id"]: entry for entry in entries_of(Expert.objects.filter(pk__in=order))}
    found = [entries[f"e{pk}"] for pk in order]
    reasons = [topics_in_words(topic for topic in entry["topics"] if topic in serving) for entry in found]
    return [
        {**entry, "why": f"Helps with {', '.join(words)}" if words else ""}
        for entry, words in zip(found, reasons, strict=True)
    ]


def nearby_groups(entries: Sequence[Entry], state: str) -> list[dict[str, Any]]:
    """By state, the city's own first."""
    ordered = sorted(entries, key=lambda entry: (entry["state"] != state, by_state(entry)))
    return state_groups(ordered)


def _without(experts: QuerySet[Expert], ids: set[str]) -> QuerySet[Expert]:
    return experts.exclude(pk__in=[int(id.removeprefix("e")) for id in ids])


def parts_of_city(snapshot: dict[str, Any]) -> list[Part]:
    """The parts of a city's guidebook: the front, a part for each section, the registers."""
    entries = [entry for section in snapshot["sections"] for group in section["groups"] for entry in group["entries"]]
    sections = [
        {
            **section,
            "id": f"part-{section['key']}",
            "goes_on": False,
            "also": [],
            "count": sum(len(group["entries"]) for group in section["groups"]),
            "balanced": True,
        }
        for section in snapshot["sections"]
    ]
    named = sorted(entries, key=lambda entry: (entry["sort"].casefold(), entry["id"]))
    return [*front(sections, named), *(part_of([section]) for section in sections), *registers(named)]


def city_lines(snapshot: dict[str, Any]) -> list[Line]:
    """The statements by which two versions are compared: one for each entry and each city."""
    lines = []
    for section in snapshot["sections"]:
        lines += [entry_line(entry, section["title"]) for group in section["groups"] for entry in group["entries"]]
        lines += [
            Line(key=peer["id"], part=section["title"], label=peer["place"], text=peer["title"], anchor="part-peers")
            for peer in section["peers"]
        ]
    return lines
