"""Writes of the city's answers: the team drafts together, the mayor (or whom the mayor named) sends.

What was sent stands as it was sent until a changed answer is sent in its place; the history keeps both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from casestudies.board.locking import locked
from cohorts.institutes.models import TeamMember
from cohorts.teamwork.saving import Refused, StaleVersion, save_version
from isc_portal.charts.timeline import long_date

from . import mailing
from .models import Answer, Response

LONGEST_REASON: int = Response._meta.get_field("reason").max_length or 0
NOT_WITHOUT_A_DAY = frozenset({Answer.ADOPT, Answer.ADAPT, Answer.DEFER})


class Incomplete(Refused):
    """The answer cannot be sent yet; `problems` says why by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


@dataclass(frozen=True)
class Given:
    """What an answer holds, finished or not; `owner` is the id of a member of the city's team."""

    answer: str = ""
    reason: str = ""
    owner: int | None = None
    by_when: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == Given()


def sent(response: Response) -> Given:
    """The answer that stands: what the author was told, or, before anything was sent, the draft."""
    return Given(response.answer, response.reason, response.owner_id, response.by_when)


def written(response: Response) -> Given:
    """What the team works on: the draft, or the draft of a change to what was sent."""
    if response.sent_at is None or response.change is None:
        return sent(response)
    given: dict[str, Any] = dict(response.change)
    day = given.pop("by_when")
    return Given(**given, by_when=date.fromisoformat(day) if day else None)


def words_of(given: Given, names: Mapping[int, str]) -> str:
    """An answer as one text, to be compared: what, why, who (`names` by the member's id), when."""
    owner = names.get(given.owner or 0, "")
    return "\n".join(
        line
        for line in (
            Answer(given.answer).label if given.answer else "",
            given.reason,
            f"Owner: {owner}" if owner else "",
            f"By: {long_date(given.by_when)}" if given.by_when else "",
        )
        if line
    )


@transaction.atomic
def save_response(
    *,
    response: Response,
    by,
    version: int,
    answer: str = "",
    reason: str = "",
    owner: TeamMember | int | None = None,
    by_when: date | None = None,
    unanswered: Sequence[Given] = (),
) -> Response:
    """Store what the team writes, complete or not; of a sent answer it is the draft of a change, and tells nobody.

    The same content again changes nothing and is never stale. `unanswered` is what the same page sent before without
    hearing back: if that is stored, the save goes on from there. Written by somebody who cannot send it, it is their
    suggestion. Raises StaleVersion with the row as it stands; refuses who does not write for the city, owners of
    other teams, and too long a reason.
    """
    response = _locked(response, by)
    given = _checked(response, answer, reason, owner, by_when)
    if written(response) == given:
        return response
    if version != response.version and written(response) not in unanswered:
        raise StaleVersion(response)
    return _write(response, given, by)


@transaction.atomic
def settle(*, response: Response, by, version: int, mine: Given, stands: Given) -> Response:
    """End a conflict: what stands is stored, and `mine`, if it is something else, lies before it in the history.

    Raises StaleVersion when somebody saved since `version`.
    """
    response = save_response(response=response, by=by, version=version, **asdict(mine))
    return save_response(response=response, by=by, version=response.version, **asdict(stands))


