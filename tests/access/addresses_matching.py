"""The addresses of proposals and of who was asked, by what kind of address each is."""

from .addresses_directory import OPEN
from .kinds import ONLY_WRITERS, OWN, READ_CITY, RUN_ANY, Address
from .payloads import give
from .personas import PLACES
from .shapes import act, city, in_city, page

ADDRESSES: dict[str, Address | list[Address]] = {
    # Experts who are proposed stand in the directory for all.
    "resources:matches": page(READ_CITY, city, PLACES, tells=OPEN),
    "resources:help_rate": act(ONLY_WRITERS, in_city("helped"), give(helped="a lot", note="Twice.")),
    "resources:question": page(OWN, tells=OPEN),
    "resources:asked": page(RUN_ANY, tells=OPEN),
}
