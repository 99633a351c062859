"""The record label while the room works: what may be told about who said what changes on every screen at once.

Which label may follow which is decided in `clinics.labels`: stricter at any time, looser only before the first card.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from casestudies.clinics.labels import why_not
from casestudies.clinics.models import Clinic, RecordLabel
from casestudies.clinics.services import change_clinic

from . import versions
from .locking import locked
from .refusals import Refused

__all__ = ["change_label", "why_not"]


@transaction.atomic
def change_label(*, clinic: Clinic, by, record_label: str, named_cards: bool) -> Clinic:
    """Set the record label and whether cards carry names. Refuses to loosen either once a card exists."""
    locked(clinic)
    if record_label not in RecordLabel.values:
        raise Refused("Choose one of the labels.")
    try:
        row = change_clinic(clinic=clinic, by=by, record_label=record_label, named_cards=named_cards)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    versions.bump(row)
    return row
