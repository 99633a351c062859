"""What the pages of rosters show: states and counts in words, rows with their changes, problems as a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from resources.directory.choices import LANGUAGES
from resources.directory.phones import phone_words
from resources.directory.topics import topics_in_words

from .columns import FIELDS
from .forms import DecisionsForm
from .merging import LISTS, REACHED_BY
from .models import Decision, Outcome, Roster, RosterRow, RosterState

STATE_MARKS = {
    RosterState.MAPPING: "yours",
    RosterState.READING: "working",
    RosterState.CHECKED: "yours",
    RosterState.COMMITTING: "working",
    RosterState.COMMITTED: "done",
    RosterState.UNDOING: "working",
    RosterState.UNDONE: "superseded",
    RosterState.CANCELLED: "none",
    RosterState.FAILED: "late",
}
# What has been done when a roster has come to a state; nothing where the page itself shows that it is under way.
DONE_WORDS: dict[str, str] = {
    RosterState.COMMITTED: "“{roster}” is imported.",
    RosterState.UNDONE: "The import of “{roster}” is undone. The directory is as it was before it.",
    RosterState.CANCELLED: "“{roster}” is cancelled. Nothing of it is in the directory.",
}
STALE_WORDS: dict[str, str] = {
    RosterState.MAPPING: "Choose the columns of “{roster}” first.",
    RosterState.READING: "“{roster}” is still being read. Wait until it is ready.",
    RosterState.CHECKED: "“{roster}” is not imported. Nothing of it is in the directory.",
    RosterState.COMMITTING: "“{roster}” is being imported at this moment. It was not begun a second time.",
    RosterState.COMMITTED: "“{roster}” is imported already. To take it back, undo the import.",
    RosterState.UNDOING: "The import of “{roster}” is being undone at this moment.",
    RosterState.UNDONE: "The import of “{roster}” was undone. To import it, bring the file in again.",
    RosterState.CANCELLED: "“{roster}” was cancelled. To import it, bring the file in again.",
    RosterState.FAILED: "“{roster}” was not imported, and nothing of it is in the directory. Bring the file in again.",
}
COUNT_WORDS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REPEATED: "repeated",
    Outcome.DOUBTFUL: "to decide",
    Outcome.REFUSED: "refused",
}
FIRST_SHOWN = (Outcome.NEW, Outcome.CHANGED, Outcome.DOUBTFUL, Outcome.REFUSED, Outcome.REPEATED, Outcome.UNCHANGED)
PROBLEM_HEADERS = ("Row", "Name", "What happens to the row", "Column", "Value", "Reason")
COMPARED = tuple(key for key in FIELDS if key not in ("first", "middle", "last", "suffix"))


@dataclass(frozen=True)
class Figure:
    """One of the six figures above the rows: how many rows there are of an outcome."""

    outcome: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class Change:
    """What becomes of one field: the text that is there, the one of the list, and the one that is put in.

    `replaces` says that the text that is there goes; contact points, topics and languages are added beside it.
    """

    label: str
    before: str
    listed: str
    after: str
    replaces: bool


@dataclass(frozen=True)
class Shown:
    """One row as its page shows it."""

    row: RosterRow
    work: str
    place: str
    contacts: list[str]
    changes: list[Change] = field(default_factory=list)
    choice: Any = None
    like: int | None = None  # the earlier row that a doubtful one resembles, where it resembles no entry

    @property
    def differing(self) -> list[Change]:
        """The fields in which the entry and the row are not the same."""
        return [change for change in self.changes if change.before != change.listed]

    @property
    def alike(self) -> list[str]:
        """The fields that both have, and have alike."""
        return [change.label for change in self.changes if change.before and change.before == change.listed]


def trail(roster: Roster | None = None) -> list[tuple[str, str]]:
    """The way up from a page of rosters; with a roster, from a page below it."""
    above = [("Directory", reverse("resources:directory")), ("Rosters", reverse("resources:rosters"))]
    return [*above, (roster.name, reverse("resources:roster", args=[roster.pk]))] if roster else above


def number_of(count: int, noun: str) -> str:
    """“1 row”, “1,669 rows”."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def counted(roster: Roster) -> str:
    """How the rows fell out, in one line; how many there are while nobody knows yet."""
    shown = [f"{one.count:,} {one.label.lower()}" for one in figures(roster, "") if one.count]
    return ", ".join(shown) or number_of(roster.row_total, "row")


def has_rows(roster: Roster) -> bool:
    """Whether the rows have been read, and there is no work on them at this moment."""
    return roster.state in (RosterState.CHECKED, RosterState.COMMITTED, RosterState.UNDONE)


def undecided(roster: Roster) -> int:
    """How many doubtful rows nobody has decided about."""
    return roster.rows.filter(outcome=Outcome.DOUBTFUL, decision="").count()


