"""The case and the clinic of each city, with one row of everything that addresses are made of.

Dayton's clinic is closed and its case was presented; Stockton's is planned on a case that is still a draft; Tacoma's is
live. `put_case` and `put_clinic` lead them elsewhere, whatever led there.
"""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from casestudies.board.models import Card, Handover, SpeakerTurn
from casestudies.cases.models import CaseAnswer, CaseFile, CaseStudy
from casestudies.clinics.models import Clinic, ClinicStep, Seat
from casestudies.clinics.services import plan_clinic
from casestudies.outcomes.models import Commitment, Response
from isc_portal.accounts.models import User
from isc_portal.documents.models import Document
from isc_portal.documents.services import request_document
from resources.directory.models import Expert
from tests import factories
from tests.casestudies import making
from tests.documents.conftest import finish

from .personas import PLACES

CASES = {"own": "presented", "neighbor": "draft", "foreign": "released"}
CLINICS = {"own": "closed", "neighbor": "planned", "foreign": "live"}
TEXTS = ("focus-question", "problem-statement", "desired-result", "tried-already", "options-considered",
         "what-would-fail-it", "constraints-legal", "constraints-labor", "constraints-procurement",
         "constraints-technical")  # fmt: skip
AHEAD = timedelta(days=9)


def add_clinics(places: dict[str, Any], cast: SimpleNamespace, secret) -> None:
    """Give each place its case and its clinic; `secret(place, kind, what)` makes a marked text."""
    helpers = {
        cohort: factories.make_facilitator(cohort, "Nora Quist") for cohort in {p.cohort for p in places.values()}
    }
    for name, place in places.items():

        def marked(kind: str, what: str, name: str = name) -> str:
            return secret(name, kind, what)

        place.rows["helper"] = helpers[place.cohort]
        place.rows["facilitation"] = place.cohort.facilitations.get(user=helpers[place.cohort])  # conducts no clinic
        _case(place, marked)
        _clinic(place, cast, marked)
        _cards(place, marked)
        put_case(place, "draft")
        place.rows["draft_brief"] = made("case_brief", place.case, place.editor.user)
        _release(place, marked)
        if name == "own":
            place.rows["report"] = made("clinic_report", place.clinic, place.runner)
        if name != "neighbor":
            place.rows["agenda"] = made("agenda", place.cohort, place.runner)
        place.rows["packet"] = made("brief_packet", place.clinic, place.runner)
        place.rows["paper"] = made("clinic_paper", place.clinic, place.runner)


def made(kind: str, subject, by: User) -> Document:
    """The newest version of a document, made now if it would say something else."""
    document = request_document(kind=kind, subject=subject, by=by, send=False)
    if not document.already_there:
        finish(document)
    return Document.objects.get(pk=document.pk)


# --- The case ---


def _case(place, marked) -> None:
    """What stands in it is marked as a draft; its name stands in the agenda."""
    texts = {key.replace("-", "_"): marked("DRAFT", key) for key in TEXTS}
    affected = [{"group": marked("DRAFT", "group"), "people": 12, "how": ""}]
    intake = (place.intake.state, place.intake.submitted_at, place.intake.decided_at)
    case = making.make_case(
        place.participation, by=place.editor.user, title=marked("CLINIC", "title"), affected=affected, **texts
    )
    place.put(intake[0], submitted_at=intake[1], decided_at=intake[2])  # the grid wants it as it was
    for readers, kind in (("city", "DRAFT"), ("experts", "CASE"), ("peers", "CASE")):
        kind = "DRAFT" if place.name == "neighbor" else kind
        words = marked(kind, f"for-{readers}")
        place.rows[f"file_for_{readers}"] = making.make_case_file(
            case, f"{words}.pdf", readers=readers, title=words, content=f"%PDF {words}".encode()
        )
    place.rows |= {"case": case, "case_event": _earlier(case)}


def _earlier(case: CaseStudy):
    event = CaseAnswer.pgh_event_model
    return event.objects.filter(case=case, field="desired-result").order_by("pgh_id").first()


def _release(place, marked) -> None:
    """Those that are out say other texts than the draft did; the day for the other cities has come."""
    put_case(place, CASES[place.name])
    if place.name == "neighbor":
        place.rows["brief"] = place.draft_brief
        return
    for answer in place.case.answers.all():
        if answer.field in TEXTS:
            answer.value, answer.version = marked("CASE", answer.field), 2
        elif answer.field == "affected":
            answer.value, answer.version = [{"group": marked("CASE", "group"), "people": 12, "how": ""}], 2
        answer.save()
    place.rows["brief"] = made("case_brief", place.case, place.editor.user)


def put_case(place, state: str, *, peers_in: int = -2, **fields) -> None:
    """Put the case into a state; the cohort reads it from `peers_in` days ahead."""
    now = timezone.now()
    times = {name: now if name in making.TIMES[state] else None for name in ("submitted_at", "ready_at", "released_at")}
    day = timezone.localdate() + timedelta(days=peers_in)
    CaseStudy.objects.filter(pk=place.case.pk).update(state=state, **{"peers_from": day, **times, **fields})
    place.case.refresh_from_db()


# --- The clinic ---


