"""The facilitators' check of a case study, and what they decide about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cohorts.teamwork.beside import beside, threads
from cohorts.teamwork.people import people_of
from cohorts.teamwork.saving import Refused
from isc_portal.accounts.doors import signed_in

from . import services
from .case_sheet import PAGE
from .doors import case_run_door, files_for
from .forms import CommentForm, PeersFromForm
from .models import OUT, CaseState, CaseStudy
from .progress import progress_of
from .standing import STATUS, STATUS_WORDS, readership
from .timeline import entries_of, steps_of
from .views import trail


@dataclass(frozen=True)
class Decision:
    """Something a facilitator can decide: the states in which it is offered, its form, and what was done."""

    service: Callable[..., CaseStudy]
    states: frozenset[str]
    done: str
    form: type[forms.Form] | None = None


DECISIONS = {
    "complete": Decision(
        services.find_complete, frozenset({CaseState.SUBMITTED}), "Found complete. It can be released."
    ),
    "return": Decision(
        services.return_case, services.MAY_BE_RETURNED, "Returned. The city’s writers got a mail.", CommentForm
    ),
    "release": Decision(
        services.release_case,
        frozenset({CaseState.READY}),
        "Released. The experts of its clinic can read it.",
        PeersFromForm,
    ),
    "peers": Decision(services.set_peers_from, OUT, "Stored. The day for the other cities is changed.", PeersFromForm),
    "reopen": Decision(
        services.reopen_case,
        frozenset({CaseState.RELEASED, CaseState.CLOSED}),
        "Reopened. The city’s writers got a mail.",
        CommentForm,
    ),
    "close": Decision(services.close_case, frozenset({CaseState.PRESENTED}), "Closed."),
}


@signed_in
@require_safe
def case_review(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """The whole case study with comments beside its fields, and the decisions that are open."""
    return _page(request, case_run_door(request, cohort, city), {})


@signed_in
@require_POST
def case_decide(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Take one of the decisions (`act`)."""
    found = case_run_door(request, cohort, city)
    decision = DECISIONS.get(request.POST.get("act", ""))
    if decision is None:
        raise BadRequest("This is no decision about a case study.")
    form = decision.form(request.POST) if decision.form else None
    given: dict[str, Any] = {}
    if form is not None:
        if not form.is_valid():
            return _page(request, found, {request.POST["act"]: form}, status=422)
        given = form.cleaned_data
    try:
        decision.service(case=found, by=request.user, **given)
    except Refused as refused:
        found.refresh_from_db(fields=["state", "peers_from", "submitted_at", "ready_at", "released_at"])
        return _page(request, found, {request.POST["act"]: form} if form else {}, refusal=str(refused), status=409)
    messages.success(request, decision.done)
    return redirect(reverse("casestudies:case_review", kwargs=found.participation.url_kwargs))


def _page(
    request: HttpRequest,
    found: CaseStudy,
    forms_given: dict[str, forms.Form | None],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    place, progress = found.participation, progress_of(found)
    beside_fields = threads(participation=place, page=PAGE, people=people_of(place))
    parts = [
        (
            one.part,
            [
                (
                    line,
                    beside(
                        participation=place,
                        page=PAGE,
                        field=line.question.key,
                        about=line.question.label,
                        comments=beside_fields.get(line.question.key, []),
                    ),
                )
                for line in one.lines
            ],
        )
        for one in progress.parts
    ]
    context = {
        "participation": place,
        "case": found,
        "progress": progress,
        "parts": parts,
        "besides": [stand for _, lines in parts for _, stand in lines],
        "comment_url": reverse("cohorts:comment", kwargs=place.url_kwargs),
        "here": reverse("casestudies:case_review", kwargs=place.url_kwargs),
        "status": (STATUS[CaseState(found.state)], STATUS_WORDS[CaseState(found.state)]),
        "decisions": {} if place.cohort.is_closed else _open_decisions(found, forms_given),
        "refusal": refusal,
        "readership": readership(found),
        "files": files_for(request, found),
        "timeline": steps_of(entries_of(found)),
        "trail": trail(found),
    }
    return render(request, "casestudies/cases/review.html", context, status=status)


def _open_decisions(found: CaseStudy, given: dict[str, forms.Form | None]) -> dict[str, forms.Form | bool]:
    """The decisions that this state allows by their name, each with its form or True where it needs none."""
    return {
        act: given.get(act) or (one.form(initial={"peers_from": found.peers_from}) if one.form else True)
        for act, one in DECISIONS.items()
        if found.state in one.states
    }
