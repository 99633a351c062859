"""The queue of a cohort's intakes, as its reviewers see it."""

from dataclasses import dataclass, field
from typing import Any

from cohorts.institutes.models import Cohort

from .models import DECIDED, WAITING_FOR_REVIEW, Answer, Criterion, Intake
from .rubric import Scoring, scorings_of, shown_to

TITLE = "title"  # the key of the question whose answer names the initiative


def titles_of(intakes: list[Intake]) -> dict[int, str]:
    """What each city calls its initiative, by the intake's id. One query."""
    answers = Answer.objects.filter(intake__in=[one.pk for one in intakes], question__key=TITLE)
    return {intake: value for intake, value in answers.values_list("intake", "value") if isinstance(value, str)}


@dataclass(frozen=True)
class Row:
    """An intake in the queue. `reviewers` are those of the cohort, each with how far they are."""

    intake: Intake
    title: str
    own: Scoring | None
    reviewers: list[tuple[Any, str]]


@dataclass
class Queue:
    """The intakes by where they stand."""

    labels = {"waiting": "Waiting for review", "city": "With the city", "decided": "Decided"}
    groups: dict[str, list[Row]] = field(default_factory=lambda: {key: [] for key in Queue.labels})


def queue_of(cohort: Cohort, user) -> Queue:
    """All intakes of a cohort that the reader may see; those that wait come oldest first."""
    intakes = list(
        Intake.objects.visible_to(user)
        .filter(participation__cohort=cohort)
        .select_related("participation__city", "participation__cohort")
        .order_by("submitted_at", "participation__city__name")
    )
    criteria = list(Criterion.objects.filter(questionnaire__cohort=cohort))
    scorings, titles = scorings_of(intakes, criteria), titles_of(intakes)
    facilitators = list(cohort.facilitators.order_by("name"))
    queue = Queue()
    for intake in intakes:
        own, others, are_shown = shown_to(scorings[intake.pk], user)
        row = Row(intake, titles.get(intake.pk, ""), own, _reviewers(facilitators, own, others, are_shown, user))
        queue.groups[_group(intake)].append(row)
    queue.groups["decided"].sort(
        key=lambda row: row.intake.decided_at.timestamp() if row.intake.decided_at else 0, reverse=True
    )
    return queue


def _group(intake: Intake) -> str:
    if intake.state in WAITING_FOR_REVIEW:
        return "waiting"
    return "decided" if intake.state in DECIDED else "city"


def _reviewers(facilitators: list, own: Scoring | None, others: list[Scoring], are_shown: bool, user) -> list:
    """Who has done what: the points of others are told only once the reader's own are given."""
    done = [(user, own.words)] if own else []
    for one in others:
        done.append((one.reviewer, one.words if are_shown else "Scored" if one.complete else "Has begun"))
    begun = {person.pk for person, _ in done}
    return done + [(person, "Not yet") for person in facilitators if person.pk not in begun]
