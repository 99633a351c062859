"""Who may read the record of a clinic: its page, its report and its spreadsheet alike."""

from django.db.models import Q

from casestudies.clinics.models import Clinic, ClinicState, RecordLabel


def records_visible_to(user):
    """The closed clinics whose record the user may read.

    Whoever sees the clinic reads its record: the cohort, and guests who stated their ties. One that is for staff only
    is read by those who run the clinic.
    """
    if not user.is_authenticated:
        return Clinic.objects.none()
    run = Q(pk__in=Clinic.objects.run_by(user).values("pk"))
    read = Q(pk__in=Clinic.objects.visible_to(user).values("pk")) & ~Q(record_label=RecordLabel.STAFF_ONLY)
    return Clinic.objects.filter(run | read, state=ClinicState.CLOSED)
