"""Which column of a roster holds what: as remembered, by its header, and failing that by its cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cohorts.places.gazetteer import state_code
from isc_portal.imports.reading import Table
from resources.directory.topics import plain

FIELDS: dict[str, str] = {
    "name": "Full name", "first": "First name", "middle": "Middle name", "last": "Last name", "suffix": "Suffix",
    "role_title": "Role", "organization": "Organization", "email": "Email", "phone": "Phone", "website": "Website",
    "city": "City", "state": "State", "population": "Population", "topics": "Topics", "experience": "Experience",
    "languages": "Languages",
}  # fmt: skip
HEADERS: dict[str, str] = {
    "name": "full name|name|contact name|person|expert|expert name|speaker|speaker name|mayor|mayor name|contact",
    "first": "first name|first|given name|forename|fname",
    "middle": "middle name|middle|middle initial|mi",
    "last": "last name|last|surname|family name|lname",
    "suffix": "suffix|name suffix",
    "role_title": "role|job title|title|position|role title|job|occupation",
    "organization": "organization|organisation|org|company|employer|agency|institution|affiliation|university",
    "email": "email|e mail|email address|e mail address|mail|contact email|work email|office email",
    "phone": "phone|telephone|tel|phone number|office phone|work phone|mobile|cell|telephone number",
    "website": "website|web site|url|web|homepage|home page|bio url|link|web page",
    "city": "city|town|municipality|city name|place|jurisdiction",
    "state": "state|st|state code|state or territory|province",
    "population": "population|pop|residents|inhabitants|city population",
    "topics": "topics|topic|expertise|areas of expertise|specialties|subjects|skills|helps with|focus areas|tags",
    "experience": "experience|bio|biography|about|background|summary|description",
    "languages": "languages|language|languages spoken",
}
BY_HEADER = {name: key for key, names in HEADERS.items() for name in names.split("|")}
PERSONAL = re.compile(
    r"\b(birth\w*|dob|gender|sex|party|political affiliation|religion|age|race|ethnicity|marital status|ssn|"
    r"social security\w*|home (address|street|phone|city|zip)|address|street address|street|zip|zip code|nationality)\b"
)
TALK = {"abstract", "slides url", "talk url", "session"}  # beside these a title is that of a talk
SAMPLE = 200


@dataclass
class Guess:
    """The field by the position of its column, and the headers of what is recognized as not to be kept."""

    mapping: dict[int, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def guess(table: Table, remembered: Mapping[str, str] | None = None) -> Guess:
    """Say which column holds what. `remembered` is the field by header, "" for one that was left out."""
    remembered, found = remembered or {}, Guess()
    headers = [plain(header) for header in table.headers]
    open_ones: list[int] = []
    for position, header in enumerate(headers):
        by_cells = _by_cells(table, position)
        key = remembered.get(table.headers[position][:200])
        if not key and by_cells != "email" and PERSONAL.search(header):
            found.left_out.append(table.headers[position])
            continue
        if key is None:
            key = "email" if by_cells == "email" else BY_HEADER.get(header)
            if header == "title" and TALK & set(headers):
                key = ""
        if key and key not in found.mapping.values():
            found.mapping[position] = key
        elif key is None and by_cells:
            open_ones.append(position)
    for position in open_ones:
        key = _by_cells(table, position)
        # A column of links is a website only by its header: pictures, feeds and forms are links too.
        if key and key != "website" and key not in found.mapping.values():
            found.mapping[position] = key
    return found


def _by_cells(table: Table, position: int) -> str:
    cells = [cell for row in table.rows[:SAMPLE] if (cell := row.cell(position))]
    if not cells:
        return ""
    for key, fits in (
        ("email", lambda cell: re.fullmatch(r"(mailto:)?[^@\s/:]+@[^@\s/:]+\.\w+", cell)),
        ("website", lambda cell: re.match(r"https?://", cell)),
        ("phone", lambda cell: re.match(r"\(?\+?1?[\s.-]?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}", cell)),
        ("state", lambda cell: len(cell) == 2 and cell.isupper() and state_code(cell)),
    ):
        if sum(bool(fits(cell)) for cell in cells) >= 0.8 * len(cells):
            return key
    return ""
