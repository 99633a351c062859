"""Cities side by side: what is known of them, chosen answers, and scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from cohorts.institutes.doors import cohort_door
from cohorts.institutes.models import Cohort, Participation
from isc_portal.accounts.doors import signed_in

from .models import Criterion, Intake, Question, SignOff
from .progress import IntakeProgress, progress_by_intake
from .queue import titles_of
from .rubric import Scoring, scorings_of, shown_to
from .sheet import Line, sheet_of

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Cell:
    """What one city has in a row: an answer, or words."""

    participation: Participation
    line: Line | None = None
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One thing that is compared, with a cell for each city."""

    label: str
    cells: list[Cell]


def _row(label: str, intakes: list[Intake], contents: Sequence[Line | str]) -> Row:
    return Row(
        label,
        [
            Cell(intake.participation, words=one) if isinstance(one, str) else Cell(intake.participation, line=one)
            for intake, one in zip(intakes, contents, strict=True)
        ],
    )


@signed_in
@require_safe
def compare(request: HttpRequest, cohort: str) -> HttpResponse:
    """Two to four cities of a cohort side by side; without any chosen, the choice."""
    found = cohort_door(request, cohort)
    everyone = list(
        Intake.objects.visible_to(request.user)
        .filter(participation__cohort=found)
        .select_related("participation__city", "participation__cohort", "participation__mayor")
        .order_by("participation__city__name")
    )
    asked = list(dict.fromkeys(request.GET.getlist("city")))
    chosen = [one for one in everyone if one.participation.city.slug in asked][:MOST]
    if len(asked) > MOST:
        messages.info(request, f"Up to {MOST} cities fit side by side; the first {MOST} are shown.")
    questions = _questions(found, request.GET.getlist("question"))
    context = {
        "cohort": found,
        "everyone": everyone,
        "chosen": chosen,
        "questions": questions,
        "titles": titles_of(everyone),
        "fewest": FEWEST,
        "most": MOST,
        "trail": [("Reviews", reverse("cohorts:review_queue", args=[found.slug]))],
    }
    if len(chosen) >= FEWEST:
        context |= _side_by_side(found, chosen, [one for one, ticked in questions if ticked], request.user)
    return render(request, "cohorts/review/compare.html", context)


def _questions(cohort: Cohort, asked: list[str]) -> list[tuple[Question, bool]]:
    """The questions that can be compared, each with whether it is; without a choice, those that are required."""
    questions = Question.objects.filter(section__questionnaire__cohort=cohort).select_related("section")
    return [(one, one.key in asked if asked else one.required) for one in questions]


def _side_by_side(cohort: Cohort, intakes: list[Intake], questions: list[Question], user) -> dict:
    progress = progress_by_intake(intakes)
    signatures = dict(SignOff.objects.filter(intake__in=intakes, void_at=None).values_list("intake", "name"))
    criteria = list(Criterion.objects.filter(questionnaire__cohort=cohort))
    scorings = scorings_of(intakes, criteria)
    return {
        "facts": _facts(intakes, signatures),
        "answers": _answers([progress[one.pk] for one in intakes], questions),
        "scores": _scores(intakes, scorings, criteria, user),
        "hidden": [one for one in intakes if _hides_scores(scorings[one.pk], user)],
    }


def _hides_scores(scorings: list[Scoring], user) -> bool:
    """Whether others have given points that the reader does not see yet."""
    _, others, are_shown = shown_to(scorings, user)
    return bool(others) and not are_shown


def _facts(intakes: list[Intake], signatures: dict[int, str]) -> list[Row]:
    cities = [one.participation.city for one in intakes]
    mayors = [one.participation.mayor for one in intakes]
    ends = [date_format(one.term_end, "F j, Y") if one and one.term_end else "Not known" for one in mayors]
    facts = {
        "Population": [f"{city.population:,}" if city.population else "Not known" for city in cities],
        "Form of government": [city.get_form_of_government_display() or "Not known" for city in cities],
        "Mayor": [mayor.name if mayor else "Not known" for mayor in mayors],
        "Mayor’s term ends": ends,
        "Intake": [one.get_state_display() for one in intakes],
        "Signed by": [signatures.get(one.pk, "Nobody yet") for one in intakes],
    }
    return [_row(label, intakes, words) for label, words in facts.items()]


def _answers(progress: list[IntakeProgress], questions: list[Question]) -> list[Row]:
    intakes = [one.intake for one in progress]
    lines = [{line.question.pk: line for part in sheet_of(one) for line in part.lines} for one in progress]
    return [_row(one.label, intakes, [found.get(one.pk, "Not asked here") for found in lines]) for one in questions]


def _scores(intakes: list[Intake], scorings: dict, criteria: list[Criterion], user) -> list[Row]:
    """The mean of what the reader may see, criterion by criterion and in all."""
    seen = []
    for intake in intakes:
        own, others, are_shown = shown_to(scorings[intake.pk], user)
        seen.append([one for one in ([own] if own else []) + (others if are_shown else []) if one.complete])
    totals = [_mean([one.percent or 0 for one in scores], "{:.0f} percent") for scores in seen]
    return [
        _row("Weighted total", intakes, totals),
        *(
            _row(
                one.name, intakes, [_mean([given.points[one.pk] for given in scores], "{:.1f} of 4") for scores in seen]
            )
            for one in criteria
        ),
    ]


def _mean(numbers: list[int], words: str) -> str:
    return words.format(sum(numbers) / len(numbers)) if numbers else "Not scored"
