"""Which experts to ask to a clinic: those the directory proposes for its case, and who is free at that time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from casestudies.cases.fields import HELP
from resources.directory.models import Expert
from resources.matching.proposing import Proposal as Reasoned
from resources.matching.proposing import explain, propose
from resources.matching.telling import joined
from resources.matching.wanting import Wanted, like

from .bookings import person_keys
from .help_sought import help_sought
from .models import Booked, Booking, Clinic
from .times import ends_at, from_to, venue_zone

FOUND = 20


@dataclass(frozen=True)
class Proposal:
    """An expert who could be asked: why, in sentences, and what stands in the way (empty: nothing)."""

    expert: Expert
    reasons: list[str]
    busy: str


def wanted(clinic: Clinic) -> Wanted:
    """What the case of a clinic seeks help with, and of what city it is."""
    return replace(like(clinic.participation), helps=tuple(help_sought(clinic)))


def in_words(sought: Wanted) -> str:
    """What is sought, in a sentence: “Moving money within the budget and Buying well”."""
    return joined([HELP[topic] for topic in sought.helps])


def proposals(clinic: Clinic, sought: Wanted, *, user) -> list[Proposal]:
    """Experts whose topics serve what the case seeks help with, those who serve most of it first."""
    if not sought.helps:
        return []
    return _free(clinic, propose(sought, user=user, among=_without_a_seat(clinic)))


def found(clinic: Clinic, sought: Wanted, words: str, *, user) -> list[Proposal]:
    """Experts of the directory whose name, role or organization has all the words."""
    experts = _without_a_seat(clinic).visible_to(user).listed().exclude(user__is_active=False)
    for word in words.split()[:6]:
        experts = experts.filter(
            Q(name__icontains=word) | Q(role_title__icontains=word) | Q(organization__icontains=word)
        )
    return _free(clinic, explain(list(experts.order_by("name", "pk")[:FOUND]), sought, user=user))


def _without_a_seat(clinic: Clinic) -> QuerySet[Expert]:
    """Those of the directory that have no seat in the clinic and are not on the city's own team."""
    return (
        Expert.objects.exclude(pk__in=clinic.seats.filter(expert__isnull=False).values("expert"))
        .exclude(user__in=clinic.seats.filter(user__isnull=False).values("user"))
        .exclude(user__in=clinic.participation.members.values("user"))
        .select_related("user")
    )


def _free(clinic: Clinic, reasoned: Sequence[Reasoned]) -> list[Proposal]:
    keys = person_keys([one.expert for one in reasoned])
    period = (clinic.starts_at, ends_at(clinic))
    bookings = Booking.objects.filter(kind=Booked.PERSON, key__in=keys.values(), period__overlap=period)
    zone = venue_zone(clinic.cohort)
    busy = {
        booking.key: f"In the clinic of {booking.clinic.participation.city.name} from {from_to(booking.clinic, zone)}"
        for booking in bookings.exclude(clinic=clinic).select_related("clinic__case__participation__city")
    }
    often = "Asked as often these three months as they wish"
    return [
        Proposal(one.expert, one.reasons, busy.get(keys[one.expert.pk], often if one.asked_enough else ""))
        for one in reasoned
    ]
