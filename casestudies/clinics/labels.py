"""The record label: what may be told about who said what. It becomes stricter at any time, and is not loosened."""

from .models import Clinic, RecordLabel

# What each label may become once somebody wrote under it. Chatham House and staff only promise different things, that
# nobody is named and that nothing leaves the staff: neither keeps the other's promise by itself.
STRICTER = {
    RecordLabel.ATTRIBUTABLE: frozenset(RecordLabel),
    RecordLabel.CHATHAM_HOUSE: frozenset({RecordLabel.CHATHAM_HOUSE, RecordLabel.STAFF_ONLY}),
    RecordLabel.STAFF_ONLY: frozenset({RecordLabel.STAFF_ONLY}),
}


def why_not(*, clinic: Clinic, record_label: str, named_cards: bool, was: tuple[str, bool] | None = None) -> str:
    """Why the clinic's record cannot get this label, and cards with names or without; empty if it can.

    `was` is what stood there before, where the row in hand has been changed already.
    """
    before, named_before = was or (clinic.record_label, clinic.named_cards)
    label, old = RecordLabel(record_label), RecordLabel(before)
    nobody_was_named = old == RecordLabel.CHATHAM_HOUSE and label == RecordLabel.STAFF_ONLY
    looser = label not in STRICTER[old] or (named_cards and (not named_before or nobody_was_named))
    if not looser or not clinic.cards.exists():
        return ""
    if label in STRICTER[old] and nobody_was_named and named_before:
        return (
            "Cards have been written under the promise that nobody is named. The record can be for staff only, "
            "with cards without names."
        )
    return (
        "Cards have been written under the promise that stood here, so it cannot be loosened. It can become stricter."
    )
