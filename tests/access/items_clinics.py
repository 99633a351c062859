"""One more thing for a list of cases, of clinics, or of what is in one: see items.py."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from casestudies.board.models import Card, Dots, Handover, SpeakerTurn
from casestudies.cases.models import CaseFile, CaseStudy
from casestudies.cases.timeline import record as note
from casestudies.clinics.models import Clinic, Seat
from casestudies.outcomes.models import Commitment, Response
from cohorts.institutes.models import Participation
from cohorts.teamwork.services import write_comment
from isc_portal.documents.services import request_document
from resources.directory.models import Expert
from tests import factories
from tests.casestudies.clinic_making import make_case, make_clinic
from tests.casestudies.making import make_case_file
from tests.documents.conftest import finish

FIELDS = ("title", "focus-question", "problem-statement")


# --- Cases ---


def _case(cast: SimpleNamespace) -> CaseStudy:
    """Dayton's case, a draft with one field that nobody has filled in."""
    found = CaseStudy.objects.filter(participation=cast.own).first()
    return found or make_case(cast.own, state="draft", tried_already=None)


def work_on_case(cast: SimpleNamespace, number: int) -> None:
    """A file, a step, and a comment with a reply beside a field, each by somebody else."""
    case, by = _case(cast), factories.make_member(cast.own, "editor", f"Item {number}")
    file = make_case_file(case, f"plan-{number}.pdf", title=f"Item {number}")
    CaseFile.objects.filter(pk=file.pk).update(uploaded_by=by)
    note(case, "returned", by=by, comment=f"Item {number}")
    about = {"participation": cast.own, "page": "case", "field": FIELDS[number - 1]}
    first = write_comment(**about, text=f"Item {number}", by=by)
    write_comment(**about, text="A reply", by=factories.make_facilitator(cast.cohort, f"Guide {number}"), parent=first)


def open_case(cast: SimpleNamespace, number: int) -> None:
    """The same, to be read by others: one that is out."""
    work_on_case(cast, number)
    CaseStudy.objects.filter(participation=cast.own).update(state="released", released_at=timezone.now())


def submitted_case(cast: SimpleNamespace, number: int) -> None:
    city = factories.make_participation(cast.cohort, factories.make_city(f"Item {number}"))
    make_case(city, state="submitted")


# --- Clinics ---


def _city(cast: SimpleNamespace, number: int) -> Participation:
    return factories.make_participation(cast.cohort, factories.make_city(f"City {number}"))


def clinic(cast: SimpleNamespace, number: int) -> Clinic:
    """A clinic of another city, on a case that the cohort may read, with a brief, a facilitator and an expert."""
    case = make_case(_city(cast, number), title=f"Item {number}")
    CaseStudy.objects.filter(pk=case.pk).update(peers_from=timezone.localdate() - timedelta(days=2))
    case.refresh_from_db()
    made = make_clinic(case, by=cast.facilitator)
    finish(request_document(kind="case_brief", subject=case, by=cast.facilitator, send=False))
    finish(request_document(kind="brief_packet", subject=made, by=cast.facilitator, send=False))
    _seat(made, factories.make_facilitator(cast.cohort, f"Guide {number}"), "facilitator")
    _seat(made, factories.make_expert(f"Advisor {number}"), "expert")
    return made


def clinic_of_expert(cast: SimpleNamespace, number: int) -> None:
    """The same, with the cast's own expert in it."""
    _seat(clinic(cast, number), cast.expert, "expert")


def clinics_ahead(cast: SimpleNamespace, number: int) -> None:
    """What readers have around clinics: one that is planned, one live, one to be closed, an offer, an invitation."""
    clinic_of_expert(cast, 10 * number)
    asked = clinic(cast, 10 * number + 1)
    _seat(asked, cast.expert, "expert", state="invited")
    live = make_clinic(make_case(_city(cast, 10 * number + 2)), by=cast.facilitator, live=True)
    other = factories.make_facilitator(cast.cohort, f"Other {number}")
    Handover.objects.create(clinic=live, offered_by=other, offered_to=cast.facilitator)
    over = clinic(cast, 10 * number + 3)
    Clinic.objects.filter(pk=over.pk).update(state="ended", ended_at=timezone.now())


def _seat(made: Clinic, user, role: str, **fields) -> Seat:
    now = timezone.now()
    defaults = {
        "role": role, "name": user.name, "title": "Of a city", "ties": "Advises a vendor",
        "ties_stated_at": now, "first_seen_at": now, "seen_at": now + timedelta(days=1),
    }  # fmt: skip
    entry = Expert.objects.filter(user=user).first()
    seat, _ = Seat.objects.update_or_create(clinic=made, user=user, defaults={**defaults, "expert": entry, **fields})
    return seat


# --- One clinic ---


def _clinic(cast: SimpleNamespace, state: str) -> Clinic:
    """Dayton's clinic in a state; live, it makes recommendations."""
    found = getattr(cast, "clinic", None)
    if found is None:
        case = make_case(cast.own)
        CaseStudy.objects.filter(pk=case.pk).update(peers_from=timezone.localdate() - timedelta(days=2))
        found = cast.clinic = make_clinic(case, by=cast.facilitator, live=state == "live")
        _seat(found, cast.facilitator, "facilitator")
        _seat(found, cast.peer, "peer")
        _seat(found, cast.expert, "expert")
    if state != "planned":
        found.steps.update(started_at=timezone.now())
    step = found.steps.get(kind="recommendations") if state == "live" else None
    Clinic.objects.filter(pk=found.pk).update(
        state=state,
        step=step,
        step_ends_at=timezone.now() + timedelta(minutes=5) if step else None,
        ended_at=timezone.now() if state in ("ended", "closed") else None,
        closed_at=timezone.now() if state == "closed" else None,
    )
    found.refresh_from_db()
    return found


