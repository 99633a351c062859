"""The city answers the clinic: its list of recommendations, the form of one answer, and where each answer led."""

from dataclasses import asdict, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from cohorts.teamwork.saving import Refused, StaleVersion
from cohorts.teamwork.texts import both
from isc_portal.accounts.doors import signed_in
from isc_portal.templatetags.portal import clock

from .answering import Incomplete, drop_change, save_response, send_response, settle, words_of, written
from .answering_forms import Posted, base_of, read
from .answers import AnswersPage, Row, answers_of, told_before
from .models import Response
from .shared_page import arrive, other_person, pulse, saved_words, stored
from .steps import nodes_of

PAGE = "answers"
WHERE = "the answers"
CLOSED = "This cohort is closed: everything can still be read, and nothing changed."


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Every recommendation with the city's answer; one of them open to be written."""
    participation = city_door(request, cohort, city, write=request.method == "POST")
    page = answers_of(participation, request.user)
    if request.method == "POST":
        return _posted(request, page)
    wanted = request.GET.get("answer", "")
    row = page.row(int(wanted)) if wanted.isdigit() and len(wanted) < 19 else None
    return _show(request, page, row or _next(page))


def _next(page: AnswersPage) -> Row | None:
    """The answer to write next: the first that was not sent."""
    return next((row for row in page.rows if not row.is_sent), None)


def _show(request: HttpRequest, page: AnswersPage, row: Row | None, *, status: int = 200) -> HttpResponse:
    participation = page.participation
    if row is not None and participation.can_write:
        row.opened = True
    member = participation.viewer
    context = {
        "page": page,
        "participation": participation,
        "open_row": row if row and row.opened else None,
        "is_team": member is not None,
        "can_send": bool(member and member.can_sign),
        "saved": saved_words(row.response.updated_at) if row and row.has_draft else "",
        "page_key": f"{PAGE}-{participation.pk}",
        "presence": arrive(request, participation, PAGE, WHERE) if participation.can_write else {},
        "here": reverse("casestudies:answers", kwargs=participation.url_kwargs),
    }
    return render(request, "casestudies/outcomes/answers.html", context, status=status)


def _posted(request: HttpRequest, page: AnswersPage) -> HttpResponse:
    """Store the form, and do with the answer what the button says: suggest, send, or keep the one that was sent."""
    wanted = request.POST.get("response", "")
    row = page.row(int(wanted)) if wanted.isdigit() and len(wanted) < 19 else None
    if row is None:
        raise Http404("No such recommendation here.")
    posted = read(request.POST, row.id)
    try:
        response = _stored(request, row, posted)
        if response is None:  # the other text stands
            return HttpResponseRedirect(_at(request, row, settled=True))
        go = request.POST.get("go", "")
        if go == "drop":
            drop_change(response=response, by=request.user, version=response.version)
            messages.success(request, "The answer that was sent stands.")
            return HttpResponseRedirect(f"{request.path}#{row.id}")
        if go == "send" and not posted.problems:
            response = send_response(response=response, by=request.user, version=response.version)
            messages.success(request, _sent_words(page, row, response))
            return HttpResponseRedirect(f"{request.path}?settled={row.id}#{_after(page, row)}")
    except StaleVersion as stale:
        return _ask(request, page, row, posted, stale.row)
    except Incomplete as incomplete:
        row.problems = incomplete.problems
    except Refused as refused:
        row.problems = {"all": str(refused)}
    row.problems |= posted.problems
    if row.problems:
        row.typed = posted.given
        row.response.refresh_from_db(fields=["version"])
        return _show(request, page, row, status=422)
    if go == "suggest":
        messages.success(request, "Stored. Whoever sends the city’s answers sees your suggestion here.")
    return HttpResponseRedirect(_at(request, row, settled=bool(request.POST.get("choose"))))


def _stored(request: HttpRequest, row: Row, posted: Posted) -> Response | None:
    """Store what the form holds, if it was touched, or what was chosen of two texts; None if the other one stands."""
    response, choice = row.response, request.POST.get("choose", "").partition("-")[0]
    if choice == "theirs":
        return None
    if choice in ("mine", "third"):
        stands = replace(posted.given, reason=request.POST.get("third", "")) if choice == "third" else posted.given
        messages.success(request, "Stored. The other text stays in the history.")
        return settle(response=response, by=request.user, version=posted.version, mine=posted.given, stands=stands)
    if base_of(posted.given) == request.POST.get(f"{row.id}-base"):
        if posted.version != response.version and written(response) != posted.given:
            raise StaleVersion(response)
        return response
    return save_response(response=response, by=request.user, version=posted.version, **asdict(posted.given))


def _at(request: HttpRequest, row: Row, *, settled: bool) -> str:
    return f"{request.path}?answer={row.response.pk}{f'&settled={row.id}' if settled else ''}#{row.id}"


def _after(page: AnswersPage, row: Row) -> str:
    """Where the eye goes after one answer was sent: to the next one to write, else to this one."""
    following = next((one for one in page.rows if not one.is_sent and one is not row), None)
    return following.id if following else row.id


