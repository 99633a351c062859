"""What else ends when somebody stops facilitating a cohort: floors above say so once, in their app's `ready()`."""

from collections.abc import Callable

from .models import Facilitator

# Ends what the person does there and gives a sentence for the administrator ("" for nothing); raises ValidationError
# where they cannot be spared.
Ending = Callable[[Facilitator], str]
_endings: list[Ending] = []


def register(ending: Ending) -> None:
    """Let something end together with a person's work as a facilitator."""
    _endings.append(ending)


def end_all(facilitator: Facilitator) -> list[str]:
    """End all of it, and give the sentences on what ended. Belongs into the transaction that removes the person."""
    return [said for ending in _endings if (said := ending(facilitator))]
