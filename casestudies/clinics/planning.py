"""What the planning list and the agenda show: a cohort's clinics by day, and what each still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, Sum

from casestudies.cases.models import CaseAnswer, CaseStudy
from cohorts.institutes.models import Cohort

from .models import Clinic, ClinicState, Seat, SeatRole, SeatState
from .titles import titles_of_cases


@dataclass
class Entry:
    """One clinic in the agenda, as one reader may see it."""

    clinic: Clinic
    title: str
    question: str
    people: list[Seat]
    own: Seat | None
    missing: list[str] = field(default_factory=list)

    @property
    def invited(self) -> bool:
        """Whether the reader has yet to answer an invitation."""
        return self.own is not None and self.own.state == SeatState.INVITED

    @property
    def status(self) -> tuple[str, str]:
        """The state as a status: its look and its word."""
        looks = {
            ClinicState.PLANNED: "none",
            ClinicState.LIVE: "working",
            ClinicState.ENDED: "review",
            ClinicState.CLOSED: "done",
            ClinicState.CANCELLED: "superseded",
        }
        words = {ClinicState.CANCELLED: "Called off", ClinicState.LIVE: "Live now"}
        state = ClinicState(self.clinic.state)
        return looks[state], words.get(state, state.label)


@dataclass(frozen=True)
class Day:
    """The clinics of one day at the venue."""

    day: date
    entries: list[Entry]

    @property
    def packet(self) -> Clinic | None:
        """The clinic that the packet of this day's briefs hangs off (see `packet_document.packet_subject`)."""
        held = [entry.clinic for entry in self.entries if entry.clinic.state != ClinicState.CANCELLED]
        return min(held, key=lambda clinic: clinic.pk, default=None)


def agenda(cohort: Cohort, *, user, with_gaps: bool) -> list[Day]:
    """The clinics of a cohort that the reader knows of, by day. `with_gaps` tells what each of them lacks.

    Questions of cases that the reader may not open yet are left out.
    """
    seats = Seat.objects.filter(role__in=[SeatRole.FACILITATOR, SeatRole.EXPERT]).select_related("user", "expert")
    clinics = list(
        Clinic.objects.known_to(user)
        .filter(case__participation__cohort=cohort)
        .with_case()
        .annotate(step_minutes=Sum("steps__minutes"))
        .prefetch_related(Prefetch("seats", queryset=seats, to_attr="main_seats"))
        .order_by("day", "starts_at", "pk")
    )
    own = {seat.clinic_id: seat for seat in Seat.objects.of(user).filter(clinic__in=clinics)}
    titles, questions = titles_of_cases(clinic.case_id for clinic in clinics), _questions(clinics, user)
    entries = [
        Entry(
            clinic=clinic,
            title=titles[clinic.case_id],
            question=questions.get(clinic.case_id, ""),
            people=_coming(clinic),
            own=own.get(clinic.pk),
            missing=gaps(clinic, clinic.main_seats, clinic.step_minutes or 0) if with_gaps else [],
        )
        for clinic in clinics
    ]
    return [Day(day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.clinic.day)]


def gaps(clinic: Clinic, seats: Iterable[Seat], step_minutes: int) -> list[str]:
    """What a planned clinic still lacks, in words."""
    if clinic.state != ClinicState.PLANNED:
        return []
    seats = list(seats)
    experts = [seat for seat in seats if seat.role == SeatRole.EXPERT]
    said_yes = [seat for seat in experts if seat.state == SeatState.ACCEPTED]
    waiting = [seat for seat in experts if seat.state == SeatState.INVITED]
    found = []
    if not clinic.case.is_out:
        found.append(f"Case not released ({clinic.case.get_state_display().lower()})")
    if not said_yes:
        found.append(f"No expert yet ({len(waiting)} asked)" if waiting else "No expert yet")
    if not any(seat.role == SeatRole.FACILITATOR for seat in seats):
        found.append("No facilitator")
    if not clinic.room and not clinic.link:
        found.append("No room or link")
    if step_minutes != clinic.minutes:
        found.append(f"The steps take {step_minutes} of {clinic.minutes} minutes")
    return found


def _coming(clinic) -> list[Seat]:
    """Facilitators and experts who said yes, facilitators first."""
    coming = [seat for seat in clinic.main_seats if seat.state == SeatState.ACCEPTED]
    return sorted(coming, key=lambda seat: (seat.role != SeatRole.FACILITATOR, seat.name))


def _questions(clinics: list[Clinic], user) -> dict[int, str]:
    """What the rooms work on, by case: as it was restated, else as the case asks, where the reader may open it."""
    open_cases = CaseStudy.objects.visible_to(user).filter(pk__in={clinic.case_id for clinic in clinics})
    answers = CaseAnswer.objects.filter(case__in=open_cases, field="focus-question")
    return {
        case: value.strip()
        for case, value in answers.values_list("case", "value")
        if isinstance(value, str) and value.strip()
    }
