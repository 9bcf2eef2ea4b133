"""Writing to a spreadsheet in which other people sort, insert and delete at the same time."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tracker.errors import BadInput, StorageFailed, Unavailable
from tracker.port import Wish
from tracker.sheets_batch import Answer, Batch, body, letters, own, range_of
from tracker.sheets_book import COPIES, EVENTS, Book, read_book
from tracker.sheets_follow import copied, follow, recovered
from tracker.sheets_google import Rejected, Sheets
from tracker.sheets_plan import Draft
from tracker.sheets_repair import astray, repair, rowless, still_owed, traced
from tracker.sheets_verify import Debt, failed, owed, undo

#: How often a batch is tried while other people keep moving the lines that it means.
_TRIES = 60
#: How often a row that was removed by mistake is looked for, and the seconds between.
_LOOKS, _PAUSE = 20, 0.5
#: How often a line that has to be put right is looked for before it counts as deleted by people.
_ENOUGH = 8
#: How often a batch may be refused, or its answer be lost, before that is told.
_REFUSALS = 4
_LOSSES = 2


class Writer:
    """Reads and writes one spreadsheet.

    A batch that hit a wrong line is undone at once, from the copies of what it hit, and tried
    again from a new reading: see docs/architecture.md.

    Args:
        sheets: The way to it.
        zone: The zone in which its times are shown.
        theirs: Titles of columns that belong to people.
        now: The clock.
    """

    def __init__(
        self, sheets: Sheets, zone: str, theirs: Collection[str], now: Callable[[], datetime]
    ) -> None:
        self._sheets, self._zone, self._theirs, self._now = sheets, zone, theirs, now
        self._book: Book | None = None
        self._read_at = 0.0
        self._refusals = self._losses = self._missed = 0
        #: Tabs that a batch meant of which nobody knows whether Google still carries it out.
        self._lost = frozenset[int]()

    def book(self, keep: float) -> Book:
        """What was read at most `keep` seconds ago; else it is read now."""
        if self._book is None or time.monotonic() - self._read_at > keep:
            self._read_at = time.monotonic()
            self._book = read_book(self._sheets.read(), self._zone)
        return self._book

    def _again(self, book: Book) -> None:
        """Read what other people may have changed since the book was read."""
        events = book.own(EVENTS)
        ranges = [range_of(tab, f"A1:{letters(tab.columns + 25)}") for tab in book.public()]
        if events is None or not ranges:
            self.forget()
            return
        tail = f"A{max(book.read_lines, 1)}:{letters(events.columns)}"
        try:
            book.again(self._sheets.read_again([*ranges, range_of(events, tail)]))
        except (BadInput, Unavailable):
            self.forget()  # a tab has another name now, or is gone

    def forget(self) -> None:
        """Read anew next time."""
        self._book = None

    def write(self, wishes: Sequence[Wish], keep: float) -> None:
        """Make the wishes true, all or nothing.

        Raises:
            StorageFailed: Other people's lines were hit and can't be put back: it says where they
                are kept. Or Google refuses the batch.
            Unavailable: Google stays away; `uncertain` where the batch may have been applied.
        """
        debts: list[Debt] = []
        self._refusals = self._losses = self._missed = 0
        self._lost = frozenset()
        self.book(keep)
        try:
            for _ in range(_TRIES):
                debts, done = self._try(wishes, debts)
                if done:
                    return
        except Exception as error:
            self.forget()
            if debts:
                raise self._left(debts) from error
            raise
        self.forget()
        raise self._left(debts)

    def _try(self, wishes: Sequence[Wish], debts: Sequence[Debt]) -> tuple[list[Debt], bool]:
        """Put right what is owed; once nothing is, do what is wished for. What is owed now."""
        book = self.book(float("inf"))
        debts = still_owed(book, debts)
        book = book if debts else self._with_rows(book, wishes)
        draft = self._draft(book)
        repairs = repair(draft, debts)
        for wish in () if debts else wishes:
            draft.add(wish)
        batch = replace(draft.done(), closed=self._lost & {tab.id for tab in book.tabs})
        if not batch:
            if debts:  # what has to be put right isn't found: look again
                self._missed += 1
                time.sleep(_PAUSE)
                self._again(book)
            enough = self._missed >= _ENOUGH
            return (traced(self.book(float("inf")), debts) if enough else debts), not debts
        answer = self._send(batch, book)
        if answer is None:
            return debts, False
        left, hit = self._after(batch, book, answer, debts, repairs)
        return left, hit and not debts and not left

    def _with_rows(self, book: Book, wishes: Sequence[Wish]) -> Book:
        """Rows that are missing are looked for: another agent may be just putting them back."""
        numbers = [wish.case for wish in wishes if wish.row or wish.cells]
        for look in range(_LOOKS):
            missing = rowless(book, numbers)
            if not missing or (look and not any(astray(book, number) for number in missing)):
                break
            time.sleep(_PAUSE if look else 0)
            self.forget()
            book = self.book(0)
        return book

    def _after(
        self,
        batch: Batch,
        book: Book,
        answer: Answer,
        debts: Sequence[Debt],
        repairs: Mapping[str, Debt],
    ) -> tuple[list[Debt], bool]:
        """What is owed after a batch, and whether it hit all that it meant."""
        groups = failed(batch, book, answer)
        waiting = [debt for debt in debts if debt not in repairs.values()]
        waiting += [debt for group, debt in repairs.items() if group in groups]
        waiting += owed(batch, book, answer, groups)
        if groups:
            waiting += undo(batch, book, answer, groups)
            self._again(book)
        elif self._book is book:
            follow(book, batch, answer)
        return waiting, not groups

    def _send(self, batch: Batch, book: Book) -> Answer | None:
        """The answer; None where the batch wasn't applied, and has to be made anew."""
        try:
            answer = Answer(self._sheets.write(body(batch, book)))
        except Rejected:
            turns = {tab.id: tab.turn for tab in book.tabs}
            self._again(book)
            if any(tab.turn != turns.get(tab.id) for tab in book.public()):
                time.sleep(random.uniform(0, 0.2))  # noqa: S311  nothing secret
                return None  # another agent was faster
            self._refusals += 1
            self.forget()
            if self._refusals > _REFUSALS:
                raise
            return None
        except Unavailable as error:
            self.forget()
            if not error.uncertain:
                raise
            self._losses += 1
            return self._look(batch, book, error)
        self._lost = frozenset()
        return answer

    def _look(self, batch: Batch, before: Book, lost: Unavailable) -> Answer | None:
        """After an answer was lost: was the batch applied, and what did it hit?"""
        book = self.book(0)
        if batch.id not in book.batches:
            if self._losses > _LOSSES:
                raise lost
            self._lost |= {op.tab for op in batch.ops}
            return None
        lines = copied(batch, book)
        copies = own(batch, book, COPIES)
        ranges = [range_of(copies, f"{line + 1}:{line + 1}") for line in lines]
        images = Answer(self._sheets.read_lines(ranges) if ranges else {})
        return recovered(book, batch, before, images)

    def _draft(self, book: Book) -> Draft:
        batch = uuid.uuid4().hex[:12]
        return Draft(book, batch, self._theirs, lambda: uuid.uuid4().int % 2**31, self._now())

    def _left(self, debts: Sequence[Debt]) -> StorageFailed:
        what = "Other people keep moving the lines of the tracker"
        if not debts:
            return StorageFailed(what, "The change was not made", "Run the command again")
        return StorageFailed(
            what,
            f"{len(debts)} lines were hit by mistake and are not put back yet",
            f"The hidden tab “{COPIES}” has them as they were, its last column says which:"
            " copy those that are missing back, then run the command again",
        )
