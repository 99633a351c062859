"""Which column of a table holds what: guessed from the headers, and corrected by the person."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .reading import Row, Table


@dataclass(frozen=True)
class Column:
    """Something that a list may hold. `label` is what people call it; `also` are other headers that mean it."""

    key: str
    label: str
    required: bool = False
    also: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Record:
    """A row with its cells by the keys of the columns."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", " ", header).strip().casefold()


def guess(headers: Sequence[str], columns: Iterable[Column]) -> dict[str, int]:
    """For each column that the headers seem to have, its position: by name, by a known other name, by likeness.

    Each header is used at most once; the closest match wins.
    """
    plain = [_plain(header) for header in headers]
    taken: dict[str, int] = {}
    columns = list(columns)
    for alike in (_is_its_name, _is_another_name, _is_like_it):
        for column in columns:
            if column.key in taken:
                continue
            free = [i for i in range(len(plain)) if plain[i] and i not in taken.values()]
            position = next((i for i in free if alike(plain[i], column)), None)
            if position is not None:
                taken[column.key] = position
    return taken


def _is_its_name(header: str, column: Column) -> bool:
    return header in (_plain(column.key), _plain(column.label))


def _is_another_name(header: str, column: Column) -> bool:
    return header in {_plain(name) for name in column.also}


def _is_like_it(header: str, column: Column) -> bool:
    names = [_plain(name) for name in (column.label, *column.also) if len(name) > 3]
    return bool(difflib.get_close_matches(header, names, n=1, cutoff=0.85))


def missing(mapping: Mapping[str, int], columns: Iterable[Column]) -> list[Column]:
    """The required columns that no header stands for."""
    return [column for column in columns if column.required and column.key not in mapping]


def records(table: Table, mapping: Mapping[str, int]) -> list[Record]:
    """The rows of the table by key."""
    return [_record(row, mapping) for row in table.rows]


def _record(row: Row, mapping: Mapping[str, int]) -> Record:
    return Record(row.number, {key: row.cell(position) for key, position in mapping.items()})
