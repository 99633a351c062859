"""Guidebooks as kinds of documents: of the whole directory, a search or a shortlist; and the edition for one city."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from cohorts.intake.documents import find_participation
from isc_portal.accounts.models import User
from isc_portal.documents.kinds import IN_PARTS, Kind, register
from isc_portal.documents.states import STANDING

from .city import city_lines, collect_city, parts_of_city
from .collecting import collect_edition, edition_lines
from .models import Edition
from .sections import parts_of_guidebook
from .services import whole_directory


def standing_ones(user: Any) -> Q:
    """Who makes an edition reads all its versions; others those that count, since people may have left since."""
    return Q(subject_id__in=Edition.objects.editable_by(user).values("pk")) | Q(status__in=STANDING)


def enter_edition(request: HttpRequest, edition: Edition) -> None:
    """Whoever reads the guidebook of a shortlist stands in its city."""
    if edition.shortlist:
        place = edition.shortlist.participation
        city_door(request, place.cohort.slug, place.city.slug)


def home_of(edition: Edition) -> str:
    """The shortlist, or the page of all guidebooks."""
    if edition.shortlist:
        place = edition.shortlist.participation
        return reverse("resources:shortlist", kwargs={**place.url_kwargs, "pk": edition.shortlist.pk})
    return reverse("resources:guidebooks")


def way_up(request: HttpRequest, edition: Edition) -> list[tuple[str, str]]:
    """City, shortlists, shortlist; or directory and guidebooks."""
    if not edition.shortlist:
        return [("Directory", reverse("resources:directory")), ("Guidebooks", home_of(edition))]
    place = edition.shortlist.participation
    return [
        (place.city.name, place.get_absolute_url()),
        ("Shortlists", reverse("resources:shortlists", kwargs=place.url_kwargs)),
        (edition.shortlist.name, home_of(edition)),
    ]


def find_whole(*, cohort: str, city: str) -> Edition:
    """The edition of the whole directory; raises LookupError while there is no administrator whose it could be."""
    administrator = User.objects.filter(is_administrator=True).order_by("pk").first()
    if administrator is None:
        raise LookupError("There is no administrator yet who could make the guidebook of the whole directory.")
    return whole_directory(by=administrator)


register(
    Kind(
        slug="guidebook",
        name="Resource Guidebook",
        about="Yellow pages of experts and city administrators, by topic and by state, with registers.",
        subject="resources.Edition",
        template=IN_PARTS,
        collect=collect_edition,
        parts=parts_of_guidebook,
        subjects_visible_to=Edition.objects.visible_to,
        subjects_editable_by=Edition.objects.editable_by,
        makers="whoever began this guidebook, its city's mayor and editors, and administrators",
        limit="guidebook",
        versions_open=standing_ones,
        subject_at=lambda place: None,
        enter=enter_edition,
        home=home_of,
        way_up=way_up,
        find=find_whole,
        lines=edition_lines,
    )
)
register(
    Kind(
        slug="guidebook_city",
        name="City guidebook",
        about="Who can help this city: its shortlists, matching experts, similar initiatives, colleagues nearby.",
        subject="cohorts.Participation",
        template=IN_PARTS,
        collect=collect_city,
        parts=parts_of_city,
        subjects_visible_to=Participation.objects.visible_to,
        subjects_editable_by=Participation.objects.editable_by,
        limit="guidebook",
        home=lambda subject: reverse("cohorts:documents", kwargs=subject.url_kwargs),
        enter=lambda request, subject: city_door(request, subject.cohort.slug, subject.city.slug),
        find=find_participation,
        lines=city_lines,
    )
)
