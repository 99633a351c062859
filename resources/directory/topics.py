"""What people of the directory know: a curated list, each topic with the other words people use for it.

The first dozen are the intake's own words for what cities want help with, so that a city and an expert find each other; the
others name fields of a city's work. A topic says which wishes for help and which priority areas it serves.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import us

from cohorts.intake.default_questionnaire import PRIORITY_AREAS, THE_CLINIC

_QUESTION: dict[str, Any] = next(question for question in THE_CLINIC if question["key"] == "help-sought")
HELP: dict[str, str] = _QUESTION["choices"]


@dataclass(frozen=True)
class Topic:
    """One entry of the list. `also`: synonyms; `helps`: keys of `HELP`; `areas`: keys of the intake's priority areas."""

    key: str
    label: str
    also: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


def _topic(key: str, label: str, also: str = "", helps: str = "", areas: str = "") -> Topic:
    words = tuple(word.strip() for word in also.split(",") if word.strip())
    return Topic(
        key, label, words, (key, *helps.split()) if key in HELP else tuple(helps.split()), tuple(areas.split())
    )


LIST = [
    _topic("money", HELP["money"], "funding, finance, financing, fundraising, capital funding, public finance"),
    _topic("reallocation", HELP["reallocation"], "budgeting, budget, reallocation, priority-based budgeting"),
    _topic("procurement", HELP["procurement"], "procurement, purchasing, contracting, rfp, sourcing"),
    _topic("vendors", HELP["vendors"], "vendor management, vendors, contract management, negotiation"),
    _topic("operations", HELP["operations"], "operations, city management, public administration, service delivery"),
    _topic("staff", HELP["staff"], "workforce training, human resources, hr, staffing, labor relations, civil service"),
    _topic("data", HELP["data"], "data governance, privacy, data policy, data sharing, chief data officer"),
    _topic("security", HELP["security"], "cybersecurity, cyber security, information security, infosec"),
    _topic("engagement", HELP["engagement"], "community engagement, civic engagement, public participation, trust, outreach"),
    _topic("inclusion", HELP["inclusion"], "digital inclusion, digital equity, digital divide, digital literacy"),
    _topic("partners", HELP["partners"], "partnerships, collaboration, public-private partnership, ppp, p3"),
    _topic("measuring", HELP["measuring"], "performance management, evaluation, kpi, metrics, results, outcomes, compstat"),
    _topic("broadband", "Broadband", "internet access, fiber, fibre, connectivity, wifi, wi-fi, 5g", "inclusion", "digital-service"),
    _topic("open-data", "Open data", "opendata, data portal, transparency", "data", "digital-service"),
    _topic("analytics", "Data analysis", "analytics, data science, statistics, gis analysis, dashboards", "data measuring"),
    _topic("artificial-intelligence", "Artificial intelligence", "ai, machine learning, generative ai, algorithms", "data vendors"),
    _topic("digital-services", "Digital services", "service design, user experience, ux, 311, web, e-government, civic tech", "operations", "digital-service"),
    _topic("identity", "Digital identity", "single sign-on, login, resident id", "security", "digital-service"),
    _topic("mapping", "Maps and location data", "gis, geospatial, mapping, geographic information", "data"),
    _topic("sensors", "Sensors and connected devices", "iot, internet of things, sensors, smart infrastructure", "data operations"),
    _topic("cloud", "Cloud and core systems", "erp, legacy systems, it modernization, infrastructure, software, enterprise architecture", "operations vendors", "digital-service"),
    _topic("open-source", "Open source software", "open source, open standards, interoperability", "vendors"),
    _topic("permitting", "Permits and licenses", "permitting, permits, licensing, licenses, building permits, inspections, business licenses", "operations", "permitting"),
    _topic("land-use", "Planning and zoning", "urban planning, zoning, land use, city planning, urban design", "", "permitting housing"),
    _topic("housing", "Housing", "affordable housing, homelessness, homeless services, rent", "", "housing"),
    _topic("code-enforcement", "Code enforcement and blight", "blight, vacant property, nuisance", "operations", "housing permitting"),
    _topic("policing", "Policing", "police, law enforcement, community policing", "", "public-safety"),
    _topic("violence-prevention", "Violence prevention", "homicide reduction, gun violence, violence interruption, crime prevention", "", "public-safety"),
    _topic("fire-and-rescue", "Fire, rescue and dispatch", "fire, ems, 911, emergency medical, dispatch", "", "public-safety"),
    _topic("emergencies", "Emergency management", "disaster, resilience, preparedness, recovery", "operations", "public-safety"),
    _topic("transit", "Public transit", "transit, bus, rail, public transportation", "", "mobility"),
    _topic("streets", "Streets and traffic", "traffic, parking, curb, roads, pavement, vision zero, road safety", "", "mobility"),
    _topic("mobility", "Walking, cycling and new mobility", "mobility, bike, bicycle, scooters, micromobility, autonomous vehicles, ev", "", "mobility"),
    _topic("water", "Water and wastewater", "water, sewer, stormwater, lead pipes, utilities", "", "water-and-energy"),
    _topic("energy", "Energy and buildings", "energy, electricity, solar, energy efficiency, street lighting, smart grid", "", "water-and-energy"),
    _topic("climate", "Climate and environment", "sustainability, environment, climate, air quality, heat, trees", "", "water-and-energy health"),
    _topic("waste", "Waste and recycling", "trash, sanitation, recycling, solid waste", "operations", "water-and-energy"),
    _topic("health", "Public health", "health, public health, opioids, mental health, behavioral health", "", "health"),
    _topic("economy", "Economic development", "economic development, small business, entrepreneurship, innovation districts, downtown", "", "jobs"),
    _topic("workforce", "Jobs and skills", "workforce development, jobs, job training, apprenticeships", "", "jobs"),
    _topic("education", "Schools and young people", "education, schools, youth, early childhood, libraries", "", "jobs"),
    _topic("grants", "Grants and federal programs", "grants, federal funding, grant writing, arpa, infrastructure act", "money"),
    _topic("municipal-bonds", "Bonds and capital planning", "bonds, debt, capital planning, municipal finance", "money"),
    _topic("law", "Law and public records", "law, legal, city attorney, records, foia, regulation", "data vendors"),
    _topic("innovation", "Innovation teams", "innovation, i-team, smart city, smart cities, change management, strategy, leadership", "operations partners", "digital-service"),
    _topic("equity", "Equity and accessibility", "racial equity, accessibility, ada, language access, disability", "inclusion engagement"),
]  # fmt: skip
BY_KEY: dict[str, Topic] = {topic.key: topic for topic in LIST}
TOPICS: dict[str, str] = {topic.key: topic.label for topic in LIST}
INITIATIVE_KINDS: dict[str, str] = {key: label for key, label in PRIORITY_AREAS.items() if key != "other"}


