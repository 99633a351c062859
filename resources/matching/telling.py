"""What an expert did for cities, in sentences made of real records, as far as the reader may know of each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils import timezone

from cohorts.standing.words import in_words
from resources.directory.models import Expert
from resources.directory.topics import TOPICS, in_a_sentence

from . import sources
from .models import A_QUARTER, DID_HELP, Helped, HelpRequest

MOST_TOPICS = 3  # that are told of one expert


def told_of(experts: Iterable[Expert], user) -> dict[int, list[str]]:
    """Sentences such as “Helped two cities with Permits and licenses.” by the expert's id. A few queries for all.

    A city counts once for each topic. Help is a clinic that the expert came to, or a yes to a question that the city
    then rated as help; what a city rated as none is no help.
    """
    ids = [expert.pk for expert in experts]
    rows: dict[int, list[HelpRequest]] = defaultdict(list)
    found = HelpRequest.objects.told_to(user).filter(expert__in=ids).exclude(helped_on=None).exclude(helped=Helped.NOT)
    for row in found.select_related("participation").order_by("pk"):
        rows[row.expert_id].append(row)
    taken_up = sources.adopted(experts, user)
    return {pk: _sentences(rows[pk], taken_up.get(pk, 0)) for pk in ids}


def _sentences(rows: list[HelpRequest], taken_up: int) -> list[str]:
    helped = [row for row in rows if row.is_of_clinic or row.helped in DID_HELP]
    by_topic: dict[str, set[int]] = defaultdict(set)
    for row in helped:
        for topic in row.topics:
            if topic in TOPICS:
                by_topic[topic].add(row.participation.city_id)
    most = sorted(by_topic, key=lambda topic: (-len(by_topic[topic]), TOPICS[topic]))[:MOST_TOPICS]
    told = []
    for _, same in groupby(most, key=lambda topic: len(by_topic[topic])):  # as many cities, in one sentence
        topics = list(same)
        names = joined([in_a_sentence(TOPICS[topic]) for topic in topics])
        told.append(f"Helped {_cities(by_topic[topics[0]])} with {names}.")
    if helped and not told:
        told.append(f"Helped {_cities({row.participation.city_id for row in helped})}.")
    clinics = len({row.clinic for row in helped if row.is_of_clinic})
    if clinics:
        told.append(f"Advised in {_counted(clinics, 'clinic')}.")
    if taken_up:
        told.append(f"Cities took up {_counted(taken_up, 'recommendation')} of theirs.")
    talking = {row.participation.city_id for row in rows if not row.is_of_clinic and not row.helped}
    if talking:
        told.append(f"Agreed to talk with {_cities(talking)}.")
    return told


def joined(words: Sequence[str]) -> str:
    """Several things in one sentence, with “and” before the last, set off by a comma where it could be misread."""
    before_last = ", and " if len(words) > 2 or any(" and " in word for word in words) else " and "
    return f"{', '.join(words[:-1])}{before_last}{words[-1]}" if len(words) > 1 else "".join(words)


def _cities(ids: set[int]) -> str:
    return f"{in_words(len(ids))} {'city' if len(ids) == 1 else 'cities'}"


def _counted(number: int, noun: str) -> str:
    return f"{in_words(number)} {noun}{'' if number == 1 else 's'}"


def asked_lately(experts: Iterable[Expert]) -> dict[int, int]:
    """How often each expert was asked within 91 days, by their id. One query."""
    counts: dict[int, int] = defaultdict(int)
    since = timezone.now() - A_QUARTER
    found = HelpRequest.objects.filter(expert__in=[expert.pk for expert in experts], asked_at__gt=since)
    for pk in found.values_list("expert", flat=True):
        counts[pk] += 1
    return counts
