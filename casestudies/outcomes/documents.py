"""The report of a clinic as a kind of document."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from casestudies.cases.documents import enter_case
from casestudies.clinics.documents import find_clinic
from casestudies.clinics.models import Clinic, ClinicState, RecordLabel
from cohorts.institutes.models import Participation
from isc_portal.documents.kinds import Kind, Line, register

from .readers import records_visible_to
from .report_document import collect_report, present_report


def versions_open(user: Any) -> Q:
    """A version that names people is read as long as the label of its clinic lets that be told, and by nobody after.

    A record that is for staff only is kept to them by `records_visible_to`, whatever it names.
    """
    told = Clinic.objects.exclude(record_label=RecordLabel.CHATHAM_HOUSE)
    return (
        Q(snapshot__names="nobody")
        | Q(snapshot__names="people", subject_id__in=told.values("pk"))
        | Q(snapshot__names="authors", subject_id__in=told.filter(named_cards=True).values("pk"))
    )


def find_closed(*, cohort: str, city: str) -> Clinic:
    """The newest clinic of a city, if it is closed; raises LookupError."""
    clinic = find_clinic(cohort=cohort, city=city)
    if clinic.state != ClinicState.CLOSED:
        raise LookupError(f"The clinic of {clinic.participation.city} is not closed yet; its report follows then.")
    return clinic


def way_up(request: HttpRequest, clinic: Clinic) -> list[tuple[str, str]]:
    """The city's documents for those who work there; the clinic for everybody else."""
    participation = clinic.participation
    if Participation.objects.visible_to(request.user).filter(pk=participation.pk).exists():
        return [("Documents", reverse("cohorts:documents", kwargs=participation.url_kwargs))]
    return [(str(clinic), reverse("casestudies:clinic", args=[clinic.pk]))]


def report_lines(snapshot: dict[str, Any]) -> list[Line]:
    """The statements by which two versions are compared: each recommendation with its answer, notes, commitments."""
    record = snapshot["record"]
    said = [
        Line(
            key=f"recommendation.{row['number']}",
            part=theme["label"],
            label=f"R{row['number']}",
            text=f"{row['text']} {row['dots']} dots. {row['answer_label']}. {row['answer_why']} {row['owner']}".strip(),
            anchor="recommendations",
        )
        for theme in present_report(snapshot)["themes"]
        for row in theme["rows"]
    ]
    said += [
        Line(key=f"commitment.{number}", part="Commitments", label=one["who"], text=one["what"], anchor="commitments")
        for number, one in enumerate(record["commitments"], start=1)
    ]
    said += [Line(key="notes", part="Notes", label="Notes", text=record["notes"], anchor="notes")]
    return [line for line in said if line.text]


register(
    Kind(
        slug="clinic_report",
        name="Clinic report",
        about="What the clinic left: recommendations by theme with dots and the city's answers, risks, commitments.",
        subject="casestudies.Clinic",
        template="casestudies/outcomes/report_document.html",
        collect=collect_report,
        present=present_report,
        subjects_visible_to=records_visible_to,
        subjects_editable_by=lambda user: Clinic.objects.editable_by(user).filter(state=ClinicState.CLOSED),
        versions_open=versions_open,
        subject_at=lambda place: (
            Clinic.objects.filter(case__participation=place, state=ClinicState.CLOSED)
            .with_case()
            .order_by("starts_at", "pk")
            .last()
        ),
        enter=lambda request, clinic: enter_case(request, clinic.case),
        home=lambda clinic: reverse("cohorts:documents", kwargs=clinic.participation.url_kwargs),
        way_up=way_up,
        find=find_closed,
        lines=report_lines,
    )
)
