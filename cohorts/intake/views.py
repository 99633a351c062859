"""Filling in an intake: the task list, a section's page, and the small answers that its scripts ask for."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from cohorts.teamwork import filling
from cohorts.teamwork.beside import threads
from cohorts.teamwork.sheet import Steps
from isc_portal.accounts.doors import signed_in

from .answers import save_answer
from .models import Question
from .progress import progress_of
from .section_page import PAGE, SectionPage, steps
from .task_list import TaskList


def intake_of(participation: Participation):
    """The city's intake. Raises Http404 for a participation that has none yet."""
    if not hasattr(participation, "intake"):
        raise Http404("This city has no intake yet.")
    participation.intake.participation = participation
    return participation.intake


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
    sheet = SectionPage(request, participation, section, more_rows=request.GET.get("more", ""))
    if request.method == "POST":
        return filling.store(request, sheet)
    sheet.arrive()
    return filling.show(request, sheet)


@signed_in
@require_POST
def answer_save(request: HttpRequest, cohort: str, city: str, question: int) -> HttpResponse:
    """Store one answer, for the script that saves by itself (see `filling.save_one`)."""
    if refusal := filling.other_person(request):
        return refusal
    participation = city_door(request, cohort, city, write=True)
    intake = intake_of(participation)
    asked = get_object_or_404(
        Question.objects.select_related("section"), pk=question, section__questionnaire=intake.questionnaire_id
    )

    def now() -> Steps:
        intake.refresh_from_db(fields=["state"])
        return steps(progress_of(intake), participation, current=asked.section.key)

    return filling.save_one(request, asked, save=partial(save_answer, intake=intake, question=asked), steps=now)


@signed_in
@require_safe
def intake_pulse(request: HttpRequest, cohort: str, city: str, section: str) -> HttpResponse:
    """Who else is here and what has changed (see `filling.pulse`)."""
    participation = city_door(request, cohort, city)
    intake_of(participation)
    sheet = SectionPage(request, participation, section)
    sheet.arrive()
    return filling.pulse(request, sheet)
