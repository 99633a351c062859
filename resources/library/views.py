"""Pages of the library to read: the search, an article, its files."""

from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cohorts.institutes.models import Participation
from cohorts.teamwork.downloads import download
from isc_portal.accounts.doors import signed_in
from resources.directory.topics import TOPICS

from .doors import may_contribute, practice_door
from .models import Practice, PracticeState
from .searching import find

PAGE_SIZE = 20
MOST_UNPUBLISHED = 20
UNDER_WAY = (PracticeState.DRAFT, PracticeState.SUBMITTED, PracticeState.RETURNED)


@signed_in
def library(request: HttpRequest) -> HttpResponse:
    """Published practices, and above them those of the reader's that are on their way."""
    asked, topic = request.GET.get("q", "")[:200], request.GET.get("topic", "")
    topic = topic if topic in TOPICS else ""
    found = find(request.user, asked, topic)
    context = {
        "asked": asked,
        "topic": topic,
        "topic_label": TOPICS.get(topic, ""),
        "topics": found.topics,
        "meant": found.meant,
        "page_obj": Paginator(found.practices, PAGE_SIZE).get_page(request.GET.get("page")),
        "under_way": [] if asked or topic else _under_way(request.user),
        "may_contribute": may_contribute(request.user),
    }
    return render(request, "resources/library/library.html", context)


def _under_way(user) -> list[Practice]:
    """What is not published yet, with what waits for the reader (`is_yours`) above the rest, newest first."""
    seen = Practice.objects.visible_to(user).filter(state__in=UNDER_WAY).select_related("city")
    handed_in_first = Case(When(state=PracticeState.SUBMITTED, then=0), default=1)
    rows = list(seen.order_by(handed_in_first, "-updated_at")[:MOST_UNPUBLISHED])
    review = Practice.objects.moderated_by(user).filter(state=PracticeState.SUBMITTED)
    returned = Practice.objects.editable_by(user).filter(state=PracticeState.RETURNED)
    yours = {*review.values_list("pk", flat=True), *returned.values_list("pk", flat=True)} if rows else set()
    for row in rows:
        row.is_yours = row.pk in yours
    return sorted(rows, key=lambda row: not row.is_yours)


@signed_in
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """One article, who adopted it, and what the reader may do with it."""
    found = practice_door(request, slug)
    rows = found.adoptions.select_related("participation__city").order_by("participation__city__name", "adopted_at")
    adopted = {adoption.participation_id: adoption for adoption in rows}
    mine = Participation.objects.editable_by(request.user).exclude(city=found.city).select_related("city", "cohort")
    context = {
        "practice": found,
        "topics": [(key, TOPICS[key]) for key in found.topics if key in TOPICS],
        "adoptions": list({adoption.participation.city_id: adoption for adoption in rows}.values()),
        "own": [(city, adopted.get(city.pk)) for city in mine] if found.state == "published" else [],
        "files": found.files.all(),
        "trail": [("Library", reverse("resources:library"))],
    }
    return render(request, "resources/library/practice.html", context)


@signed_in
def file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """A file of an article, to whoever may read that."""
    return download(get_object_or_404(practice_door(request, slug).files, pk=pk))
