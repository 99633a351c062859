"""The kinds of documents, declared by the slices whose content they show.

A kind knows how to collect a snapshot, which template shows it, and who may see it. The documents app knows no slice:
each slice registers its kinds in its `documents.py`, which `load_kinds` finds at start. This is the one registry of the
portal. `docs/developers-documents.md` shows how to add a kind.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

Snapshot = dict[str, Any]

REQUIRED_KEYS = ("title", "place")
IN_PARTS = "documents/in_parts.html"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that is looked at before a document may be approved.

    `words` say what was found; `link` and `url` lead to the field to change. A failed check that `blocks` keeps the
    document from being approved; one that does not is only said.
    """

    ok: bool
    words: str
    link: str = ""
    url: str = ""
    blocks: bool = True


@dataclass(frozen=True, kw_only=True)
class Line:
    """One statement of a document, as two versions are compared.

    `key` identifies the statement across versions; `part` and `label` name it for the reader; `anchor` is the id in
    the HTML under which it stands, from which the page number follows.
    """

    key: str
    part: str
    label: str
    text: str
    anchor: str = ""


class Rank(Enum):
    """Where a part of a long document stands, which says what it may know of the others' pages.

    The front is one part: it stands first and is printed last. The back names the pages of what stands in the body.
    """

    FRONT, BODY, BACK = "front", "body", "back"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a long document: printed apart from the others, and a page of its own on the screen.

    key: in the page's address. title: in the running head and in links. template: what stands in it, drawn with
    `context`. ids: the ids of its HTML that other parts lead to, in their order, each with the word by which running
    heads say how far a page goes ("" for none); an id stands in one part only. tab: the words of the thumb tab beside
    its pages; parts in a row with the same words share one.
    """

    key: str
    title: str
    template: str
    rank: Rank = Rank.BODY
    context: Mapping[str, Any] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    tab: str = ""

    @property
    def is_front(self) -> bool:
        return self.rank == Rank.FRONT


def nobody(user: Any) -> QuerySet[Any] | None:
    """The default of the access rules a kind leaves out."""
    return None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of document.

    slug: in addresses and file names. name: on covers, in lists and mail. about: one sentence for lists.
    subject: the label of the model that the document is about ("cohorts.Participation").
    template: extends `layout`, shows the snapshot on paper and on screen alike.
    collect(subject, *, as_of, by): the snapshot, JSON only, equal for equal content (see REQUIRED_KEYS).
    present(snapshot): more template context, made of the snapshot alone: pictures, sums, parsed dates.
    parts(snapshot): for a document that may have hundreds of pages, its parts, the front first. Each is printed apart,
    and they are bound at the end; `template` then is IN_PARTS.
    subjects_visible_to(user): the subjects whose every version the user may read.
    subjects_editable_by(user): those whose documents the user may make, retry, withdraw and send for review.
    makers: who these are, in words. limit: the name of the limit (ACCOUNT_RATE_LIMITS) on how often a person makes one.
    subjects_approvable_by(user): those whose documents the user may approve; left out, the kind needs no approval.
    subjects_shared_with(user): those of which the user may read approved versions only (peers).
    versions_open(user): which versions of the visible subjects the user may read, as a condition on documents; left
    out, all. For content that was put down when more could be told, or fewer could read it.
    approvers(subject): the people to tell when a version waits for approval.
    subject_at(place): the subject at a place such as a city in a cohort, or None if there is none.
    home(subject): the address of the page that lists the place's documents; the way back up.
    way_up(request, subject): the pages above, as (words, address), where they are not the same for every reader.
    enter(request, subject): opens the place's own door, so that the page shows where the reader is.
    find(cohort=, city=): the subject by its slugs, for the command line; raises LookupError with a sentence.
    checks(snapshot): what is looked at before approval.
    lines(snapshot): what is compared between versions; left out, every value of the snapshot.
    """

    slug: str
    name: str
    about: str
    subject: str
    template: str
    collect: Callable[..., Snapshot]
    subjects_visible_to: Callable[[Any], QuerySet[Any]]
    subjects_editable_by: Callable[[Any], QuerySet[Any]]
    subjects_approvable_by: Callable[[Any], QuerySet[Any] | None] = nobody
    subjects_shared_with: Callable[[Any], QuerySet[Any] | None] = nobody
    versions_open: Callable[[Any], Q] = lambda user: Q()
    approvers: Callable[[Any], Iterable[Any]] = lambda subject: ()
    present: Callable[[Snapshot], dict[str, Any]] = lambda snapshot: {}
    subject_at: Callable[[Any], Model | None] = lambda place: place
    home: Callable[[Any], str] = lambda subject: ""
    way_up: Callable[[HttpRequest, Any], list[tuple[str, str]]] | None = None
    enter: Callable[[HttpRequest, Any], Any] = lambda request, subject: None
    find: Callable[..., Model] | None = None
    parts: Callable[[Snapshot], Sequence[Part]] | None = None
    makers: str = "the city's mayor and editors"
    limit: str = ""
    checks: Callable[[Snapshot], Sequence[Check]] = lambda snapshot: ()
    lines: Callable[[Snapshot], Sequence[Line]] | None = None

    @property
    def needs_approval(self) -> bool:
        """Whether a version is a draft until somebody approves it."""
        return self.subjects_approvable_by is not nobody

    @property
    def model(self) -> type[Model]:
        """The model of the subject."""
        return apps.get_model(self.subject)

    def snapshot_of(self, subject: Model, *, as_of: datetime, by: Any) -> Snapshot:
        """Collect, and refuse with ValueError a snapshot without the keys every document needs."""
        snapshot = self.collect(subject, as_of=as_of, by=by)
        missing = [key for key in REQUIRED_KEYS if not snapshot.get(key)]
        if missing:
            raise ValueError(f"The snapshot of {self.slug} lacks {', '.join(missing)}.")
        return snapshot

    def may_approve(self, user: Any, subject_id: int) -> bool:
        """Whether this person approves documents about this subject."""
        subjects = self.subjects_approvable_by(user)
        return subjects is not None and subjects.filter(pk=subject_id).exists()

    def may_edit(self, user: Any, subject_id: int) -> bool:
        """Whether this person makes documents about this subject."""
        return self.subjects_editable_by(user).filter(pk=subject_id).exists()


