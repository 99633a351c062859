"""Pages about a city's team."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import WRITING_ROLES, Participation, TeamMember, TeamRole
from isc_portal.accounts.doors import signed_in
from isc_portal.accounts.models import Invitation
from isc_portal.accounts.services import resend, revoke

from . import rules, services
from .forms import MemberForm, OfficeForm, SectionsForm, TeamInvitationForm
from .querysets import team


@signed_in
def people(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Who works for the city, who is invited, and who runs the cohort. Its mayor and editors invite here."""
    participation = city_door(request, cohort, city)
    roles = rules.roles_to_give(participation, request.user)
    if request.method == "POST" and not roles:
        raise PermissionDenied("Only the mayor and the editors of this city look after its team.")
    form = TeamInvitationForm(request.POST or None, roles=roles) if roles else None
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="invite", user=request.user):
            return limited
        if form.is_valid():
            try:
                services.invite_to_team(participation=participation, by=request.user, **form.cleaned_data)
            except ValidationError as refused:
                form.add_error("email", refused)
            else:
                messages.success(request, f"{form.cleaned_data['email']} is invited. The link is good for 14 days.")
                return _back(participation)
    context = {
        "participation": participation,
        "members": list(team(participation)),
        "invitations": Invitation.objects.waiting().for_subject(participation).select_related("invited_by"),
        "facilitators": participation.cohort.facilitators.filter(is_active=True),
        "form": form,
        "may_manage": bool(roles),
        "may_hand_over_office": request.user.is_administrator or participation.viewer_role == TeamRole.MAYOR,
        "roles_to_give": roles,
    }
    return render(request, "cohorts/people/people.html", context, status=422 if form and form.errors else 200)


@signed_in
def person(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """One member: their job, role and sections, whether they sign for the mayor, and leaving."""
    participation, member = _open(request, cohort, city, pk)
    form = _member_form(request, participation, member)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            participation,
            lambda: services.change_member(
                member=member, role=form.chosen_role, job_title=form.cleaned_data["job_title"], by=request.user
            ),
            f"{member.user.name}: saved.",
        )
    others = _others(participation, member)
    context = {
        "participation": participation,
        "member": member,
        "form": form,
        "is_self": member.user == request.user,
        "section_titles": list(
            member.user.assigned_sections.filter(intake__participation=participation)
            .order_by("section__order")
            .values_list("section__title", flat=True)
        ),
        "sections_form": SectionsForm(others=others),
        "leaving_form": SectionsForm(others=others, required=False, auto_id="id_leaving_%s"),
        "may_name_signer": rules.is_mayor(participation, request.user) and member.role == TeamRole.EDITOR,
        "may_remove": member.role != TeamRole.MAYOR or request.user.is_administrator,
    }
    return render(request, "cohorts/people/person.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def name_signer(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """The mayor names, or no longer names, who signs in the mayor's place."""
    participation, member = _open(request, cohort, city, pk)
    may_sign = request.POST.get("may_sign") == "yes"
    done = f"{member.user.name} {'may sign' if may_sign else 'no longer signs'} in your place."
    return _do(
        request,
        participation,
        lambda: services.name_signer(member=member, may_sign=may_sign, by=request.user),
        done,
    )


@require_POST
@signed_in
def hand_over_sections(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Give a member's sections to another."""
    participation, member = _open(request, cohort, city, pk)
    form = SectionsForm(request.POST, others=_others(participation, member))
    if not form.is_valid():
        messages.error(request, "Nothing was handed over: choose who takes the sections.")
        return redirect(_address("person", participation, pk=pk))
    to = form.cleaned_data["to"]
    return _do(
        request,
        participation,
        lambda: services.hand_over_sections(member=member, to=to, by=request.user),
        f"The sections are {to.user.name}’s from now on.",
    )


@require_POST
@signed_in
def remove(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Take a member off the team, or leave it oneself."""
    participation, member = _open(request, cohort, city, pk)
    form = SectionsForm(request.POST, others=_others(participation, member), required=False)
    if not form.is_valid():
        messages.error(request, "Nobody was removed: choose who takes the sections, or “Nobody yet”.")
        return redirect(_address("person", participation, pk=pk))
    leaving = member.user == request.user
    return _do(
        request,
        participation,
        lambda: services.remove_member(member=member, by=request.user, sections_to=form.cleaned_data["to"]),
        f"You have left the team of {participation.city}." if leaving else f"{member.user.name} is off the team.",
        to=settings.LOGIN_REDIRECT_URL if leaving and not request.user.is_administrator else "",
    )


@signed_in
def office(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Hand the mayor's office over to another member of the team."""
    participation = city_door(request, cohort, city)
    rules.check_may_hand_over_office(participation, request.user)
    candidates = team(participation).exclude(role=TeamRole.MAYOR)
    form = OfficeForm(request.POST or None, others=candidates)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        return _do(
            request,
            participation,
            lambda: services.hand_over_office(to=to, by=request.user),
            f"{to.user.name} is the mayor from now on.",
        )
    context = {"participation": participation, "form": form, "anyone": candidates.exists()}
    return render(request, "cohorts/people/office.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def resend_invitation(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Mail an invitation to the team once more."""
    participation, found = _open_invitation(request, cohort, city, pk)
    done = f"The invitation to {found.email} is sent again."
    return _do(request, participation, lambda: resend(invitation=found, by=request.user), done)


@require_POST
@signed_in
def revoke_invitation(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Make the link of an invitation to the team useless."""
    participation, found = _open_invitation(request, cohort, city, pk)
    done = f"The invitation to {found.email} is revoked. Its link is useless."
    return _do(request, participation, lambda: revoke(invitation=found, by=request.user), done)


def _open(request: HttpRequest, cohort: str, city: str, pk: int) -> tuple[Participation, TeamMember]:
    """The door to one member: open to whoever looks after the team and to the member; other readers get 403."""
    participation = city_door(request, cohort, city)
    member = get_object_or_404(participation.members.select_related("user"), pk=pk)
    if member.user != request.user:
        rules.check_may_manage(participation, request.user)
    return participation, member


def _open_invitation(request: HttpRequest, cohort: str, city: str, pk: int) -> tuple[Participation, Invitation]:
    participation = city_door(request, cohort, city)
    rules.check_may_manage(participation, request.user)
    found = get_object_or_404(Invitation.objects.for_subject(participation), pk=pk)
    rules.check_may_invite(participation, request.user, found.role)
    return participation, found


def _member_form(request: HttpRequest, participation: Participation, member: TeamMember) -> MemberForm:
    may_change_role = member.role != TeamRole.MAYOR and rules.may_manage(participation, request.user)
    return MemberForm(request.POST or None, member=member, change_role=may_change_role)


def _others(participation: Participation, member: TeamMember):
    """Those who could take over what a member leaves."""
    return team(participation).filter(role__in=WRITING_ROLES, user__is_active=True).exclude(pk=member.pk)


def _do(request: HttpRequest, participation: Participation, act, done: str, *, to: str = "") -> HttpResponse:
    """Act, say what happened or why nothing did, and go to the team's page (or `to`)."""
    try:
        act()
    except ValidationError as refused:
        messages.error(request, refused.message)
        return _back(participation)
    messages.success(request, done)
    return redirect(to) if to else _back(participation)


def _back(participation: Participation) -> HttpResponse:
    return redirect(_address("people", participation))


def _address(name: str, participation: Participation, **more: int) -> str:
    return reverse(f"cohorts:{name}", kwargs={**participation.url_kwargs, **more})
