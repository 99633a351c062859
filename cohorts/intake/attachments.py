"""Files that answer a question: sent, taken out, and downloaded through the door."""

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from cohorts.institutes.doors import city_door
from cohorts.teamwork.downloads import download
from cohorts.teamwork.fields import QuestionField
from cohorts.teamwork.filling import saved_words
from cohorts.teamwork.saving import NotOpen
from cohorts.teamwork.uploads import UploadRefused
from isc_portal.accounts.doors import signed_in

from .answers import add_file, remove_file
from .models import Answer, AnswerFile, Question, QuestionKind
from .views import intake_of


@signed_in
@require_safe
def answer_file(request: HttpRequest, cohort: str, city: str, file: int) -> FileResponse:
    """The file itself."""
    participation = city_door(request, cohort, city)
    found = get_object_or_404(AnswerFile.objects.visible_to(request.user), pk=file, intake__participation=participation)
    return download(found)


@signed_in
@require_POST
def answer_file_add(request: HttpRequest, cohort: str, city: str, question: int) -> HttpResponse:
    """Take a file; gives the question's list of files, or 422 with the reason why it was not taken."""
    participation = city_door(request, cohort, city, write=True)
    asked = _file_question(participation, question)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"sentence": "No file arrived. Choose it again."}, status=422)
    try:
        file = add_file(intake=intake_of(participation), question=asked, upload=upload, by=request.user)
    except UploadRefused as refused:
        return JsonResponse({"sentence": str(refused)}, status=422)
    except NotOpen as refused:
        return JsonResponse({"sentence": str(refused)}, status=409)
    return _listed(request, participation, asked, f"{file.name} is stored.")


@signed_in
@require_POST
def answer_file_remove(request: HttpRequest, cohort: str, city: str, question: int, file: int) -> HttpResponse:
    """Take a file out of the answer; gives the question's list of files."""
    participation = city_door(request, cohort, city, write=True)
    asked = _file_question(participation, question)
    intake = intake_of(participation)
    found = get_object_or_404(AnswerFile, pk=file, intake=intake, question=asked)
    try:
        remove_file(intake=intake, question=asked, file=found, by=request.user)
    except NotOpen as refused:
        return JsonResponse({"sentence": str(refused)}, status=409)
    return _listed(request, participation, asked, f"{found.name} was taken out. It stays in the history.")


def _file_question(participation, pk: int) -> Question:
    return get_object_or_404(
        Question.objects.select_related("section"),
        pk=pk,
        kind=QuestionKind.FILE,
        section__questionnaire=intake_of(participation).questionnaire_id,
    )


def _listed(request: HttpRequest, participation, question: Question, announce: str) -> JsonResponse:
    answer = Answer.objects.filter(intake=participation.intake, question=question).first()
    field = QuestionField(question, answer)
    context = {"field": field, "participation": participation, "can_write": True}
    return JsonResponse(
        {
            "files": render_to_string("cohorts/intake/files.html", context, request=request),
            "announce": announce,
            "saved": saved_words(answer.updated_at if answer else None),
            "version": field.version,
            "problems": field.problems,
        }
    )
