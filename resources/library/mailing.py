"""Who is told what about a practice."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse

from cohorts.institutes.models import Cohort, CohortStatus
from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue
from isc_portal.mail.states import Category

from .models import Practice


def reviewers(practice: Practice) -> QuerySet:
    """The facilitators of the city's cohort; those of every cohort under way for a practice that has no city.

    Where there are none, the Institute's administrators.
    """
    people = get_user_model().objects.filter(is_active=True)
    under_way = Cohort.objects.exclude(status=CohortStatus.CLOSED)
    cohorts = [practice.participation.cohort_id] if practice.participation else under_way
    facilitators = people.filter(facilitations__cohort__in=cohorts).distinct()
    return facilitators if facilitators.exists() else people.filter(is_administrator=True)


def tell_handed_in(practice: Practice, *, by) -> None:
    """Ask those who review it to read a practice; not whoever handed it in."""
    _tell(
        reviewers(practice).exclude(pk=by.pk),
        "handed_in",
        practice,
        occasion=f"practice-handed-in:{practice.pk}:{practice.submitted_at:%Y%m%d%H%M%S%f}",
        by=by,
        again=practice.reviewed_at is not None,
        reason="You get this because you are one of those who review what comes into the library.",
    )


def tell_decided(practice: Practice, *, by) -> None:
    """Tell the author what became of a practice (published, returned, retired), unless it was their own act."""
    author = practice.author
    _tell(
        [author] if author and author.is_active and author != by else [],
        practice.state,
        practice,
        occasion=f"practice-decision:{practice.pk}:{practice.reviewed_at:%Y%m%d%H%M%S%f}",
        by=by,
        note=practice.review_note,
        reason="You get this because you wrote a practice for the library.",
    )


def _tell(people: Iterable, template: str, practice: Practice, *, occasion: str, **context) -> None:
    for person in people:
        enqueue(
            to=person,
            template=f"resources/library/mail/{template}",
            context={
                "practice": practice,
                "url": absolute(reverse("resources:practice", args=[practice.slug])),
                **context,
            },
            dedupe_key=f"{occasion}:{person.pk}",
            category=Category.COHORT,
        )
