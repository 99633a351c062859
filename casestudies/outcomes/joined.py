"""Cards that the facilitator joined: one stands for all of them, and every original is kept with whoever wrote it."""

from collections import defaultdict
from collections.abc import Iterable

from casestudies.board.models import Card, CardKind, CardState


def root_of(card: Card, cards: dict[int, Card]) -> Card:
    """The card that stands for this one among the cards that are on the screen (by id): itself, if it was not joined.

    A card that is joined to one which is gone stands for itself.
    """
    seen = {card.pk}
    while card.joined_to_id in cards and card.joined_to_id not in seen:
        card = cards[card.joined_to_id]
        seen.add(card.pk)
    return card


def families(cards: Iterable[Card]) -> dict[int, list[Card]]:
    """The cards that stand for themselves (by id, in their order), each with those joined to it, in theirs.

    Only what was on the screen counts. A recommendation that was joined to a card of another kind is answered on its
    own: nothing that somebody recommended is lost.
    """
    shown = {card.pk: card for card in cards if card.state == CardState.SHOWN}
    found: dict[int, list[Card]] = {}
    joined: dict[int, list[Card]] = defaultdict(list)
    for card in shown.values():
        root = root_of(card, shown)
        if root is card or _recommends(card) and not _recommends(root):
            found[card.pk] = []
        else:
            joined[root.pk].append(card)
    for pk, members in joined.items():
        found.setdefault(pk, []).extend(members)
    return found


def _recommends(card: Card) -> bool:
    return card.kind == CardKind.RECOMMENDATION
