"""Lines that a batch has hit by mistake and that aren't put back yet (pure).

A batch copies what it hits, and marks each copy with what it meant. So everybody can see which
copies are of other lines; the tab of events says which of these were put back. Until then the line
doesn't say what it should: whoever has something to write of that case waits for it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.sheets_book import Book
from tracker.sheets_cells import Json, text_of
from tracker.sheets_lines import PUT_BACK
from tracker.sheets_tab import COPIES, MARK, Place, Tab, contents, marks
from tracker.sqlite_values import text_to_time, time_to_text

_MARK = re.compile(
    r"(?P<key>\w+ \d+) (?P<at>\d{4}-\d\d-\d\dT[\d:.]+\+00:00) (?P<tab>\d+) (?P<meant>.*),"
    r" before (it was removed|its cells (?P<cells>[\d ]+) were changed)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that was hit instead of another one.

    Attributes:
        key: The batch that hit it, and the number of the copy in that batch.
        at: When that was, by the clock of whoever did it.
        near: Where it stood, or about there.
        line: What it said.
        changed: The columns in which it was overwritten; none where it was removed.
    """

    key: str
    at: datetime
    near: Place
    line: Sequence[Json]
    changed: Sequence[int]


def mark(key: str, at: datetime, tab: int, meant: str, changed: Sequence[int]) -> str:
    """What the copy of a line is marked with.

    Args:
        key: The batch, and the number of the copy in it.
        at: When the batch was made.
        tab: The tab in which the line stood.
        meant: The number of the case whose line was meant, or `digest` of what it said.
        changed: The columns that were written; none where the line was removed.
    """
    cells = " ".join(str(column + 1) for column in changed)
    became = f"its cells {cells} were changed" if changed else "it was removed"
    return f"{key} {time_to_text(at)} {tab} {meant}, before {became}"


def digest(line: Sequence[str]) -> str:
    """A short name of what a line says."""
    return f"={zlib.crc32(repr(tuple(line)).encode()):08x}"


def mistakes(
    book: Book, numbers: Collection[str] | None = None, *, put_back: bool = False
) -> list[Mistake]:
    """The lines that were hit by mistake and aren't put back yet.

    Args:
        book: What was read.
        numbers: The cases whose lines count; all lines without.
        put_back: Those that are put back count, too.
    """
    copies = book.own(COPIES)
    if copies is None:
        return []
    found = (_judged(book, copies, line, text) for line, text in marks(copies))
    return [
        one
        for one in found
        if one
        and (put_back or one.key not in book.put_back)
        and (numbers is None or not {*numbers}.isdisjoint(map(text_of, one.line)))
    ]


def put_back_line(key: str, at: datetime, batch: str) -> list[str]:
    """The line of the tab of events that says that a mistake was put right."""
    return ["", PUT_BACK, key, "a line was put right", time_to_text(at), "", batch]


def _judged(book: Book, copies: Tab, line: int, text: str) -> Mistake | None:
    """A copy never changes: each is judged once."""
    if text not in book.judged:
        book.judged[text] = _mistake(line, text, copies.line(line)[:MARK])
    found: Mistake | None = book.judged[text]
    return found


def _mistake(line: int, text: str, cells: Sequence[Json]) -> Mistake | None:
    found = _MARK.fullmatch(text)
    if found is None or _as_meant(cells, found["meant"]):
        return None  # people have written there, or the batch hit what it meant
    changed = [int(column) - 1 for column in (found["cells"] or "").split()]
    at, near = text_to_time(found["at"]), Place(int(found["tab"]), line)
    return Mistake(found["key"], at, near, cells, changed)


def _as_meant(line: Sequence[Json], meant: str) -> bool:
    if meant.startswith("="):
        return digest(contents(line)) == meant
    return meant in map(text_of, line)
