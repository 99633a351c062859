"""The paper of a clinic as a kind of document."""

from django.urls import reverse

from casestudies.clinics.documents import enter_run, find_clinic
from casestudies.clinics.models import Clinic
from isc_portal.documents.kinds import Kind, register

from .paper_document import collect_paper, present_paper

register(
    Kind(
        slug="clinic_paper",
        name="Clinic on paper",
        about="For a room without a network: the run-of-show with its times, the case in short, and blank cards.",
        subject="casestudies.Clinic",
        template="casestudies/board/paper_document.html",
        collect=collect_paper,
        present=present_paper,
        subjects_visible_to=Clinic.objects.run_by,
        subjects_editable_by=Clinic.objects.editable_by,
        subject_at=lambda place: (
            Clinic.objects.held().filter(case__participation=place).with_case().order_by("starts_at", "pk").last()
        ),
        enter=enter_run,
        home=lambda clinic: reverse("casestudies:clinic", args=[clinic.pk]),
        way_up=lambda request, clinic: [(str(clinic), reverse("casestudies:clinic", args=[clinic.pk]))],
        find=find_clinic,
    )
)
