"""Who may read the record of a clinic: its page, its report and its spreadsheet alike."""

from django.db.models import Q

from casestudies.cases.models import CaseStudy
from casestudies.clinics.models import Clinic, ClinicState, RecordLabel


def records_visible_to(user):
    """The closed clinics whose record the user may read.

    Whoever sees the clinic and may read its case reads the record, unless it is for staff only: then those who run
    the clinic do.
    """
    if not user.is_authenticated:
        return Clinic.objects.none()
    closed = Clinic.objects.filter(state=ClinicState.CLOSED)
    run = Q(pk__in=Clinic.objects.run_by(user).values("pk"))
    read = Q(pk__in=Clinic.objects.visible_to(user).values("pk"), case__in=CaseStudy.objects.visible_to(user))
    return closed.filter(run | read & ~Q(record_label=RecordLabel.STAFF_ONLY))


def reads_as_staff(clinic: Clinic, user) -> bool:
    """Whether the user reads this clinic's record as one of those who run it."""
    return Clinic.objects.run_by(user).filter(pk=clinic.pk).exists()
