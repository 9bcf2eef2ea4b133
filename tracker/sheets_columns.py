"""Columns of a tab by their titles: two of them may have the same one (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.sheets_cells import blank
from tracker.sheets_tab import Tab

#: A title, and which one of the columns that have it: the first is 0.
Column = tuple[str, int]


def named(titles: Sequence[str], width: int) -> list[Column]:
    """Each column's title, and which one of those that have it."""
    count: dict[str, int] = {}
    found = []
    for column in range(width):
        title = titles[column] if column < len(titles) else ""
        found.append((title, count.get(title, 0)))
        count[title] = count.get(title, 0) + 1
    return found


def find_column(titles: Sequence[str], wanted: Column) -> int | None:
    """Where the column is; None where none has that title."""
    found = named(titles, len(titles))
    return found.index(wanted) if wanted in found else None


def used_width(tab: Tab, titles: Sequence[str]) -> int:
    """The first column in which nothing stands, and none after it."""
    used = (c + 1 for line in tab.lines for c, cell in enumerate(line) if not blank(cell))
    named_ = (c + 1 for c, title in enumerate(titles) if title)
    return max([0, *used, *named_])
