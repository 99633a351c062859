"""What happened in a city and who did it: the last thing for the cohort's grid, the newest things for its own page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from cohorts.institutes.models import Participation
from cohorts.intake.history import STEP_WORDS
from cohorts.intake.models import Answer, IntakeStep, TimelineEntry
from cohorts.intake.progress import IntakeProgress, counted
from cohorts.teamwork.models import Comment
from isc_portal.documents.models import Document


@dataclass(frozen=True)
class Activity:
    """Something that somebody did. `who` is None where the portal did it or the account is gone."""

    at: datetime
    who: Any = None
    what: str = ""


def last_activities(
    participations: Sequence[Participation], progress: Mapping[int, IntakeProgress]
) -> dict[int, Activity]:
    """The last activity in each city, by the participation's id. `progress` is by intake; three queries."""
    ids = {one.intake.pk: one.pk for one in participations}
    found: dict[int, Activity] = {}
    for place, at, who in [
        *(
            (ids[intake], answer.updated_at, answer.updated_by)
            for intake, one in progress.items()
            for answer in _written(one)
        ),
        *((ids[pk], at, who) for pk, at, who in _newest(TimelineEntry, "intake_id", ids, "at", "by")),
        *_newest(Comment, "participation_id", ids.values(), "made_at", "author"),
        *_newest(_documents(ids.values()), "subject_id", ids.values(), "requested_at", "prepared_by"),
    ]:
        if place not in found or at > found[place].at:
            found[place] = Activity(at, who)
    return found


def newest_changes(
    participation: Participation, progress: IntakeProgress, documents: Iterable[Document], *, limit: int = 5
) -> list[Activity]:
    """The newest things that happened in a city, in words; what a person wrote in one section on one day is one thing.

    `documents` are those of the city that the reader may see. Two queries; the whole history is intake.history's.
    """
    titles = {one.section.pk: one.section.title for one in progress.sections}
    labels = {question.key: question.label for one in progress.sections for question in one.questions}
    steps = TimelineEntry.objects.filter(intake=participation.intake.pk).select_related("by").order_by("-at")[:limit]
    comments = Comment.objects.filter(participation=participation).select_related("author").order_by("-made_at")[:limit]
    changes = [
        *_answered(progress, titles),
        *(Activity(step.at, step.by, _step_words(step)) for step in steps),
        *(Activity(one.made_at, one.author, _comment_words(one, labels)) for one in comments),
        *(Activity(one.requested_at, one.prepared_by, _document_words(one)) for one in documents),
    ]
    return sorted(changes, key=lambda change: change.at, reverse=True)[:limit]


def _written(progress: IntakeProgress) -> list[Answer]:
    """The answers that a person gave; facts that were filled in are not among them."""
    return [answer for one in progress.sections for answer in one.answers.values() if answer.updated_by]


def _documents(ids: Iterable[int]):
    subject_type = ContentType.objects.get_for_model(Participation)
    return Document.objects.without_content().filter(subject_type=subject_type, subject_id__in=list(ids))


def _newest(rows, of: str, ids: Iterable[int], at: str, who: str) -> list[tuple[int, datetime, Any]]:
    """The newest row of each thing that `of` names: its id, when, and who."""
    rows = rows.objects.all() if isinstance(rows, type) else rows
    newest = rows.filter(**{f"{of}__in": list(ids)}).order_by(of, f"-{at}").distinct(of).select_related(who)
    return [(getattr(row, of), getattr(row, at), getattr(row, who)) for row in newest]


# --- In words ---


def _answered(progress: IntakeProgress, titles: Mapping[int, str]) -> list[Activity]:
    """One line for what a person wrote in one section on one day."""
    section_of = {question: one.section.pk for one in progress.sections for question in one.answers}

    def go(answer: Answer) -> tuple:
        return answer.updated_by_id, section_of[answer.question_id], timezone.localdate(answer.updated_at).toordinal()

    changes = []
    for (_, section, _), group in groupby(sorted(_written(progress), key=go), key=go):
        answers = list(group)
        last = max(answers, key=lambda answer: answer.updated_at)
        what = f"wrote in {titles[section]}: {counted(len(answers), 'answer')}"
        changes.append(Activity(last.updated_at, last.updated_by, what))
    return changes


def _step_words(step: TimelineEntry) -> str:
    words = STEP_WORDS[IntakeStep(step.step)]
    return f"{words} {', '.join(step.sections)}" if step.sections else words


def _comment_words(comment: Comment, labels: Mapping[str, str]) -> str:
    verb = "replied beside" if comment.parent_id else "left a comment beside"
    return f"{verb} “{labels[comment.field]}”" if comment.field in labels else verb.replace(" beside", "")


def _document_words(document: Document) -> str:
    return f"asked for the {document.kind_name}, version {document.version}"