@transaction.atomic
def send_response(*, response: Response, by, version: int) -> Response:
    """Send what the team wrote to whoever recommended it, in the city's words.

    Tells every author, also of the cards that were joined, and the facilitators once the city has answered all. A
    changed answer is told again. Refuses who may not send; raises Incomplete and StaleVersion.
    """
    response = _locked(response, by)
    if not may_send(response, by):
        raise Refused("Only the mayor, or someone the mayor has named to sign, sends the city’s answers.")
    if version != response.version:
        raise StaleVersion(response)
    given = written(response)
    if response.sent_at is not None and given == sent(response):
        raise Refused("Nothing has changed since this answer was sent, so it was not sent again.")
    if problems := problems_of(response, given):
        raise Incomplete(problems)
    first = response.sent_at is None
    save_version(
        response,
        version=version,
        answer=given.answer,
        reason=given.reason.strip(),
        owner_id=given.owner,
        by_when=given.by_when,
        change=None,
        sent_at=timezone.now(),
        sent_by=by,
        times_sent=response.times_sent + 1,
        updated_by=by,
        updated_at=timezone.now(),
    )
    response = Response.objects.with_clinic().get(pk=response.pk)
    mailing.tell_authors(response)
    clinic = locked(response.recommendation.clinic)  # of the last two answers, sent at once, one is the last
    if first and not Response.objects.filter(recommendation__clinic=clinic).waiting().exists():
        mailing.tell_that_all_are_answered(clinic)
    return response


@transaction.atomic
def drop_change(*, response: Response, by, version: int) -> Response:
    """Throw away the draft of a change: the sent answer stands. Raises StaleVersion."""
    response = _locked(response, by)
    if response.change is None:
        return response
    return save_version(response, version=version, change=None, updated_by=by, updated_at=timezone.now())


def may_send(response: Response, user) -> bool:
    """Whether the person sends answers for this city."""
    member = response.participation.members.filter(user=user).first()
    return member is not None and member.can_sign


def problems_of(response: Response, given: Given) -> dict[str, str]:
    """What is missing before the answer can be sent, by field."""
    problems = {}
    if not given.answer:
        problems["answer"] = "Choose one of the four answers."
    if not given.reason.strip():
        problems["reason"] = "Say why: whoever recommended this reads it."
    if given.answer in NOT_WITHOUT_A_DAY:
        if given.owner is None:
            problems["owner"] = "Choose who looks after it."
        if given.by_when is None:
            problems["by_when"] = (
                "Say when it is looked at again." if given.answer == Answer.DEFER else "Say by when it is done."
            )
        elif given.by_when < timezone.localdate(timezone=ZoneInfo(response.participation.city.time_zone)):
            problems["by_when"] = "This day has passed. Choose today or a later day."
    return problems


def _locked(response: Response, by) -> Response:
    """The row as it is, kept from changing until the transaction ends, if the person writes for its city."""
    found = Response.objects.editable_by(by).with_clinic().select_for_update(of=("self",)).filter(pk=response.pk)
    if (row := found.first()) is not None:
        return row
    if Response.objects.with_clinic().get(pk=response.pk).participation.cohort.is_closed:
        raise Refused("This cohort is closed: everything can still be read, and nothing changed.")
    raise Refused("Only the mayor and the editors of this city write its answers.")


def _checked(response: Response, answer: str, reason: str, owner, by_when: date | None) -> Given:
    if answer and answer not in Answer.values:
        raise Refused("This is not one of the four answers. Nothing was stored.")
    reason = reason.replace("\x00", "").replace("\r\n", "\n")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"A reason has room for {LONGEST_REASON:,} characters; this one has {len(reason):,}. Shorten it.")
    owner_id = owner.pk if isinstance(owner, TeamMember) else owner
    if owner_id is not None and not response.participation.members.filter(pk=owner_id).exists():
        raise Refused("This person has left the team. Choose another owner; the rest is still here.")
    return Given(answer, reason, owner_id, by_when)


def _write(response: Response, given: Given, by) -> Response:
    changes: dict[str, Any]
    if response.sent_at is None:
        changes = {
            "answer": given.answer,
            "reason": given.reason,
            "owner_id": given.owner,
            "by_when": given.by_when,
            "suggested_by": None if may_send(response, by) else by,
        }
    else:
        change = {**asdict(given), "by_when": given.by_when.isoformat() if given.by_when else None}
        changes = {"change": change, "suggested_by": None if may_send(response, by) else by}
    return save_version(response, version=response.version, **changes, updated_by=by, updated_at=timezone.now())
