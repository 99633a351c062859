"""Filling in an intake: the task list, a section's page, and the small answers that its scripts ask for."""

import re
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from cohorts.teamwork import kinds
from cohorts.teamwork.beside import threads
from cohorts.teamwork.saving import NotOpen, StaleVersion, TooLong
from isc_portal.accounts.doors import signed_in
from isc_portal.templatetags.portal import clock, when

from .answers import save_answer
from .forms import QuestionField
from .models import Answer, Question
from .posting import MINE, THEIRS, Outcome, read_version, store_section
from .progress import progress_of
from .section_page import PAGE, SectionPage, steps
from .task_list import TaskList


def intake_of(participation: Participation):
    """The city's intake. Raises Http404 for a participation that has none yet."""
    if not hasattr(participation, "intake"):
        raise Http404("This city has no intake yet.")
    participation.intake.participation = participation
    return participation.intake


def saved_words(at: datetime | None) -> str:
    """The saved line: "Saved 2:14 PM", with the day when it is not today's."""
    if at is None:
        return ""
    is_today = timezone.localtime(at).date() == timezone.localdate()
    return f"Saved {clock(at) if is_today else when(at)}"


@signed_in
@require_safe
def intake(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """The sections as a task list, and what is next."""
    participation = city_door(request, cohort, city)
    progress = progress_of(intake_of(participation))
    found = threads(participation=participation, page=PAGE, people={})
    page = TaskList(participation=participation, progress=progress, threads=found, reader=request.user)
    return render(request, "cohorts/intake/tasks.html", {"page": page})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def intake_section(request: HttpRequest, cohort: str, city: str, section: str) -> HttpResponse:
    """One section to fill in, or to read; posted as a whole, it is stored answer by answer."""
    participation = city_door(request, cohort, city, write=request.method == "POST")
    intake_of(participation)
    if request.method == "POST":
        return _store(request, participation, section)
    page = SectionPage(request, participation, section, more_rows=request.GET.get("more", ""))
    page.arrive()
    return _show(request, page)


def _show(request: HttpRequest, page: SectionPage, *, closed: str = "", status: int = 200) -> HttpResponse:
    unstored = [one for one in page.fields if one.has_typed]
    context = {"page": page, "saved": saved_words(page.progress.last_saved_at), "closed": closed, "unstored": unstored}
    return render(request, "cohorts/intake/section.html", context, status=status)


def _store(request: HttpRequest, participation: Participation, section: str) -> HttpResponse:
    page = SectionPage(request, participation, section)
    outcome = store_section(
        intake=page.intake,
        questions=page.current.all_questions,
        data=request.POST,
        files=request.FILES,
        by=request.user,
    )
    if outcome.conflicts:
        return _ask(request, SectionPage(request, participation, section), outcome)
    if outcome.closed or outcome.refusals:
        participation.intake.refresh_from_db()
        page = SectionPage(request, participation, section, typed=outcome.typed, refusals=outcome.refusals)
        return _show(request, page, closed=outcome.closed, status=409 if outcome.closed else 422)
    return HttpResponseRedirect(_onwards(request, page, outcome))


def _ask(request: HttpRequest, page: SectionPage, outcome: Outcome) -> HttpResponse:
    """The page that shows both texts of the first conflict; the others follow when it is settled."""
    first, *others = outcome.conflicts
    by = first.theirs.updated_by
    by_myself, who = by == request.user, by.get_short_name() if by else "The other"
    context = {
        "page": page,
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
    return render(request, "cohorts/intake/conflict.html", context, status=409)


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _onwards(request: HttpRequest, page: SectionPage, outcome: Outcome) -> str:
    """Where a stored form leads: onwards, or back to the place where the reader was."""
    here, go = page.address(), request.POST.get("go", "")
    if outcome.settled:
        question = outcome.settled[0]
        messages.success(request, "Stored. The other text stays in the history.")
        return f"{here}?{urlencode({'settled': f'q{question.pk}'})}#q{question.pk}"
    if re.fullmatch(r"add-q\d{1,18}", go):
        name = go.removeprefix("add-")
        return f"{here}?{urlencode({'more': name})}#{name}"
    if request.POST.get("remove"):
        name = request.POST["remove"].split("-")[0]
        return f"{here}#{name}" if name.startswith("q") and name[1:].isdigit() else here
    return page.next_url if go == "next" else here


# --- What the scripts ask for: JSON, and never a page to swap in ---


@signed_in
@require_POST
def answer_save(request: HttpRequest, cohort: str, city: str, question: int) -> HttpResponse:
    """Store one answer: 200 with its new version, 409 when somebody else changed it, 403 when nothing may change."""
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        sentence = f"You are signed in as {request.user} now. What somebody else typed here was not stored."
        return JsonResponse({"state": "other person", "sentence": sentence}, status=403)
    participation = city_door(request, cohort, city, write=True)
    intake = intake_of(participation)
    asked = get_object_or_404(
        Question.objects.select_related("section"), pk=question, section__questionnaire=intake.questionnaire_id
    )
    name = f"q{asked.pk}"
    try:
        answer = save_answer(
            intake=intake,
            question=asked,
            value=kinds.read(asked, request.POST, name),
            version=read_version(request.POST, name),
            by=request.user,
            unanswered=[kinds.read(asked, QueryDict(one), name) for one in request.POST.getlist("unanswered")[:9]],
        )
    except StaleVersion as stale:
        return JsonResponse(_conflict_words(stale.row, request.user), status=409)
    except NotOpen as refused:
        return JsonResponse({"state": "closed", "sentence": str(refused)}, status=403)
    except TooLong as refused:
        return JsonResponse({"state": "refused", "sentence": str(refused)}, status=422)
    intake.refresh_from_db(fields=["state"])
    return JsonResponse(
        {
            "state": "saved",
            "saved": saved_words(answer.updated_at or timezone.now()),
            **_feedback(QuestionField(asked, answer), typed=request.POST.get(name, "")),
            "steps": _steps(request, participation, asked.section.key),
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


def _conflict_words(theirs: Answer, reader) -> dict[str, object]:
    who = theirs.updated_by.get_short_name() if theirs.updated_by else "Somebody"
    at = clock(theirs.updated_at)
    if theirs.updated_by == reader:
        sentence = f"You changed this answer at {at} in another window. Both texts are kept."
    else:
        sentence = f"{who} changed this answer at {at}, while you were writing. Both texts are kept."
    return {"state": "conflict", "sentence": sentence, "version": theirs.version}


def _steps(request: HttpRequest, participation: Participation, section: str) -> str:
    progress = progress_of(participation.intake)
    context = {"steps": steps(progress, participation, current=section), "progress": progress}
    return render_to_string("cohorts/intake/steps.html", context, request=request)


@signed_in
@require_safe
def intake_pulse(request: HttpRequest, cohort: str, city: str, section: str) -> HttpResponse:
    """Asked for every 15 seconds: who else is here, which answers have a newer version than the page's (`v=12:3`), a
    fresh token for forms, and whether the section is still open."""
    participation = city_door(request, cohort, city)
    intake_of(participation)
    page = SectionPage(request, participation, section)
    page.arrive()
    return JsonResponse(
        {
            "person": request.user.pk,
            "token": get_token(request),
            "presence": render_to_string("cohorts/teamwork/presence.html", page.presence, request=request),
            "closed": page.closed,
            "changes": [_change(request, one) for one in _newer(page, request.GET.get("v", ""))]
            if page.can_write
            else [],
            "steps": render_to_string(
                "cohorts/intake/steps.html", {"steps": page.steps, "progress": page.progress}, request=request
            ),
        }
    )


def _newer(page: SectionPage, known: str) -> list[QuestionField]:
    versions = {int(pk): int(version) for pk, version in re.findall(r"(\d{1,18}):(\d{1,9})", known)}
    return [one for one in page.fields if one.version > versions.get(one.question.pk, one.version)]


def _change(request: HttpRequest, one: QuestionField) -> dict[str, object]:
    by = one.answer.updated_by
    who = "You" if by == request.user else by.get_short_name() if by else "Somebody"
    return {
        **_feedback(one),
        "field": one.id,
        "note": f"{who} changed this, {clock(one.answer.updated_at)}",
        "control": render_to_string(one.template, {"field": one}, request=request),
    }
