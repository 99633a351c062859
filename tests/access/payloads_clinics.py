"""Valid forms for the addresses of cases and clinics, and what has to be the case before they can be acted on."""

import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casestudies.board.models import Card, SpeakerTurn
from casestudies.cases.from_intake import said
from casestudies.cases.models import CaseAnswer
from casestudies.clinics import calendars
from casestudies.clinics.models import Clinic, Seat
from casestudies.clinics.times import clock_at, venue_zone
from casestudies.outcomes.closing import protocol_of
from casestudies.outcomes.models import Response

from .payloads import give
from .world import Place, World
from .world_clinics import offer, put_case, put_clinic, without_case

OFFERED = "problem-statement"  # a field for which the intake has a text


# --- What has to be the case ---


def case_in(state: str, **fields):
    return lambda world, place: put_case(place, state, **fields)


def clinic_in(state: str, step: str = "recommendations", **fields):
    return lambda world, place: put_clinic(place, state, step, **fields)


def unstarted(world: World, place: Place) -> None:
    place.put("accepted")
    without_case(place)


def over(world: World, place: Place) -> None:
    """The room has gone home, and nothing has gone to the city."""
    put_case(place, "released")
    put_clinic(place, "ended")
    Response.objects.filter(recommendation__clinic=place.clinic).delete()


def closed(world: World, place: Place) -> None:
    put_clinic(place, "closed")


def paused(world: World, place: Place) -> None:
    put_clinic(place, "live", paused_at=timezone.now())


def held_without_portal(world: World, place: Place) -> None:
    put_clinic(place, "planned", starts_at=timezone.now() - timedelta(hours=3))


def just_moved_on(world: World, place: Place) -> None:
    put_clinic(place, "live")
    place.clinic.steps.update(started_at=timezone.now())


def leader_gone(world: World, place: Place) -> None:
    put_clinic(place, "live")
    Seat.objects.filter(pk=place.leading.pk).update(seen_at=timezone.now() - timedelta(minutes=9))


def offered(world: World, place: Place) -> None:
    put_clinic(place, "live")
    offer(place, by=place.runner, to=world.cast.administrator)


def asked_for(world: World, place: Place) -> None:
    put_clinic(place, "live")
    offer(place, by=None, to=world.cast.administrator)


def joined(world: World, place: Place) -> None:
    put_clinic(place, "live")
    Card.objects.filter(pk=place.advice.pk).update(joined_to=place.other_advice)


def all_ask_to_speak(world: World, place: Place) -> None:
    put_clinic(place, "live", "debrief")
    for seat in (place.leading, place.advisor, place.peer, place.presenter):
        SpeakerTurn.objects.create(clinic=place.clinic, seat=seat)


def asked(world: World, place: Place) -> None:
    """The invited have not answered; an own seat is not yet theirs."""
    put_clinic(place, "planned")
    place.clinic.seats.filter(role="expert").update(state="invited", ties_stated_at=None, first_seen_at=None)
    Card.objects.filter(seat__in=place.clinic.seats.filter(role="expert")).update(seat=place.quiet)


def new_words(world: World, place: Place) -> None:
    """Something stands in the case that its newest brief does not have."""
    CaseAnswer.objects.filter(case=place.case, field="desired-result").update(value="Another result.")


def new_record(world: World, place: Place) -> None:
    put_clinic(place, "closed", notes="Other notes.")


def new_room(world: World, place: Place) -> None:
    """What the papers of the day have not said yet."""
    put_case(place, "released")
    Clinic.objects.filter(pk=place.clinic.pk).update(room="Another room")


# --- Forms that need to look at the rows ---


def _field(place: Place, field: str, text: str) -> dict:
    version = CaseAnswer.objects.get(case=place.case, field=field).version
    return {f"q-{field}": text, f"q-{field}-version": version, f"q-{field}-base": "another one"}


def case_text(world: World, place: Place, persona: str) -> dict:
    """A part's form, and the single field, with one text changed."""
    return _field(place, "desired-result", "Another result.")


def taken_over(world: World, place: Place, persona: str) -> dict:
    version = CaseAnswer.objects.get(case=place.case, field=OFFERED).version
    return {"act": "take", "version": version, "intake_version": said(place.intake)[OFFERED].version}


def case_restored(world: World, place: Place, persona: str) -> dict:
    CaseAnswer.objects.filter(case=place.case, field="desired-result").update(value="Something else")
    return {"version": CaseAnswer.objects.get(case=place.case, field="desired-result").version}


