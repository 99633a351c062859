"""The brief of a case as a kind of document."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from cohorts.intake.documents import find_participation
from isc_portal.documents.kinds import Kind, Line, register

from .briefing import brief_of, clinic_words, cover_title, sheet_of
from .models import CaseStudy


def collect_brief(case: CaseStudy, *, as_of: Any, by: Any) -> dict[str, Any]:
    """The brief of a case, and whether it was out when this was collected: before, it is a draft of the city's."""
    brief = brief_of(case)
    participation = case.participation
    sources = f"Case study of {brief['city']} for the {participation.cohort.long_name}, as the city wrote it."
    return {
        "title": cover_title(brief["title"]),
        "place": brief["place"],
        "place_line": f"City of {brief['place']}",
        "person": brief["mayor"],
        "group": participation.cohort.long_name,
        "time_zone": participation.cohort.time_zone,
        "sentence": brief["question"],
        "summary": brief["question"],
        "sources": [sources],
        "released": case.is_out,
        "brief": brief,
    }


def present_brief(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The sheet, with its tables and figures."""
    return {"sheet": sheet_of(snapshot["brief"])}


TEXTS = {
    "question": "The question",
    "problem": "The problem",
    "desired_result": "What should be different",
    "tried": "Tried already",
    "options": "Options considered",
    "would_fail": "What would make it fail",
}
TABLES = {
    "affected": "Who is affected",
    "baseline": "Where the city stands",
    "decisions": "Decisions",
    "stakeholders": "Stakeholders",
    "money": "Money",
}


def brief_lines(snapshot: dict[str, Any]) -> list[Line]:
    """The statements by which two versions are compared."""
    brief, sheet = snapshot["brief"], sheet_of(snapshot["brief"])
    said = [Line(key="title", part="The case", label="Title", text=brief["title"])]
    said += [Line(key=key, part="The case", label=label, text=brief[key]) for key, label in TEXTS.items()]
    for key, label in TABLES.items():
        for row in sheet["tables"][key]["rows"]:
            head, *rest = row["cells"]
            said.append(Line(key=f"{key}.{head}", part="The figures", label=f"{label}: {head}", text=" · ".join(rest)))
    said += [
        Line(key=f"limit.{one['term']}", part="Limits", label=one["term"], text=one["words"])
        for one in brief["constraints"]
    ]
    said += [Line(key="help", part="The case", label="Help sought", text=", ".join(brief["help"]))]
    said += [
        Line(key="files", part="Attachments", label="Titles", text="; ".join(one["title"] for one in brief["files"]))
    ]
    said += [Line(key="clinic", part="The clinic", label="When and where", text=clinic_words(brief["clinic"]))]
    return [line for line in said if line.text]


def editable_by(user: Any) -> Any:
    """The city's mayor and editors, and those who run its cohort."""
    return CaseStudy.objects.filter(
        Q(participation__in=Participation.objects.editable_by(user))
        | Q(participation__in=Participation.objects.run_by(user))
    )


def versions_open(user: Any) -> Q:
    """Experts and peers read what was made once the case was out, and no draft before it."""
    own = CaseStudy.objects.filter(participation__in=Participation.objects.visible_to(user))
    return Q(subject_id__in=own.values("pk")) | Q(snapshot__released=True)


def enter_case(request: HttpRequest, case: CaseStudy) -> None:
    """Say where the reader is: in the case's city, in their own city of the cohort, or nowhere."""
    cohort = case.participation.cohort
    here = Participation.objects.visible_to(request.user).filter(cohort=cohort).select_related("city")
    place = here.filter(pk=case.participation_id).first() or here.first()
    if place:
        city_door(request, cohort.slug, place.city.slug)


def way_up(request: HttpRequest, case: CaseStudy) -> list[tuple[str, str]]:
    """The city's documents for those who work there; the cohort's cases for whoever reads a brief from elsewhere."""
    participation = case.participation
    if Participation.objects.visible_to(request.user).filter(pk=participation.pk).exists():
        return [("Documents", reverse("cohorts:documents", kwargs=participation.url_kwargs))]
    return [("Cases", reverse("casestudies:gallery", args=[participation.cohort.slug]))]


def find_case(*, cohort: str, city: str) -> CaseStudy:
    """The case of a city by the slugs; raises LookupError."""
    participation = find_participation(cohort=cohort, city=city)
    case = CaseStudy.objects.filter(participation=participation).first()
    if case is None:
        raise LookupError(f"{participation.city} has no case study in the {participation.cohort.long_name} yet.")
    return case


register(
    Kind(
        slug="case_brief",
        name="Case brief",
        about="What an expert reads on the way to the clinic: the question, the figures, what was tried.",
        subject="casestudies.CaseStudy",
        template="casestudies/cases/brief_document.html",
        collect=collect_brief,
        present=present_brief,
        subjects_visible_to=CaseStudy.objects.visible_to,
        subjects_editable_by=editable_by,
        versions_open=versions_open,
        subject_at=lambda place: CaseStudy.objects.filter(participation=place).first(),
        home=lambda case: reverse("cohorts:documents", kwargs=case.participation.url_kwargs),
        way_up=way_up,
        enter=enter_case,
        find=find_case,
        lines=brief_lines,
    )
)
