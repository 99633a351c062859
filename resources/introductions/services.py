"""Writes of introductions: a city asks, the expert answers. What came of it is said in `matching`."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import Participation
from resources.directory.models import Expert
from resources.matching.models import HelpState
from resources.matching.services import note_answer, note_asked
from resources.matching.wanting import wanted_by, wanted_of

from . import mailing
from .models import Introduction, IntroductionState

A_WEEK = timedelta(days=7)
MOST_A_WEEK = 10  # questions of one city


@transaction.atomic
def ask(*, expert: Expert, participation: Participation, question: str, by) -> Introduction:
    """Ask an expert for the city, by a mail that tells no address.

    Raises ValidationError with a sentence if the expert is in no search or cannot be written to, is asked by this city
    already, or has been asked often enough this quarter, and if the city has asked too many people this week.
    """
    now = timezone.now()
    Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)  # one question of a city at a time
    found = Expert.objects.listed().select_for_update(of=("self",)).select_related("user").filter(pk=expert.pk).first()
    if found is None or not mailing.address_of(found):
        raise ValidationError(f"{expert} cannot be asked through the portal at this time. Nothing was sent.")
    if found.user_id == by.pk:
        raise ValidationError("This is your own entry. Nothing was sent.")
    asked = Introduction.objects.filter(participation=participation)
    if asked.filter(expert=found, state=IntroductionState.ASKED).exists():
        raise ValidationError(f"Your city has asked {found} already, and the answer is still to come.")
    if asked.filter(asked_at__gt=now - A_WEEK).count() >= MOST_A_WEEK:
        raise ValidationError(f"Your city has asked {MOST_A_WEEK} people within a week. Ask again in a few days.")
    introduction = Introduction.objects.create(
        expert=found, participation=participation, asked_by=by, question=question.strip(), asked_at=now
    )
    topics = wanted_by(question).topics or wanted_of(participation).topics
    note_asked(expert=found, participation=participation, introduction=introduction, topics=topics, by=by, now=now)
    mailing.tell_asked(introduction)
    return introduction


@transaction.atomic
def accept(*, introduction: Introduction, answer: str = "") -> Introduction:
    """Say yes for the expert: both sides are told each other's names and addresses.

    Raises ValidationError if the question is closed, or if nobody of the city is left to be told.
    """
    introduction = _open(introduction)
    person = mailing.asker_of(introduction)
    if person is None or not mailing.address_of(introduction.expert):
        raise ValidationError("The portal cannot put you in touch any more. Please write to the Institute.")
    _answer(introduction, IntroductionState.ACCEPTED, answer)
    mailing.tell_accepted(introduction, person)
    return introduction


@transaction.atomic
def decline(*, introduction: Introduction, answer: str = "") -> Introduction:
    """Say no for the expert; the city is told, and no address. Raises ValidationError if the question is closed."""
    introduction = _open(introduction)
    _answer(introduction, IntroductionState.DECLINED, answer)
    mailing.tell_city(introduction, "declined")
    return introduction


@transaction.atomic
def withdraw(*, introduction: Introduction) -> Introduction:
    """Take the city's question back; the expert is told. Raises ValidationError if it is closed."""
    introduction = _open(introduction)
    introduction.state = IntroductionState.WITHDRAWN
    introduction.save(update_fields=["state"])
    note_answer(introduction=introduction, state=HelpState.WITHDRAWN)
    mailing.tell_withdrawn(introduction)
    return introduction


def expire(*, now: datetime | None = None) -> int:
    """Close what nobody answered in time and tell the cities. Returns how many; a second run finds none."""
    due = Introduction.objects.filter(
        state=IntroductionState.ASKED, asked_at__lte=(now or timezone.now()) - _open_for()
    )
    return sum(_expire(pk) for pk in due.values_list("pk", flat=True))


def is_open(introduction: Introduction) -> bool:
    """Whether an answer still counts; also of one whose time is over and that no job has closed yet."""
    return introduction.state == IntroductionState.ASKED and introduction.asked_at > timezone.now() - _open_for()


@transaction.atomic
def _expire(pk: int) -> bool:
    claimed = Introduction.objects.filter(pk=pk, state=IntroductionState.ASKED)
    if not claimed.update(state=IntroductionState.EXPIRED):
        return False
    introduction = _read().get(pk=pk)
    note_answer(introduction=introduction, state=HelpState.EXPIRED)
    mailing.tell_city(introduction, "expired")
    return True


def _answer(introduction: Introduction, state: IntroductionState, answer: str) -> None:
    introduction.state, introduction.answer, introduction.answered_at = state, answer.strip(), timezone.now()
    introduction.save(update_fields=["state", "answer", "answered_at"])
    note_answer(introduction=introduction, state=HelpState(state))


def _open(introduction: Introduction) -> Introduction:
    introduction = _lock(introduction)
    if not is_open(introduction):
        raise ValidationError("This question is closed: it was answered, taken back, or its time is over.")
    return introduction


def _open_for() -> timedelta:
    return timedelta(days=Introduction.DAYS)


def _read():
    return Introduction.objects.select_related(
        "expert__user", "asked_by", "participation__city", "participation__cohort"
    )


def _lock(introduction: Introduction) -> Introduction:
    return _read().select_for_update(of=("self",)).get(pk=introduction.pk)
