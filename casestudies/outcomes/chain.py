"""The chain from a recommendation to the row of a tool that it became, followed both ways.

A tool registers its model as a target, and this slice never learns of the tool: the link holds the row by its type and
id, and the target says how the row is named, where it is and who may see it.

    register_target(
        model=Milestone,
        label="Action Plan",
        describe=lambda milestone: f"milestone {milestone.number}",
        url=lambda milestone: milestone.get_absolute_url(),
        visible_to=lambda user: Milestone.objects.visible_to(user),
    )
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from casestudies.board.models import Card
from cohorts.teamwork.saving import Refused

from .models import Answer, ChainLink, Response


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something of the chain stands: words, and a page if the reader has one."""

    text: str
    url: str = ""


def nothing(row: Any) -> Place | None:
    """What a target says of the steps after it that it does not know."""
    return None


@dataclass(frozen=True, kw_only=True)
class Target:
    """A model whose rows a recommendation can become.

    label: the tool ("Action Plan"). describe(row): which of its rows ("milestone 2.1"). url(row): its page.
    visible_to(user): the rows the user may see. document(row) and outcome(row): where the row is cited, and what came
    of it, as a Place; left out, or None, as long as there is nothing to say.
    """

    model: type[models.Model]
    label: str
    describe: Callable[[Any], str]
    url: Callable[[Any], str]
    visible_to: Callable[[Any], models.QuerySet[Any]]
    document: Callable[[Any], Place | None] = nothing
    outcome: Callable[[Any], Place | None] = nothing


@dataclass(frozen=True)
class Link:
    """One row that a recommendation became, for a reader who may see it."""

    pk: int
    label: str
    text: str
    url: str
    row: Any
    document: Place | None
    outcome: Place | None

    @property
    def words(self) -> str:
        return f"{self.label}, {self.text}"


_targets: dict[type[models.Model], Target] = {}

# What the city said no to, and what it has not answered, becomes nothing.
MAY_LEAD_ON = frozenset({Answer.ADOPT, Answer.ADAPT, Answer.DEFER})


def register_target(
    *,
    model: type[models.Model],
    label: str,
    describe: Callable[[Any], str],
    url: Callable[[Any], str],
    visible_to: Callable[[Any], models.QuerySet[Any]],
    document: Callable[[Any], Place | None] = nothing,
    outcome: Callable[[Any], Place | None] = nothing,
) -> Target:
    """Make a model known as something that recommendations become; called from the tool's `AppConfig.ready`.

    Raises ValueError if the model is registered already.
    """
    if model in _targets:
        raise ValueError(f"{model.__name__} is registered as a target already.")
    _targets[model] = Target(
        model=model, label=label, describe=describe, url=url, visible_to=visible_to, document=document, outcome=outcome
    )
    return _targets[model]


def forget_target(model: type[models.Model]) -> None:
    """Take a model out again; its links stay, and are shown to nobody until it is registered again."""
    _targets.pop(model, None)


def target_of(model: type[models.Model] | None) -> Target | None:
    """How a tool registered this model, if one did."""
    return _targets.get(model) if model else None


def targets() -> list[Target]:
    """All targets, by their label."""
    return sorted(_targets.values(), key=lambda target: target.label)


@transaction.atomic
def link(*, recommendation: Card, target: models.Model, by) -> ChainLink:
    """Note that a recommendation became this row; a second time it is the same link.

    Refuses a row of a model that is no target, a row the person cannot see, a recommendation of a city for which they
    do not write, and one that the city did not take up.
    """
    declared = _declared(target)
    response = Response.objects.filter(recommendation=recommendation).select_for_update().first()
    if not Response.objects.editable_by(by).filter(recommendation=recommendation).exists() or response is None:
        raise Refused("Only the city that answers this recommendation says what became of it.")
    if response.sent_at is None or response.answer not in MAY_LEAD_ON:
        raise Refused("Only a recommendation that the city adopts, adapts or defers can become something.")
    if not declared.visible_to(by).filter(pk=target.pk).exists():
        raise Refused("There is no such row here to link to.")
    made, _ = ChainLink.objects.get_or_create(
        recommendation=recommendation,
        target_type=ContentType.objects.get_for_model(declared.model),
        target_id=target.pk,
        defaults={"made_by": by},
    )
    return made


@transaction.atomic
def unlink(*, recommendation: Card, target: models.Model, by) -> bool:
    """Take the link away, for those who could make it; False if there was none. The history keeps it."""
    declared = _declared(target)
    if not Response.objects.editable_by(by).filter(recommendation=recommendation).exists():
        raise Refused("Only the city that answers this recommendation says what became of it.")
    found = ChainLink.objects.filter(
        recommendation=recommendation,
        target_type=ContentType.objects.get_for_model(declared.model),
        target_id=target.pk,
    )
    return bool(found.delete()[0])


def links_of(recommendation: Card, user) -> list[Link]:
    """What a recommendation became, as far as the user may see it."""
    return links_by_recommendation([recommendation.pk], user)[recommendation.pk]


def links_by_recommendation(recommendations: Iterable[int], user) -> dict[int, list[Link]]:
    """The same for many recommendations (by id): one query, and one for each kind of target there is."""
    found: dict[int, list[Link]] = defaultdict(list)
    links = list(ChainLink.objects.filter(recommendation__in=list(recommendations)).order_by("made_at", "pk"))
    rows: dict[tuple[int, int], tuple[Target, Any]] = {}
    for type_id in {one.target_type_id for one in links}:
        model = ContentType.objects.get_for_id(type_id).model_class()
        target = target_of(model)
        if target is None:
            continue
        wanted = [one.target_id for one in links if one.target_type_id == type_id]
        for row in target.visible_to(user).filter(pk__in=wanted):
            rows[type_id, row.pk] = (target, row)
    for one in links:
        if (key := (one.target_type_id, one.target_id)) in rows:
            target, row = rows[key]
            found[one.recommendation_id].append(
                Link(
                    pk=one.pk,
                    label=target.label,
                    text=target.describe(row),
                    url=target.url(row),
                    row=row,
                    document=target.document(row),
                    outcome=target.outcome(row),
                )
            )
    return found


def recommendations_of(target: models.Model, user) -> list[Card]:
    """The recommendations that a row came from, as far as the user may see them and the row, in order of the links.

    Whom each is by is told by `board.naming` alone; the city's answer is at `recommendation.response`.
    """
    declared = _declared(target)
    if not declared.visible_to(user).filter(pk=target.pk).exists():
        return []
    links = ChainLink.objects.filter(
        target_type=ContentType.objects.get_for_model(declared.model), target_id=target.pk
    ).order_by("made_at", "pk")
    order = list(links.values_list("recommendation", flat=True))
    cards = (
        Card.objects.visible_to(user)
        .filter(pk__in=order)
        .select_related("seat", "response", "clinic__case__participation__city", "clinic__case__participation__cohort")
    )
    by_pk = {card.pk: card for card in cards}
    return [by_pk[pk] for pk in order if pk in by_pk]


def _declared(row: models.Model) -> Target:
    try:
        return _targets[type(row)]
    except KeyError:
        raise Refused("Nothing can become of a recommendation here: the tool has not said how.") from None
