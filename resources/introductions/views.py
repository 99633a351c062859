"""Pages of introductions: the city asks and follows, the expert answers by a link."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from isc_portal.accounts.doors import signed_in
from resources.directory.doors import entry_door

from . import services
from .forms import AnswerForm, AskForm
from .models import Introduction
from .pages import introductions_page

LONGEST_QUESTION = 2_000


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def introduction_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form with the question to an expert, for whoever writes for a city."""
    expert = entry_door(request, pk)
    cities = Participation.objects.editable_by(request.user).select_related("city", "cohort").order_by("pk")
    if not cities:
        raise PermissionDenied("A city’s mayor and editors ask for introductions.")
    question = request.GET.get("question", "").replace("\x00", "")[:LONGEST_QUESTION]
    form = AskForm(request.POST or None, cities=cities, initial={"question": question})
    if request.method == "POST" and form.is_valid():
        if limited := ratelimit.consume_or_429(request, action="introduction", user=request.user):
            return limited
        try:
            introduction = services.ask(expert=expert, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"Your question is on its way to {expert}. You get a mail with the answer.")
            return redirect(reverse("resources:introductions", kwargs=introduction.participation.url_kwargs))
    context = {
        "expert": expert,
        "form": form,
        "days": Introduction.DAYS,
        "trail": [("Directory", reverse("resources:directory")), (expert.name, expert.get_absolute_url())],
    }
    return render(request, "resources/introductions/new.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def introductions(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Whom the city asked, and what came of it."""
    return introductions_page(request, city_door(request, cohort, city))


@signed_in
@require_POST
def introduction_withdraw(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Take a question back."""
    participation = city_door(request, cohort, city, write=True)
    introduction = get_object_or_404(participation.introductions.select_related("expert"), pk=pk)
    try:
        services.withdraw(introduction=introduction)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, f"Your question to {introduction.expert} is taken back.")
    return redirect(reverse("resources:introductions", kwargs=participation.url_kwargs))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def introduction_answer(request: HttpRequest, key: str) -> HttpResponse:
    """The expert's page, open to whoever has its link: the question, and a yes or a no by POST."""
    rows = Introduction.objects.select_related("expert", "asked_by", "participation__city", "participation__cohort")
    introduction = get_object_or_404(rows, key=key)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="introduction_answer"):
            return limited
        act = {"accept": services.accept, "decline": services.decline}.get(request.POST.get("act", ""))
        if act is None:
            form.add_error(None, "Choose yes or no.")
        elif form.is_valid():
            try:
                act(introduction=introduction, **form.cleaned_data)
            except ValidationError as refused:
                form.add_error(None, refused)
                introduction.refresh_from_db(fields=["state"])
            else:
                return redirect("resources:introduction_answer", key=key)
    context = {"introduction": introduction, "form": form, "is_open": services.is_open(introduction)}
    response = render(request, "resources/introductions/answer.html", context, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
