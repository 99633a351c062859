"""Closing a clinic: who was there, what was noted, who will do what; then the recommendations go to the city."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from casestudies.board import versions
from casestudies.board.locking import locked
from casestudies.board.models import Card, CardKind, CardState
from casestudies.cases.services import MAY_BE_PRESENTED, mark_presented
from casestudies.clinics.models import Clinic, ClinicState, RecordLabel, Seat, SeatRole
from cohorts.teamwork.saving import Refused, StaleVersion, fingerprint
from isc_portal.documents.kinds import UnknownKind, get_kind
from isc_portal.documents.services import request_document
from resources.matching.services import note_clinic_held

from . import mailing
from .joined import families
from .models import Commitment, Response

DAYS_TO_ANSWER = 14
REPORT = "clinic_report"
ATTENDED, NOTES, COMMITMENTS = PARTS = ("attended", "notes", "commitments")
LONGEST_NOTES = 20_000
LONGEST_WHO: int = Commitment._meta.get_field("who").max_length or 0
LONGEST_WHAT: int = Commitment._meta.get_field("what").max_length or 0
MOST_COMMITMENTS = 40
WITHOUT_A_NAME = frozenset({SeatRole.EXPERT, SeatRole.PEER, SeatRole.OBSERVER})


@dataclass(frozen=True)
class Promise:
    """What somebody said they would do: who, what, by when."""

    who: str
    what: str
    due_on: date | None = None


@dataclass(frozen=True)
class Protocol:
    """What the facilitators note of a clinic: the ids of the seats of those who came, notes, and promises.

    Each of the three `PARTS` is saved by itself and compared by its fingerprint: two facilitators who correct
    different parts do not get into each other's way, and who overwrote the same part is asked.
    """

    attended: frozenset[int] = frozenset()
    notes: str = ""
    commitments: tuple[Promise, ...] = ()

    def seen(self, part: str) -> str:
        """Sixteen digits that tell one state of a part from another."""
        value: object = self.notes
        if part == ATTENDED:
            value = sorted(self.attended)
        elif part == COMMITMENTS:
            value = [[one.who, one.what, one.due_on.isoformat() if one.due_on else ""] for one in self.commitments]
        return fingerprint(value)

    @property
    def seen_whole(self) -> str:
        """The same for all parts together: what a person confirms has to be what they read."""
        return fingerprint([self.seen(part) for part in PARTS])


def expected(clinic: Clinic) -> list[Seat]:
    """The seats of those who may have been there, facilitators first, with `here`: as noted, else whether they came in.

    Whoever wrote a card was there, also on paper.
    """
    order = {role: place for place, role in enumerate(SeatRole)}
    seats = list(clinic.seats.coming().select_related("user", "expert").order_by("name", "pk"))
    wrote = set(clinic.cards.values_list("seat", flat=True))
    for seat in seats:
        came_in = seat.first_seen_at is not None or seat.pk in wrote
        seat.here = came_in if seat.attended is None else seat.attended
    return sorted(seats, key=lambda seat: order[SeatRole(seat.role)])


def protocol_of(clinic: Clinic) -> Protocol:
    """What is noted so far; attendance that nobody corrected is who came in or wrote a card."""
    return Protocol(
        frozenset(seat.pk for seat in expected(clinic) if seat.here),
        clinic.notes,
        tuple(Promise(one.who, one.what, one.due_on) for one in clinic.commitments.all()),
    )


@transaction.atomic
def save_part(
    *, clinic: Clinic, by, part: str, protocol: Protocol, seen: str, unanswered: Sequence[str] = ()
) -> Protocol:
    """Store one part of what the facilitators note, before the clinic is closed, or afterwards to correct the record.

    `seen` is the fingerprint of the part as the page showed it. The same content again changes nothing and is never
    stale; `unanswered` are fingerprints of what the same page sent before without hearing back. Returns the protocol
    as it stands. Raises StaleVersion with the clinic as it is; refuses who does not run the clinic, one that is still
    ahead, and more than can be kept.
    """
    clinic = _locked(clinic, by)
    given, stands = _checked(clinic, protocol), protocol_of(clinic)
    if stands.seen(part) == given.seen(part):
        return stands
    if stands.seen(part) not in (seen, *unanswered):
        raise _stale(clinic)
    if clinic.state == ClinicState.CLOSED and (named := names_in(clinic, given)):
        raise Refused(_named_words(named))
    if part == ATTENDED:
        _write_attendance(clinic, given.attended)
        if clinic.state == ClinicState.CLOSED:
            note_clinic_held(clinic=clinic.pk, day=clinic.day, seats=given.attended)
    elif part == COMMITMENTS:
        _write_commitments(clinic, given.commitments)
    else:
        _write_notes(clinic, given.notes)
    return protocol_of(clinic)


@transaction.atomic
def close_clinic(
    *,
    clinic: Clinic,
    by,
    attended: Collection[int],
    notes: str = "",
    commitments: Sequence[Promise] = (),
    seen: str | None = None,
) -> Clinic:
    """Close a clinic whose room has gone home, and hand its recommendations to the city.

    Each recommendation on the screen gets a Response, due in 14 days; those joined to another are answered with it. The
    case counts as presented. Tells the city, thanks those who were there, and asks for the clinic's report once all
    this is committed. `attended` are ids of seats. Refuses a clinic that is not over or that is closed, and a record
    that names somebody whom the label protects. With `seen` (`Protocol.seen_whole`), raises StaleVersion if somebody
    noted something since.
    """
    clinic = _locked(clinic, by)
    if reason := why_not_closable(clinic):
        raise Refused(reason)
    if seen is not None and seen != protocol_of(clinic).seen_whole:
        raise _stale(clinic)
    given = _checked(clinic, Protocol(frozenset(attended), notes, tuple(commitments)))
    if named := names_in(clinic, given):
        raise Refused(_named_words(named))
    _write_notes(clinic, given.notes)
    _write_attendance(clinic, given.attended)
    _write_commitments(clinic, given.commitments)
    note_clinic_held(clinic=clinic.pk, day=clinic.day, seats=given.attended)
    clinic.state, clinic.closed_at, clinic.closed_by = ClinicState.CLOSED, timezone.now(), by
    clinic.save(update_fields=["state", "closed_at", "closed_by"])
    versions.bump(clinic)
    if clinic.case.state in MAY_BE_PRESENTED:
        mark_presented(case=clinic.case, by=by)
    responses = _ask_for_answers(clinic)
    mailing.tell_city(clinic, responses, besides=by)
    mailing.thank(
        clinic,
        clinic.seats.filter(pk__in=given.attended).select_related("user", "expert__user"),
        count=len(responses),
        record_is_theirs=clinic.record_label != RecordLabel.STAFF_ONLY,
    )
    transaction.on_commit(lambda: _ask_for_report(clinic.pk, by), robust=True)
    return clinic


def why_not_closable(clinic: Clinic) -> str:
    """Why a clinic cannot be closed at this moment; "" if it can."""
    if clinic.state == ClinicState.CLOSED:
        return "This clinic is closed already. What is noted of it can still be corrected."
    if clinic.state == ClinicState.LIVE:
        return "This clinic is still live. End it on the console, then close it."
    return why_no_protocol(clinic)


def why_no_protocol(clinic: Clinic) -> str:
    """Why nothing can be noted of a clinic; "" if it can."""
    if clinic.state == ClinicState.CANCELLED:
        return "This clinic was called off, so there is nothing to close."
    if clinic.state == ClinicState.PLANNED:
        return "This clinic has not taken place yet. If it was held on paper alone, say so on its console."
    return ""


def to_be_answered(clinic: Clinic) -> list[Card]:
    """The recommendations that go to the city: on the screen, and not joined to another recommendation."""
    cards = list(Card.objects.filter(clinic=clinic))
    heads = families(cards)
    return [card for card in cards if card.pk in heads and card.kind == CardKind.RECOMMENDATION]


def left_waiting(clinic: Clinic) -> int:
    """How many cards wait for the facilitator to put them on the screen: they stay out of the record."""
    return clinic.cards.filter(state=CardState.WAITING).count()


def names_in(clinic: Clinic, protocol: Protocol) -> list[str]:
    """Whom the notes and promises of a clinic under Chatham House name; its own city and the staff may be named."""
    if clinic.record_label != RecordLabel.CHATHAM_HOUSE:
        return []
    said = " ".join([protocol.notes, *(f"{one.who} {one.what}" for one in protocol.commitments)])
    words = _words(said)
    names = clinic.seats.filter(role__in=WITHOUT_A_NAME).order_by("name").values_list("name", flat=True)
    return [name for name in names if _words(name).strip() and _words(name) in words]


def _words(text: str) -> str:
    """The text in lower case with one space around each word, so that a name is found as whole words only."""
    plain = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    return f" {' '.join(plain.split())} "


def _locked(clinic: Clinic, by) -> Clinic:
    """The clinic as it is, kept from changing until the transaction ends, if the person runs it."""
    if not Clinic.objects.editable_by(by).filter(pk=clinic.pk).exists():
        raise Refused("Only the cohort’s facilitators close its clinics, and none in a closed cohort.")
    found = locked(clinic)
    if reason := why_no_protocol(found):
        raise Refused(reason)
    return found


def _checked(clinic: Clinic, protocol: Protocol) -> Protocol:
    """The protocol as it can be kept: seats of this clinic only, no empty promises. Raises Refused."""
    seats = frozenset(clinic.seats.coming().values_list("pk", flat=True))
    notes = protocol.notes.replace("\x00", "").replace("\r\n", "\n")
    if len(notes) > LONGEST_NOTES:
        raise Refused(f"The notes have room for {LONGEST_NOTES:,} characters; these have {len(notes):,}. Shorten them.")
    promises = [Promise(one.who.strip(), one.what.strip(), one.due_on) for one in protocol.commitments]
    kept = tuple(one for one in promises if one.who or one.what)
    if len(kept) > MOST_COMMITMENTS:
        raise Refused(f"There is room for {MOST_COMMITMENTS} commitments.")
    for name, limit in (("who", LONGEST_WHO), ("what", LONGEST_WHAT)):
        if any(len(getattr(one, name)) > limit for one in kept):
            raise Refused(f"“{name.capitalize()}” has room for {limit} characters. Shorten it.")
    return Protocol(protocol.attended & seats, notes, kept)


def _stale(clinic: Clinic) -> StaleVersion:
    clinic.version = clinic.notes_version
    return StaleVersion(clinic)


def _named_words(named: Sequence[str]) -> str:
    return (
        f"Under Chatham House the record names nobody, and these names stand in it: {', '.join(named)}. "
        "Write what the person was there instead, such as “an expert” or “a peer”."
    )


def _write_notes(clinic: Clinic, notes: str) -> None:
    if clinic.notes != notes:
        clinic.notes, clinic.notes_version = notes, clinic.notes_version + 1
        clinic.save(update_fields=["notes", "notes_version"])


def _write_attendance(clinic: Clinic, attended: frozenset[int]) -> None:
    for seat in clinic.seats.coming():
        if seat.attended != (seat.pk in attended):
            seat.attended = seat.pk in attended
            seat.save(update_fields=["attended"])


def _write_commitments(clinic: Clinic, promises: Sequence[Promise]) -> None:
    """Bring the rows in line with the promises, in their order; a row that says the same is not touched."""
    rows = list(clinic.commitments.all())
    for row, promise in zip(rows, promises, strict=False):
        if Promise(row.who, row.what, row.due_on) != promise:
            row.who, row.what, row.due_on = promise.who, promise.what, promise.due_on
            row.save()
    for promise in promises[len(rows) :]:
        Commitment.objects.create(clinic=clinic, who=promise.who, what=promise.what, due_on=promise.due_on)
    for row in rows[len(promises) :]:
        row.delete()


def _ask_for_answers(clinic: Clinic) -> list[Response]:
    today = timezone.localdate(timezone=ZoneInfo(clinic.participation.city.time_zone))
    due_on = today + timedelta(days=DAYS_TO_ANSWER)
    return Response.objects.bulk_create(Response(recommendation=card, due_on=due_on) for card in to_be_answered(clinic))


def _ask_for_report(pk: int, by) -> None:
    """Ask for the report of a closed clinic, where the portal has such a document."""
    try:
        kind = get_kind(REPORT)
    except UnknownKind:
        return
    request_document(kind=kind, subject=Clinic.objects.with_case().get(pk=pk), by=by)