def chosen_outcome(roster: Roster, asked: str, undecided: int) -> str:
    """Which rows to show: those that are asked for, else those that wait for a decision, else the first there are."""
    if asked in Outcome.values:
        return asked
    if undecided and roster.state == RosterState.CHECKED:
        return Outcome.DOUBTFUL
    return next((outcome for outcome in FIRST_SHOWN if roster.counts.get(outcome)), Outcome.NEW)


def figures(roster: Roster, current: str) -> list[Figure]:
    """The six figures, in the order of `Outcome`."""
    words = COUNT_WORDS if roster.state == RosterState.CHECKED else {**COUNT_WORDS, Outcome.DOUBTFUL: "doubtful"}
    return [
        Figure(outcome, word.capitalize(), roster.counts.get(outcome, 0), outcome == current)
        for outcome, word in words.items()
    ]


def rows_of(roster: Roster, outcome: str, *, decided: bool = False) -> QuerySet[RosterRow]:
    """The rows of one outcome in the order of the file; doubtful ones that are decided, or those that are not."""
    rows = roster.rows.filter(outcome=outcome).select_related("expert").defer("expert__search", "expert__facets")
    if outcome == Outcome.DOUBTFUL:
        rows = rows.exclude(decision="") if decided else rows.filter(decision="")
    return rows.order_by("number", "part")


def shown(row: RosterRow, form: DecisionsForm | None = None) -> Shown:
    """A row with its fields in words, and with the changes it would make."""
    values = row.values
    name = f"decision_{row.pk}"
    return Shown(
        row=row,
        work=", ".join(text for key in ("role_title", "organization") if (text := values.get(key))),
        place=", ".join(text for key in ("city", "state") if (text := values.get(key))),
        contacts=[in_words(key, values[key]) for key in ("email", "phone", "website") if values.get(key)],
        changes=_changes(row),
        choice=form[name] if form and name in form.fields else None,
        like=(row.before or {}).get("row", [None])[0],
    )


def in_words(key: str, value: Any) -> str:
    """A field's value as people read it."""
    if value in (None, "", []):
        return ""
    if key == "topics":
        return ", ".join(topics_in_words(value))
    if key == "languages":
        return ", ".join(LANGUAGES.get(language, language) for language in value)
    if key == "population":
        return f"{value:,}"
    return phone_words(value) if key == "phone" else str(value)


def problems(roster: Roster) -> Iterator[tuple]:
    """Each problem of the list as a row of a spreadsheet, in the order of the file."""
    rows = roster.rows.exclude(problems=[], reason="").order_by("number", "part")
    for row in rows.iterator(chunk_size=2_000):
        head = (row.number, row.values.get("name", ""), row.get_outcome_display())
        if row.reason and row.reason not in {problem["reason"] for problem in row.problems}:
            yield (*head, "", "", row.reason)
        for problem in row.problems:
            yield (*head, problem["column"], problem["value"], problem["reason"])


def remarks(roster: Roster) -> int:
    """How many rows of which something was left out are taken all the same."""
    return roster.rows.exclude(problems=[]).exclude(outcome=Outcome.REFUSED).count()


def sums(roster: Roster) -> Mapping[str, int]:
    """What an import would do, or did: entries added, changed, left alone, and rows left out."""
    counts = roster.counts
    decisions = dict.fromkeys(("", *Decision.values), 0)
    doubtful = roster.rows.filter(outcome=Outcome.DOUBTFUL).order_by().values("decision")
    decisions |= dict(doubtful.annotate(count=Count("pk")).values_list("decision", "count"))
    added = counts.get(Outcome.NEW, 0) + decisions[Decision.KEEP]
    changed = counts.get(Outcome.CHANGED, 0) + decisions[Decision.MERGE]
    return {
        "added": added,
        "changed": changed,
        "written": added + changed,
        "undecided": decisions[""],
        "merged": decisions[Decision.MERGE],
        "kept": decisions[Decision.KEEP],
        "left_out": decisions[Decision.SKIP] + counts.get(Outcome.REFUSED, 0) + counts.get(Outcome.REPEATED, 0),
        "unchanged": counts.get(Outcome.UNCHANGED, 0),
    }


def _changes(row: RosterRow) -> list[Change]:
    """Each field that the entry or the row has; for a doubtful row the entry may be an earlier row of the list."""
    entry, after = row.before or {}, row.after or {}
    return [
        Change(
            label=FIELDS[key],
            before=in_words(key, entry.get(key)),
            listed=in_words(key, row.values.get(key)),
            after=in_words(key, _more(key, entry, after)),
            replaces=bool(after.get(key) and entry.get(key)) and key not in (*LISTS, *REACHED_BY),
        )
        for key in COMPARED
        if entry.get(key) or row.values.get(key)
    ]


def _more(key: str, entry: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
    if key in LISTS:
        return [one for one in after.get(key, ()) if one not in entry.get(key, ())]
    return after.get(key)
