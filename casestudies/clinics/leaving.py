"""What becomes of the clinics of somebody who stops facilitating a cohort."""

from django.core.exceptions import ValidationError

from cohorts.institutes.models import Facilitator

from . import services
from .models import ClinicState, Seat, SeatRole


def leave_clinics(facilitator: Facilitator) -> str:
    """Free the person's seats as a facilitator in clinics that have not begun, and name their cities in a sentence.

    Raises ValidationError while the person conducts a clinic of the cohort.
    """
    seats = Seat.objects.filter(
        user=facilitator.user, role=SeatRole.FACILITATOR, clinic__case__participation__cohort=facilitator.cohort
    ).select_related("clinic__case__participation__city")
    for seat in seats.filter(clinic__state=ClinicState.LIVE, clinic__leader=facilitator.user):
        raise ValidationError(
            f"{facilitator.user} conducts the clinic of {seat.clinic.participation.city.name}. Hand it over first. "
            "Nothing was changed."
        )
    planned = list(seats.filter(clinic__state=ClinicState.PLANNED).order_by("clinic__starts_at"))
    for seat in planned:
        services.remove_facilitator(seat=seat)
    if not planned:
        return ""
    cities = [seat.clinic.participation.city.name for seat in planned]
    listed = f"{', '.join(cities[:-1])} and {cities[-1]}" if len(cities) > 1 else cities[0]
    return f"They are off the {'clinics' if len(cities) > 1 else 'clinic'} of {listed}: name somebody else there."
