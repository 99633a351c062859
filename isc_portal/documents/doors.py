"""The doors of documents: the first line of every view."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest

from .kinds import Kind, UnknownKind, all_kinds, get_kind
from .models import Document

READERS_ONLY = "You may read these documents, and only {} may make or change them."


def kind_door(request: HttpRequest, kind: str, subject_id: int, *, write: bool = False) -> tuple[Kind, Model]:
    """Open the documents of one kind about one subject; the place's own door says where the reader is.

    Whoever is shown approved versions only comes in as well, if there is one. Raises Http404 to whoever may not know
    of them, PermissionDenied to readers when `write` is asked.
    """
    try:
        declared = get_kind(kind)
    except UnknownKind as error:
        raise Http404 from error
    subject = declared.subjects_visible_to(request.user).filter(pk=subject_id).first()
    if subject is None:
        return declared, _shared(request, declared, subject_id, write=write)
    declared.enter(request, subject)
    request.shown_under = declared.home(subject) or request.path
    if write and not declared.may_edit(request.user, subject_id):
        raise PermissionDenied(READERS_ONLY.format(declared.makers))
    return declared, subject


def _shared(request: HttpRequest, kind: Kind, subject_id: int, *, write: bool) -> Model:
    subjects = kind.subjects_shared_with(request.user)
    subject: Any = subjects.filter(pk=subject_id).first() if subjects is not None else None
    if subject is None or not Document.objects.visible_to(request.user, [kind]).about(subject, kind.slug).exists():
        raise Http404("No such document here.")
    if write:
        raise PermissionDenied(READERS_ONLY.format(kind.makers))
    return subject


def document_door(request: HttpRequest, pk: int, *, write: bool = False) -> Document:
    """Open one version. Raises Http404 to whoever may not see it, PermissionDenied to readers when `write` is asked."""
    slug = Document.objects.filter(pk=pk).values_list("kind", flat=True).first()
    kinds = [kind for kind in all_kinds() if kind.slug == slug]
    document = Document.objects.visible_to(request.user, kinds).filter(pk=pk).first() if kinds else None
    if document is None:
        raise Http404("No such document here.")
    kind_door(request, document.kind, document.subject_id, write=write)
    return document


def approval_door(request: HttpRequest, pk: int) -> Document:
    """Open the approval of one version to those who may give it."""
    document = document_door(request, pk)
    if not document.declared.may_approve(request.user, document.subject_id):
        raise PermissionDenied("Only the mayor may approve this document.")
    return document
