"""Whom a card is by, and what may be told about it. Nobody else writes out the name on a card's seat.

- Attributable, with named cards: everybody sees who wrote what.
- Staff only: on the pages of facilitators and administrators, nowhere else.
- Chatham House, or anonymous cards: nowhere, the facilitators' pages included.

Where no name is shown, no tie to a vendor is: in a small room even that there is one would tell the person.
"""

from dataclasses import dataclass
from typing import Any

from casestudies.clinics.models import Clinic, RecordLabel


@dataclass(frozen=True)
class Author:
    """Who wrote a card, in the words of their seat. `ties_stated` is false while they said nothing on vendor ties."""

    name: str
    title: str
    ties: str
    ties_stated: bool

    @property
    def line(self) -> str:
        """“Denise Fuller, Mayor of Chattanooga”."""
        return ", ".join(part for part in (self.name, self.title) if part)


def shows_names(clinic: Clinic, *, staff: bool) -> bool:
    """Whether cards of this clinic carry names on a page that only staff reads (`staff`) or on everybody's."""
    if not clinic.named_cards or clinic.record_label == RecordLabel.CHATHAM_HOUSE:
        return False
    return staff or clinic.record_label == RecordLabel.ATTRIBUTABLE


def author_of(card: Any, *, staff: bool) -> Author | None:
    """Who wrote the card, or None where that is not told. Needs `card.clinic` and `card.seat`."""
    if not shows_names(card.clinic, staff=staff):
        return None
    seat = card.seat
    return Author(seat.name, seat.title, seat.ties, seat.ties_stated_at is not None)


def tie_of(card: Any, *, staff: bool) -> str:
    """The words on the author's vendor ties, beside the name; empty if none are stated or no name is shown."""
    return card.seat.ties if shows_names(card.clinic, staff=staff) else ""


def shown_as(seat: Any) -> str:
    """How a person's own cards will be shown to the others, told to that person before they write."""
    clinic = seat.clinic
    name = ", ".join(part for part in (seat.name, seat.title) if part)
    if shows_names(clinic, staff=False):
        return f"Shown as {name}."
    if shows_names(clinic, staff=True):
        return "Shown without your name. The facilitators see it."
    return "Shown without your name, to everybody."