def attached(world: World, place: Place, persona: str) -> dict:
    upload = SimpleUploadedFile("more.csv", b"what,amount\nbuses,12\n")
    return {"file": upload, "title": "More figures", "readers": "experts"}


def other_readers(world: World, place: Place, persona: str) -> dict:
    name = f"file-{place.file_for_city.pk}"
    return {f"{name}-title": "Renamed", f"{name}-readers": "peers"}


def _when(place: Place) -> dict:
    start = Clinic.objects.get(pk=place.clinic.pk).starts_at.astimezone(venue_zone(place.cohort))
    return {"starts_on": f"{start:%m/%d/%Y}", "starts_at": clock_at(start, venue_zone(place.cohort)), "minutes": 70}


SHOWN = {"record_label": "attributable", "named_cards": "yes", "moderated": "no"}


def new_clinic(world: World, place: Place, persona: str) -> dict:
    day = timezone.localdate() + timedelta(days=40)
    return {"case": place.case.pk, **_when(place), "starts_on": f"{day:%m/%d/%Y}", **SHOWN}


def changed_clinic(world: World, place: Place, persona: str) -> dict:
    return {**_when(place), "room": place.clinic.room, "link": "", **SHOWN, "moderated": "yes"}


def steps(world: World, place: Place, persona: str) -> dict:
    rows = list(place.clinic.steps.all())
    return {
        "kind": [row.kind for row in rows], "name": [f"{row.name} again" for row in rows],
        "minutes": [row.minutes for row in rows], "pk": [row.pk for row in rows],
    }  # fmt: skip


def helper(world: World, place: Place, persona: str) -> dict:
    return {"facilitator": place.helper.pk}


def administrator(world: World, place: Place, persona: str) -> dict:
    """The administrator is who another facilitator is here: they run every cohort."""
    return {"to": world.cast.administrator.pk}


def step(**more):
    return lambda world, place, persona: {"step": Clinic.objects.get(pk=place.clinic.pk).step_id, **more}


def on_paper(world: World, place: Place, persona: str) -> dict:
    row = {"key": uuid.uuid4(), "seat": place.quiet.pk, "kind": "insight", "theme": "", "text": "Written by hand."}
    return {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0} | {f"form-0-{name}": value for name, value in row.items()}


def a_card(world: World, place: Place, persona: str) -> dict:
    return {"key": uuid.uuid4(), "kind": "insight", "theme": "operations", "text": f"A word of the {persona}."}


def joined_to(world: World, place: Place, persona: str) -> dict:
    return {"to": place.other_advice.pk}


def grouped(world: World, place: Place, persona: str) -> dict:
    return {"card": [place.advice.pk], "group": "The counter"}


def code(world: World, place: Place, persona: str) -> dict:
    return {"code": place.clinic.join_code.lower()}


def notes(world: World, place: Place, persona: str) -> dict:
    """What the facilitators note, and one part of it alone."""
    seen = protocol_of(Clinic.objects.get(pk=place.clinic.pk)).seen("notes")
    return {"notes": "A lively hour.", "notes-version": seen, "notes-base": "another one"}


def closing(world: World, place: Place, persona: str) -> dict:
    return {"seen": protocol_of(Clinic.objects.get(pk=place.clinic.pk)).seen_whole}


def answered(world: World, place: Place, persona: str) -> dict:
    """An answer, and that answer alone."""
    row = Response.objects.get(pk=place.response.pk)
    fields = {"answer": "adopt", "reason": "It can be done.", "owner": place.editor.pk, "by": "12/31/2031"}
    given = {f"r{row.pk}-{name}": value for name, value in fields.items()}
    return {"response": row.pk, "go": "stay", f"r{row.pk}-version": row.version, f"r{row.pk}-base": "other", **given}


def token(place: Place) -> str:
    """The last part of the address of the editor's calendar."""
    return calendars.feed_url(user=place.editor.user).rpartition("/")[2].removesuffix(".ics")


NEW_GUEST = give(name="Newly Asked", email="asked@example.org", role_title="Professor", comes_as="expert", message="")
NO_TIES = give(has_ties="none", ties="")
NO_TIES_AT_ALL = give(none="1")
LABEL = give(record_label="chatham house", named_cards="yes")
EDITED = give(text="Said better.", theme="operations")
