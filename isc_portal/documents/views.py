"""Pages of documents: all of them, those of a place, one kind with its versions, two compared, one read."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model, Value
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget

from isc_portal.accounts.doors import signed_in

from . import comparing, layout
from .doors import document_door, kind_door
from .kinds import Kind, all_kinds
from .models import Document
from .states import UNAPPROVED, UNDER_WAY, JobState, Status

PAGE_SIZE = 50
CHANGES_SHOWN = 5
STYLE_SHEETS = tuple(
    f"documents/{name}.css"
    for name in ("text", "tables", "figures", "blocks", "questions", "sheets", "guidebook", "screen")
)
FILTERS: dict[str, tuple[str, dict[str, Any]]] = {
    "": ("All", {}),
    "making": ("Being made", {"job_state__in": UNDER_WAY}),
    "failed": ("Failed", {"job_state": JobState.FAILED}),
    "review": ("In review", {"status": Status.IN_REVIEW}),
    "approved": ("Approved", {"status": Status.APPROVED}),
}


@signed_in
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Every document the reader may see, the newest first."""
    chosen = request.GET.get("state", "")
    if chosen not in FILTERS:
        raise Http404
    documents = Document.objects.visible_to(request.user).filter(**FILTERS[chosen][1])
    documents = documents.select_related("superseded_by").without_content()
    page = Paginator(documents.order_by("-requested_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    tabs = [(words, f"?state={state}" if state else "?", state == chosen) for state, (words, _) in FILTERS.items()]
    return render(request, "documents/list.html", {"page_obj": page, "tabs": tabs, "chosen": chosen})


def place_page(request: HttpRequest, *, place: Model) -> HttpResponse:
    """The documents of a place whose door the caller has opened: every kind there is there, with its newest version."""
    offered = [(kind, subject) for kind in all_kinds() if isinstance(subject := kind.subject_at(place), kind.model)]
    seen = _slugs_of(offered, "subjects_visible_to", request.user)
    edited = _slugs_of(offered, "subjects_editable_by", request.user)
    here = [(kind, subject) for kind, subject in offered if kind.slug in seen]
    rows = Document.objects.visible_to(request.user, [kind for kind, _ in here])
    rows = rows.about_any((subject, kind.slug) for kind, subject in here)
    all_versions = list(rows.select_related("superseded_by").without_content())
    kinds = []
    for kind, subject in here:
        versions = [version for version in all_versions if version.kind == kind.slug]
        kinds.append(
            {
                "kind": kind,
                "subject": subject,
                "newest": next((version for version in versions if version.is_standing), None),
                "making": next((version for version in versions if version.is_under_way), None),
                "failed": versions[0] if versions and versions[0].has_failed else None,
                "may_edit": kind.slug in edited,
            }
        )
    return render(request, "documents/place.html", {"kinds": kinds, "subject_place": place})


def _slugs_of(offered: list[tuple[Kind, Model]], rule: str, user: Any) -> set[str]:
    """The slugs of the kinds whose subject the rule gives the user: one query, in which kinds alike are asked once."""
    alike: dict[tuple[Any, Model], set[str]] = {}
    for kind, subject in offered:
        alike.setdefault((getattr(kind, rule), subject), set()).add(kind.slug)
    named = [
        subjects_of(user).filter(pk=subject.pk).order_by().annotate(group=Value(number)).values_list("group", flat=True)
        for number, (subjects_of, subject) in enumerate(alike)
    ]
    found = named[0].union(*named[1:], all=True) if named else []
    return set().union(*(list(alike.values())[number] for number in found))


@signed_in
@require_safe
def kind_page(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """One kind about one subject: what is being made, the version that counts, and all versions."""
    declared, subject = kind_door(request, kind, subject_id)
    return render(request, "documents/kind.html", _kind_context(request, declared, subject))


@signed_in
@require_safe
def progress(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """How far the making is, for the page that waits; the whole of its content once it has ended."""
    declared, subject = kind_door(request, kind, subject_id)
    making = _versions(request, declared, subject).under_way().first()
    if making is not None:
        return render(request, "documents/includes/making.html", {"making": making})
    context = {**_kind_context(request, declared, subject), "has_ended": True}
    response = render(request, "documents/includes/kind.html", context)
    return reswap(retarget(response, "#document-page"), "innerHTML")


@signed_in
@require_safe
def compare(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """Two versions side by side: what is not the same in both."""
    declared, subject = kind_door(request, kind, subject_id)
    versions = list(_versions(request, declared, subject).readable())
    after = _chosen(versions, request.GET.get("to"), default=0)
    older = [version for version in versions if after and version.version < after.version]
    before = _chosen(versions if request.GET.get("from") else older, request.GET.get("from"), default=0)
    changes = []
    if before and after:
        before, after = sorted((before, after), key=lambda version: version.version)
        changes = comparing.changes(declared, before.snapshot, after.snapshot, after.anchors)
    context = {
        "kind": declared,
        "subject": subject,
        "versions": versions,
        "before": before,
        "after": after,
        "parts": _by_part(changes),
        "trail": _trail(request, declared, subject),
    }
    return render(request, "documents/compare.html", context)


@signed_in
@require_safe
def twin(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a web page, made of the same snapshot by the same template."""
    document = document_door(request, pk)
    if not document.can_be_read:
        raise Http404("This version has not been made yet.")
    if document.declared.parts:
        shown = layout.screen_part(document, request.GET.get("part", ""))
    else:
        shown = layout.screen_context(document)
    if shown is None:
        raise Http404("This version has no such part.")
    context = {
        **shown,
        "document_row": document,
        "style_sheets": STYLE_SHEETS,
        "trail": _trail(request, document.declared, document.subject),
    }
    return render(request, document.declared.template, context)


@signed_in
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The PDF of a version, through the door."""
    document = document_door(request, pk)
    if not document.can_be_read:
        raise Http404("This version has not been made yet.")
    try:
        file = document.file.open("rb")
    except OSError:
        return render(request, "documents/file_missing.html", {"missing": document}, status=404)
    response = FileResponse(file, as_attachment=True, filename=document.file_name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _versions(request: HttpRequest, kind: Kind, subject: Model) -> Any:
    """The versions the reader may see, newest first, without their long texts."""
    visible = Document.objects.visible_to(request.user, [kind]).about(subject, kind.slug)
    return visible.select_related("superseded_by").without_content()


def _kind_context(request: HttpRequest, kind: Kind, subject: Any) -> dict[str, Any]:
    versions = list(_versions(request, kind, subject))
    current = next((version for version in versions if version.is_standing), None)
    making = next((version for version in versions if version.is_under_way), None)
    before = next((one for one in versions if current and one.can_be_read and one.version < current.version), None)
    whole = Document.objects.select_related("superseded_by").in_bulk([one.pk for one in (current, before) if one])
    current, before = (whole[one.pk] if one else None for one in (current, before))
    changes = comparing.changes(kind, before.snapshot, current.snapshot, current.anchors) if before and current else []
    unapproved = current is not None and current.status in UNAPPROVED
    return {
        "kind": kind,
        "subject": subject,
        "trail": _trail(request, kind, subject, below=False),
        "versions": versions,
        "current": current,
        "imprint": layout.Imprint.of(current) if current else None,
        "making": making,
        "failed": versions[0] if versions and versions[0].has_failed else None,
        "unstamped": current if current and current.is_ready and current.failure_reason else None,
        "before": before,
        "changes": changes[:CHANGES_SHOWN],
        "changes_left": len(changes[CHANGES_SHOWN:]),
        "checks": kind.checks(current.snapshot) if current and unapproved and kind.needs_approval else (),
        "may_edit": kind.may_edit(request.user, subject.pk),
        "may_approve": unapproved and current.is_ready and kind.may_approve(request.user, subject.pk),
        "may_ask_approval": kind.needs_approval and current is not None and current.status == Status.DRAFT,
        "sees_details": request.user.is_administrator,
    }


def _chosen(versions: list[Document], number: str | None, *, default: int) -> Document | None:
    if number is None:
        return versions[default] if versions else None
    return next((version for version in versions if str(version.version) == number), None)


def _by_part(changes: list[comparing.Change]) -> dict[str, list[comparing.Change]]:
    parts: dict[str, list[comparing.Change]] = {}
    for change in changes:
        parts.setdefault(change.part, []).append(change)
    return parts


def _trail(request: HttpRequest, kind: Kind, subject: Any, *, below: bool = True) -> list[tuple[str, str]]:
    """The way back up: the place's documents, and for a page below it the kind's own."""
    home = kind.home(subject)
    steps = kind.way_up(request, subject) if kind.way_up else [("Documents", home)] if home else []
    if below:
        steps.append((kind.name, Document(kind=kind.slug, subject_id=subject.pk).get_absolute_url()))
    return steps
