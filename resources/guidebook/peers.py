"""Cities of the cohort with similar initiatives, as far as every member of a city's team may read of them."""

from typing import Any

from cohorts.institutes.models import Participation
from cohorts.intake.models import Answer
from isc_portal.accounts.models import User
from isc_portal.documents.kinds import UnknownKind, get_kind
from isc_portal.documents.models import Document
from resources.directory.topics import HELP, INITIATIVE_KINDS

from .naming import printable, shortened

BRIEF = "case_brief"  # the kind of document in which a city tells its peers of its initiative
AREA_KEY = "priority-area"  # the question of the intake that names it
LONGEST_QUESTION = 400


def peers_of(participation: Participation, *, seeks: list[str], area: str) -> list[dict[str, str]]:
    """Other cities of the cohort that work on the same or seek help with the same, told from the briefs that are out.

    Whoever also runs a cohort reads more than the others of the team, so that only what each member reads counts.
    """
    try:
        kind = get_kind(BRIEF)
    except UnknownKind:
        return []
    team = User.objects.filter(memberships__participation=participation, is_active=True).order_by("pk")
    read = [set(kind.subjects_visible_to(member).values_list("pk", flat=True)) for member in team]
    open_to_all = set.intersection(*read) if read else set()
    briefs = Document.objects.filter(kind=BRIEF, subject_id__in=open_to_all, snapshot__released=True).standing()
    sought, alike = {HELP[key] for key in seeks}, cities_of_area(participation, area)
    peers = {}
    for document in briefs.order_by("subject_id", "version"):
        peer = _peer(document, participation, sought, INITIATIVE_KINDS[area] if _city(document) in alike else "")
        if peer:
            peers[document.subject_id] = peer
    return sorted(peers.values(), key=lambda peer: (peer["place"], peer["id"]))


def cities_of_area(participation: Participation, area: str) -> set[str]:
    """The slugs of the cohort's cities whose intake names this priority area; of none if it is empty."""
    answers = Answer.objects.filter(
        intake__participation__cohort=participation.cohort, question__key=AREA_KEY, value=area
    )
    return set(answers.values_list("intake__participation__city__slug", flat=True)) if area else set()


def _city(document: Document) -> str:
    slug: str = document.snapshot.get("brief", {}).get("id", "")
    return slug


def _peer(document: Document, participation: Participation, sought: set[str], area: str) -> dict[str, Any] | None:
    """What a brief tells; None if it is of another cohort, of the city itself, or of something else."""
    if document.snapshot.get("group") != participation.cohort.long_name or _city(document) == participation.city.slug:
        return None
    brief = document.snapshot["brief"]
    shared = [words for words in brief.get("help", []) if words in sought]
    reasons = [f"Also works on {area}"] if area else []
    if shared:
        reasons.append(f"{'also' if reasons else 'Also'} seeks help with {', '.join(shared)}")
    if not reasons:
        return None
    return {
        "id": f"case-{document.subject_id}",
        "place": printable(document.place),
        "mayor": printable(brief.get("mayor", "")).removeprefix("Mayor "),
        "title": printable(brief.get("title", "")),
        "question": shortened(printable(brief.get("question", "")), LONGEST_QUESTION),
        "why": "; ".join(reasons),
    }
