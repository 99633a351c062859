"""Who is told what about a clinic. No mail holds anything of the case but its title, and no name beside words."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue
from isc_portal.mail.states import Category
from isc_portal.templatetags.portal import long_day, zone_name

from .models import INVITED_ROLES, Clinic, Seat, SeatRole, SeatState
from .times import from_to, venue_zone
from .titles import title_of_case


def when_words(clinic: Clinic, starts_at: datetime | None = None) -> str:
    """“Thursday, November 12, 1:30 PM to 2:40 PM (Eastern Time)”, at the venue; at another start if one is given."""
    zone = venue_zone(clinic.cohort)
    moved = Clinic(starts_at=starts_at or clinic.starts_at, minutes=clinic.minutes)
    return f"{long_day(moved.starts_at.astimezone(zone).date())}, {from_to(moved, zone)} ({zone_name(zone)})"


def invitation_words(clinic: Clinic) -> str:
    """What an expert without an account is asked to, as the message of the invitation to open one."""
    where = f" Place: {clinic.room}." if clinic.room else ""
    return (
        f"You are asked to advise in a clinic on {clinic.participation.city}’s initiative “{title_of_case(clinic.case)}”: "
        f"{when_words(clinic)}.{where} Open your account with the link below; then say there whether you can come."
    )


def tell_invited(seat: Seat, *, by, message: str = "") -> None:
    """Ask a person with an account to come."""
    occasion = f"clinic-invited:{seat.pk}:{timezone.now():%Y%m%d%H%M%S%f}"
    _send(seat.user, "invited", seat.clinic, occasion, seat=seat, by=by, message=message, page=_invitation(seat))


def tell_answer(seat: Seat) -> None:
    """Tell the clinic's facilitators that somebody will come, or will not."""
    occasion = f"clinic-answer:{seat.pk}:{seat.state}:{seat.answered_at:%Y%m%d%H%M%S%f}"
    page = reverse("casestudies:clinic_people", args=[seat.clinic_id])
    for person in facilitators(seat.clinic):
        _send(person, "answered", seat.clinic, f"{occasion}:{person.pk}", seat=seat, page=page)


def tell_moved(clinic: Clinic, *, by, was: datetime | None) -> None:
    """Tell all who are expected that the clinic has another time (`was` is the one before) or another place."""
    was_words = when_words(clinic, was) if was else ""
    for seat in _expected(clinic, besides=by):
        occasion = f"clinic-moved:{clinic.pk}:{clinic.calendar_sequence}:{seat.pk}"
        _send(seat.user, "moved", clinic, occasion, seat=seat, by=by, was_words=was_words, page=_page(seat))


def tell_cancelled(clinic: Clinic, *, by, reason: str) -> None:
    """Tell all who are expected that the clinic does not take place."""
    for seat in _expected(clinic, besides=by):
        _send(
            seat.user,
            "cancelled",
            clinic,
            f"clinic-cancelled:{clinic.pk}:{seat.pk}",
            seat=seat,
            by=by,
            reason_given=reason,
        )


def tell_withdrawn(seat: Seat, *, by) -> None:
    """Tell a person that they are no longer asked to come."""
    if seat.user is not None:
        _send(seat.user, "withdrawn", seat.clinic, f"clinic-withdrawn:{seat.pk}", seat=seat, by=by)


def remind(seat: Seat) -> None:
    """Remind a person who said yes of the clinic tomorrow; of each planned time once."""
    clinic = seat.clinic
    _send(
        seat.user,
        "reminder",
        clinic,
        f"clinic-reminder:{seat.pk}:{clinic.starts_at:%Y%m%d%H%M}",
        seat=seat,
        page=_page(seat),
        category=Category.REMINDERS,
        send_before=clinic.starts_at,
    )


def facilitators(clinic: Clinic) -> list:
    """Those who run this clinic; all of its cohort's where none is named."""
    seats = clinic.seats.filter(role=SeatRole.FACILITATOR, user__is_active=True).select_related("user")
    return [seat.user for seat in seats] or list(clinic.cohort.facilitators.filter(is_active=True))


def _expected(clinic: Clinic, *, besides) -> list[Seat]:
    """The seats, with an account, of those who said yes or have not answered, but for whoever does it."""
    seats = clinic.seats.exclude(state=SeatState.DECLINED).filter(user__isnull=False, user__is_active=True)
    return [seat for seat in seats.select_related("user") if besides is None or seat.user_id != besides.pk]


def _page(seat: Seat) -> str:
    return (
        _invitation(seat) if seat.state == SeatState.INVITED else reverse("casestudies:clinic", args=[seat.clinic_id])
    )


def _invitation(seat: Seat) -> str:
    return reverse("casestudies:clinic_invitation", args=[seat.clinic_id])


def _send(
    person,
    template: str,
    clinic: Clinic,
    occasion: str,
    *,
    seat: Seat,
    page: str = "",
    category: str = Category.COHORT,
    send_before: datetime | None = None,
    **context,
) -> None:
    part = "advise in" if seat.role in INVITED_ROLES else "take part in"
    enqueue(
        to=person,
        template=f"casestudies/clinics/mail/{template}",
        context={
            "clinic": clinic,
            "city": clinic.participation.city,
            "cohort": clinic.cohort,
            "title": title_of_case(clinic.case),
            "when_words": when_words(clinic),
            "seat": seat,
            "url": absolute(page) if page else "",
            "reason": f"You get this because you {part} a clinic of the Institute, or are asked to.",
            **context,
        },
        dedupe_key=occasion,
        category=category,
        send_before=send_before,
    )
