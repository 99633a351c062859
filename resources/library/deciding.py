"""Two texts of one part of a practice, as the page shows them until one is chosen."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from isc_portal.templatetags.portal import when
from resources.directory.topics import topics_in_words

from .forms import PracticeForm
from .merging import last_writer
from .models import Practice
from .services import WRITTEN

MINE, THEIRS = "mine", "theirs"


def choice(posted: QueryDict) -> tuple[str, str]:
    """Which text was chosen (`mine`, `theirs`), and of which part; both empty where none was."""
    which, _, name = posted.get("choose", "").partition("-")
    return (which, name) if which in (MINE, THEIRS) and name in WRITTEN else ("", "")


def undecided(posted: QueryDict, chosen: str) -> list[str]:
    """The parts that wait for a choice when one is decided. Saving the form as a whole decides all of them."""
    return [name for name in posted.getlist("undecided") if name in WRITTEN and name != chosen] if chosen else []


def upon(data: QueryDict, practice: Practice, written: dict[str, Any], version: int) -> PracticeForm:
    """The form again, with these texts in it, written upon a version."""
    data = data.copy()
    data["version"] = str(version)
    for name, value in written.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return PracticeForm(data, instance=practice)


def both(practice: Practice, written: dict[str, Any], names: Iterable[str], reader) -> dict[str, Any]:
    """What the page tells: who saved, and the parts in both texts. `practice` is the row as it stands."""
    by = last_writer(practice)
    myself = by == reader
    who = by.get_short_name() if by else "The other"
    texts = [
        {
            "name": name,
            "label": PracticeForm.base_fields[name].label,
            "mine": _shown(written[name]),
            "my_title": "Yours, from this window" if myself else "Yours",
            "my_quiet": "Not saved yet",
            "my_initials": reader.initials,
            "my_button": "Use this one" if myself else "Use mine",
            "choose_mine": f"{MINE}-{name}",
            "theirs": _shown(getattr(practice, name)),
            "their_title": "Yours, from another window" if myself else f"{who} wrote",
            "their_quiet": f"Saved {when(practice.updated_at)}",
            "their_initials": by.initials if by else "?",
            "their_button": "Use the other one",
            "choose_theirs": f"{THEIRS}-{name}",
        }
        for name in names
    ]
    return {"texts": texts, "saved_by": None if myself else by, "by_myself": myself}


def _shown(value: Any) -> str:
    return ", ".join(topics_in_words(value)) if isinstance(value, list) else value
