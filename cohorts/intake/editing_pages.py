"""Pages on which administrators edit a cohort's questionnaire; its facilitators read them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cohorts.institutes.doors import cohort_door
from cohorts.teamwork.fields import QuestionField
from isc_portal.accounts.doors import signed_in

from . import editing, editing_forms
from .models import Question, Questionnaire, Section
from .timeline import Refused


def _questionnaire(request: HttpRequest, cohort: str, *, write: bool = True) -> Questionnaire:
    """The questionnaire behind the cohort's door; to change it one has to be an administrator."""
    found = cohort_door(request, cohort)
    if write and not request.user.is_administrator:
        raise PermissionDenied("Only the Institute's administrators edit the questionnaire.")
    questionnaire = get_object_or_404(Questionnaire, cohort=found)
    questionnaire.cohort = found
    return questionnaire


def _section(questionnaire: Questionnaire, key: str) -> Section:
    section = get_object_or_404(Section, questionnaire=questionnaire, key=key)
    section.questionnaire = questionnaire
    return section


def _question(questionnaire: Questionnaire, key: str) -> Question:
    question = get_object_or_404(
        Question.objects.select_related("section"), section__questionnaire=questionnaire, key=key
    )
    question.section.questionnaire = questionnaire
    return question


def _context(questionnaire: Questionnaire, **more) -> dict:
    cohort = questionnaire.cohort
    return {
        "cohort": cohort,
        "questionnaire": questionnaire,
        "begun": editing.first_to_start(questionnaire),
        "trail": [("Questionnaire", reverse("cohorts:questionnaire", args=[cohort.slug]))],
        **more,
    }


def _back(questionnaire: Questionnaire, anchor: str = "") -> HttpResponse:
    return redirect(reverse("cohorts:questionnaire", args=[questionnaire.cohort.slug]) + (anchor and f"#{anchor}"))


@signed_in
@require_safe
def questionnaire(request: HttpRequest, cohort: str) -> HttpResponse:
    """All sections and questions in their order."""
    found = _questionnaire(request, cohort, write=False)
    context = _context(
        found,
        sections=found.sections.prefetch_related("questions__condition_question"),
        criteria=found.criteria.all(),
        may_edit=request.user.is_administrator and not found.cohort.is_closed,
    )
    return render(request, "cohorts/questionnaire/questionnaire.html", context)


@signed_in
@require_safe
def questionnaire_preview(request: HttpRequest, cohort: str) -> HttpResponse:
    """The questionnaire as a city sees it, every question shown."""
    found = _questionnaire(request, cohort, write=False)
    sections = [
        (section, [QuestionField(question=question, files="cohorts/intake") for question in section.questions.all()])
        for section in found.sections.prefetch_related("questions")
    ]
    return render(request, "cohorts/questionnaire/preview.html", _context(found, sections=sections))


# --- Sections ---


