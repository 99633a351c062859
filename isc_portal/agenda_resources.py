"""What waits around the library and the directory: a part of the agenda, and so of the roof."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from cohorts.institutes.models import Cohort, TeamMember
from cohorts.intake.progress import counted
from resources.assurance.models import OutdatedReport
from resources.library.models import Practice, PracticeState

from .agenda_shapes import Agenda, Waiting

MOST = 20


def add_resources(agenda: Agenda, user: Any, members: list[TeamMember], cohorts: Iterable[Cohort]) -> None:
    """Add what practices and reports of readers ask of the user. One query, and one more for administrators."""
    _practices(agenda, user, members, cohorts)
    if user.is_administrator:
        _reports(agenda)


def _practices(agenda: Agenda, user: Any, members: list[TeamMember], cohorts: Iterable[Cohort]) -> None:
    """Practices that came back to those who write them, and that wait for those who review them."""
    written_in = {member.participation_id for member in members if member.can_write}
    run = {cohort.pk for cohort in cohorts}
    handed_in = Q(state=PracticeState.SUBMITTED)
    if not user.is_administrator:
        handed_in &= Q(participation__cohort__in=run) | (Q(participation=None) if run else Q(pk__in=[]))
    own = Q(author=user, participation=None) | Q(participation__in=written_in)
    rows = Practice.objects.filter(handed_in | own & Q(state__in=[PracticeState.SUBMITTED, PracticeState.RETURNED]))
    for practice in rows.select_related("participation").order_by("submitted_at")[:MOST]:
        url, title = reverse("resources:practice", args=[practice.slug]), f"“{practice.title}”"
        cohort = practice.participation.cohort_id if practice.participation else None
        reviews = user.is_administrator or cohort in run or (cohort is None and bool(run))
        is_own = practice.participation_id in written_in or cohort is None and practice.author_id == user.pk
        city = practice.participation_id
        if practice.state == PracticeState.RETURNED:
            words = f"{title} came back for changes"
            agenda.waiting.append(Waiting(words, url, practice.review_note, participation=city))
        elif reviews:
            words = f"Review {title} for the library"
            agenda.waiting.append(Waiting(words, url, since=practice.submitted_at, participation=city))
        elif is_own:
            words = f"The facilitators read {title}"
            agenda.waited_for.append(Waiting(words, url, since=practice.submitted_at, participation=city))


def _reports(agenda: Agenda) -> None:
    """What readers say is out of date."""
    number = OutdatedReport.objects.open().count()
    if number:
        words = f"{counted(number, 'report')} of readers about entries of the directory"
        agenda.waiting.append(Waiting(words, reverse("resources:outdated_reports"), "Something is out of date"))
