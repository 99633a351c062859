"""Pages of the cohort's facilitators: the queue of intakes, and one intake with its review and its decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cohorts.institutes.doors import cohort_door, run_door
from cohorts.institutes.models import Participation
from cohorts.teamwork.beside import Beside, beside, threads
from cohorts.teamwork.people import people_of
from cohorts.teamwork.saving import StaleVersion
from isc_portal.accounts.doors import signed_in

from . import decisions
from .models import Criterion, Intake
from .moves import moves_of
from .progress import progress_of
from .queue import queue_of
from .review_forms import DecisionForm, ReviewForm
from .reviews import NOT_YET, save_review
from .rubric import scorings_of, shown_to
from .section_page import PAGE
from .sheet import Part, sheet_of
from .timeline import Refused, steps_of


@signed_in
@require_safe
def review_queue(request: HttpRequest, cohort: str) -> HttpResponse:
    """The intakes of a cohort: those that wait for the reviewers, oldest first, and the others by where they stand."""
    found = cohort_door(request, cohort)
    queue = queue_of(found, request.user)
    which = request.GET.get("show", "")
    which = which if which in queue.groups else "waiting"
    here = reverse("cohorts:review_queue", args=[found.slug])
    context = {
        "cohort": found,
        "queue": queue,
        "which": which,
        "rows": queue.groups[which],
        "tabs": [
            (f"{label}, {len(queue.groups[key])}", f"{here}?show={key}", key == which)
            for key, label in queue.labels.items()
        ],
    }
    return render(request, "cohorts/review/queue.html", context)


@signed_in
@require_safe
def review(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """One intake: the answers, what the reviewers make of it, and the decision."""
    return _review_page(request, run_door(request, cohort, city))


def _review_page(
    request: HttpRequest,
    participation: Participation,
    *,
    decision: DecisionForm | None = None,
    form: ReviewForm | None = None,
    stale: StaleVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    intake = participation.intake
    intake.participation = participation
    progress = progress_of(intake)
    parts = sheet_of(progress)
    criteria = list(Criterion.objects.filter(questionnaire=intake.questionnaire_id))
    own, others, open_ = shown_to(scorings_of([intake], criteria)[intake.pk], request.user)
    closed = participation.cohort.is_closed
    context = {
        "participation": participation,
        "intake": intake,
        "progress": progress,
        "parts": _with_comments(participation, parts),
        "besides": [],
        "comment_url": reverse("cohorts:comment", kwargs=participation.url_kwargs),
        "here": request.path,
        "own": own,
        "others": others,
        "others_are_shown": open_,
        "form": form or ReviewForm(criteria=criteria, scoring=own),
        "stale": stale,
        "may_review": (intake.state not in NOT_YET or intake.submitted_at is not None) and not closed,
        "closed": closed,
        "decision": decision or DecisionForm(sections=[part.section for part in parts]),
        "on_the_table": intake.state in decisions.ON_THE_TABLE and not closed,
        "may_reopen": intake.state in decisions.MAY_BE_REOPENED and not closed,
        "steps": steps_of(intake),
        "moves": moves_of(participation, intake),
        "trail": [("Reviews", reverse("cohorts:review_queue", args=[participation.cohort.slug]))],
    }
    context["besides"] = [stand for _, rows in context["parts"] for _, stand in rows]
    return render(request, "cohorts/review/review.html", context, status=status)


def _with_comments(participation: Participation, parts: list[Part]) -> list[tuple[Part, list[tuple]]]:
    """Each section with its lines, and what stands beside each."""
    found = threads(participation=participation, page=PAGE, people=people_of(participation))

    def stand(line) -> Beside:
        question = line.question
        return beside(
            participation=participation,
            page=PAGE,
            field=question.key,
            about=question.label,
            comments=found.get(question.key, []),
        )

    return [(part, [(line, stand(line)) for line in part.lines]) for part in parts]


@signed_in
@require_POST
def review_save(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Store the reviewer's notes and points; htmx gets the saved line, a page without script the page again."""
    participation = run_door(request, cohort, city)
    intake = participation.intake
    criteria = list(Criterion.objects.filter(questionnaire=intake.questionnaire_id))
    form = ReviewForm(request.POST, criteria=criteria)
    stale, status, refusal = None, 200, ""
    if not form.is_valid():
        status, refusal = 422, "Not saved: open the page again. What you typed is still in the fields."
    else:
        try:
            save_review(
                intake=intake,
                by=request.user,
                notes=form.cleaned_data["notes"],
                points=form.points,
                version=form.cleaned_data["version"],
            )
        except StaleVersion as error:
            stale, status = error, 409
        except Refused as refused:
            status, refusal = 409, str(refused)
    if request.htmx:
        own, others, open_ = shown_to(scorings_of([intake], criteria)[intake.pk], request.user)
        context = {
            "participation": participation,
            "own": own,
            "others": others,
            "others_are_shown": open_,
            "stale": stale,
            "refusal": refusal,
        }
        return render(request, "cohorts/review/saved.html", context, status=status)
    if stale or refusal:
        if refusal:
            messages.error(request, refusal)
        return _review_page(request, participation, form=form, stale=stale, status=status)
    messages.success(request, "Your review is saved.")
    return redirect(reverse("cohorts:review", kwargs=participation.url_kwargs) + "#your-review")


@signed_in
@require_POST
def review_decide(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Return, accept, waitlist or decline."""
    participation = run_door(request, cohort, city)
    intake = participation.intake
    form = DecisionForm(request.POST, sections=intake.questionnaire.sections.all())
    if not form.is_valid():
        return _review_page(request, participation, decision=form, status=422)
    given = form.cleaned_data
    act = {
        "return": lambda **how: decisions.return_sections(sections=given["sections"], **how),
        "accept": decisions.accept,
        "waitlist": decisions.waitlist,
        "decline": decisions.decline,
    }[given["decision"]]
    try:
        intake = act(intake=intake, by=request.user, comment=given["comment"])
    except Refused as refused:
        form.add_error(None, str(refused))
        participation.refresh_from_db(fields=["intake"])
        return _review_page(request, participation, decision=form, status=409)
    messages.success(
        request, f"{participation.city.name} is {_done(intake)}. The mayor and the editors have been told by mail."
    )
    return redirect("cohorts:review_queue", participation.cohort.slug)


@signed_in
@require_POST
def review_reopen(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Bring a declined or withdrawn city back."""
    participation = run_door(request, cohort, city)
    try:
        intake = decisions.reopen(
            intake=participation.intake, by=request.user, comment=request.POST.get("comment", "")[:2000]
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{participation.city.name} is back: its intake is {_done(intake)}.")
    return redirect(reverse("cohorts:review", kwargs=participation.url_kwargs))


def _done(intake: Intake) -> str:
    return intake.get_state_display().lower()
