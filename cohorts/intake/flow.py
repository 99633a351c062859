"""Pages of the city's way from the last answer to the decision: check, sign, submit, timeline, who does what."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from isc_portal.accounts.doors import signed_in

from . import assignments, decisions, signing
from .flow_forms import AssignForm, SignForm, WithdrawForm
from .models import Intake, Section, SectionWork
from .moves import moves_of
from .progress import progress_of
from .sheet import sheet_of, to_do
from .timeline import Refused, steps_of


@signed_in
@require_safe
def intake_check(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """All answers on one page, what is missing, and the signature."""
    return _check_page(request, city_door(request, cohort, city))


def _check_page(
    request: HttpRequest, participation: Participation, *, form: SignForm | None = None, status: int = 200
) -> HttpResponse:
    intake = _intake_of(participation)
    progress, moves = progress_of(intake), moves_of(participation, intake)
    seen = signing.hash_shown(progress)
    if form is None or form["seen"].value() != seen:
        typed = {"name": form["name"].value() or ""} if form else {}
        errors = form.non_field_errors() if form else []
        form = SignForm(initial={**typed, "seen": seen})
        form.refusals = list(errors)
    parts = sheet_of(progress)
    context = {
        "participation": participation,
        "intake": intake,
        "progress": progress,
        "parts": parts,
        "to_do": to_do(parts) if intake.open_for_answers else [],
        "trail": trail(participation),
        "moves": moves,
        "returned": [one for one in progress.sections if one.work and one.work.reopened],
        "form": form if moves.sign and progress.ready_to_sign else None,
        "refusals": getattr(form, "refusals", []),
        "attestation": signing.attestation(intake, participation.viewer) if moves.sign else "",
    }
    return render(request, "cohorts/intake/check.html", context, status=status)


@signed_in
@require_POST
def intake_sign(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Sign the answers that the page showed; if they have changed since, show them again."""
    participation = city_door(request, cohort, city, write=True)
    if not participation.viewer.can_sign:
        raise PermissionDenied("Only the mayor, or someone the mayor has named to sign, can sign the intake off.")
    form = SignForm(request.POST)
    if not form.is_valid():
        return _check_page(request, participation, form=form, status=422)
    try:
        signing.sign(intake=participation.intake, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        participation.refresh_from_db(fields=["intake"])
        return _check_page(request, participation, form=form, status=409)
    messages.success(request, "Signed. The intake can be submitted now.")
    return redirect(reverse("cohorts:intake_check", kwargs=participation.url_kwargs))


@signed_in
@require_POST
def intake_submit(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Send the signed answers to the facilitators."""
    participation = city_door(request, cohort, city, write=True)
    try:
        signing.submit(intake=participation.intake, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Submitted. The facilitators have been told, and you get a mail when they decide.")
    return redirect(reverse("cohorts:intake_check", kwargs=participation.url_kwargs))


@signed_in
@require_safe
def intake_timeline(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Every step the intake has taken, newest first."""
    participation = city_door(request, cohort, city)
    intake = _intake_of(participation)
    context = {
        "participation": participation,
        "intake": intake,
        "steps": steps_of(intake),
        "trail": trail(participation),
        "moves": moves_of(participation, intake),
    }
    return render(request, "cohorts/intake/timeline.html", context)


@signed_in
def intake_assign(request: HttpRequest, cohort: str, city: str, section: str) -> HttpResponse:
    """Give a section to a member of the team."""
    participation = city_door(request, cohort, city, write=True)
    intake = _intake_of(participation)
    found = get_object_or_404(Section, questionnaire=intake.questionnaire_id, key=section)
    work = SectionWork.objects.filter(intake=intake, section=found).first()
    form = AssignForm(
        request.POST or None, participation=participation, work=work, initial=_assigned(work, participation)
    )
    if request.method == "POST" and form.is_valid():
        try:
            assignments.assign(intake=intake, section=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            member = form.cleaned_data["member"]
            who = f"{member.user} looks after {found.title}." if member else f"Nobody in particular has {found.title}."
            messages.success(request, who)
            return redirect(reverse("cohorts:intake", kwargs=participation.url_kwargs))
    context = {
        "participation": participation,
        "intake": intake,
        "section": found,
        "work": work,
        "form": form,
        "trail": trail(participation),
    }
    return render(request, "cohorts/intake/assign.html", context, status=422 if form.errors else 200)


def _assigned(work: SectionWork | None, participation: Participation) -> dict:
    if work is None or work.assignee_id is None:
        return {}
    member = participation.members.filter(user=work.assignee_id).first()
    return {"member": member, "due_on": work.due_on}


@signed_in
def intake_withdraw(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Take the city out of the cohort, after asking once more."""
    participation = city_door(request, cohort, city)
    intake = _intake_of(participation)
    if not moves_of(participation, intake).withdraw:
        raise PermissionDenied("Only the city's mayor, or a facilitator in the mayor's name, can withdraw the city.")
    form = WithdrawForm(request.POST or None, intake=intake)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.withdraw(intake=intake, by=request.user, comment=form.cleaned_data["comment"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{participation.city.name} has withdrawn. The answers are kept.")
        return redirect(reverse("cohorts:intake_timeline", kwargs=participation.url_kwargs))
    context = {"participation": participation, "intake": intake, "form": form, "trail": trail(participation)}
    return render(request, "cohorts/intake/withdraw.html", context, status=422 if form.errors else 200)


def _intake_of(participation: Participation) -> Intake:
    """The intake with the way back to the city, without another query."""
    intake = participation.intake
    intake.participation = participation
    return intake


def trail(participation: Participation) -> list[tuple[str, str]]:
    """The steps above a page of the intake."""
    return [("Intake", reverse("cohorts:intake", kwargs=participation.url_kwargs))]
