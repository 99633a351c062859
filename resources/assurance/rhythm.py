"""How often the portal asks whether an entry is still right, and what may be asked at all."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import Cast, Mod

from resources.directory.choices import EntryStatus
from resources.directory.querysets import UNANSWERED_ARCHIVES, UNANSWERED_HIDES

FRESH = timedelta(days=180)  # how long somebody's word that an entry is right counts
ASKED_AFTER = timedelta(days=160)  # so that the answer can come before that
A_YEAR = 365  # days over which first questions are spread
STRIDE = 137  # entries that were made one after the other are asked months apart; shares no divisor with A_YEAR
ANSWER_WITHIN = timedelta(days=21)  # after this long a mail counts as unanswered
LINK_GOOD_FOR = timedelta(days=30)
AT_LEAST_A_DAY = 200  # questions that may be put in a day, however small the directory is
SHARE_A_DAY = 100  # of so many entries one may be asked a day: three rounds of questions fit into a year


def most_a_day(entries: int) -> int:
    """How many questions may be put in a day about a directory of so many entries."""
    return max(AT_LEAST_A_DAY, entries // SHARE_A_DAY)


# Archived by the portal, because nobody answered; whoever was archived by a person is not brought back by a link.
SILENT = Q(status=EntryStatus.ARCHIVED, unanswered__gte=UNANSWERED_ARCHIVES)
HIDDEN = Q(status=EntryStatus.ACTIVE, unanswered__gte=UNANSWERED_HIDES)
HAS_ADDRESS = Q(user=None) & ~Q(email="") | Q(user__is_active=True)


def is_silent(expert) -> bool:
    """Whether the portal archived the entry because nobody answered."""
    return expert.status == EntryStatus.ARCHIVED and expert.unanswered >= UNANSWERED_ARCHIVES


def is_askable(expert) -> bool:
    """Whether a question about the entry makes sense: it is in the directory, or was left out for silence alone."""
    return expert.status != EntryStatus.ARCHIVED or is_silent(expert)


def first_check(today: date) -> models.Expression:
    """The day of an entry's first question, as the database computes it: some day of the coming year, by its key."""
    days = Mod(F("pk") * STRIDE, Value(A_YEAR))
    return ExpressionWrapper(
        Value(today, models.DateField()) + Cast(days, models.IntegerField()), output_field=models.DateField()
    )


def due(now: datetime, today: date) -> Q:
    """The entries to be asked, for the first time or again: their day has come, and no question has still time."""
    waited = Q(asked_at=None) | Q(asked_at__lte=now - ANSWER_WITHIN)
    return Q(status=EntryStatus.ACTIVE, next_check__lte=today) & waited & HAS_ADDRESS
