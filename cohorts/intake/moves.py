"""What somebody who reads an intake may do with it at this moment; the pages show no button that would be refused."""

from dataclasses import dataclass
from functools import cached_property

from cohorts.institutes.models import Participation, TeamMember, TeamRole

from .decisions import MAY_BE_REOPENED
from .models import Intake, SignOff
from .signing import MAY_BE_SIGNED, MAY_BE_SUBMITTED, valid_signature


@dataclass
class Moves:
    """The moves of the reader for whom the door opened the participation."""

    participation: Participation
    intake: Intake
    signature: SignOff | None = None
    sign: bool = False
    submit: bool = False
    withdraw: bool = False
    assign: bool = False

    @cached_property
    def signers(self) -> list[TeamMember]:
        """Those of the team who may sign, the mayor first."""
        able = [one for one in self.participation.members.select_related("user") if one.can_sign]
        return sorted(able, key=lambda one: (one.role != TeamRole.MAYOR, one.user.name))

    @property
    def signers_words(self) -> str:
        """Who may sign, in a sentence: "Mayor Lorraine Whitcomb or Marcus Bell"."""
        names = [f"{'Mayor ' if one.role == TeamRole.MAYOR else ''}{one.user.name}" for one in self.signers]
        return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 2 else names)


def moves_of(participation: Participation, intake: Intake) -> Moves:
    """What the reader may do, of what the services would not refuse."""
    member, writes = participation.viewer, participation.can_write
    signature = valid_signature(intake)
    return Moves(
        participation,
        intake,
        signature=signature,
        sign=bool(writes and member and member.can_sign and intake.state in MAY_BE_SIGNED and not signature),
        submit=bool(writes and signature and intake.state in MAY_BE_SUBMITTED),
        withdraw=intake.state not in MAY_BE_REOPENED
        and not participation.cohort.is_closed
        and bool((writes and member and member.role == TeamRole.MAYOR) or participation.can_run),
        assign=writes and intake.open_for_answers,
    )
