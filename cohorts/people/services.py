"""Writes to a city's team: who comes, what each may do, who goes.

A city's data belongs to the city, so somebody who may write always stays: every act that could take the last one
away first locks the participation. Who may do what is in `rules`; refusals that depend on the moment are
ValidationErrors whose sentence can be shown as it is.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.institutes.models import WRITING_ROLES, Participation, TeamMember, TeamRole
from cohorts.places.services import mayor_named
from isc_portal.accounts.models import Invitation
from isc_portal.accounts.services import invite, revoke_all

from . import rules
from .mailing import tell


@transaction.atomic
def invite_to_team(
    *, participation: Participation, email: str, name: str, role: str, by, message: str = ""
) -> Invitation:
    """Ask an address to join the city's team, by mail.

    The mayor and editors invite editors and viewers; administrators the mayor too. Raises ValidationError if the
    address is on the team, or was asked to take another role there.
    """
    participation = _lock(participation)
    rules.check_may_invite(participation, by, role)
    email = email.strip().lower()
    if member := participation.members.filter(user__email__iexact=email).select_related("user").first():
        raise ValidationError(f"{member.user} is on the team already, as {_a(member.role)}. You can change the role.")
    others = Invitation.objects.open().for_subject(participation).filter(email__iexact=email).exclude(role=role)
    if other := others.first():
        raise ValidationError(f"{email} has an open invitation as {_a(other.role)}. Revoke it first.")
    return invite(email=email, name=name, role=role, subject=participation, by=by, message=message)


@transaction.atomic
def add_member(*, participation: Participation, user, role: str, job_title: str = "") -> TeamMember:
    """Take the person into the city's team; whoever is there already keeps a higher role.

    A new mayor takes the office over: see `hand_over_office`.
    """
    participation = _lock(participation)
    member = participation.members.filter(user=user).first()
    if member is None:
        starting = TeamRole.EDITOR if role == TeamRole.MAYOR else role
        member = TeamMember.objects.create(participation=participation, user=user, role=starting, job_title=job_title)
    elif rules.RANK[role] > rules.RANK[member.role] and role != TeamRole.MAYOR:
        member.role = role
        member.save(update_fields=["role"])
    if role == TeamRole.MAYOR and member.role != TeamRole.MAYOR:
        _take_office(participation, member)
    return member


@transaction.atomic
def change_member(*, member: TeamMember, role: str, job_title: str, by) -> TeamMember:
    """Change what a person may do on the team, and what their job is called. Tells them of a new role by mail.

    Who may only read from now on gives back their sections and signs for the mayor no more. Raises ValidationError
    for the last mayor or editor of the city.
    """
    from cohorts.intake.assignments import release_sections  # above this slice, and needed for this alone

    participation = _lock(member.participation)
    member = _fresh(member)
    rules.check_may_change(participation, by, member, role)
    new_role = role != member.role
    if role not in WRITING_ROLES:
        _refuse_without_writer(participation, member)
        release_sections(participation=participation, user=member.user)
        member.may_sign = False
    member.role, member.job_title = role, job_title
    member.save(update_fields=["role", "job_title", "may_sign"])
    if new_role:
        tell(member.user, "role_changed", participation=participation, by=by, role=_a(role))
    return member


@transaction.atomic
def name_signer(*, member: TeamMember, may_sign: bool, by) -> TeamMember:
    """The mayor names an editor who may sign in the mayor's place, or takes that back. Tells the person by mail."""
    participation = _lock(member.participation)
    member = _fresh(member)
    rules.check_may_name_signer(participation, by)
    if member.role != TeamRole.EDITOR:
        raise ValidationError(f"{member.user} is {_a(member.role)}: only an editor can sign in the mayor's place.")
    if member.may_sign != may_sign:
        member.may_sign = may_sign
        member.save(update_fields=["may_sign"])
        tell(member.user, "may_sign" if may_sign else "may_not_sign", participation=participation, by=by)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by, sections_to: TeamMember | None = None) -> None:
    """Take a person off the team; what they wrote stays under their name. Tells them by mail.

    Their sections go to `sections_to`, or back to the team; invitations that wait for them there are revoked. Raises
    ValidationError for the last mayor or editor of the city, and for a mayor who has not handed over.
    """
    from cohorts.intake.assignments import release_sections

    participation = _lock(member.participation)
    member = _fresh(member)
    rules.check_may_remove(participation, by, member)
    if member.role in WRITING_ROLES:
        _refuse_without_writer(participation, member)
    if sections_to:
        hand_over_sections(member=member, to=sections_to, by=by)
    release_sections(participation=participation, user=member.user)
    revoke_all(email=member.user.email, subject=participation)
    user = member.user
    member.delete()
    if user != by:
        tell(user, "removed", participation=participation, by=by)


