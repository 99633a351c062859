"""Gathers the models of the slices for Django."""

from .assurance.models import OutdatedReport
from .directory.models import ContactPoint, Expert, Word
from .guidebook.models import Edition
from .introductions.models import Introduction
from .library.models import Adoption, Practice, PracticeFile
from .matching.models import HelpRequest
from .rosters.models import RememberedColumn, RememberedDecision, Roster, RosterRow
from .shortlists.models import Shortlist, ShortlistEntry

__all__ = [
    "Adoption",
    "ContactPoint",
    "Edition",
    "Expert",
    "HelpRequest",
    "Introduction",
    "OutdatedReport",
    "Practice",
    "PracticeFile",
    "RememberedColumn",
    "RememberedDecision",
    "Roster",
    "RosterRow",
    "Shortlist",
    "ShortlistEntry",
    "Word",
]
