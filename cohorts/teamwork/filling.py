"""What the pages of a shared form answer: the page, what was posted as a whole, one answer, and the pulse.

A view opens the door, makes its sheet, and hands both over to one of these functions.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from isc_portal.templatetags.portal import clock, when

from . import kinds
from .fields import QuestionField
from .posting import MINE, THEIRS, Outcome, read_version, removed_row, store_sheet
from .questions import Asked, Stored
from .saving import NotOpen, StaleVersion, TooLong
from .sheet import Sheet, Steps


def saved_words(at: datetime | None) -> str:
    """The saved line: "Saved 2:14 PM", with the day when it is not today's."""
    if at is None:
        return ""
    is_today = timezone.localtime(at).date() == timezone.localdate()
    return f"Saved {clock(at) if is_today else when(at)}"


# --- Pages ---


def show(request: HttpRequest, sheet: Sheet, *, closed: str = "", status: int = 200) -> HttpResponse:
    """The page; `closed` says why what was posted to it was not stored."""
    unstored = [one for one in sheet.fields if one.has_typed]
    context = {"page": sheet, "saved": saved_words(sheet.last_saved_at), "closed": closed, "unstored": unstored}
    return render(request, sheet.template, context, status=status)


def store(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Store a page that was posted as a whole; leads onwards, or shows what could not be stored and why."""
    outcome = store_sheet(sheet=sheet, data=request.POST, files=request.FILES, by=request.user)
    if outcome.conflicts:
        return _ask(request, sheet.again(), outcome)
    if outcome.closed or outcome.refusals:
        sheet = sheet.again(typed=outcome.typed, refusals=outcome.refusals)
        return show(request, sheet, closed=outcome.closed, status=409 if outcome.closed else 422)
    return HttpResponseRedirect(_onwards(request, sheet, outcome))


def _ask(request: HttpRequest, sheet: Sheet, outcome: Outcome) -> HttpResponse:
    """The page that shows both texts of the first conflict; the others follow when it is settled."""
    first, *others = outcome.conflicts
    by = first.theirs.updated_by
    by_myself, who = by == request.user, by.get_short_name() if by else "The other"
    context = {
        "page": sheet,
        "conflict": first,
        "others": others,
        "title": "You changed this answer in two windows"
        if by_myself
        else f"You and {by.get_short_name() if by else 'somebody else'} changed the same answer",
        "texts": {
            "mine": first.my_words,
            "my_title": f"Your {first.noun}{' from this window' if by_myself else ''}",
            "my_quiet": f"Typed {clock(first.typed_at)}, not stored yet" if first.typed_at else "Not stored yet",
            "my_initials": request.user.initials,
            "my_button": f"Use my {first.noun}" if not by_myself else f"Use this {first.noun}",
            "choose_mine": f"{MINE}-{first.id}",
            "theirs": first.their_words,
            "their_title": f"Your {first.noun} from the other window"
            if by_myself
            else f"{_possessive(who)} {first.noun}",
            "their_quiet": saved_words(first.theirs.updated_at),
            "their_initials": by.initials if by else "?",
            "their_button": "Use the other one" if by_myself else f"Use {_possessive(who)} {first.noun}",
            "choose_theirs": f"{THEIRS}-{first.id}",
        },
    }
    return render(request, "cohorts/teamwork/conflict.html", context, status=409)


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _onwards(request: HttpRequest, sheet: Sheet, outcome: Outcome) -> str:
    """Where a stored form leads: onwards, or back to the place where the reader was."""
    here, go = sheet.address, request.POST.get("go", "")
    if outcome.settled:
        name = outcome.settled[0].name
        messages.success(request, "Stored. The other text stays in the history.")
        return f"{here}?{urlencode({'settled': name})}#{name}"
    names = {question.name for question in sheet.questions}
    if (table := go.removeprefix("add-")) in names and go != table:
        return f"{here}?{urlencode({'more': table})}#{table}"
    if request.POST.get("remove"):
        table = removed_row(request.POST, sheet)
        return f"{here}#{table}" if table else here
    return sheet.next_url if go == "next" else here


# --- What the scripts ask for: JSON, and never a page to swap in ---


def other_person(request: HttpRequest) -> JsonResponse | None:
    """The refusal of what somebody else typed in this browser, before the reader signed in; None if it is theirs."""
    if request.POST.get("person", str(request.user.pk)) == str(request.user.pk):
        return None
    sentence = f"You are signed in as {request.user} now. What somebody else typed here was not stored."
    return JsonResponse({"state": "other person", "sentence": sentence}, status=403)


def save_one(
    request: HttpRequest, question: Asked, *, save: Callable[..., Stored], steps: Callable[[], Steps]
) -> JsonResponse:
    """Store one answer: 200 with its new version, 409 when somebody else changed it, 403 when nothing may change.

    `save` stores a value of this question (see `Sheet.save`); `steps` gives the list of pages as it is afterwards.
    """
    name = question.name
    try:
        answer = save(
            value=kinds.read(question, request.POST, name),
            version=read_version(request.POST, name),
            by=request.user,
            unanswered=[kinds.read(question, QueryDict(one), name) for one in request.POST.getlist("unanswered")[:9]],
        )
    except StaleVersion as stale:
        return JsonResponse(_conflict_words(stale.row, request.user), status=409)
    except NotOpen as refused:
        return JsonResponse({"state": "closed", "sentence": str(refused)}, status=403)
    except TooLong as refused:
        return JsonResponse({"state": "refused", "sentence": str(refused)}, status=422)
    return JsonResponse(
        {
            "state": "saved",
            "saved": saved_words(answer.updated_at or timezone.now()),
            **_feedback(QuestionField(question, answer), typed=request.POST.get(name, "")),
            "steps": _drawn(request, steps()),
        }
    )


def pulse(request: HttpRequest, sheet: Sheet) -> JsonResponse:
    """Asked for every 15 seconds: who else is here, which answers have a newer version than the page's (`v=q12:3`), a
    fresh token for forms, and whether the page is still open."""
    return JsonResponse(
        {
            "person": request.user.pk,
            "token": get_token(request),
            "presence": render_to_string("cohorts/teamwork/presence.html", sheet.presence, request=request),
            "closed": sheet.closed,
            "changes": [_change(request, one) for one in _newer(sheet, request.GET.get("v", ""))]
            if sheet.can_write
            else [],
            "steps": _drawn(request, sheet.steps),
        }
    )


def _feedback(one: QuestionField, *, typed: str | None = None) -> dict[str, object]:
    """What a script shows at a question once it is stored. Figures and days that were typed otherwise are repeated."""
    note = ""
    reads_figures = one.question.kind in kinds.NUMBERS or one.control == "date"
    if typed and reads_figures and not kinds.is_raw(one.value) and typed.strip(" $%") != one.text:
        note = f"Read as {one.words}."
    return {
        "version": one.version,
        "base": one.base,
        "problems": one.problems,
        "note": note or one.note,
        "sums": one.sums if one.control == "table" else {},
        "sum_words": one.sum_words if one.control == "table" else "",
    }


def _conflict_words(theirs: Stored, reader: Any) -> dict[str, object]:
    who = theirs.updated_by.get_short_name() if theirs.updated_by else "Somebody"
    at = clock(theirs.updated_at)
    if theirs.updated_by == reader:
        sentence = f"You changed this answer at {at} in another window. Both texts are kept."
    else:
        sentence = f"{who} changed this answer at {at}, while you were writing. Both texts are kept."
    return {"state": "conflict", "sentence": sentence, "version": theirs.version}


def _drawn(request: HttpRequest, steps: Steps) -> str:
    return render_to_string("cohorts/teamwork/steps.html", {"belt": steps}, request=request)


def _newer(sheet: Sheet, known: str) -> list[QuestionField]:
    versions = {name: int(version) for name, version in re.findall(r"([-\w]{1,80}):(\d{1,9})\b", known, re.ASCII)}
    return [one for one in sheet.fields if one.version > versions.get(one.id, one.version)]


def _change(request: HttpRequest, one: QuestionField) -> dict[str, object]:
    by = one.answer.updated_by
    who = "You" if by == request.user else by.get_short_name() if by else "Somebody"
    return {
        **_feedback(one),
        "field": one.id,
        "note": f"{who} changed this, {clock(one.answer.updated_at)}",
        "control": render_to_string(one.template, {"field": one}, request=request),
    }
