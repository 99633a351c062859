"""Writes of comments beside a field."""

from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import Participation

from .models import Comment

LONGEST: int = Comment._meta.get_field("text").max_length or 0


class CommentRefused(Exception):
    """The comment was not stored; the text is the sentence for the person."""


def may_comment(participation: Participation) -> bool:
    """Whether whoever came through the door may write comments: mayor, editors, facilitators, administrators.

    Viewers and peers read. In a closed cohort nobody writes.
    """
    return not participation.cohort.is_closed and (participation.can_write or participation.can_run)


@transaction.atomic
def write_comment(
    *, participation: Participation, page: str, field: str, text: str, by, parent: Comment | None = None
) -> Comment:
    """Put a comment beside a field, or a reply under a first comment; a reply opens an answered one again.

    Raises CommentRefused for an empty or an overlong text, and for a reply to something elsewhere.
    """
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise CommentRefused("Write something first. Nothing was stored.")
    if len(text) > LONGEST:
        raise CommentRefused(f"A comment has room for {LONGEST:,} characters; this one has {len(text):,}.")
    if parent:
        parent = parent.parent or parent
        if (parent.participation_id, parent.page, parent.field) != (participation.pk, page, field):
            raise CommentRefused("The comment you reply to is not here any more. Nothing was stored.")
        Comment.objects.filter(pk=parent.pk).exclude(resolved_at=None).update(resolved_at=None, resolved_by=None)
    return Comment.objects.create(
        participation=participation, page=page, field=field, text=text, author=by, parent=parent
    )


def mark_answered(*, comment: Comment, by) -> bool:
    """Mark a first comment as answered, with who did; False if it already was (or is a reply)."""
    return bool(Comment.objects.open().filter(pk=comment.pk).update(resolved_at=timezone.now(), resolved_by=by))
