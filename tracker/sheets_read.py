"""What was read of a spreadsheet, kept until it may have changed."""

from __future__ import annotations

import time

from tracker.errors import BadInput, Unavailable
from tracker.sheets_batch import letters, range_of
from tracker.sheets_book import Book, read_book
from tracker.sheets_google import Sheets
from tracker.sheets_tab import COPIES, EVENTS, MARK, Tab, read_tabs

#: How many lines below the deepest are still read of `Row copies`, where newer copies push others.
_BELOW = 50


class Reader:
    """Reads one spreadsheet.

    Args:
        sheets: The way to it.
        zone: The zone in which its times are shown.
    """

    def __init__(self, sheets: Sheets, zone: str) -> None:
        self._sheets, self._zone = sheets, zone
        self._book: Book | None = None
        self._read_at = 0.0

    def book(self, keep: float = float("inf")) -> Book:
        """What was read at most `keep` seconds ago; else it is read now."""
        if self._book is None or time.monotonic() - self._read_at > keep:
            self._read_at = time.monotonic()
            self._book = read_book(self._sheets.read(), self._zone)
        return self._book

    def anew(self) -> Book:
        """All of it, as it is now."""
        self.forget()
        return self.book()

    def again(self) -> Book:
        """What other people may have changed since all of it was read."""
        book = self.book()
        events, copies = book.own(EVENTS), book.own(COPIES)
        ranges = [range_of(tab, f"A1:{letters(tab.columns + 25)}") for tab in book.public()]
        if events is None or copies is None or not ranges:
            return self.anew()
        tail = f"A{max(book.read_lines, 1)}:{letters(events.columns)}"
        ranges += [*_newest(book, copies), range_of(events, tail)]
        try:
            book.again(self._sheets.read_again(ranges))
        except (BadInput, Unavailable):
            self.forget()  # a tab has another name now, or is gone
        return self.book()

    def copies(self) -> Tab | None:
        """The tab of copies with all that belongs to its cells."""
        copies = self.book().own(COPIES)
        if copies is None:
            return None
        found = read_tabs(self._sheets.read_lines([range_of(copies, f"A1:{letters(MARK)}")]))
        return next((tab for tab in found if tab.id == copies.id), None)

    def forget(self) -> None:
        """Read anew next time."""
        self._book = None


def _newest(book: Book, copies: Tab) -> list[str]:
    """The ranges of `Row copies` in which new copies stand: lines are copied to their own index."""
    deepest = max(len(tab.lines) for tab in book.public()) + _BELOW
    width = letters(max(tab.columns for tab in book.public()))
    mark = letters(MARK)
    return [range_of(copies, f"A1:{width}{deepest}"), range_of(copies, f"{mark}1:{mark}{deepest}")]