def _sent_words(page: AnswersPage, row: Row, response: Response) -> str:
    whom = row.author.name if row.author and not row.joined else "Whoever recommended this"
    if response.times_sent > 1:
        return f"Sent. {whom} is told that the answer has changed."
    left = sum(not one.is_sent for one in page.rows) - 1
    if not left:
        return f"Sent. {whom} is told. Every recommendation has its answer."
    return f"Sent. {whom} is told. {left} to go."


def _ask(request: HttpRequest, page: AnswersPage, row: Row, posted: Posted, theirs: Response) -> HttpResponse:
    """The page that shows both texts of one answer."""
    by = theirs.updated_by
    by_myself, stands = by == request.user, written(theirs)
    who = by.get_short_name() if by else "Somebody else"
    names = {member.pk: member.user.name for member in page.team}
    context = {
        "title": "You changed this answer in two windows" if by_myself else f"You and {who} wrote the same answer",
        "address": request.path,
        "asked_label": "The recommendation",
        "asked": row.card.text,
        "hidden": [
            ("response", row.response.pk),
            (f"{row.id}-version", theirs.version),
            *((f"{row.id}-{name}", request.POST.get(f"{row.id}-{name}", "")) for name in ("answer", "reason")),
            *((f"{row.id}-{name}", request.POST.get(f"{row.id}-{name}", "")) for name in ("owner", "by")),
        ],
        "texts": {
            "mine": words_of(posted.given, names),
            "my_title": "Your answer from this window" if by_myself else "Your answer",
            "my_quiet": "Not stored yet",
            "my_initials": request.user.initials,
            "my_button": "Use this answer" if by_myself else "Use my answer",
            "choose_mine": "mine-answer",
            "theirs": words_of(stands, names),
            "their_title": "Your answer from the other window" if by_myself else f"{who}: the answer as it stands",
            "their_quiet": saved_words(theirs.updated_at),
            "their_initials": by.initials if by else "?",
            "their_button": "Use the other one",
            "choose_theirs": "theirs-answer",
        },
        "third": {"name": "third", "text": both(posted.given.reason, stands.reason), "choose": "third-answer"}
        if posted.given.reason and stands.reason and posted.given.reason != stands.reason
        else None,
    }
    return render(request, "casestudies/outcomes/conflict.html", context, status=409)


@signed_in
@require_safe
def answer(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """One recommendation: its originals, the city's answer and the ones before it, and where it led."""
    participation = city_door(request, cohort, city)
    page = answers_of(participation, request.user)
    row = page.row(pk)
    if row is None:
        raise Http404("No such recommendation here.")
    member = participation.viewer
    clinic = row.card.clinic
    context = {
        "participation": participation,
        "row": row,
        "clinic": clinic,
        "is_team": member is not None,
        "can_send": bool(member and member.can_sign),
        "here": reverse("casestudies:answers", kwargs=participation.url_kwargs),
        "nodes": nodes_of(
            text=row.card.text,
            said_on=clinic.started_at or clinic.starts_at,
            response=row.response,
            links=row.links,
            my_move=bool(member and member.can_sign and participation.can_write),
        ),
        "before": told_before(row.response),
        "trail": [("Answers to the clinic", reverse("casestudies:answers", kwargs=participation.url_kwargs))],
    }
    return render(request, "casestudies/outcomes/answer.html", context)


# --- What the scripts ask for: JSON, and never a page to swap in ---


@signed_in
@require_POST
def response_save(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Store one answer as far as it is written: 200 with its new version, 409 when somebody else changed it."""
    if refusal := other_person(request):
        return refusal
    participation = city_door(request, cohort, city, write=True)
    response = _response(participation, pk)
    name = f"r{response.pk}"
    posted = read(request.POST, name)
    try:
        response = save_response(
            response=response,
            by=request.user,
            version=posted.version,
            unanswered=[read(QueryDict(one), name).given for one in request.POST.getlist("unanswered")[:9]],
            **asdict(posted.given),
        )
    except StaleVersion as stale:
        return JsonResponse({"state": "conflict", "sentence": _stale_words(stale.row, request.user)}, status=409)
    except Refused as refused:
        return JsonResponse({"state": "refused", "sentence": str(refused)}, status=422)
    base = base_of(written(response))
    return stored(version=response.version, base=base, problems=list(posted.problems.values()))


def _response(participation: Participation, pk: int) -> Response:
    return get_object_or_404(Response.objects.of_city(participation), pk=pk)


def _stale_words(theirs: Response, reader) -> str:
    at = clock(theirs.updated_at)
    if theirs.updated_by == reader:
        return f"You changed this answer at {at} in another window. Both texts are kept."
    who = theirs.updated_by.get_short_name() if theirs.updated_by else "Somebody"
    return f"{who} changed this answer at {at}, while you were writing. Both texts are kept."


@signed_in
@require_safe
def answers_pulse(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Who else is on the page, a fresh token, and whether it is open."""
    participation = city_door(request, cohort, city)
    if participation.viewer is None:
        raise PermissionDenied("Only the city’s own team writes its answers.")
    return pulse(request, participation, PAGE, WHERE, CLOSED if participation.cohort.is_closed else "")