@signed_in
def section_new(request: HttpRequest, cohort: str) -> HttpResponse:
    """Add a section."""
    found = _questionnaire(request, cohort)
    form = editing_forms.SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            section = editing.add_section(
                questionnaire=found, title=form.cleaned_data["title"], lead=form.cleaned_data["lead"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{section.title}” is added. Add its questions now.")
            return _back(found, f"section-{section.key}")
    context = _context(found, form=form, section=None)
    return render(request, "cohorts/questionnaire/section.html", context, status=422 if form.errors else 200)


@signed_in
def section_edit(request: HttpRequest, cohort: str, section: str) -> HttpResponse:
    """Improve the wording of a section."""
    found = _questionnaire(request, cohort)
    row = _section(found, section)
    form = editing_forms.SectionForm(request.POST) if request.method == "POST" else editing_forms.SectionForm.of(row)
    standing = None
    if request.method == "POST" and form.is_valid():
        try:
            editing.edit_section(section=row, **form.cleaned_data)
        except editing.Changed as changed:
            row.refresh_from_db()
            editing_forms.stand_on(form, editing_forms.section_seen(row))
            form.add_error(None, str(changed))
            standing = row
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is saved.")
            return _back(found, f"section-{row.key}")
    context = _context(found, form=form, section=row, standing=standing)
    return render(request, "cohorts/questionnaire/section.html", context, status=_status(form, standing))


def _status(form, standing) -> int:
    if standing:
        return 409
    return 422 if form.errors else 200


@signed_in
@require_POST
def section_move(request: HttpRequest, cohort: str, section: str) -> HttpResponse:
    """Move a section up or down."""
    found = _questionnaire(request, cohort)
    row = _section(found, section)
    return _do(request, found, f"section-{row.key}", editing.move_section, section=row, up="up" in request.POST)


@signed_in
def section_remove(request: HttpRequest, cohort: str, section: str) -> HttpResponse:
    """Take a section out, after asking once more."""
    found = _questionnaire(request, cohort)
    row = _section(found, section)
    if request.method == "POST":
        return _do(request, found, "", editing.remove_section, done=f"“{row.title}” is taken out.", section=row)
    return render(request, "cohorts/questionnaire/remove.html", _context(found, section=row, what=row.title))


def _do(request: HttpRequest, questionnaire: Questionnaire, anchor: str, service, *, done: str = "", **given):
    """One step without a form: its refusal is a message, and the reader stays where they were."""
    try:
        service(**given)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return _back(questionnaire, anchor)


# --- Questions ---


@signed_in
def question_new(request: HttpRequest, cohort: str, section: str) -> HttpResponse:
    """Add a question to a section."""
    found = _questionnaire(request, cohort)
    return _question_page(request, found, _section(found, section), None)


@signed_in
def question_edit(request: HttpRequest, cohort: str, question: str) -> HttpResponse:
    """Change a question; once a city has started, its wording and help."""
    found = _questionnaire(request, cohort)
    row = _question(found, question)
    return _question_page(request, found, row.section, row)


def _question_page(
    request: HttpRequest, found: Questionnaire, section: Section, question: Question | None
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    # A whole form that was opened before the first city started is read whole: the service says what it refuses.
    whole = question is None or ("kind" in posted if posted is not None else not editing.first_to_start(found))
    forms = editing_forms.QuestionForms(posted, section=section, question=question, whole=whole)
    standing, status = None, 200
    if posted is not None:
        status = 422
        if forms.is_valid():
            try:
                saved = _save(forms, section, question)
            except editing.Changed as changed:
                standing, status = _question(found, question.key), 409
                forms.show_again(standing)
                forms.form.add_error(None, str(changed))
            except Refused as refused:
                forms.form.add_error(None, str(refused))
            else:
                messages.success(request, f"“{saved.label}” is saved.")
                return _back(found, f"question-{saved.key}")
    context = _context(found, forms=forms, form=forms.form, section=section, question=question, standing=standing)
    return render(request, "cohorts/questionnaire/question.html", context, status=status)


def _save(forms: editing_forms.QuestionForms, section: Section, question: Question | None) -> Question:
    if question:
        return editing.edit_question(
            question=question, fields=forms.fields_given(), seen=forms.form.cleaned_data["seen"]
        )
    return editing.add_question(section=section, fields=forms.fields_given())


@signed_in
@require_POST
def question_move(request: HttpRequest, cohort: str, question: str) -> HttpResponse:
    """Move a question up or down in its section."""
    found = _questionnaire(request, cohort)
    row = _question(found, question)
    return _do(request, found, f"question-{row.key}", editing.move_question, question=row, up="up" in request.POST)


@signed_in
def question_remove(request: HttpRequest, cohort: str, question: str) -> HttpResponse:
    """Take a question out, after asking once more."""
    found = _questionnaire(request, cohort)
    row = _question(found, question)
    if request.method == "POST":
        done = f"“{row.label}” is taken out."
        return _do(request, found, f"section-{row.section.key}", editing.remove_question, done=done, question=row)
    return render(request, "cohorts/questionnaire/remove.html", _context(found, question=row, what=row.label))


# --- The rubric ---


@signed_in
def rubric_edit(request: HttpRequest, cohort: str) -> HttpResponse:
    """The criteria by which reviewers compare intakes, and their weights."""
    found = _questionnaire(request, cohort)
    initial = editing_forms.criteria_initial(list(found.criteria.all()))
    criteria = editing_forms.CriterionSet(request.POST or None, prefix="criteria", initial=initial)
    refusal = ""
    if request.method == "POST" and criteria.is_valid():
        try:
            editing.save_rubric(questionnaire=found, criteria=criteria.rows())
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, "The rubric is saved.")
            return _back(found, "rubric")
    context = _context(found, criteria=criteria, refusal=refusal)
    status = 422 if request.method == "POST" else 200
    return render(request, "cohorts/questionnaire/rubric.html", context, status=status)