def plain(text: str) -> str:
    """Words without accents, case and punctuation, as topics, names and headers are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", bare).casefold().split())


_BY_WORDS: dict[str, str] = {
    plain(name): topic.key for topic in reversed(LIST) for name in (*topic.also, topic.key, topic.label)
}


def topic_called(words: str) -> str | None:
    """The key of the topic that is called so, by its label or a synonym, in any spelling of case and accents."""
    return _BY_WORDS.get(plain(words))


def stem(word: str) -> str:
    """A word without its ending, as far as names of topics need it: “permitting”, “permits” and “permit” are one."""
    for ending in ("ing", "ies", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            return word[:-1] if ending == "ing" and word[-1] == word[-2] else word
    return word


def _stemmed(text: str) -> str:
    return f" {' '.join(stem(word) for word in plain(text).split())} "


_BY_STEMS: dict[str, str] = {_stemmed(name): key for name, key in _BY_WORDS.items()}


def topics_named(text: str) -> list[str]:
    """Keys of the topics that a text speaks of, by their labels or synonyms in any form, in the order of the list."""
    said = _stemmed(text)
    named = {key for name, key in _BY_STEMS.items() if name in said}
    return [topic.key for topic in LIST if topic.key in named]


def topics_that_help(helps: Iterable[str] = (), areas: Iterable[str] = ()) -> list[str]:
    """Keys of the topics that serve any of these wishes for help (keys of `HELP`) or priority areas."""
    helps, areas = set(helps), set(areas)
    return [topic.key for topic in LIST if helps & set(topic.helps) or areas & set(topic.areas)]


def topics_in_words(topics: Iterable[str]) -> list[str]:
    """The labels of topics by their keys; what is no topic any more is left out."""
    return [TOPICS[topic] for topic in topics if topic in TOPICS]


def in_a_sentence(label: str) -> str:
    """A label as it stands within a sentence: “Permits and licenses” begins small there."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def words_of(topics: Iterable[str], state: str = "") -> str:
    """What is searched beside an entry's own text: its topics by every name they have, and its state written out."""
    known = [BY_KEY[topic] for topic in topics if topic in BY_KEY]
    found = us.states.lookup(state) if state else None
    return " ".join(
        [*(word for topic in known for word in (topic.label, *topic.also)), found.name if found else ""]
    ).strip()
