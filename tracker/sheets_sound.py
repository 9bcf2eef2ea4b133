"""Whether people left the spreadsheet so that a case can be written: told beforehand (pure)."""

from __future__ import annotations

from tracker.columns import storable
from tracker.errors import StorageFailed
from tracker.sheets_book import Book
from tracker.sheets_tab import MARK, Tab


def check(book: Book, case: str) -> None:
    """Refuse what would fail midway, when other places are changed already.

    Raises:
        StorageFailed: What was observed of the case was spoilt by hand, or a tab with cases is
            too wide for its lines to be copied before they are changed.
    """
    book.observations(storable(case))
    for title in book.our_titles():
        if (tab := book.tab(title)) and tab.columns > MARK:
            raise too_wide(tab)


def too_wide(tab: Tab) -> StorageFailed:
    """A line of the tab would cover the mark of its copy."""
    return StorageFailed(
        f"The tab “{tab.title}” is too wide",
        f"It has {tab.columns} columns; lines of up to {MARK} can be changed safely.",
        "Delete its empty columns at the right, or move what stands there to another tab",
    )
