"""The mails that ask whether an entry is still right, and what is said to whoever reported one."""

from datetime import date, datetime

from django.urls import reverse

from isc_portal.mail.links import absolute
from isc_portal.mail.models import Message
from isc_portal.mail.services import enqueue
from isc_portal.mail.states import Category, State
from resources.directory.models import Expert
from resources.directory.querysets import UNANSWERED_ARCHIVES, UNANSWERED_HIDES
from resources.introductions.mailing import address_of

from .links import good_until, link_of
from .models import OutdatedReport
from .rhythm import ANSWER_WITHIN
from .telling import entry_rows

PREFIX = "assurance"
REASON = "You get this because you have an entry in the Institute’s directory of experts."


def ask(expert: Expert, *, asked_at: datetime) -> None:
    """Write the mail of the newest question (`asked_at`). Its link answers for the entry: it is a secret."""
    enqueue(
        to=expert.user or expert.email,
        template="resources/assurance/mail/check",
        context={
            "expert": expert,
            "rows": entry_rows(expert),
            "not_shown": sum(not point.consented for point in expert.contact_points.all()),
            "is_again": expert.unanswered > 0,
            "is_hidden": expert.unanswered >= UNANSWERED_HIDES,
            "is_last": expert.unanswered >= UNANSWERED_ARCHIVES - 1,
            "answer_by": (asked_at + ANSWER_WITHIN).date(),
            "good_until": good_until(asked_at).date(),
            "url": link_of(expert),
            "reason": REASON,
        },
        dedupe_key=_key(expert),
        send_before=asked_at + ANSWER_WITHIN,
        category=Category.COHORT,
        secret=True,
    )


def was_sent(expert: Expert) -> bool:
    """Whether the mail of the open question went out to the address that the entry has today."""
    sent = Message.objects.filter(dedupe_key=_key(expert), state=State.SENT)
    return sent.filter(address__iexact=address_of(expert)).exists()


def asked_on(day: date) -> int:
    """How many questions were put on a day (UTC)."""
    return Message.objects.filter(dedupe_key__startswith=f"{PREFIX}:{day}:").count()


def tell_settled(report: OutdatedReport) -> None:
    """Tell whoever reported an entry that somebody looked after it, if they still have an account."""
    if report.by is None or not report.by.is_active:
        return
    enqueue(
        to=report.by,
        template="resources/assurance/mail/settled",
        context={
            "report": report,
            "expert": report.expert,
            "url": absolute(report.expert.get_absolute_url()) if report.expert.status != "archived" else "",
            "directory_url": absolute(reverse("resources:directory")),
            "reason": "You get this because you reported an entry of the directory as outdated.",
        },
        dedupe_key=f"{PREFIX}-report:{report.pk}:settled",
        category=Category.COHORT,
    )


def _key(expert: Expert) -> str:
    return f"{PREFIX}:{expert.asked_at:%Y-%m-%d}:{expert.pk}:{expert.asked_at:%H%M%S%f}"
