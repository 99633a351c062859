"""Writing cards, and what the facilitator does with them. Every function takes the clinic's lock first.

A card is never lost and never made twice: its `key` is made in the browser before it is sent, and the same key is the
same card. Joining, grouping and holding back change where a card stands, never what was written.
"""

import unicodedata
import uuid

from django.db import transaction

from casestudies.clinics.models import Clinic, ClinicState, ClinicStep, Seat

from . import clock, rules, versions
from .locking import locked, moderated
from .models import LONGEST_CARD, Card, CardKind, CardState, Theme
from .refusals import Refused

MOST_CARDS = 100  # of one person in one clinic
LONGEST_GROUP = 80  # characters
# What draws text over other text, or turns its direction around, on a screen that a whole room reads.
UNWANTED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@transaction.atomic
def write_card(
    *,
    clinic: Clinic,
    seat: Seat,
    key: uuid.UUID,
    kind: str,
    text: str,
    theme: str = "",
    step_id: int | None = None,
    on_paper: bool = False,
    entered_by=None,
) -> Card:
    """Put a card on the board, or give the one that came with this key before.

    `step_id` is the step it was written in (left out, the one that runs): a card that was kept in a browser without a
    connection comes in after its step, and counts as of that step. Paper is entered by whoever runs the clinic
    (`entered_by`) until its record is closed. Where cards are moderated, it waits for the facilitator.

    Raises Refused for a kind that is not open to this person in that step, for no text or too much, for a theme that
    does not exist, and once the record is closed.
    """
    row = locked(clinic)
    if seat.clinic_id != row.pk:
        raise Refused("This seat is in another clinic.")
    before = Card.objects.filter(clinic=row, key=key).select_related("seat").first()
    if before:
        if before.seat_id != seat.pk:
            raise Refused("This card was sent by somebody else.")
        return before
    if row.state not in rules.TAKES_CARDS:
        raise Refused(_not_running(row))
    step = _step(row, step_id)
    _refuse_kind(kind, theme)
    if not on_paper:
        _refuse_closed(row, step, seat, kind)
        if Card.objects.filter(clinic=row, seat=seat).count() >= MOST_CARDS:
            raise Refused(f"You have written {MOST_CARDS} cards in this clinic. That is the most there can be.")
    card = Card.objects.create(
        clinic=row,
        step=step,
        seat=seat,
        key=key,
        kind=kind,
        theme=theme if kind in rules.WITH_THEME else "",
        text=clean_text(text),
        state=CardState.WAITING if row.moderated and not on_paper else CardState.SHOWN,
        on_paper=on_paper,
        entered_by=entered_by,
    )
    versions.bump(row)
    return card


@transaction.atomic
def edit_card(*, card: Card, seat: Seat, text: str, theme: str | None = None, version: int | None = None) -> Card:
    """Change one's own card until its step ends. Where cards are moderated, one on the screen waits anew.

    `version` is the one that was changed; the same text again changes nothing. Raises Refused.
    """
    row, card = _own(card, seat)
    text = clean_text(text)
    theme = card.theme if theme is None else theme
    _refuse_kind(card.kind, theme)
    if (text, theme) == (card.text, card.theme):
        return card
    if not may_edit(card, row):
        raise Refused("The step in which you wrote this is over: it stays as it is. You can withdraw it.")
    if version is not None and version != card.version:
        raise Refused("You changed this card in another window. Look at it again, then change it.")
    card.text, card.theme, card.edited_at = text, theme, clock.database_now()
    card.version += 1
    if row.moderated and card.state == CardState.SHOWN:
        card.state = CardState.WAITING
    card.save(update_fields=["text", "theme", "edited_at", "version", "state"])
    versions.bump(row)
    return card


@transaction.atomic
def withdraw_card(*, card: Card, seat: Seat) -> Card:
    """Take one's own card off the board, until the clinic ends. Dots on it go back to whoever placed them."""
    row, card = _own(card, seat)
    if card.state == CardState.WITHDRAWN:
        return card
    if row.state != ClinicState.LIVE:
        raise Refused("The clinic is over: what stands on the board stays there.")
    return _leaves(row, card, CardState.WITHDRAWN)


@transaction.atomic
def show_card(*, card: Card, by) -> Card:
    """Put a card on the screen that waits or was held back."""
    row, card = _moderating(card, by)
    if card.state != CardState.SHOWN:
        card.state = CardState.SHOWN
        _changed(row, card, "state")
    return card


@transaction.atomic
def hold_card(*, card: Card, by) -> Card:
    """Keep a card off the screen; it stays in the record of who wrote it. Dots on it go back to whoever placed them."""
    row, card = _moderating(card, by)
    return card if card.state == CardState.HELD else _leaves(row, card, CardState.HELD)


@transaction.atomic
def join_cards(*, card: Card, to: Card, by) -> Card:
    """Let a card stand below another one of its kind that says the same. Both stay as they were written.

    Cards that stood below it move along; dots count for the one on top. A card that waited is on the screen by this.
    """
    row, card = _moderating(card, by)
    top = Card.objects.select_related("joined_to").filter(clinic=row, pk=to.pk).first()
    top = top.joined_to or top if top else None
    if top is None or top.state != CardState.SHOWN:
        raise Refused("The card to join with is not on the screen.")
    if top.pk == card.pk:
        raise Refused("A card cannot be joined with itself.")
    if top.kind != card.kind:
        raise Refused("Only cards of the same kind can be joined.")
    if card.joined_to_id == top.pk:
        return card
    for below in Card.objects.filter(joined_to=card):
        below.joined_to = top
        below.save(update_fields=["joined_to"])
    card.joined_to, card.state = top, CardState.SHOWN
    return _changed(row, card, "joined_to", "state")


