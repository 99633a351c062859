"""What changed from one version of a document to another, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from isc_portal.wordwise import compared, in_words

from .kinds import REQUIRED_KEYS, Kind, Line, Snapshot

# What identifies an entry of a list across versions, in the order in which it is looked for.
IDENTIFIERS = ("id", "key", "slug", "number", "name", "label", "title", "question")
LONGEST_FIGURE = 40  # letters; a longer text is quoted
UNNAMED = frozenset({*REQUIRED_KEYS, "place_line", "person", "group", "time_zone", "contents"})


@dataclass(frozen=True)
class Change:
    """One statement that is not the same in both versions; `before` or `after` is empty where it is new or gone."""

    part: str
    label: str
    before: str
    after: str
    page: int | None = None

    @property
    def sides(self) -> tuple[SafeString, SafeString]:
        """Both texts, what went away in `<del>` on the left, what came in `<ins>` on the right."""
        return marked(self.before, self.after)

    @property
    def sentence(self) -> str:
        """The change for a list of what is new, shortened: “$500,000 became $640,000”."""
        if not self.before:
            return f"{self.label}: {quoted(self.after)} (new)"
        if not self.after:
            return f"{self.label}: {quoted(self.before)} (taken out)"
        return f"{self.label}: {quoted(self.after)} instead of {quoted(self.before)}"


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Two texts as HTML with their differing words marked."""
    old, new = in_words(before), in_words(after)
    left, right = [], []
    for tag, i1, i2, j1, j2 in compared(old, new).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        left.append(escape(gone) if tag == "equal" else format_html("<del>{}</del>", gone) if gone else "")
        right.append(escape(come) if tag == "equal" else format_html("<ins>{}</ins>", come) if come else "")
    return SafeString("".join(left)), SafeString("".join(right))


def shorten(text: str, limit: int = 90) -> str:
    """The text, cut at a word with an ellipsis if it is long."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def quoted(text: str) -> str:
    """A text within a sentence: shortened, without its full stop, in quotation marks if it is more than a few words."""
    short = shorten(text).removesuffix(".")
    return f"“{short}”" if len(short) > LONGEST_FIGURE else short


def changes(kind: Kind, before: Snapshot, after: Snapshot, anchors: dict[str, int] | None = None) -> list[Change]:
    """Every statement that differs, in the order of the newer version, then what is gone.

    `anchors` of the newer version gives the pages.
    """
    old = {line.key: line for line in lines_of(kind, before)}
    new = {line.key: line for line in lines_of(kind, after)}
    pages = anchors or {}
    found = []
    for key, line in new.items():
        previous = old[key].text if key in old else ""
        if previous != line.text:
            found.append(Change(line.part, line.label, previous, line.text, pages.get(line.anchor)))
    gone = (line for key, line in old.items() if key not in new and line.text)
    return found + [Change(line.part, line.label, line.text, "") for line in gone]


def lines_of(kind: Kind, snapshot: Snapshot) -> Sequence[Line]:
    """The kind's own statements, else every value of the snapshot under the names of its keys."""
    return kind.lines(snapshot) if kind.lines else list(flatten(snapshot))


def flatten(snapshot: Snapshot) -> Iterator[Line]:
    """Every text and number of a snapshot; its top-level keys are the parts."""
    for key, value in snapshot.items():
        if key in UNNAMED - {"title"}:
            continue
        part = _words(key) if isinstance(value, dict | list) else "The whole"
        for path, names, text in _leaves(value, (key,), ()):
            label = ", ".join(names) or _words(key)
            yield Line(key=".".join(path), part=part, label=label, text=text, anchor=key)


def _leaves(value: Any, path: tuple[str, ...], names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key), (*names, _words(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value, start=1):
            name = _identity(item) or str(index)
            yield from _leaves(item, (*path, name), (*names, name))
    elif value not in (None, ""):
        yield path, names, {True: "Yes", False: "No"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _identity(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next((str(item[name]) for name in IDENTIFIERS if item.get(name)), "")


def _words(key: str) -> str:
    return key.replace("_", " ").replace("-", " ").capitalize()
