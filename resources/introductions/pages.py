"""The page of whom a city asked and who came to its clinics, with the forms in which it says how that helped."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cohorts.institutes.models import Participation
from resources.matching.forms import RatingForm
from resources.matching.models import HelpRequest

from .models import IntroductionState

PAGE_SIZE = 30
UNSENT = ("expert__search", "expert__facets", "expert__search_words")
STATUS = {
    IntroductionState.ASKED: "review",
    IntroductionState.ACCEPTED: "done",
    IntroductionState.DECLINED: "superseded",
    IntroductionState.EXPIRED: "late",
    IntroductionState.WITHDRAWN: "superseded",
}


def introductions_page(
    request: HttpRequest, participation: Participation, refused: dict[int, RatingForm] | None = None
) -> HttpResponse:
    """Render it; `participation` comes from its door. `refused` are ratings that were sent, by the id of the record."""
    refused = refused or {}
    rows = participation.introductions.select_related("expert", "asked_by", "help_request").defer(*UNSENT)
    page = Paginator(rows.order_by("-asked_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    for row in page:
        row.status = STATUS[IntroductionState(row.state)]
    helped = participation.help_requests.filter(introduction=None).exclude(helped_on=None)
    clinics = list(helped.select_related("expert").defer(*UNSENT).order_by("-helped_on", "pk"))
    for help_request in [*clinics, *(row.help_request for row in page if hasattr(row, "help_request"))]:
        if participation.can_write and help_request.helped_on:
            help_request.form = refused.get(help_request.pk) or _form(help_request)
    context = {
        "participation": participation,
        "page_obj": page,
        "clinics": clinics,
        "trail": [(participation.city.name, participation.get_absolute_url())],
    }
    return render(request, "resources/introductions/introductions.html", context, status=422 if refused else 200)


def _form(help_request: HelpRequest) -> RatingForm:
    known = {"helped": help_request.helped, "note": help_request.note}
    return RatingForm(initial=known, auto_id=f"id_{help_request.pk}_%s")
