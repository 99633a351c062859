"""Seats: who sits where in a clinic, under which words, and which ties to vendors they state."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.institutes.models import TeamMember, TeamRole
from resources.directory.models import Expert

from .models import Clinic, Seat, SeatRole, SeatState


@transaction.atomic
def take_seat(*, clinic: Clinic, user, ties: str | None = None) -> Seat:
    """The person's seat in the clinic; whoever belongs to its cohort and has none is given one.

    The city's own team present, the other cities are peers, facilitators facilitate, administrators observe. `ties`
    are the person's words on ties to vendors (empty: none); left out, nothing is stated. Raises PermissionDenied for
    whoever comes from elsewhere without an invitation, or has not accepted it.
    """
    seat = Seat.objects.of(user).filter(clinic=clinic).first() or _new_seat(clinic, user)
    if seat.state != SeatState.ACCEPTED:
        raise PermissionDenied("Answer your invitation to this clinic first.")
    if seat.first_seen_at is None:
        seat.first_seen_at = timezone.now()
        seat.save(update_fields=["first_seen_at"])
    if ties is not None:
        state_ties(seat=seat, ties=ties)
    return seat


@transaction.atomic
def state_ties(*, seat: Seat, ties: str) -> Seat:
    """Note which ties to vendors the person states (empty: none). The newest statement also stands in their listing."""
    seat.ties, seat.ties_stated_at = ties.strip(), timezone.now()
    seat.save(update_fields=["ties", "ties_stated_at"])
    entry = Expert.objects.filter(pk=seat.expert_id) if seat.expert_id else Expert.objects.filter(user=seat.user_id)
    entry.update(vendor_ties=seat.ties, ties_stated_on=timezone.localdate())
    return seat


def suggested_ties(*, user) -> str:
    """What the person last said about ties to vendors, in a clinic or in their listing."""
    last = Seat.objects.of(user).filter(ties_stated_at__isnull=False).order_by("-ties_stated_at").first()
    if last is not None:
        return last.ties
    return Expert.objects.filter(user=user).values_list("vendor_ties", flat=True).first() or ""


def facilitator_seat(*, clinic: Clinic, user) -> Seat:
    """The seat of somebody who runs the clinic; whoever had another one moves to this one."""
    seat, _ = Seat.objects.update_or_create(
        clinic=clinic,
        user=user,
        defaults={
            "role": SeatRole.FACILITATOR,
            "state": SeatState.ACCEPTED,
            "name": user.name,
            "title": "Facilitator",
        },
    )
    return seat


def title_of(expert: Expert) -> str:
    """“Professor of Public Finance, Great Lakes University”."""
    return ", ".join(part for part in (expert.role_title, expert.organization) if part)[:200]


def _new_seat(clinic: Clinic, user) -> Seat:
    role, title = _place_of(clinic, user)
    try:
        with transaction.atomic():
            return Seat.objects.create(clinic=clinic, user=user, role=role, name=user.name, title=title)
    except IntegrityError:  # the same person, in another window, at the same moment
        return Seat.objects.get(clinic=clinic, user=user)


def _place_of(clinic: Clinic, user) -> tuple[SeatRole, str]:
    """As what somebody of the cohort comes in, and what is written under their name."""
    members = {
        member.participation_id: member
        for member in TeamMember.objects.filter(user=user, participation__cohort=clinic.cohort)
        .exclude(participation__intake__state__in=["declined", "withdrawn"])
        .select_related("participation__city")
    }
    if own := members.get(clinic.case.participation_id):
        return SeatRole.PRESENTER, _job(own)
    if clinic.cohort.facilitators.filter(pk=user.pk).exists():
        return SeatRole.FACILITATOR, "Facilitator"
    if members:
        return SeatRole.PEER, _job(next(iter(members.values())))
    if user.is_administrator:
        return SeatRole.OBSERVER, "The Institute"
    raise PermissionDenied("This clinic is for its cohort and for whom it invited.")


def _job(member: TeamMember) -> str:
    """“Mayor of Chattanooga”, “Budget Director, Chattanooga”."""
    city = member.participation.city.name
    if member.role == TeamRole.MAYOR:
        return f"Mayor of {city}"
    return f"{member.job_title}, {city}" if member.job_title else f"City of {city}"
