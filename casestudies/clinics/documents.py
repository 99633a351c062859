"""The papers of a day of clinics as kinds of documents: its agenda, and its briefs in one packet."""

from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, Func, JSONField, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from casestudies.cases.documents import enter_case, find_case
from casestudies.cases.models import CaseStudy
from cohorts.institutes.models import Cohort
from cohorts.intake.documents import enter_cohort
from isc_portal.documents.kinds import Kind, Line, register

from .agenda_document import collect_agenda, present_agenda
from .models import Clinic
from .packet_document import collect_packet, packet_subject, present_packet
from .times import day_at, venue_zone


def find_clinic(*, cohort: str, city: str) -> Clinic:
    """The newest clinic of a city that was not called off, by the slugs; raises LookupError."""
    case = find_case(cohort=cohort, city=city)
    clinic = Clinic.objects.held().filter(case=case).with_case().order_by("starts_at", "pk").last()
    if clinic is None:
        raise LookupError(f"No clinic of {case.participation.city} is planned yet.")
    return clinic


def find_cohort(*, cohort: str, city: str) -> Cohort:
    """A cohort by its slug; raises LookupError."""
    found = Cohort.objects.filter(slug=cohort).first()
    if found is None:
        raise LookupError(f"There is no cohort “{cohort}”.")
    return found


def find_packet(*, cohort: str, city: str) -> Clinic:
    """The day on which a city's clinic is; without a city, the cohort's next day with clinics, else its last one."""
    if city:
        clinic = find_clinic(cohort=cohort, city=city)
        return packet_subject(clinic.cohort, clinic.day) or clinic
    found = find_cohort(cohort=cohort, city=city)
    clinics = Clinic.objects.held().filter(case__participation__cohort=found)
    today = day_at(timezone.now(), venue_zone(found))
    clinic = clinics.filter(day__gte=today).order_by("day").first() or clinics.order_by("day").last()
    if clinic is None:
        raise LookupError(f"No clinic of the {found.long_name} is planned yet.")
    return packet_subject(found, clinic.day) or clinic


def enter_run(request: HttpRequest, clinic: Clinic) -> None:
    """Those who make the papers of a day stand in the cohort that they run."""
    request.cohort = clinic.cohort


def agendas_open(user: Any) -> Q:
    """Who runs the cohort reads every agenda, others those that tell the questions of cases they may read still."""
    run = Cohort.objects.editable_by(user).values("pk")
    closed = CaseStudy.objects.exclude(pk__in=CaseStudy.objects.visible_to(user).values("pk"))
    told = ExpressionWrapper(OuterRef("snapshot__told"), output_field=JSONField())
    key = Func(F("pk"), function="to_jsonb", output_field=JSONField())
    readable = Q(snapshot__has_key="told") & Q(~Exists(closed.annotate(told=told).filter(told__contains=key)))
    return Q(subject_id__in=run) | readable


def agenda_lines(snapshot: dict[str, Any]) -> list[Line]:
    """The statements by which two versions are compared: one for each clinic."""
    return [
        Line(
            key=clinic["id"],
            part=day["title"],
            label=clinic["city"],
            text=f"{clinic['starts']} to {clinic['ends']}, {clinic['room'] or 'no room yet'}",
            anchor=clinic["id"],
        )
        for day in present_agenda(snapshot)["days"]
        for clinic in day["clinics"]
    ]


register(
    Kind(
        slug="agenda",
        name="Agenda",
        about="When and where each city brings its case, with whom, and how the minutes are spent.",
        subject="cohorts.Cohort",
        template="casestudies/clinics/agenda_document.html",
        collect=collect_agenda,
        present=present_agenda,
        subjects_visible_to=Cohort.objects.visible_to,
        subjects_editable_by=Cohort.objects.editable_by,
        versions_open=agendas_open,
        subject_at=lambda place: place.cohort,
        enter=enter_cohort,
        home=lambda cohort: reverse("casestudies:clinics", args=[cohort.slug]),
        way_up=lambda request, cohort: [("Clinics", reverse("casestudies:clinics", args=[cohort.slug]))],
        find=find_cohort,
        lines=agenda_lines,
    )
)
register(
    Kind(
        slug="brief_packet",
        name="Brief packet",
        about="The briefs of all cases of one day in one PDF, with contents and bookmarks.",
        subject="casestudies.Clinic",
        template="casestudies/clinics/packet_document.html",
        collect=collect_packet,
        present=present_packet,
        subjects_visible_to=Clinic.objects.run_by,
        subjects_editable_by=Clinic.objects.editable_by,
        subject_at=lambda place: None,
        enter=enter_run,
        home=lambda clinic: reverse("casestudies:clinics", args=[clinic.cohort.slug]),
        way_up=lambda request, clinic: [("Clinics", reverse("casestudies:clinics", args=[clinic.cohort.slug]))],
        find=find_packet,
    )
)

__all__ = ["enter_case", "enter_run", "find_clinic"]
