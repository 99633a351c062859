"""From the snapshot of a guidebook to its parts: the front, the entries by topic and state, the registers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cohorts.intake.progress import counted
from cohorts.places.gazetteer import STATES
from isc_portal.documents.kinds import Part, Rank
from resources.directory.topics import TOPICS

from .entries import Entry, by_topic, head_word, place_of
from .naming import first_letter, sort_key

MOST_IN_PART = 250  # entries that are printed in one go: more takes more memory, fewer more parts
FEWEST_IN_PART = 16  # topics with fewer share a part, and their pages, with their neighbors
MOST_BALANCED = 8  # entries; to balance the columns of more takes several times as long
MOST_LINES = 1_200  # of a register, in one part
LONGEST_TAB = 40  # characters
LONG_ENTRY = 1_200  # characters
WITHOUT_TOPIC, WITHOUT_STATE = "Other matters", "State not given"

Section = dict[str, Any]


def parts_of_guidebook(snapshot: dict[str, Any]) -> list[Part]:
    """The parts of the whole directory, a search or a shortlist."""
    entries = snapshot["entries"]
    topics = by_topic(entries)
    sections = [section for topic, found in topics.items() for section in topic_sections(topic, found, entries)]
    return [
        *front(sections, entries),
        *(part_of(group) for group in grouped(sections)),
        *registers(entries),
    ]


def topic_sections(topic: str, entries: Sequence[Entry], everybody: Iterable[Entry]) -> Iterator[Section]:
    """A topic's entries by state, in as many sections as they need; the last one names who stands elsewhere."""
    title = TOPICS.get(topic, WITHOUT_TOPIC)
    also = [also_line(one) for one in everybody if topic in one["topics"] and one["under"] != topic]
    words = counted(len(entries), "entry", "entries")
    batches = list(batches_of(sorted(entries, key=by_state), MOST_IN_PART))
    for number, batch in enumerate(batches):
        is_last = number == len(batches) - 1
        yield {
            "id": f"topic-{topic or 'other'}{f'-{number + 1}' if number else ''}",
            "title": title,
            "goes_on": number > 0,
            "deck": f"{words}{f', and {len(also)} more under other topics' if also else ''}",
            "groups": state_groups(batch),
            "also": also if is_last else [],
            "also_title": f"Also help with {title}",
            "count": len(batch),
            "balanced": len(entries) <= MOST_BALANCED,
        }


def batches_of(things: Sequence[Any], most: int) -> Iterator[list[Any]]:
    """The things in lists of at most so many."""
    return (list(things[start : start + most]) for start in range(0, len(things), most))


def by_state(entry: Entry) -> tuple[Any, ...]:
    """Order by the state's name, those without one last, then by name."""
    return (not entry["state"], STATES.get(entry["state"], entry["state"]), sort_key(entry["sort"]), entry["id"])


