"""The gallery: the released cases of a cohort that a person may read, and what they can be narrowed down by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, Min, OuterRef, Prefetch
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Cohort, Participation
from cohorts.intake.default_questionnaire import PRIORITY_AREAS
from cohorts.intake.models import Answer
from isc_portal.documents.kinds import get_kind
from isc_portal.documents.models import Document

from .fields import HELP
from .models import OUT, CaseStudy
from .reading import read_many

AREA_KEY = "priority-area"
UNKNOWN = "unknown"
# City sizes by the number of people from which they begin, largest first.
SIZES = (
    (500_000, "largest", "500,000 people and more"),
    (250_000, "large", "250,000 to 499,999"),
    (100_000, "middle", "100,000 to 249,999"),
    (0, "small", "Under 100,000"),
)
SIZE_LABELS = {key: label for _, key, label in reversed(SIZES)} | {UNKNOWN: "Size not known"}


def gallery_door(request: HttpRequest, slug: str) -> Cohort:
    """Open a cohort's cases to its cities, to those who run it, and to whoever has a seat in one of its clinics.

    `runs` and `belongs` are on the row. Raises Http404 to everybody else.
    """
    user: Any = request.user
    here = Cohort.objects.filter(pk=OuterRef("pk"))
    seats = user.seats.exclude(state="declined").filter(clinic__case__participation__cohort=OuterRef("pk"))
    found = (
        Cohort.objects.filter(slug=slug)
        .annotate(
            runs=Exists(here.editable_by(user)),
            belongs=Exists(Participation.objects.filter(cohort=OuterRef("pk"), members__user=user)),
            has_seat=Exists(seats),
        )
        .first()
    )
    if found is None or not (found.runs or found.belongs or found.has_seat):
        raise Http404("No such cohort here.")
    if found.belongs:
        own = Participation.objects.filter(cohort=found, members__user=user).select_related("city").first()
        if own:
            city_door(request, found.slug, own.city.slug)
    elif found.runs:
        request.cohort = found
    return found


@dataclass(frozen=True)
class Entry:
    """A case as the gallery shows it. `help` are values of help sought; `size` is the key of the city's size."""

    case: CaseStudy
    title: str
    question: str
    area: str
    area_label: str
    help: list[str]
    size: str
    clinic: Any
    brief: Document | None

    @property
    def help_labels(self) -> list[str]:
        return [HELP.get(value, value) for value in self.help]

    def has(self, facet: str) -> Sequence[str]:
        """The values it has of what cases can be narrowed down by."""
        return {"area": [self.area] if self.area else [], "size": [self.size], "help": self.help}[facet]


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how many cases there would be with it, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One thing that cases can be narrowed down by, with the values that occur."""

    key: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Gallery:
    """What fits the reader's wishes, what can be chosen, and what is chosen as (words, address without it)."""

    entries: list[Entry]
    of: int
    facets: list[Facet]
    chosen: list[tuple[str, str]] = field(default_factory=list)


FACETS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("area", "Priority area", PRIORITY_AREAS),
    ("size", "City size", SIZE_LABELS),
    ("help", "Help sought", HELP),
)


def gallery_of(cohort: Cohort, user: Any, wishes: QueryDict) -> Gallery:
    """The gallery as the query of its address asks for it. Wishes that are not known are left aside.

    Within one facet any of the chosen values fits; all facets have to. The same number of queries for any number of
    cases.
    """
    entries = entries_of(cohort, user)
    wanted = {key: [value for value in wishes.getlist(key) if value in labels] for key, _, labels in FACETS}
    return Gallery(
        [entry for entry in entries if _fits(entry, wanted)],
        len(entries),
        [_facet(key, label, labels, entries, wanted) for key, label, labels in FACETS],
        [
            (labels[value], _without(wanted, key, value))
            for key, _, labels in FACETS
            for value in dict.fromkeys(wanted[key])
        ],
    )


def _fits(entry: Entry, wanted: Mapping[str, Sequence[str]], *, but: str = "") -> bool:
    return all(set(values) & set(entry.has(key)) for key, values in wanted.items() if values and key != but)


def _facet(
    key: str, label: str, labels: Mapping[str, str], entries: Iterable[Entry], wanted: Mapping[str, Sequence[str]]
) -> Facet:
    found = [entry.has(key) for entry in entries if _fits(entry, wanted, but=key)]
    occurs = {value for entry in entries for value in entry.has(key)} | set(wanted[key])
    return Facet(
        key,
        label,
        [
            Choice(value, words, sum(value in has for has in found), value in wanted[key])
            for value, words in labels.items()
            if value in occurs
        ],
    )


def _without(wanted: Mapping[str, Sequence[str]], key: str, value: str) -> str:
    """The query for the same wishes but one."""
    query = QueryDict(mutable=True)
    for name, values in wanted.items():
        query.setlist(name, [one for one in values if (name, one) != (key, value)])
    return f"?{query.urlencode()}"


def entries_of(cohort: Cohort, user: Any) -> list[Entry]:
    """Every released case of the cohort that the user may read, in the order of the cities."""
    held = Prefetch("clinics", to_attr="held")
    cases = list(
        CaseStudy.objects.visible_to(user)
        .filter(participation__cohort=cohort, state__in=OUT)
        .select_related("participation__city", "participation__cohort", "participation__mayor")
        .prefetch_related(held)
    )
    texts, areas, briefs = read_many(cases), _areas(cases), _briefs(cases, user)
    entries = []
    for case in cases:
        text, area = texts[case.pk], areas.get(case.participation_id, "")
        clinics = sorted((one for one in case.held if one.state != "cancelled"), key=lambda one: one.starts_at)
        city = case.participation.city
        entries.append(
            Entry(
                case=case,
                title=text.title or f"The case of {city.name}",
                question=text.focus_question,
                area=area,
                area_label=PRIORITY_AREAS.get(area, ""),
                help=[value for value in text.value("help-sought") or [] if value in HELP],
                size=size_of(city.population),
                clinic=clinics[-1] if clinics else None,
                brief=briefs.get(case.pk),
            )
        )
    return entries


def size_of(population: int | None) -> str:
    """The key of a city's size."""
    if population is None:
        return UNKNOWN
    return next(key for fewest, key, _ in SIZES if population >= fewest)


def _areas(cases: Iterable[CaseStudy]) -> dict[int, str]:
    """The priority area by participation, as the city chose it in its intake."""
    found = Answer.objects.filter(
        intake__participation__in=[case.participation_id for case in cases], question__key=AREA_KEY
    ).values_list("intake__participation", "value")
    return {participation: value for participation, value in found if isinstance(value, str)}


def _briefs(cases: Iterable[CaseStudy], user: Any) -> dict[int, Document]:
    """The newest brief of each case that the user may read."""
    wanted = ((case, "case_brief") for case in cases)
    found = Document.objects.visible_to(user, [get_kind("case_brief")]).about_any(wanted).standing().without_content()
    return {document.subject_id: document for document in reversed(found)}


def next_opening(cohort: Cohort, entries: Iterable[Entry]) -> date | None:
    """The next day of a clinic whose case is not among those shown."""
    ahead = CaseStudy.objects.filter(participation__cohort=cohort, clinics__state__in=["planned", "live"])
    day: date | None = ahead.exclude(pk__in=[entry.case.pk for entry in entries]).aggregate(day=Min("clinics__day"))[
        "day"
    ]
    return day


def gallery_url(cohort: Cohort) -> str:
    """The address of a cohort's gallery."""
    return reverse("casestudies:gallery", args=[cohort.slug])