@transaction.atomic
def hand_over_sections(*, member: TeamMember, to: TeamMember, by) -> int:
    """Give the sections that one member looks after to another, with their due days. Returns how many.

    Whoever gets them is told by mail. Raises ValidationError if they may only read.
    """
    participation = _lock(member.participation)
    member, to = _fresh(member), _fresh(to)
    rules.check_may_hand_over_sections(participation, by, member)
    if to.participation_id != participation.pk or not to.can_write:
        raise ValidationError(f"{to.user} cannot take sections over: only the mayor and editors fill them in.")
    works = list(member.user.assigned_sections.filter(intake__participation=participation).select_related("section"))
    for work in works:
        work.assignee = to.user
        work.soon_reminder_for = work.late_reminder_for = None
        work.save(update_fields=["assignee", "soon_reminder_for", "late_reminder_for"])
    if works and to.user != by:
        titles = [work.section.title for work in works]
        tell(to.user, "sections", participation=participation, by=by, who=str(member.user), sections=titles)
    return len(works)


@transaction.atomic
def hand_over_office(*, to: TeamMember, by) -> TeamMember:
    """Make a member of the team the mayor, as after an election. Both mayors are told by mail.

    The mayor before stays as an editor, documents name the new one, and nobody signs for the mayor until the new one
    names them. The mayor does this, or an administrator.
    """
    participation = _lock(to.participation)
    to = _fresh(to)
    rules.check_may_hand_over_office(participation, by)
    if to.role == TeamRole.MAYOR:
        return to
    before = participation.members.filter(role=TeamRole.MAYOR).select_related("user").first()
    _take_office(participation, to)
    for person, what in ((to.user, "took_office"), (before.user if before else None, "left_office")):
        if person and person != by:
            tell(person, what, participation=participation, by=by)
    return to


@transaction.atomic
def refuse_if_last_writer(*, member: TeamMember) -> None:
    """Raise ValidationError if the city would be left with nobody who may write in it. Holds the lock until commit."""
    participation = _lock(member.participation)
    if member.role in WRITING_ROLES:
        _refuse_without_writer(participation, member)


def _take_office(participation: Participation, member: TeamMember) -> None:
    others = participation.members.filter(role=TeamRole.MAYOR).exclude(pk=member.pk)
    if others.update(role=TeamRole.EDITOR, may_sign=False) or participation.mayor is None:
        participation.mayor = mayor_named(city=participation.city, name=member.user.name)
        participation.save(update_fields=["mayor"])
        participation.members.update(may_sign=False)
    member.role, member.may_sign = TeamRole.MAYOR, False
    member.save(update_fields=["role", "may_sign"])


def _refuse_without_writer(participation: Participation, leaving: TeamMember) -> None:
    stay = participation.members.filter(role__in=WRITING_ROLES, user__is_active=True).exclude(pk=leaving.pk)
    if not stay.exists():
        raise ValidationError(
            f"{leaving.user} is the only one left who can work on {participation.city}, so nothing was changed. "
            "Make somebody else an editor first, or invite one."
        )


def _lock(participation: Participation) -> Participation:
    """Let one change at a time happen to a team."""
    locked = Participation.objects.select_for_update(of=("self",)).select_related("city", "cohort", "mayor")
    return locked.get(pk=participation.pk)


def _fresh(member: TeamMember) -> TeamMember:
    """The member as they are under the lock. Raises ValidationError if somebody has just removed them."""
    try:
        return TeamMember.objects.select_related("user", "participation").get(pk=member.pk)
    except TeamMember.DoesNotExist as error:
        raise ValidationError("Somebody else has just taken this person off the team.") from error


def _a(role: str) -> str:
    return "the mayor" if role == TeamRole.MAYOR else f"an {role}" if role == TeamRole.EDITOR else f"a {role}"
