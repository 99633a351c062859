"""Pages that propose experts with the reasons, and that show who was asked and how it went."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Cohort, Participation
from isc_portal.accounts.doors import signed_in
from resources.directory.facets import FACET
from resources.directory.topics import in_a_sentence
from resources.introductions.pages import introductions_page

from . import services
from .forms import QuestionForm, RatingForm
from .models import HelpRequest
from .proposing import propose
from .telling import joined
from .wanting import Wanted, wanted_by, wanted_of

MOST_PROPOSED = 12
PAGE_SIZE = 50


@signed_in
@require_safe
def matches(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Whom the directory proposes for what a city wants help with, and why."""
    participation = city_door(request, cohort, city)
    wanted = wanted_of(participation)
    context = {
        "participation": participation,
        "wanted": joined([in_a_sentence(wish) for wish in wanted.says]),
        "proposals": propose(wanted, user=request.user, most=MOST_PROPOSED) if wanted.says else [],
        "form": QuestionForm(),
        "trail": [(participation.city.name, participation.get_absolute_url())],
    }
    return render(request, "resources/matching/matches.html", context)


@signed_in
@require_safe
def question(request: HttpRequest) -> HttpResponse:
    """Whom the directory proposes for a question in anybody's own words, and why."""
    form = QuestionForm(request.GET if "question" in request.GET else None)
    writes_for = list(Participation.objects.editable_by(request.user).select_related("city").order_by("pk")[:2])
    wanted = Wanted()
    if form.is_valid():
        wanted = wanted_by(form.cleaned_data["question"], participation=writes_for[0] if len(writes_for) == 1 else None)
    context = {
        "form": form,
        "asked": form.cleaned_data["question"] if form.is_valid() else "",
        "topics": [(key, FACET["topic"].labels[key]) for key in wanted.named],
        "proposals": propose(wanted, user=request.user, most=MOST_PROPOSED),
        "can_ask": bool(writes_for),
        "trail": [("Directory", reverse("resources:directory"))],
    }
    return render(request, "resources/matching/question.html", context)


@signed_in
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Who was asked to help the cities of the cohorts that the reader runs, what they said, and how it was rated."""
    if not Cohort.objects.editable_by(request.user).exists():
        raise Http404
    rows = HelpRequest.objects.run_by(request.user).select_related(
        "expert", "participation__city", "participation__cohort"
    )
    rows = rows.defer("expert__search", "expert__facets", "expert__search_words")
    context = {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "trail": [("Directory", reverse("resources:directory"))],
    }
    return render(request, "resources/matching/asked.html", context)


@signed_in
@require_POST
def rate(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Say for the city how much an expert helped."""
    participation = city_door(request, cohort, city, write=True)
    row = get_object_or_404(HelpRequest.objects.editable_by(request.user).filter(participation=participation), pk=pk)
    form = RatingForm(request.POST, auto_id=f"id_{pk}_%s")
    if not form.is_valid():
        return introductions_page(request, participation, {pk: form})
    try:
        services.rate(help_request=row, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, f"Thank you. How {row.expert} helped is noted.")
    return redirect(reverse("resources:introductions", kwargs=participation.url_kwargs))