def sharing(kinds: Iterable[Kind], *rules: str) -> list[list[Kind]]:
    """Kinds in groups that have these rules in common, so that a query asks what a rule says once for all of them."""
    groups: dict[tuple[Any, ...], list[Kind]] = {}
    for kind in kinds:
        groups.setdefault(tuple(getattr(kind, rule) for rule in rules), []).append(kind)
    return list(groups.values())


class UnknownKind(LookupError):
    """No slice has registered a kind of this name."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known. Raises ValueError if its slug is taken by another one."""
    if _kinds.setdefault(kind.slug, kind) is not kind:
        raise ValueError(f"There are two kinds of documents called {kind.slug}.")
    return kind


def get_kind(slug: str) -> Kind:
    """The kind with this slug; raises UnknownKind."""
    try:
        return _kinds[slug]
    except KeyError:
        raise UnknownKind(f"There is no kind of document called {slug}; there are: {', '.join(_kinds)}.") from None


def all_kinds() -> list[Kind]:
    """Every kind, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def load_kinds() -> None:
    """Import the `documents.py` of every slice of ours, and the modules of DOCUMENT_KIND_MODULES."""
    for config in apps.get_app_configs():
        if Path(config.path).parts[:-1] == settings.BASE_DIR.parts:
            for file in sorted(Path(config.path).glob("*/documents.py")):
                import_module(f"{config.name}.{file.parent.name}.documents")
    for module in settings.DOCUMENT_KIND_MODULES:
        import_module(module)
