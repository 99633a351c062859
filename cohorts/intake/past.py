"""The city's history page, and bringing an earlier text back."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.institutes.doors import city_door
from cohorts.teamwork import kinds
from cohorts.teamwork.saving import StaleVersion
from isc_portal.accounts.doors import signed_in

from .answers import save_answer
from .history import changes_of, earlier_answer, people_of
from .models import Answer, Section
from .timeline import Refused


@signed_in
@require_safe
def history(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Every change of the answers, the sections, the team and the intake's steps, newest first."""
    participation = city_door(request, cohort, city)
    sections = list(Section.objects.filter(questionnaire=participation.intake.questionnaire_id))
    people = {one.pk: one for one in people_of(participation)}
    section = next((one for one in sections if one.key == request.GET.get("section")), None)
    person = next((one for one in people.values() if str(one.pk) == request.GET.get("person")), None)
    page = changes_of(
        participation,
        section=section,
        person=person.pk if person else None,
        page=request.GET.get("page", 1),
        people=people,
    )
    days = [(day, list(changes)) for day, changes in groupby(page, lambda change: timezone.localdate(change.at))]
    context = {
        "participation": participation,
        "page": page,
        "days": days,
        "sections": sections,
        "people": people.values(),
        "section": section,
        "person": person,
    }
    return render(request, "cohorts/intake/history.html", context)


@signed_in
def history_restore(request: HttpRequest, cohort: str, city: str, event: int) -> HttpResponse:
    """Show an earlier text beside the one that stands, and bring it back as a new version."""
    participation = city_door(request, cohort, city, write=True)
    earlier = earlier_answer(participation, event)
    if earlier is None:
        raise Http404("No such earlier text here.")
    question, status, refusal = earlier.question, 200, ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            save_answer(
                intake=participation.intake,
                question=question,
                value=earlier.value,
                version=int(version) if version.isdecimal() and len(version) < 10 else -1,
                by=request.user,
            )
        except StaleVersion as stale:
            status, refusal = (
                409,
                (
                    f"{stale.row.updated_by or 'Somebody'} changed this answer while you looked at it. "
                    "Nothing was changed by you. Compare again, with the text as it stands."
                ),
            )
        except Refused as refused:
            status, refusal = 409, str(refused)
        else:
            messages.success(
                request, f"The earlier answer to “{question.label}” stands again. The other one is kept here."
            )
            return redirect(reverse("cohorts:history", kwargs=participation.url_kwargs))
    standing = (
        Answer.objects.filter(intake=participation.intake, question=question).select_related("updated_by").first()
    )
    context = {
        "participation": participation,
        "question": question,
        "earlier": earlier,
        "earlier_words": kinds.display(question, earlier.value),
        "trail": [("History", reverse("cohorts:history", kwargs=participation.url_kwargs))],
        "standing": standing,
        "standing_words": kinds.display(question, standing.value if standing else None),
        "refusal": refusal,
    }
    return render(request, "cohorts/intake/restore.html", context, status=status)
