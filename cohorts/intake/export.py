"""All answers of a cohort as a spreadsheet: one row a city, one column a question, one more sheet a table question."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.institutes.doors import cohort_door
from cohorts.institutes.models import Cohort
from cohorts.teamwork import kinds
from isc_portal.accounts.doors import signed_in
from isc_portal.imports.writing import XLSX, Sheet, as_workbook

from .models import Intake, Question, QuestionKind, SignOff
from .progress import IntakeProgress, progress_by_intake

FACTS = ("City", "State", "Population", "Mayor", "Intake", "Submitted", "Signed by")


@signed_in
@require_safe
def answers_export(request: HttpRequest, cohort: str) -> HttpResponse:
    """The answers of every city of the cohort, for its facilitators and the administrators."""
    found = cohort_door(request, cohort)
    response = HttpResponse(as_workbook(sheets_of(found, request.user)), content_type=XLSX)
    name = f"answers-{found.slug}-{timezone.localdate().isoformat()}"
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def sheets_of(cohort: Cohort, user) -> Iterator[Sheet]:
    """The sheets, of the intakes that the reader may see. A question that a city is not shown has an empty cell.

    Figures are figures and days are days; all text stays text, whatever it begins with.
    """
    intakes = list(
        Intake.objects.visible_to(user)
        .filter(participation__cohort=cohort)
        .select_related("participation__city", "participation__mayor", "participation__cohort")
        .order_by("participation__city__name", "participation__city__state")
    )
    questions = list(Question.objects.filter(section__questionnaire__cohort=cohort).select_related("section"))
    progress = progress_by_intake(intakes)
    signatures = dict(SignOff.objects.filter(intake__in=intakes, void_at=None).values_list("intake", "name"))
    values = {intake.pk: _values(progress[intake.pk]) for intake in intakes}
    yield Sheet(
        "Answers",
        [*FACTS, *(f"{question.section.title}: {question.label}" for question in questions)],
        (
            [
                *_facts(intake, signatures.get(intake.pk, "")),
                *(kinds.exportable(question, values[intake.pk].get(question.pk)) for question in questions),
            ]
            for intake in intakes
        ),
    )
    for question in questions:
        if question.kind == QuestionKind.TABLE:
            yield Sheet(
                question.key.replace("-", " ").capitalize(),
                ["City", *(column.label for column in kinds.columns(question))],
                list(_table(question, intakes, values)),
            )


def _values(progress: IntakeProgress) -> dict[int, object]:
    """What is stored for the questions that the city is shown, by the question's id."""
    return {question.pk: one.value(question) for one in progress.sections for question in one.questions}


def _facts(intake: Intake, signed_by: str) -> list:
    participation = intake.participation
    city, mayor = participation.city, participation.mayor
    return [
        city.name,
        city.state,
        city.population,
        mayor.name if mayor else "",
        intake.get_state_display(),
        intake.submitted_at,
        signed_by,
    ]


def _table(question: Question, intakes: list[Intake], values: dict[int, dict[int, object]]) -> Iterator[list]:
    for intake in intakes:
        for row in kinds.table_rows(question, values[intake.pk].get(question.pk)):
            yield [str(intake.participation.city), *row]
