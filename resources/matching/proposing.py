"""Which experts to ask, and why, in words: for a case study, a clinic or a question alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, Count, F, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from cohorts.institutes.models import Participation
from cohorts.places.gazetteer import STATES
from resources.directory.choices import Availability, PopulationBand
from resources.directory.generated import code_of
from resources.directory.models import Expert
from resources.directory.searching import UNSENT
from resources.directory.topics import in_a_sentence, plain, stem, topics_in_words
from resources.directory.wording import Typed, as_search

from .models import A_QUARTER, DID_HELP, HelpRequest
from .telling import asked_lately, joined, told_of
from .wanting import Wanted, wanted_of

SHOWN = 8
MOST_TOPICS, MOST_WORDS = 4, 3  # that one reason names


@dataclass(frozen=True)
class Proposal:
    """An expert who could be asked: why, in sentences, and how often they were asked in three months."""

    expert: Expert
    reasons: list[str] = field(default_factory=list)
    asked: int = 0

    @property
    def asked_enough(self) -> bool:
        """Whether they have been asked as often as they wish."""
        return self.asked >= self.expert.asks_a_quarter


def propose(wanted: Wanted, *, user, among: QuerySet[Expert] | None = None, most: int = SHOWN) -> list[Proposal]:
    """Experts who fit what is wanted, those who serve most of it first; `among` narrows whom to choose from.

    Only listed ones who can be written to and have not been asked as often as they wish.
    """
    if not wanted:
        return []
    experts = Expert.objects.all() if among is None else among
    free = askable(experts.visible_to(user).listed()).exclude(user__is_active=False)
    return explain(list(ranked(free, wanted)[:most]), wanted, user=user)


def askable(experts: QuerySet[Expert]) -> QuerySet[Expert]:
    """Those who can be written to, and have been asked less often in three months than they wish."""
    lately = HelpRequest.objects.filter(asked_at__gt=timezone.now() - A_QUARTER)
    often = lately.values("expert").annotate(times=Count("pk")).filter(times__gte=F("expert__asks_a_quarter"))
    return experts.exclude(email="", user=None).exclude(pk__in=often.values("expert"))


def ranked(experts: QuerySet[Expert], wanted: Wanted) -> QuerySet[Expert]:
    """The experts who serve any wish, or whose entry has the words where no wish is known; who serves more comes first.

    After that come those who know such cities, those who helped before, and then the name.
    """
    score: Combinable = Value(0.0, output_field=FloatField())
    words = as_search(" | ".join(Typed(stem(word)).begun for word in wanted.words)) if wanted.words else None
    if wanted.wishes:
        experts = experts.filter(facets__overlap=_codes(wanted.topics))
        score += served(wanted)
    elif words:
        experts = experts.filter(search=words)
    else:
        return experts.none()
    if words:
        score += SearchRank(F("search"), words)
    helped = HelpRequest.objects.filter(helped__in=DID_HELP).values("expert")
    alike = _one_if(Q(population_band=wanted.band) & ~Q(population_band=""))
    near = _one_if(Q(state=wanted.state) & ~Q(state=""))
    return (
        experts.annotate(score=score, known=alike + near, has_helped=_one_if(Q(pk__in=helped)))
        .defer(*UNSENT)
        .order_by("-score", "-known", "-has_helped", "name", "pk")
    )


def served(wanted: Wanted) -> Combinable:
    """How many of the wishes an entry serves, for the database."""
    each = [_one_if(Q(facets__overlap=_codes(topics))) for topics in wanted.wishes]
    return sum(each, start=Value(0))


def explain(experts: Sequence[Expert], wanted: Wanted, *, user) -> list[Proposal]:
    """Why each expert fits. A few queries for all."""
    told, asked = told_of(experts, user), asked_lately(experts)
    return [
        Proposal(expert, [*reasons_of(expert, wanted), *told[expert.pk]], asked.get(expert.pk, 0)) for expert in experts
    ]


def why(expert: Expert, *, user, participation: Participation | None = None) -> list[str]:
    """Why somebody fits, in sentences: for a city if one is given, and by what they did for others."""
    own = reasons_of(expert, wanted_of(participation)) if participation else []
    return [*own, *told_of([expert], user)[expert.pk]]


def reasons_of(expert: Expert, wanted: Wanted) -> list[str]:
    """What the entry itself says for the expert: topics, words of the question, size and state of the city, time."""
    reasons = []
    serving = set(wanted.topics)
    if topics := topics_in_words(topic for topic in expert.topics if topic in serving):
        reasons.append(f"Helps with {joined([in_a_sentence(topic) for topic in topics[:MOST_TOPICS]])}.")
    done = plain(f"{expert.experience} {expert.role_title} {expert.organization}").split()
    if words := [word for word in wanted.words if any(one.startswith(stem(word)) for one in done)][:MOST_WORDS]:
        reasons.append(f"The entry speaks of {joined([f'“{word}”' for word in words])}.")
    if wanted.band and expert.population_band == wanted.band:
        reasons.append(f"Knows cities of this size: {PopulationBand(wanted.band).label.lower()} residents.")
    if wanted.state and expert.state == wanted.state:
        reasons.append(f"Works in {STATES.get(wanted.state, wanted.state)} too.")
    if reasons and expert.availability == Availability.NOW:
        reasons.append("Has time now.")
    return reasons


def _codes(topics: Iterable[str]) -> list[int]:
    return [code_of("topic", topic) for topic in topics]


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())