def guest(cast: SimpleNamespace, number: int) -> None:
    """Somebody who facilitates, an expert who is asked, one who comes, a peer, and one of the directory to be asked."""
    made = _clinic(cast, "planned")
    _seat(made, factories.make_facilitator(cast.cohort, f"Item {number}"), "facilitator")
    factories.make_facilitator(cast.cohort, f"Another {number}")
    for name, state in (("Coming", "accepted"), ("Asked", "invited")):
        _seat(made, factories.make_expert(f"{name} {number}"), "expert", state=state)
    _seat(made, factories.make_user(f"Peer {number}"), "peer")
    Expert.objects.filter(user=factories.make_expert(f"Free {number}")).update(topics=["reallocation"])


def said(cast: SimpleNamespace, number: int, state: str = "live") -> Card:
    """A recommendation with one joined to it, dots, a question, a card that waits, and somebody who wants to speak."""
    made = _clinic(cast, state)
    seats = [_seat(made, factories.make_user(f"{who} {number}"), "peer") for who in ("Writer", "Other", "Third")]
    steps = {step.kind: step for step in made.steps.all()}

    def card(seat: Seat, kind: str, step: str, **fields) -> Card:
        fields = {"text": f"Item {number}", "theme": "operations", **fields}
        return Card.objects.create(clinic=made, seat=seat, step=steps[step], kind=kind, key=uuid.uuid4(), **fields)

    top = card(seats[0], "recommendation", "recommendations")
    card(seats[1], "recommendation", "recommendations", joined_to=top)
    card(seats[1], "probing question", "probing", theme="")
    card(seats[1], "risk", "advice")
    card(seats[2], "insight", "advice", on_paper=True, entered_by=cast.facilitator)
    card(seats[2], "recommendation", "recommendations", state="waiting")
    Dots.objects.create(card=top, seat=seats[1], count=2)
    SpeakerTurn.objects.create(clinic=made, seat=seats[0])
    Clinic.objects.filter(pk=made.pk).update(board_version=made.board_version + 1)
    return top


def to_be_closed(cast: SimpleNamespace, number: int) -> None:
    said(cast, number, "ended")
    Commitment.objects.create(clinic=cast.clinic, who=f"Item {number}", what="Something")


def own_card(cast: SimpleNamespace, number: int) -> None:
    """One more of what a seat has of its own, and one more of everything beside it."""
    said(cast, number)
    seat = Seat.objects.get(clinic=cast.clinic, user=cast.peer)
    made = Card.objects.create(clinic=cast.clinic, seat=seat, kind="recommendation", text=f"Item {number}")
    Dots.objects.create(card=made, seat=seat, count=1)


def answer(cast: SimpleNamespace, number: int) -> None:
    """A recommendation of a closed clinic with an answer that was sent, and one with a draft, each with an owner."""
    recommendation = said(cast, number, "closed")
    by = factories.make_member(cast.own, "editor", f"Owner {number}")
    owner = cast.own.members.get(user=by)
    fields = {"due_on": timezone.localdate(), "owner": owner, "updated_by": by, "updated_at": timezone.now()}
    Response.objects.create(
        recommendation=recommendation, answer="adopt", reason="Yes.", sent_at=timezone.now(), sent_by=by, **fields
    )
    seat = _seat(cast.clinic, factories.make_user(f"Fourth {number}"), "peer")
    other = Card.objects.create(clinic=cast.clinic, seat=seat, kind="recommendation", text=f"Item {number}")
    Response.objects.create(recommendation=other, answer="adapt", reason="Perhaps.", suggested_by=by, **fields)
    Commitment.objects.create(clinic=cast.clinic, who=f"Item {number}", what="Something", seat=seat)


def papers(cast: SimpleNamespace, number: int) -> None:
    """One more brief of the case and one more report of its closed clinic."""
    answer(cast, number)
    case = cast.clinic.case
    case.answers.filter(field="focus-question").update(value=f"Question {number}")
    for kind, subject in (("case_brief", case), ("clinic_report", cast.clinic)):
        finish(request_document(kind=kind, subject=subject, by=cast.facilitator, send=False))


def advice(cast: SimpleNamespace, number: int) -> None:
    """One more clinic in which the peer recommended something, and one more recommendation there, answered."""
    made = clinic(cast, number)
    Clinic.objects.filter(pk=made.pk).update(state="closed", closed_at=timezone.now(), started_at=timezone.now())
    seat = _seat(made, cast.peer, "peer")
    other = _seat(made, factories.make_user(f"Other {number}"), "peer")
    top = Card.objects.create(clinic=made, seat=other, kind="recommendation", text="On top")
    fields = {"clinic": made, "seat": seat, "kind": "recommendation", "text": f"Item {number}"}
    Card.objects.create(joined_to=top, **fields)
    for card in (top, Card.objects.create(**fields)):
        Response.objects.create(
            recommendation=card, answer="adopt", reason="Yes.", due_on=timezone.localdate(), sent_at=timezone.now()
        )


def step(cast: SimpleNamespace, number: int) -> None:
    made = _clinic(cast, "planned")
    made.steps.create(order=20 + number, kind="break", name=f"Item {number}", minutes=5)
