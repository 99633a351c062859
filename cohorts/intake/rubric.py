"""The rubric by which reviewers compare intakes: points on criteria, weighted into one percentage."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Q
from django.db.models.functions import JSONObject

from .models import Criterion, Intake, Review

MOST_POINTS = 4
POINTS = {
    0: "Not there",
    1: "Weak",
    2: "Fair",
    3: "Good",
    4: "Strong",
}


@dataclass(frozen=True)
class Scoring:
    """What one reviewer gave one intake. `points` by the id of the criterion; criteria without any are left out."""

    review: Review
    criteria: list[Criterion]
    points: dict[int, int]

    @property
    def reviewer(self) -> Any:
        return self.review.reviewer

    @property
    def complete(self) -> bool:
        return bool(self.criteria) and all(one.pk in self.points for one in self.criteria)

    @property
    def percent(self) -> int | None:
        """The weighted total in whole percent, halves rounded up; None until every criterion has points.

        Each criterion counts for its weight: points / 4 * weight, of the sum of all weights.
        """
        weights = sum(one.weight for one in self.criteria)
        if not self.complete or not weights:
            return None
        earned = sum(self.points[one.pk] * one.weight for one in self.criteria)
        share = Decimal(100 * earned) / (MOST_POINTS * weights)
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def words(self) -> str:
        """How far the reviewer is: "72 percent", "3 of 6 criteria scored", "Notes only"."""
        if self.percent is not None:
            return f"{self.percent} percent"
        if self.points:
            return f"{len(self.points)} of {len(self.criteria)} criteria scored"
        return "Notes only"

    @property
    def by_criterion(self) -> list[tuple[Criterion, int | None]]:
        return [(one, self.points.get(one.pk)) for one in self.criteria]


def scorings_of(intakes: Iterable[Intake], criteria: list[Criterion]) -> dict[int, list[Scoring]]:
    """Each intake's scorings by its id, by reviewer's name; one query however many there are."""
    score = JSONObject(criterion="scores__criterion", points="scores__points")
    reviews = (
        Review.objects.filter(intake__in=[intake.pk for intake in intakes])
        .select_related("reviewer")
        .annotate(given=JSONBAgg(score, filter=Q(scores__isnull=False), default=[]))
        .order_by("reviewer__name", "pk")
    )
    found: dict[int, list[Scoring]] = defaultdict(list)
    for review in reviews:
        points = {one["criterion"]: one["points"] for one in review.given}
        found[review.intake_id].append(Scoring(review, criteria, points))
    return found


def shown_to(scorings: list[Scoring], user) -> tuple[Scoring | None, list[Scoring], bool]:
    """A reader's own scoring, those of the others, and whether the others' points may be seen.

    Nobody sees the others' points before their own are all given, so that no score leans on another. Whoever
    has not scored is told who has, and nothing more.
    """
    own = next((one for one in scorings if one.review.reviewer_id == user.pk), None)
    others = [one for one in scorings if one.review.reviewer_id != user.pk]
    return own, others, bool(own and own.review.scored_at)
