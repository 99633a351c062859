"""Which experts to ask: those whose topics are what the case seeks help with."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from casestudies.cases.fields import HELP
from casestudies.cases.models import CaseAnswer
from resources.directory.models import Expert

from .bookings import person_keys
from .models import Booked, Booking, Clinic
from .times import ends_at, from_to, venue_zone

SHOWN = 8
FOUND = 20


@dataclass(frozen=True)
class Proposal:
    """An expert who could be asked: why, and what stands in the way at that time (empty: nothing)."""

    expert: Expert
    reason: str
    busy: str


def help_sought(clinic: Clinic) -> list[str]:
    """What the case of a clinic seeks help with: keys of `HELP`, those that are still asked for."""
    answer = CaseAnswer.objects.filter(case=clinic.case_id, field="help-sought").values_list("value", flat=True)
    value = answer.first()
    return [topic for topic in value if topic in HELP] if isinstance(value, list) else []


def in_words(topics: list[str]) -> str:
    """Topics in a sentence: “Moving money within the budget and Buying well”."""
    words = [HELP[topic] for topic in topics]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def proposals(clinic: Clinic, *, user) -> list[Proposal]:
    """Experts of the directory who help with what the case seeks, those who help with most of it first."""
    sought = help_sought(clinic)
    if not sought:
        return []
    counts = [Case(When(topics__contains=[topic], then=1), default=0, output_field=IntegerField()) for topic in sought]
    matching = _free_of_seats(clinic, user).annotate(matches=sum(counts, start=Value(0))).filter(matches__gt=0)
    return _explained(clinic, list(matching.order_by("-matches", "name", "pk")[:SHOWN]), sought)


def found(clinic: Clinic, words: str, *, user) -> list[Proposal]:
    """Experts of the directory whose name, role or organization has all the words."""
    experts = _free_of_seats(clinic, user)
    for word in words.split()[:6]:
        experts = experts.filter(
            Q(name__icontains=word) | Q(role_title__icontains=word) | Q(organization__icontains=word)
        )
    return _explained(clinic, list(experts.order_by("name", "pk")[:FOUND]), help_sought(clinic))


def _free_of_seats(clinic: Clinic, user):
    """Those of the directory that have no seat in the clinic and are not on the city's own team."""
    return (
        Expert.objects.visible_to(user)
        .exclude(pk__in=clinic.seats.filter(expert__isnull=False).values("expert"))
        .exclude(user__in=clinic.seats.filter(user__isnull=False).values("user"))
        .exclude(user__in=clinic.participation.members.values("user"))
        .exclude(user__is_active=False)
        .select_related("user")
    )


def _explained(clinic: Clinic, experts: list[Expert], sought: list[str]) -> list[Proposal]:
    keys = person_keys(experts)
    period = (clinic.starts_at, ends_at(clinic))
    bookings = Booking.objects.filter(kind=Booked.PERSON, key__in=keys.values(), period__overlap=period)
    zone = venue_zone(clinic.cohort)
    busy = {
        booking.key: f"In the clinic of {booking.clinic.participation.city.name} from {from_to(booking.clinic, zone)}"
        for booking in bookings.exclude(clinic=clinic).select_related("clinic__case__participation__city")
    }
    return [
        Proposal(expert, in_words([topic for topic in sought if topic in expert.topics]), busy.get(keys[expert.pk], ""))
        for expert in experts
    ]
