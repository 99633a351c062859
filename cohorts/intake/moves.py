"""What somebody who reads an intake may do with it at this moment; the pages show no button that would be refused."""

from dataclasses import dataclass, field

from cohorts.institutes.models import Participation, TeamMember, TeamRole

from .decisions import MAY_BE_REOPENED
from .models import Intake, SignOff
from .signing import MAY_BE_SIGNED, MAY_BE_SUBMITTED, valid_signature


@dataclass(frozen=True)
class Moves:
    """The moves of one reader. `signers` are those of the team who may sign, the mayor first."""

    signature: SignOff | None = None
    signers: list[TeamMember] = field(default_factory=list)
    sign: bool = False
    submit: bool = False
    withdraw: bool = False
    assign: bool = False

    @property
    def signers_words(self) -> str:
        """Who may sign, in a sentence: "Mayor Lorraine Whitcomb or Marcus Bell"."""
        names = [f"{'Mayor ' if one.role == TeamRole.MAYOR else ''}{one.user.name}" for one in self.signers]
        return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 2 else names)


def moves_of(participation: Participation, intake: Intake) -> Moves:
    """What the reader for whom the door opened this participation may do."""
    member = participation.viewer
    team = [one for one in participation.members.select_related("user") if one.can_sign]
    signature = valid_signature(intake)
    writes = participation.can_write
    return Moves(
        signature=signature,
        signers=sorted(team, key=lambda one: (one.role != TeamRole.MAYOR, one.user.name)),
        sign=bool(writes and member and member.can_sign and intake.state in MAY_BE_SIGNED and not signature),
        submit=bool(writes and signature and intake.state in MAY_BE_SUBMITTED),
        withdraw=intake.state not in MAY_BE_REOPENED
        and not participation.cohort.is_closed
        and bool((writes and member and member.role == TeamRole.MAYOR) or participation.can_run),
        assign=writes and intake.open_for_answers,
    )
