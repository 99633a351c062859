"""Writes of reviewers: screening notes and points. Cities never see them."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import Participation
from cohorts.teamwork.saving import save_version

from .models import Criterion, Intake, IntakeState, Review, Score
from .rubric import MOST_POINTS
from .timeline import Refused

NOT_YET = frozenset({IntakeState.INVITED, IntakeState.IN_PROGRESS, IntakeState.SIGNED_OFF})


@transaction.atomic
def save_review(*, intake: Intake, by, notes: str, points: Mapping[int, int | None], version: int) -> Review:
    """Store a reviewer's notes and points (by the id of the criterion), complete or not; points not given stay.

    Raises StaleVersion when the same reviewer saved meanwhile from another window. Refuses who does not run the
    cohort, an intake that has never been submitted, criteria of another rubric, and points beyond 0 to 4.
    """
    if not Participation.objects.run_by(by).filter(pk=intake.participation_id).exists():
        raise Refused("Only the cohort's facilitators review its intakes.")
    if intake.participation.cohort.is_closed:
        raise Refused(f"The {intake.participation.cohort.long_name} is closed: reviews can be read, and not changed.")
    if intake.state in NOT_YET and intake.submitted_at is None:
        raise Refused("This intake has not been submitted yet. It can be reviewed as soon as it is.")
    criteria = set(Criterion.objects.filter(questionnaire=intake.questionnaire_id).values_list("pk", flat=True))
    given = {criterion: number for criterion, number in points.items() if number is not None}
    if not points.keys() <= criteria or any(not 0 <= number <= MOST_POINTS for number in given.values()):
        raise Refused("The rubric has changed since this page was made. Open the page again; your notes are kept here.")
    review, _ = Review.objects.get_or_create(intake=intake, reviewer=by)
    complete = criteria <= given.keys() | set(review.scores.values_list("criterion", flat=True))
    save_version(
        review,
        version=version,
        notes=notes.replace("\x00", "").replace("\r\n", "\n"),
        scored_at=(review.scored_at or timezone.now()) if criteria and complete else None,
        updated_at=timezone.now(),
    )
    Score.objects.bulk_create(
        [Score(review=review, criterion_id=criterion, points=number) for criterion, number in given.items()],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["points"],
    )
    return review
