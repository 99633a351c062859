"""The addresses of the directory, by what kind of address each is."""

from .kinds import ADMINISTRATORS, OWN, SIGNED_IN, STAFF, Address, Kind
from .payloads import give
from .shapes import OK, fixed, form, nothing, page

# Every name in the directory is open to whoever is signed in, also that of an expert who is asked for a clinic.
OPEN = frozenset({"RUN", "CLINIC"})
KEPT = Kind("an entry, changed by administrators", reads=STAFF, acts=STAFF, knows=SIGNED_IN)


def entry(place) -> dict:
    """The entry of an expert who is none of the cast."""
    return {"pk": place.asked.expert_id}


CHANGED = give(
    name="Newly Named",
    kind="expert",
    availability="ask",
    status="active",
    asks_a_quarter="4",
    **{"contact-TOTAL_FORMS": "0", "contact-INITIAL_FORMS": "0"},
)
ADDRESSES: dict[str, Address | list[Address]] = {
    "resources:directory": page(OWN, tells=OPEN),
    "resources:directory_export": page(ADMINISTRATORS, fixed(nothing, kind="csv"), opens=OK),
    "resources:expert": page(OWN, entry, tells=OPEN),
    "resources:expert_edit": form(KEPT, entry, CHANGED),
    "resources:expert_vcard": page(OWN, entry, tells=OPEN),
    "resources:expert_photo": page(Kind("a picture that is not there"), entry),
}