def _clinic(place, cast: SimpleNamespace, marked) -> None:
    clinic = plan_clinic(
        case=place.case, starts_at=_start(place), by=place.runner, room=marked("CLINIC", "room"),
        link=f"https://meet.example.org/{marked('CLINIC', 'link')}",
    )  # fmt: skip
    place.rows["clinic"] = clinic
    advisor = cast.expert if place.name == "own" else factories.make_expert(marked("CLINIC", "advisor"))
    asked = factories.make_expert(marked("RUN", "asked"))
    if place.name == "neighbor":
        peer, presenter = cast.editor, place.editor.user
    else:
        peer = cast.peer if place.name == "own" else factories.make_user(marked("CLINIC", "peer"))
        presenter = place.mayor.user
    quiet = factories.make_user(marked("CLINIC", "quiet"))
    place.rows |= {
        "leading": _seat(clinic, place.runner, "facilitator"),
        "advisor": _seat(clinic, advisor, "expert", ties=marked("CLINIC", "ties")),
        "peer": _seat(clinic, peer, "peer"),
        "presenter": _seat(clinic, presenter, "presenter"),
        "quiet": _seat(clinic, quiet, "peer"),
        "asked": _seat(clinic, asked, "expert", state="invited"),
    }


def _start(place):
    """No two clinics are at the same time, in whatever states they are."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) + AHEAD + timedelta(days=PLACES.index(place.name))


def _seat(clinic: Clinic, user: User, role: str, *, ties: str = "", state: str = "accepted") -> Seat:
    now, here = timezone.now(), {}
    if state == "accepted":
        # Seen for days to come: no visit is noted while the grid runs.
        here = {"ties_stated_at": now, "first_seen_at": now, "seen_at": now + timedelta(days=1), "attended": True}
    expert = Expert.objects.filter(user=user).first() if role == "expert" else None
    seat, _ = Seat.objects.update_or_create(
        clinic=clinic, user=user,
        defaults={"role": role, "name": user.name, "ties": ties, "state": state, "expert": expert, **here},
    )  # fmt: skip
    return seat


def _cards(place, marked) -> None:
    clinic, author = place.clinic, place.peer if place.name == "neighbor" else place.advisor
    steps = {step.kind: step for step in clinic.steps.all()}

    def card(what: str, seat: Seat, kind: str = "recommendation", step: str = "recommendations", **fields) -> Card:
        text = marked("CLINIC", what)
        return Card.objects.create(
            clinic=clinic, seat=seat, step=steps[step], kind=kind, **{"text": text, "key": uuid.uuid4(), **fields}
        )

    place.rows |= {
        "advice": card("advice", author, theme="operations"),
        "other_advice": card("other-advice", place.quiet, theme="financing"),
        "insight": card("insight", author, "insight", "debrief"),
        "held": card("", place.quiet, "insight", "debrief", state="held", text=marked("RUN", "held")),
        "turn": SpeakerTurn.objects.create(clinic=clinic, seat=place.quiet),
    }
    Commitment.objects.create(clinic=clinic, who="The mayor", what=marked("CLINIC", "commitment"))
    put_clinic(place, CLINICS[place.name])
    draft = {"answer": "adapt", "reason": marked("UNSENT", "reason"), "owner": place.editor, "version": 2}
    sent = {"answer": "adopt", "reason": marked("CLINIC", "sent"), "sent_at": timezone.now(), "times_sent": 1}
    due_on = timezone.localdate() + timedelta(days=14)
    place.rows |= {
        "response": Response.objects.create(recommendation=place.advice, due_on=due_on, **draft),
        "sent": Response.objects.create(recommendation=place.other_advice, due_on=due_on, **sent),
    }


def put_clinic(place, state: str, step: str = "recommendations", **fields) -> None:
    """Put the clinic into a state, and a live one into a step; its leader is the place's facilitator."""
    now, clinic = timezone.now(), place.clinic
    begun = state != "planned"
    current = clinic.steps.get(kind=step) if state == "live" else None
    clinic.steps.update(started_at=now if begun else None)
    if current:
        ClinicStep.objects.filter(clinic=clinic, order__gt=current.order).update(started_at=None)
    values = {
        "state": state,
        "leader": place.runner if begun else None,
        "starts_at": now - timedelta(minutes=30) if begun else _start(place),
        "started_at": now - timedelta(minutes=30) if begun else None,
        "step": current,
        "step_ends_at": now + timedelta(minutes=5) if current else None,
        "paused_at": None,
        "ended_at": now if state in ("ended", "closed") else None,
        "closed_at": now if state == "closed" else None,
        "notes": "It went well." if state == "closed" else "",
    }
    Clinic.objects.filter(pk=clinic.pk).update(**{**values, **fields})
    clinic.refresh_from_db()


def offer(place, *, by: User | None, to: User) -> None:
    """An open offer to conduct the clinic, or somebody's own ask for it (`by` None)."""
    Handover.objects.create(clinic=place.clinic, offered_by=by, offered_to=to)


def without_case(place) -> None:
    """As if the city had not begun a case."""
    put_clinic(place, "planned")  # a live one could not lose its steps
    Response.objects.filter(recommendation__clinic=place.clinic).delete()
    Card.objects.filter(clinic=place.clinic).delete()
    Clinic.objects.filter(pk=place.clinic.pk).delete()
    CaseFile.objects.filter(case=place.case).delete()
    CaseStudy.objects.filter(pk=place.case.pk).delete()
