"""The URL names of cases, clinics, the live board and what comes after it, and their kinds of documents."""

from . import kinds_clinics as may
from . import payloads_clinics as forms
from .kinds import (
    KNOW_COHORT,
    ONLY_WRITERS,
    OWN,
    PUBLIC,
    READ_CITY,
    RUN_CITY,
    RUN_COHORT,
    WRITE_CITY,
    Address,
)
from .payloads import give
from .payloads_clinics import case_in, clinic_in
from .personas import PLACES
from .shapes import COHORTS, EITHER, NOTHING, OK, act, also, city, cohort, fixed, form, nothing, page, row

DAYTON = ("own",)
THE_CLINIC = row("clinic")
CALENDAR = frozenset({"casestudies_calendaraddress"})  # made with the first look at the agenda
CARD = also(THE_CLINIC, card=lambda place: place.advice.pk)
LIVE, PLANNED, CLOSED = clinic_in("live"), clinic_in("planned"), forms.closed
DEBRIEF = clinic_in("live", "debrief")
GONE_HOME = forms.over


def card(name: str):
    return also(THE_CLINIC, card=lambda place: getattr(place, name).pk)


def turn(place) -> dict:
    return {"pk": place.clinic.pk, "turn": place.turn.pk}


def seat(name: str):
    return also(THE_CLINIC, seat=lambda place: getattr(place, name).pk)


def case_file(readers: str):
    return also(city, file=lambda place: getattr(place, f"file_for_{readers}").pk)


def about(kind: str, subject: str):
    return lambda place: {"kind": kind, "subject_id": getattr(place, subject).pk}


def conduct(payload=NOTHING, prepare=LIVE, kwargs=THE_CLINIC, kind=may.CONDUCT) -> Address:
    """What is done on the console."""
    return act(kind, kwargs, payload, prepare)


def in_room(kind, kwargs=THE_CLINIC, payload=NOTHING, prepare=DEBRIEF) -> Address:
    """What is done on a seat."""
    return act(kind, kwargs, payload, prepare)


RESULT = fixed(city, field="desired-result")
PROBLEM = fixed(city, part="problem")

CASES: dict[str, Address | list[Address]] = {
    "casestudies:gallery": page(may.COHORTS_CLINICS, cohort, COHORTS),
    "casestudies:case": page(READ_CITY, city, PLACES),
    "casestudies:case_start": act(may.START_CASE, city, prepare=forms.unstarted),
    "casestudies:case_submit": act(ONLY_WRITERS, city, prepare=case_in("draft")),
    "casestudies:case_form": form(WRITE_CITY, PROBLEM, forms.case_text, case_in("draft")),
    "casestudies:case_pulse": page(READ_CITY, PROBLEM, PLACES),
    "casestudies:case_save": act(ONLY_WRITERS, RESULT, forms.case_text, case_in("draft"), done=OK),
    "casestudies:case_offer": act(ONLY_WRITERS, fixed(city, field=forms.OFFERED), forms.taken_over, case_in("draft")),
    "casestudies:case_files": form(WRITE_CITY, city, forms.attached),
    "casestudies:case_file_change": act(ONLY_WRITERS, case_file("city"), forms.other_readers),
    "casestudies:case_review": page(RUN_CITY, city, PLACES),
    "casestudies:case_decide": act(RUN_CITY, city, give(act="complete"), case_in("submitted")),
    "casestudies:case_restore": form(
        ONLY_WRITERS, also(city, event=lambda place: place.case_event.pgh_id), forms.case_restored, case_in("draft")
    ),
    "casestudies:case_read": page(may.CASE_READERS, city, PLACES),
    "casestudies:case_file": [page(may.CASE_READERS, case_file("peers"), PLACES),
                              page(may.EXPERTS_FILE, case_file("experts"), PLACES),
                              page(READ_CITY, case_file("city"), PLACES)],
}  # fmt: skip

