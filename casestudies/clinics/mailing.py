"""Who is told what about a clinic. No mail holds anything of the case but its title, and no name beside words."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue
from isc_portal.mail.states import Category
from isc_portal.templatetags.portal import long_day, zone_name

from .models import Clinic, Seat, SeatRole, SeatState
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
        f"You are asked to advise in a clinic of {clinic.participation.city} on “{title_of_case(clinic.case)}”: "
        f"{when_words(clinic)}.{where} Open your account with the link below; then say there whether you can come."
    )


def tell_planned(clinic: Clinic, *, by) -> None:
    """Tell the city's team that its case has a clinic."""
    for person, seat in expected(clinic, besides=by):
        if seat is None:
            occasion = f"clinic-planned:{clinic.pk}:{person.pk}"
            _send(person, "planned", clinic, occasion, seat=seat, by=by, page=_page(clinic, seat))


def tell_invited(seat: Seat, *, by, message: str = "") -> None:
    """Ask a person with an account to come."""
    occasion = f"clinic-invited:{seat.pk}:{timezone.now():%Y%m%d%H%M%S%f}"
    page = _page(seat.clinic, seat)
    _send(seat.user, "invited", seat.clinic, occasion, seat=seat, by=by, message=message, page=page)


def tell_answer(seat: Seat) -> None:
    """Tell the clinic's facilitators that somebody will come, or will not."""
    occasion = f"clinic-answer:{seat.pk}:{seat.state}:{seat.answered_at:%Y%m%d%H%M%S%f}"
    page = reverse("casestudies:clinic_people", args=[seat.clinic_id])
    for person in facilitators(seat.clinic):
        _send(person, "answered", seat.clinic, f"{occasion}:{person.pk}", seat=seat, page=page)


def tell_moved(clinic: Clinic, *, by, was: datetime | None) -> None:
    """Tell all who are expected that the clinic has another time (`was` is the one before) or another place."""
    was_words = when_words(clinic, was) if was else ""
    for person, seat in expected(clinic, besides=by):
        occasion = f"clinic-moved:{clinic.pk}:{clinic.calendar_sequence}:{person.pk}"
        _send(person, "moved", clinic, occasion, seat=seat, by=by, was_words=was_words, page=_page(clinic, seat))


def tell_cancelled(clinic: Clinic, *, by, reason: str) -> None:
    """Tell all who are expected that the clinic does not take place."""
    for person, seat in expected(clinic, besides=by):
        occasion = f"clinic-cancelled:{clinic.pk}:{person.pk}"
        _send(person, "cancelled", clinic, occasion, seat=seat, by=by, reason_given=reason)


def tell_withdrawn(seat: Seat, *, by) -> None:
    """Tell a person that they are no longer asked to come."""
    if seat.user is not None:
        _send(seat.user, "withdrawn", seat.clinic, f"clinic-withdrawn:{seat.pk}", seat=seat, by=by)


def remind(clinic: Clinic, person, seat: Seat | None, *, now: datetime) -> None:
    """Remind a person of the clinic tomorrow; of each planned time once."""
    zone = venue_zone(clinic.cohort)
    _send(
        person,
        "reminder",
        clinic,
        f"clinic-reminder:{clinic.pk}:{clinic.starts_at:%Y%m%d%H%M}:{person.pk}",
        seat=seat,
        page=_page(clinic, seat),
        category=Category.REMINDERS,
        send_before=clinic.starts_at,
        is_today=clinic.day == now.astimezone(zone).date(),
    )


def facilitators(clinic: Clinic) -> list:
    """Those who run this clinic; all of its cohort's where none is named."""
    seats = clinic.seats.filter(role=SeatRole.FACILITATOR, user__is_active=True).select_related("user")
    return [seat.user for seat in seats] or list(clinic.cohort.facilitators.filter(is_active=True))


def expected(clinic: Clinic, *, besides=None) -> list[tuple[Any, Seat | None]]:
    """Whoever is awaited in the clinic, with their seat: those asked who have not said no, and the city's own team,
    which has no seat before it comes in. Whoever does what they are told of needs no mail: `besides`.
    """
    seats = clinic.seats.filter(user__is_active=True).exclude(state=SeatState.DECLINED).select_related("user")
    found: dict[int | None, tuple[Any, Seat | None]] = {seat.user_id: (seat.user, seat) for seat in seats}
    for member in clinic.participation.members.filter(user__is_active=True).select_related("user"):
        found.setdefault(member.user_id, (member.user, None))
    if besides is not None:
        found.pop(besides.pk, None)
    return list(found.values())


def _page(clinic: Clinic, seat: Seat | None) -> str:
    invited = seat is not None and seat.state == SeatState.INVITED
    return reverse("casestudies:clinic_invitation" if invited else "casestudies:clinic", args=[clinic.pk])


def _send(
    person,
    template: str,
    clinic: Clinic,
    occasion: str,
    *,
    seat: Seat | None,
    page: str = "",
    category: str = Category.COHORT,
    send_before: datetime | None = None,
    **context,
) -> None:
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
            "reason": "You get this because you have a part in a clinic of the Institute, or are asked to take one.",
            **context,
        },
        dedupe_key=occasion,
        category=category,
        send_before=send_before,
    )
