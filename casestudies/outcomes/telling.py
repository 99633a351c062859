"""What the directory may tell of clinics: who came to help, and how much of their advice cities took up."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from casestudies.cases.models import CaseAnswer
from casestudies.clinics.models import Clinic, RecordLabel
from cohorts.institutes.models import Participation
from resources.directory.models import Expert
from resources.matching.sources import Source

from .models import Response
from .readers import records_visible_to


def helps(participation: Participation) -> list[str] | None:
    """What the city's case study seeks help with (keys of `HELP`); None where it does not say."""
    said = CaseAnswer.objects.filter(case__participation=participation, field="help-sought")
    found = said.values_list("value", flat=True).first()
    return found if isinstance(found, list) else None


def told_clinics(user) -> QuerySet:
    """Ids of the closed clinics of which the reader may be told who was there.

    One for staff only tells those who run it; one under Chatham House tells nobody.
    """
    run = Q(pk__in=Clinic.objects.run_by(user).values("pk")) & Q(record_label=RecordLabel.STAFF_ONLY)
    return records_visible_to(user).filter(Q(record_label=RecordLabel.ATTRIBUTABLE) | run).values("pk")


def adopted(experts: Iterable[Expert], user) -> dict[int, int]:
    """How many recommendations of each expert cities took up, in clinics where the reader may know who wrote what."""
    taken_up = Response.objects.taken_up().filter(
        recommendation__clinic__in=told_clinics(user),
        recommendation__clinic__named_cards=True,
        recommendation__seat__expert__in=[expert.pk for expert in experts],
    )
    return dict(Counter(taken_up.values_list("recommendation__seat__expert", flat=True)))


SOURCE = Source(helps=helps, told_clinics=told_clinics, adopted=adopted)
