"""Reads of documents: who may see what, and which version counts."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .kinds import Kind, all_kinds, sharing
from .states import STANDING, UNDER_WAY, JobState, Status

# A worker in the middle of a document is heard of every second; after this long without a word it is dead.
SILENT_AFTER = dt.timedelta(minutes=1)
# A job that has waited this long may have lost its message; sending another does no harm.
FORGOTTEN_AFTER = dt.timedelta(minutes=2)


def _about(kinds: Iterable[Kind], subjects: models.QuerySet) -> Q:
    return Q(kind__in=[kind.slug for kind in kinds], subject_id__in=subjects.values("pk"))


class DocumentQuerySet(models.QuerySet):
    """Documents. Who may see one follows from what its kind says about its subject."""

    def visible_to(self, user: Any, kinds: Iterable[Kind] | None = None) -> "DocumentQuerySet":
        """All versions of the subjects the user sees, and the approved ones of those shared with the user.

        Whoever looks for documents of some `kinds` says so: each kind brings its own rule into the query.
        """
        if not user.is_authenticated:
            return self.none()
        may = Q(pk__in=[])
        kinds = all_kinds() if kinds is None else list(kinds)
        for alike in sharing(kinds, "subjects_visible_to", "versions_open"):
            may |= _about(alike, alike[0].subjects_visible_to(user)) & alike[0].versions_open(user)
        for alike in sharing(kinds, "subjects_shared_with"):
            shared = alike[0].subjects_shared_with(user)
            if shared is not None:
                may |= _about(alike, shared) & Q(status=Status.APPROVED)
        return self.filter(may)

    def editable_by(self, user: Any) -> "DocumentQuerySet":
        """Those the user may retry, send for review and withdraw."""
        if not user.is_authenticated:
            return self.none()
        may = Q(pk__in=[])
        for alike in sharing(all_kinds(), "subjects_editable_by"):
            may |= _about(alike, alike[0].subjects_editable_by(user))
        return self.filter(may)

    def about(self, subject: models.Model, kind: str) -> "DocumentQuerySet":
        """All versions and tries of one kind about one subject, newest first."""
        subject_type = ContentType.objects.get_for_model(subject)
        return self.filter(kind=kind, subject_type=subject_type, subject_id=subject.pk)

    def about_any(self, wanted: Iterable[tuple[models.Model, str]]) -> "DocumentQuerySet":
        """All versions and tries about any of these subjects, each with its kind; newest first within a kind."""
        any_of = Q(pk__in=[])
        for subject, kind in wanted:
            subject_type = ContentType.objects.get_for_model(subject)
            any_of |= Q(kind=kind, subject_type=subject_type, subject_id=subject.pk)
        return self.filter(any_of)

    def readable(self) -> "DocumentQuerySet":
        """Those with a file."""
        return self.exclude(file="")

    def standing(self) -> "DocumentQuerySet":
        """Those that count: made, not superseded, not withdrawn."""
        return self.readable().filter(status__in=STANDING)

    def under_way(self) -> "DocumentQuerySet":
        return self.filter(job_state__in=UNDER_WAY)

    def claimable(self) -> "DocumentQuerySet":
        """Jobs that a worker may take up: those that wait, and those whose worker has gone silent."""
        silent = Q(job_state=JobState.RENDERING, heartbeat_at__lt=timezone.now() - SILENT_AFTER)
        return self.filter(Q(job_state=JobState.QUEUED) | silent)

    def forgotten(self) -> "DocumentQuerySet":
        """Claimable jobs that no message to a worker stands for any more, as far as one can tell."""
        waiting_long = Q(job_state=JobState.QUEUED, queued_at__lt=timezone.now() - FORGOTTEN_AFTER)
        return self.claimable().filter(waiting_long | Q(job_state=JobState.RENDERING))

    def newest(self, *, kind: str, subject: models.Model) -> Any:
        """The newest version that counts, or None. Its text may be read, its file downloaded."""
        return self.about(subject, kind).standing().first()

    def without_content(self) -> "DocumentQuerySet":
        """For lists: leaves the snapshot and the long texts in the database."""
        return self.defer("snapshot", "anchors", "failure_detail", "summary", "sources")
