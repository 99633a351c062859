"""How the board says no: one kind of error, whose text is a sentence for the person who asked."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """Something cannot be done, for a reason that `said` tells in one or two sentences. Nothing was changed."""

    def __init__(self, said: str) -> None:
        super().__init__(said, code="refused")
        self.said = said

    def __str__(self) -> str:
        return self.said


class NeedsConfirmation(Refused):
    """It can be done once the person confirms what `said` asks them."""