@transaction.atomic
def separate_card(*, card: Card, by) -> Card:
    """Let a card stand by itself again, with its own dots."""
    row, card = _moderating(card, by)
    if card.joined_to_id is None:
        return card
    card.joined_to = None
    return _changed(row, card, "joined_to")


@transaction.atomic
def group_cards(*, clinic: Clinic, cards, group: str, by) -> int:
    """Put cards under a heading of the facilitator's; an empty heading takes them out. How many it changed."""
    row = moderated(clinic, by)
    group = " ".join(clean(group).split())
    if len(group) > LONGEST_GROUP:
        raise Refused(f"A heading has at most {LONGEST_GROUP} characters.")
    changed = 0
    for card in Card.objects.filter(clinic=row, pk__in=[card.pk for card in cards]).exclude(group=group):
        card.group = group
        card.save(update_fields=["group"])
        changed += 1
    if changed:
        versions.bump(row)
    return changed


@transaction.atomic
def set_moderation(*, clinic: Clinic, by, on: bool) -> Clinic:
    """Let cards wait for the facilitator from now on, or not. Those that wait already keep waiting."""
    row = moderated(clinic, by)
    if row.moderated != on:
        row.moderated = on
        row.save(update_fields=["moderated"])
        versions.bump(row)
    return row


def may_edit(card: Card, clinic: Clinic) -> bool:
    """Whether whoever wrote the card may still change it: its step runs, paused or not."""
    return (
        clinic.state == ClinicState.LIVE
        and card.step_id is not None
        and card.step_id == clinic.step_id
        and card.state in (CardState.SHOWN, CardState.WAITING)
    )


def clean_text(text: str) -> str:
    """A card's text as it is kept; raises Refused for nothing or too much."""
    lines = [" ".join(line.split()) for line in clean(text).splitlines()]
    text = "\n".join(line for line in lines if line)
    if not any(character.isalnum() for character in text):
        raise Refused("Write a few words first.")
    if len(text) > LONGEST_CARD:
        raise Refused(f"A card has at most {LONGEST_CARD} characters; this one has {len(text)}. Make two of it.")
    return text


def clean(text: str) -> str:
    """Text without what is not text: control characters, half characters, marks that turn the direction around."""
    return "".join(
        character
        for character in text.replace("\r\n", "\n")
        if character == "\n"
        or character == "\t"
        or (unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn") and character not in UNWANTED)
    )


def _step(row: Clinic, step_id: int | None) -> ClinicStep | None:
    """The step a card is of; it has begun. Raises Refused for one that has not, or is another clinic's."""
    if step_id is None:
        return row.step
    step: ClinicStep | None = row.steps.filter(pk=step_id, started_at__isnull=False).first()
    if step is None:
        raise Refused("The step you wrote this in is not part of this clinic any more. Send it in the next step.")
    return step


def _refuse_kind(kind: str, theme: str) -> None:
    if kind not in CardKind.values:
        raise Refused("Choose what kind of card this is.")
    if theme and theme not in Theme.values:
        raise Refused("Choose one of the themes.")


def _refuse_closed(row: Clinic, step: ClinicStep | None, seat: Seat, kind: str) -> None:
    if step is None:
        raise Refused(_not_running(row))
    opened = rules.open_kinds(step.kind, seat.role)
    if kind in opened:
        return
    if opened:
        words = " or ".join(CardKind(one).label.lower() for one in opened)
        raise Refused(f"In “{step.name}” you can write: {words}.")
    raise Refused(rules.why_closed(step.kind, seat.role))


def _not_running(row: Clinic) -> str:
    if row.state == ClinicState.CLOSED:
        return "The record of this clinic is closed: nothing can be added any more."
    return "The clinic is over." if row.state == ClinicState.ENDED else "The clinic has not begun."


def _own(card: Card, seat: Seat) -> tuple[Clinic, Card]:
    row = locked(card.clinic)
    found = Card.objects.filter(pk=card.pk, seat=seat).first()
    if found is None:
        raise Refused("Only who wrote a card changes it.")
    return row, found


def _moderating(card: Card, by) -> tuple[Clinic, Card]:
    row = moderated(card.clinic, by)
    found = Card.objects.get(pk=card.pk)
    if found.state == CardState.WITHDRAWN:
        raise Refused("Whoever wrote this card has withdrawn it.")
    return row, found


def _leaves(row: Clinic, card: Card, state: CardState) -> Card:
    """Off the screen: cards below it stand by themselves again, and dots go back."""
    for below in Card.objects.filter(joined_to=card):
        below.joined_to = None
        below.save(update_fields=["joined_to"])
    card.dots.all().delete()
    card.state, card.joined_to = state, None
    return _changed(row, card, "state", "joined_to")


def _changed(row: Clinic, card: Card, *fields: str) -> Card:
    card.save(update_fields=list(fields))
    versions.bump(row)
    return card