def state_groups(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries in the order of `by_state`, under the names of their states."""
    groups: list[dict[str, Any]] = []
    for entry in entries:
        title = STATES.get(entry["state"], entry["state"]) or WITHOUT_STATE
        if not groups or groups[-1]["title"] != title:
            groups.append({"title": title, "entries": []})
        groups[-1]["entries"].append(entry)
    return groups


def laid_out(section: Section) -> Section:
    """The section with entries that know whether they are too long to be kept together in a column."""
    groups = [
        {**group, "entries": [{**entry, "is_long": letters_of(entry) > LONG_ENTRY} for entry in group["entries"]]}
        for group in section["groups"]
    ]
    return {**section, "groups": groups}


def letters_of(entry: Entry) -> int:
    """How many letters an entry takes, about."""
    points = (point["words"] for point in entry["points"])
    return sum(map(len, (entry["name"], entry["work"], entry["experience"], entry["ties"], *points)))


def also_line(entry: Entry) -> dict[str, str]:
    """A line that leads to an entry under another topic."""
    where = TOPICS.get(entry["under"], WITHOUT_TOPIC)
    return {"id": entry["id"], "name": entry["sort"], "place": place_of(entry), "where": where}


def grouped(sections: Iterable[Section]) -> Iterator[list[Section]]:
    """Sections in lists that are printed together: a large one by itself, small neighbors until they fill a page."""
    group: list[Section] = []
    for section in sections:
        if section["count"] >= FEWEST_IN_PART and group:
            yield group
            group = []
        group.append(section)
        if sum(one["count"] for one in group) >= FEWEST_IN_PART:
            yield group
            group = []
    if group:
        yield group


def part_of(group: Sequence[Section]) -> Part:
    """The part of one or several sections; it is called after the first and the last."""
    first, last = group[0], group[-1]
    title = first["title"] if first["title"] == last["title"] else f"{first['title']} to {last['title']}"
    ids = {}
    for section in group:
        ids[section["id"]] = ""
        for found in section["groups"]:
            ids |= {entry["id"]: head_word(entry) for entry in found["entries"]}
    return Part(
        key=first["id"],
        title=title,
        tab=title if len(title) <= LONGEST_TAB else f"{first['title'].split()[0]} to {last['title'].split()[0]}",
        template="resources/guidebook/entries.html",
        context={"sections": [laid_out(section) for section in group], "run_on": len(group) > 1},
        ids=ids,
    )


def front(sections: Sequence[Section], entries: Sequence[Entry], others: Sequence[dict[str, str]] = ()) -> list[Part]:
    """The cover and the contents."""
    lines = [
        {"id": section["id"], "title": section["title"], "about": section["deck"]}
        for section in sections
        if not section["goes_on"]
    ]
    back = [
        {"id": id, "title": title, "about": about}
        for id, title, about, found in (
            ("register-states", "Register by state", "Who works where", any(entry["state"] for entry in entries)),
            ("register-names", "Index of names", "Everybody, by last name", bool(entries)),
            ("register-organizations", "Index of organizations", "Cities, universities, firms and their people",
             any(entry["organization"] for entry in entries)),
        )
        if found
    ]  # fmt: skip
    context = {"lines": [*lines, *others], "back": back, "few": len(lines) + len(back) <= 10}
    template = "resources/guidebook/front.html"
    return [Part(key="front", title="Contents", rank=Rank.FRONT, template=template, context=context)]


def registers(entries: Sequence[Entry]) -> list[Part]:
    """By state, by name and by organization, each with the pages."""
    states = sorted((entry for entry in entries if entry["state"]), key=by_state)
    organizations = sorted(
        (entry for entry in entries if entry["organization"]),
        key=lambda entry: (sort_key(entry["organization"]), sort_key(entry["sort"]), entry["id"]),
    )
    return [
        *_register("states", "Register by state", states, lambda entry: STATES.get(entry["state"], entry["state"])),
        *_register("names", "Index of names", entries, lambda entry: first_letter(entry["sort"])),
        *_register(
            "organizations", "Index of organizations", organizations, lambda entry: first_letter(entry["organization"])
        ),
    ]


def _register(key: str, title: str, entries: Sequence[Entry], head: Any) -> Iterator[Part]:
    for number, batch in enumerate(batches_of(entries, MOST_LINES)):
        id = f"register-{key}{f'-{number + 1}' if number else ''}"
        groups: list[dict[str, Any]] = []
        for entry in batch:
            if not groups or groups[-1]["title"] != head(entry):
                groups.append({"title": head(entry), "lines": []})
            _add_line(groups[-1]["lines"], entry, by_organization=key == "organizations")
        yield Part(
            key=id,
            title=title,
            rank=Rank.BACK,
            template="resources/guidebook/register.html",
            context={"id": id, "goes_on": number > 0, "groups": groups},
            ids={id: ""} | {f"{id}-{place}": group["title"] for place, group in enumerate(groups, start=1)},
            tab=title,
        )


def _add_line(lines: list[dict[str, Any]], entry: Entry, *, by_organization: bool) -> None:
    if not by_organization:
        lines.append({"words": "", "people": [entry]})
    elif lines and lines[-1]["words"] == entry["organization"]:
        lines[-1]["people"].append(entry)
    else:
        lines.append({"words": entry["organization"], "people": [entry]})
