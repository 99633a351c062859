"""One row of a roster's file as people: names apart, phone numbers, states and topics as the directory keeps them."""

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.html import strip_tags

from cohorts.places.gazetteer import state_code
from isc_portal.imports.reading import Row
from resources.directory.choices import LANGUAGES
from resources.directory.topics import plain, topic_called

SUFFIXES = frozenset("jr sr ii iii iv v phd ph d md m d esq mba mpa mpp cpa pe aicp jd dds rn edd ret".split())
NOBODY = frozenset({"", "vacant", "vacancy", "tbd", "n a", "na", "none", "unknown", "null", "to be determined"})
LENGTHS = {"name": 120, "role_title": 160, "organization": 160, "city": 100, "experience": 4_000, "website": 300}
BROKEN = "\N{REPLACEMENT CHARACTER}"
LANGUAGE_CALLED = {plain(word): key for key, name in LANGUAGES.items() for word in (key, name)}
LARGEST_POPULATION = 2_147_483_647
EXTENSION = re.compile(r"[\s,;.-]*(?:x|ext|extension|#)[\s.:#-]*(\d{1,7})\W*$", re.IGNORECASE)


@dataclass
class Person:
    """One person of one row. `refused` says why the person cannot be taken, "" if nothing stands against it."""

    number: int
    part: int
    values: dict[str, Any]
    fingerprint: str
    problems: list[dict[str, str]] = field(default_factory=list)
    refused: str = ""


def people(row: Row, mapping: Mapping[int, str], headers: Mapping[str, str]) -> list[Person]:
    """The people of a row; one who is refused where it names nobody. `headers` are the file's own, by field."""
    cells = {key: _bare(row.cell(position)) for position, key in mapping.items()}
    problems: list[dict[str, str]] = []

    def problem(key: str, value: str, reason: str) -> None:
        problems.append({"column": headers.get(key, key), "value": value[:200], "reason": reason})

    for key, cell in cells.items():
        if BROKEN in cell:
            problem(key, cell, "Some characters were lost before the file came here. Correct them in the entry.")
    written = cells.get("name", "") or " ".join(
        cells[key] for key in ("first", "middle", "last", "suffix") if cells.get(key)
    )
    name_key = "name" if "name" in headers else "last" if "last" in headers else "first"
    names = [name for name in split_people(written) if _is_name(name)]
    values = _values(cells, problem)
    if not names:
        reason = "This row names nobody. Write the person's name, or leave the row out."
        problem(name_key if name_key in headers else "name", written, reason)
        return [Person(row.number, 0, {**values, "name": written[:120]}, _fingerprint(values), problems, reason)]
    found = []
    for part, name in enumerate(names):
        own = {**values, "name": name[:120]}
        if part:  # the row's address belongs to the first of its people
            own.pop("email", None)
        found.append(Person(row.number, part, own, _fingerprint(own), [] if part else problems))
    if any(len(name) > LENGTHS["name"] for name in names):
        problem(name_key, written, "This name has more than 120 characters; the rest was left out.")
    return found


def split_people(written: str) -> list[str]:
    """The names in a name's cell, each with its given name first: several people, or one "Smith, John, Jr."."""
    found: list[str] = []
    for piece in re.split(r"\s*[;\n]\s*", written):
        apart = re.split(r"\s+(?:and|&)\s+", piece)
        pieces = apart if all(len(one.split()) > 1 for one in apart) else [piece]
        for one in pieces:
            found += _by_commas(one)
    return [" ".join(name.split()).strip(" ,") for name in found if name.strip(" ,")]


def _by_commas(written: str) -> list[str]:
    parts: list[str] = []
    ends = ""
    for part in (part.strip() for part in written.split(",")):
        if plain(part) in SUFFIXES and parts:
            if len(parts) > 1 and " " not in parts[0]:
                ends += f" {part}"
            else:
                parts[-1] += f" {part}" if plain(part) in ("ii", "iii", "iv", "v", "jr", "sr") else f", {part}"
        elif part:
            parts.append(part)
    if len(parts) == 2 and (" " not in parts[0] or " " not in parts[1]):
        return [f"{parts[1]} {parts[0]}{ends}"]
    if len(parts) > 1 and all(" " in part for part in parts):
        return parts
    return [written]


def _is_name(name: str) -> bool:
    return plain(name) not in NOBODY and sum(c.isalpha() for c in name) >= 2


def _bare(cell: str) -> str:
    """Text without HTML, its entities and runs of spaces."""
    if "<" in cell:
        cell = strip_tags(re.sub(r"<(br|/p|/li)\b[^>]*>", "\n", cell))
    cell = html.unescape(cell)
    return "\n".join(line for line in (" ".join(line.split()) for line in cell.splitlines()) if line)


def _fingerprint(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _values(cells: Mapping[str, str], problem) -> dict[str, Any]:
    """The fields of an entry other than its name. Empty ones are left out."""
    values: dict[str, Any] = {}
    for key in ("role_title", "organization", "city", "experience"):
        text = cells.get(key, "")
        if len(text) > LENGTHS[key]:
            problem(key, text, f"This has more than {LENGTHS[key]:,} characters; the rest was left out.")
        values[key] = text[: LENGTHS[key]].strip()
    for key, read in (
        ("email", _email), ("phone", phone), ("website", _website), ("state", state_code), ("population", _number),
    ):  # fmt: skip
        text = cells.get(key, "")
        values[key] = read(text) if text else None
        if text and not values[key]:
            problem(key, text, UNREAD[key])
    values["topics"] = _several(cells.get("topics", ""), topic_called, "topics", problem)
    values["languages"] = _several(cells.get("languages", ""), _language, "languages", problem)
    return {key: value for key, value in values.items() if value}


UNREAD = {
    "email": "This is no email address. It was left out; correct it in the entry.",
    "phone": "This is no phone number. It was left out; correct it in the entry.",
    "website": "This is no web address. It was left out; correct it in the entry.",
    "state": "This is no state or territory we know. It was left out; write its name or postal code.",
    "population": "This is no number of residents. It was left out; write a whole number above 0.",
}


def _email(text: str) -> str:
    first = re.split(r"[\s;,]+", text.lower().removeprefix("mailto:").strip())[0]
    try:
        validate_email(first)
    except ValidationError:
        return ""
    return first if len(first) <= 254 else ""


def phone(text: str) -> str:
    """A number of the US as in E.164, with ";ext=" before an extension in whatever way it is written; "" if none."""
    extension = EXTENSION.search(text)
    try:
        number = phonenumbers.parse(text[: extension.start()] if extension else text, "US")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    end = extension.group(1) if extension else number.extension
    number.extension = None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{written};ext={end}" if end else written


def _website(text: str) -> str:
    text = text.split()[0]
    text = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return ""
    return text if len(text) <= LENGTHS["website"] else ""


def _number(text: str) -> int | None:
    digits = re.fullmatch(r"([0-9][0-9, ]*)(\.0+)?", text)
    number = int(re.sub(r"\D", "", digits.group(1))[:12]) if digits else 0
    return number if 0 < number <= LARGEST_POPULATION else None


def _language(words: str) -> str | None:
    return LANGUAGE_CALLED.get(plain(words))


def _several(text: str, called, column: str, problem) -> list[str]:
    found: dict[str, None] = {}
    whole = called(text) if text else None
    for words in [text] if whole else re.split(r"[;,|\n/]+", text):
        if key := called(words):
            found[key] = None
        elif words.strip():
            problem(column, words.strip(), "This is not in our list. It was left out; choose one in the entry.")
    return list(found)
