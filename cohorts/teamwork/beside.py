"""Reads of what stands beside the fields of a page: comments with their replies."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping

from cohorts.institutes.models import Participation

from .models import Comment
from .services import may_comment


@dataclasses.dataclass
class Beside:
    """The comments beside one field; `about` is the field's own words, for whoever listens to the page."""

    page: str
    field: str
    about: str
    may_comment: bool
    comments: list[Comment] = dataclasses.field(default_factory=list)
    problem: str = ""
    draft: str = ""

    @property
    def id(self) -> str:
        return f"comments-{self.field}"

    @property
    def form_id(self) -> str:
        return f"comment-form-{self.field}"

    @property
    def open(self) -> list[Comment]:
        return [one for one in self.comments if not one.resolved_at]

    @property
    def answered(self) -> list[Comment]:
        return [one for one in self.comments if one.resolved_at]


def threads(
    *, participation: Participation, page: str, people: Mapping[int, str], only: str = ""
) -> dict[str, list[Comment]]:
    """First comments by the field they stand beside, oldest first, each with its `thread` of replies.

    Each comment knows who it is `by` and their `role_words` here (see `people_of`). One query; `only` is one field.
    """
    found = Comment.objects.filter(participation=participation, page=page).select_related("author")
    if only:
        found = found.filter(field=only)
    first: dict[str, list[Comment]] = defaultdict(list)
    replies: dict[int, list[Comment]] = defaultdict(list)
    for comment in found.order_by("made_at", "pk"):
        comment.by = comment.author or "Somebody who left"
        comment.role_words = _role(comment, people)
        comment.by_facilitator = comment.role_words in ("Facilitator", "Institute staff")
        comment.thread = replies[comment.parent_id or comment.pk]
        if comment.parent_id:
            replies[comment.parent_id].append(comment)
        else:
            first[comment.field].append(comment)
    return first


def _role(comment: Comment, people: Mapping[int, str]) -> str:
    author = comment.author
    if author is None:
        return ""
    return people.get(author.pk) or ("Institute staff" if author.is_administrator else "")


def beside(*, participation: Participation, page: str, field: str, about: str, comments: list[Comment]) -> Beside:
    """What stands beside one field, for whoever came through the door."""
    return Beside(page, field, about, may_comment(participation), comments)