CLINICS: dict[str, Address | list[Address]] = {
    "casestudies:clinics": page(may.COHORTS_CLINICS, cohort, COHORTS, notes=CALENDAR),
    "casestudies:clinic_new": form(may.RUN_CLINIC, cohort, forms.new_clinic, scope=COHORTS),
    "casestudies:clinic": page(may.CLINIC, THE_CLINIC, PLACES),
    "casestudies:clinic_edit": form(may.RUN_CLINIC, THE_CLINIC, forms.changed_clinic, PLANNED),
    "casestudies:clinic_cancel": form(may.RUN_CLINIC, THE_CLINIC, give(reason="Snow."), PLANNED),
    "casestudies:run_of_show": form(may.RUN_CLINIC, THE_CLINIC, forms.steps, PLANNED),
    "casestudies:clinic_people": page(may.RUN_CLINIC, THE_CLINIC, PLACES),
    "casestudies:clinic_invite": act(may.RUN_CLINIC, THE_CLINIC, forms.NEW_GUEST, PLANNED),
    "casestudies:clinic_facilitator_add": act(may.RUN_CLINIC, THE_CLINIC, forms.helper, PLANNED),
    "casestudies:clinic_seat_remove": act(may.RUN_CLINIC, seat("asked"), prepare=PLANNED),
    "casestudies:clinic_invitation": page(may.INVITED, THE_CLINIC, PLACES),
    "casestudies:clinic_invitation_accept": act(may.INVITED, THE_CLINIC, forms.NO_TIES, PLANNED),
    "casestudies:clinic_invitation_decline": act(may.INVITED, THE_CLINIC, give(reason="Away."), forms.asked),
    "casestudies:clinic_ties": form(may.SIT, THE_CLINIC, forms.NO_TIES),
    "casestudies:clinic_calendar": page(may.CLINIC, THE_CLINIC, PLACES),
    "casestudies:calendar_renew": act(OWN, nothing, scope=DAYTON),
    "casestudies:calendar_feed": page(
        PUBLIC, also(nothing, token=forms.token), PLACES, tells=frozenset({"CLINIC"}), notes=CALENDAR
    ),
}  # fmt: skip

BOARD: dict[str, Address | list[Address]] = {
    "casestudies:console": page(may.RUN_CLINIC, THE_CLINIC, PLACES),
    "casestudies:console_card": page(may.RUN_CLINIC, CARD, PLACES),
    "casestudies:screen": page(may.SCREEN, THE_CLINIC, PLACES),
    "casestudies:join": form(may.JOIN, nothing, forms.code, scope=PLACES, refuses=frozenset({422}), changes=False),
    # Without a seat of one's own it leads to the question about ties first.
    "casestudies:seat": page(may.CLINIC, THE_CLINIC, PLACES, opens=EITHER),
    "casestudies:seat_ties": form(may.CLINIC, THE_CLINIC, forms.NO_TIES_AT_ALL),
    "casestudies:paper": form(may.RUN_CLINIC, THE_CLINIC, forms.on_paper, LIVE),
    "casestudies:board_poll": [
        page(may.RUN_CLINIC, THE_CLINIC, PLACES, signed_out=frozenset({401}), query="?view=console"),
        page(may.SIT, THE_CLINIC, PLACES, signed_out=frozenset({401}), query="?view=seat"),
        page(may.SCREEN, THE_CLINIC, PLACES, signed_out=frozenset({401}), query="?view=screen"),
    ],
    "casestudies:board_mine": page(may.SIT, THE_CLINIC, PLACES, signed_out=frozenset({404})),
    "casestudies:board_start": conduct(give(confirmed="yes"), PLANNED, kind=may.RUN_CLINIC_ACT),
    "casestudies:board_pause": conduct(forms.step()),
    "casestudies:board_resume": conduct(forms.step(), forms.paused),
    "casestudies:board_next": conduct(forms.step(early="yes")),
    "casestudies:board_extend": conduct(forms.step(minutes="5")),
    "casestudies:board_back": conduct(forms.step(), forms.just_moved_on),
    "casestudies:board_end": conduct(forms.step(early="yes")),
    "casestudies:board_held_on_paper": conduct(prepare=forms.held_without_portal, kind=may.RUN_CLINIC_ACT),
    "casestudies:board_question": conduct(give(question="What would you do first?")),
    "casestudies:handover_offer": conduct(forms.administrator),
    "casestudies:handover_accept": conduct(prepare=forms.offered, kind=may.BY_ANOTHER),
    "casestudies:handover_decline": conduct(prepare=forms.offered, kind=may.BY_ANOTHER),
    "casestudies:handover_take_back": conduct(prepare=forms.offered),
    "casestudies:handover_ask": conduct(kind=may.BY_ANOTHER),
    "casestudies:handover_give": conduct(forms.administrator, forms.asked_for),
    "casestudies:board_take_over": conduct(give(confirmed="yes"), forms.leader_gone, kind=may.BY_ANOTHER),
    "casestudies:card_show": conduct(kwargs=card("held")),
    "casestudies:card_hold": conduct(kwargs=CARD),
    "casestudies:card_join": conduct(forms.joined_to, kwargs=CARD),
    "casestudies:card_separate": conduct(prepare=forms.joined, kwargs=CARD),
    "casestudies:cards_group": conduct(forms.grouped),
    "casestudies:board_moderation": conduct(give(on="yes")),
    "casestudies:board_label": conduct(forms.LABEL, kind=may.RUN_CLINIC_ACT),
    "casestudies:speaker_call": conduct(kwargs=turn),
    "casestudies:speaker_done": conduct(kwargs=turn),
    "casestudies:card_write": in_room(may.SIT, payload=forms.a_card),
    "casestudies:card_edit": in_room(may.OWN_CARD, card("insight"), forms.EDITED),
    "casestudies:card_withdraw": in_room(may.OWN_CARD, card("insight")),
    "casestudies:card_dots": in_room(may.VOTE, CARD, give(count="2"), LIVE),
    "casestudies:speak": in_room(may.SPEAK),
    "casestudies:speak_leave": in_room(may.SIT, prepare=forms.all_ask_to_speak),
}

