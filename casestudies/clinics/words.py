"""What the choices about a clinic mean, in one plain sentence each."""

from .models import RecordLabel

RECORD_LABELS = {
    RecordLabel.ATTRIBUTABLE: "The cohort may read who said what, on the board and in the report.",
    RecordLabel.CHATHAM_HOUSE: "What is said may be used. Who said it is told nowhere, to nobody.",
    RecordLabel.STAFF_ONLY: "Once the clinic is closed, cards and report are for the facilitators and the Institute. "
    "The city still gets the recommendations, without names.",
}
NAMED = "Each card shows who wrote it."
ANONYMOUS = "No card shows who wrote it, to nobody. Whether its author has a tie to a vendor is still told."
MODERATED = "A card goes on the screen when the facilitator puts it there."
NOT_MODERATED = "A card goes on the screen as soon as it is sent."


def cards_in_words(*, record_label: str, named_cards: bool, moderated: bool) -> str:
    """How the cards of a clinic are shown: whose names they carry, and when they go on the screen."""
    names = NAMED if named_cards and record_label != RecordLabel.CHATHAM_HOUSE else ANONYMOUS
    return f"{names} {MODERATED if moderated else NOT_MODERATED}"
