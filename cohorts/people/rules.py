"""Who may do what to a city's team. Each check raises PermissionDenied with the reason."""

from django.core.exceptions import PermissionDenied

from cohorts.institutes.models import Participation, TeamMember, TeamRole

RANK: dict[str, int] = {TeamRole.VIEWER: 1, TeamRole.EDITOR: 2, TeamRole.MAYOR: 3}

# What the mayor and editors give to their own staff.
GIVEN_BY_THE_TEAM = [TeamRole.EDITOR, TeamRole.VIEWER]


def may_manage(participation: Participation, user) -> bool:
    """Whether the person looks after the team: its mayor and editors while the cohort is open, administrators."""
    if user.is_administrator:
        return True
    if participation.cohort.is_closed:
        return False
    return participation.members.filter(user=user, role__in=[TeamRole.MAYOR, TeamRole.EDITOR]).exists()


def is_mayor(participation: Participation, user) -> bool:
    return participation.members.filter(user=user, role=TeamRole.MAYOR).exists()


def roles_to_give(participation: Participation, user) -> list[TeamRole]:
    """The roles that the person may invite others to."""
    if not may_manage(participation, user):
        return []
    return [TeamRole.MAYOR, *GIVEN_BY_THE_TEAM] if user.is_administrator else GIVEN_BY_THE_TEAM


def check_may_manage(participation: Participation, by) -> None:
    if not may_manage(participation, by):
        raise PermissionDenied("Only the mayor and the editors of this city look after its team.")


def check_may_invite(participation: Participation, by, role: str) -> None:
    check_may_manage(participation, by)
    if role not in roles_to_give(participation, by):
        raise PermissionDenied("Only the Institute's administrators invite a mayor.")


def check_may_change(participation: Participation, by, member: TeamMember, role: str) -> None:
    if role == member.role and member.user == by:
        return  # what one's own job is called
    check_may_manage(participation, by)
    if TeamRole.MAYOR in (role, member.role) and role != member.role:
        raise PermissionDenied("The mayor's office is handed over, not changed.")
    if member.role == TeamRole.MAYOR and not by.is_administrator:
        raise PermissionDenied("Only the mayor and administrators change what stands about the mayor.")


def check_may_name_signer(participation: Participation, by) -> None:
    if participation.cohort.is_closed or not is_mayor(participation, by):
        raise PermissionDenied("Only the mayor names who signs in the mayor's place.")


def check_may_remove(participation: Participation, by, member: TeamMember) -> None:
    if member.role == TeamRole.MAYOR and not by.is_administrator:
        raise PermissionDenied("The mayor hands the office over before leaving the team.")
    if member.user != by:
        check_may_manage(participation, by)


def check_may_hand_over_sections(participation: Participation, by, member: TeamMember) -> None:
    if member.user != by or member.role == TeamRole.VIEWER:
        check_may_manage(participation, by)


def check_may_hand_over_office(participation: Participation, by) -> None:
    if not by.is_administrator and (participation.cohort.is_closed or not is_mayor(participation, by)):
        raise PermissionDenied("The office is handed over by the mayor, or by the Institute's administrators.")