OUTCOMES: dict[str, Address | list[Address]] = {
    "casestudies:clinic_close": form(may.RUN_CLINIC, THE_CLINIC, forms.notes, GONE_HOME),
    "casestudies:clinic_close_pulse": page(may.RUN_CLINIC, THE_CLINIC, PLACES),
    "casestudies:clinic_close_confirm": form(may.RUN_CLINIC, THE_CLINIC, forms.closing, GONE_HOME),
    "casestudies:clinic_close_save": act(
        may.RUN_CLINIC, fixed(THE_CLINIC, part="notes"), forms.notes, GONE_HOME, done=OK
    ),
    "casestudies:record": page(may.CLINIC, THE_CLINIC, PLACES, prepare=CLOSED),
    "casestudies:clinic_cards_export": page(may.CLINIC, THE_CLINIC, PLACES, prepare=CLOSED),
    "casestudies:answers": form(WRITE_CITY, city, forms.answered),
    "casestudies:answers_pulse": page(may.TEAMS_ANSWERS, city, PLACES),
    "casestudies:answer": page(READ_CITY, also(city, pk=lambda place: place.response.pk), PLACES),
    "casestudies:response_save": act(
        ONLY_WRITERS, also(city, pk=lambda place: place.response.pk), forms.answered, done=OK
    ),
    "casestudies:advice": page(OWN),
}

# More ways to ask for names that addresses.py has already.
DOCUMENTS: dict[str, list[Address]] = {
    "documents:kind": [page(may.CASE_READERS, about("case_brief", "case"), PLACES),
                       page(may.CLINIC, about("clinic_report", "clinic"), PLACES, prepare=CLOSED),
                       page(KNOW_COHORT, about("agenda", "cohort"), COHORTS),
                       page(may.PAPERS, about("brief_packet", "clinic"), PLACES),
                       page(may.PAPERS, about("clinic_paper", "clinic"), PLACES)],
    "documents:progress": [page(may.CASE_READERS, about("case_brief", "case"), PLACES),
                           page(may.PAPERS, about("clinic_paper", "clinic"), PLACES)],
    "documents:compare": [page(may.CASE_READERS, about("case_brief", "case"), PLACES),
                          page(may.CLINIC, about("clinic_report", "clinic"), PLACES, prepare=CLOSED)],
    "documents:make": [act(may.MAKE_BRIEF, about("case_brief", "case"), prepare=forms.new_words),
                       act(may.MAKE_REPORT, about("clinic_report", "clinic"), prepare=forms.new_record),
                       act(RUN_COHORT, about("agenda", "cohort"), prepare=forms.new_room, scope=COHORTS),
                       act(may.PAPERS, about("brief_packet", "clinic"), prepare=forms.new_room),
                       act(may.PAPERS, about("clinic_paper", "clinic"), prepare=forms.new_room)],
    "documents:download": [page(may.CASE_READERS, row("brief"), PLACES),
                           page(READ_CITY, row("draft_brief"), PLACES),
                           page(may.CLINIC, row("report"), DAYTON),
                           page(KNOW_COHORT, row("agenda"), COHORTS),
                           page(may.PAPERS, row("packet"), PLACES),
                           page(may.PAPERS, row("paper"), PLACES)],
    "documents:twin": [page(may.CASE_READERS, row("brief"), PLACES),
                       page(READ_CITY, row("draft_brief"), PLACES),
                       page(may.CLINIC, row("report"), DAYTON),
                       page(KNOW_COHORT, row("agenda"), COHORTS),
                       page(may.PAPERS, row("packet"), PLACES),
                       page(may.PAPERS, row("paper"), PLACES)],
    "documents:verify": [page(PUBLIC, also(nothing, code=lambda place, name=name: getattr(place, name).code), DAYTON)
                         for name in ("brief", "draft_brief", "report", "agenda", "packet", "paper")],
}  # fmt: skip


def extend(grid: dict[str, Address | list[Address]]) -> None:
    """Add all of it to the grid."""
    grid |= CASES | CLINICS | BOARD | OUTCOMES
    for name, more in DOCUMENTS.items():
        found = grid[name]
        grid[name] = [*(found if isinstance(found, list) else [found]), *more]
