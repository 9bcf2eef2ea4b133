"""Writing to a spreadsheet in which other people sort, insert and delete at the same time."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tracker.columns import storable
from tracker.errors import StorageFailed, Unavailable
from tracker.port import Wish
from tracker.sheets_batch import Answer, body
from tracker.sheets_book import Book
from tracker.sheets_follow import follow, recovered
from tracker.sheets_google import Rejected, Sheets
from tracker.sheets_mistakes import mistakes
from tracker.sheets_ops import Batch
from tracker.sheets_plan import Draft
from tracker.sheets_read import Reader
from tracker.sheets_repair import adopted, key_of, repair, rowless, still_owed, traced
from tracker.sheets_tab import COPIES
from tracker.sheets_verify import Debt, Lost, failed, owed, undo

#: How often a batch is tried while other people keep moving the lines that it means.
_TRIES = 200
#: How often is looked whether a row that was hit by mistake is put right, and the seconds between.
_LOOKS, _PAUSE = 20, 0.5
#: How often a line that has to be put right is looked for before it counts as deleted by people.
_ENOUGH = 8
#: How often a batch may be refused, or its answer be lost, before that is told.
_REFUSALS = 4
_LOSSES = 2
#: After so long, whoever hit a line by mistake won't put it right any more: it was killed.
_GIVEN_UP = timedelta(minutes=5)


@dataclass(slots=True)
class _Errand:
    """What is on its way to be written.

    Attributes:
        debts: What has to be put right first.
        mistakes: Keys of what was hit by mistake, to be told when it is put right.
        lost: Batches without an answer, with the debts that each group of their changes settles.
        refusals, losses, missed: How often Google refused, gave no answer, or nothing was found.
    """

    wishes: Sequence[Wish]
    numbers: set[str]
    debts: list[Debt] = field(default_factory=list)
    mistakes: set[str] = field(default_factory=set)
    lost: list[tuple[Batch, Mapping[str, Debt]]] = field(default_factory=list)
    refusals: int = 0
    losses: int = 0
    missed: int = 0


class Writer:
    """Reads and writes one spreadsheet.

    A batch that hit a wrong line is undone at once, from the copies of what it hit, and tried
    again from a new reading: see docs/architecture.md.

    Args:
        sheets: The way to it.
        zone: The zone in which its times are shown.
        theirs: Titles of columns that belong to people.
        now: The clock.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        sheets: Sheets,
        zone: str,
        theirs: Collection[str],
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._sheets, self._theirs = sheets, theirs
        self._now, self._sleep = now, sleep
        self.reader = Reader(sheets, zone)

    def write(self, wishes: Sequence[Wish], keep: float) -> None:
        """Make the wishes true, all or nothing.

        Raises:
            StorageFailed: Other people's lines were hit and can't be put back: it says where they
                are kept. Or Google refuses the batch.
            Unavailable: Google stays away; `uncertain` where the batch may have been applied.
        """
        rows = (wish for wish in wishes if wish.row or wish.cells or wish.drop)
        errand = _Errand(wishes, {storable(wish.case) for wish in rows})
        self._adopt(errand, self.reader.book(keep), _GIVEN_UP)
        try:
            for _ in range(_TRIES):
                if self._try(errand):
                    return
        except Exception as error:
            self.reader.forget()
            if errand.debts:
                raise _left(errand.debts) from error
            raise
        self.reader.forget()
        raise _left(errand.debts)

    def _try(self, errand: _Errand) -> bool:
        """Put right what is owed; once nothing is, do what is wished for. Whether all is done."""
        self._find(errand)
        book = self.reader.book()
        errand.debts = still_owed(book, errand.debts)
        if not errand.debts:
            book = self._in_peace(errand)
        draft = self._draft(book)
        repairs = repair(draft, errand.debts)
        paying = bool(errand.debts)
        for wish in () if paying else errand.wishes:
            draft.add(wish)
        draft.put_back(errand.mistakes - _open(errand.debts, repairs) - book.put_back)
        closed = {op.tab for lost, _ in errand.lost for op in lost.ops}
        batch = replace(draft.done(), closed=frozenset(closed & {tab.id for tab in book.tabs}))
        if not batch:
            self._look_around(errand)
            return not paying
        answer = self._send(batch, repairs, errand)
        if answer is None or not self._after(batch, answer, repairs, errand) or paying:
            return False
        return not errand.debts and self._find(errand, last=True)

    def _in_peace(self, errand: _Errand) -> Book:
        """A row that another agent has hit by mistake is about to be put right: wait for it."""
        book = self.reader.book()
        for look in range(_LOOKS):
            astray = any(one.key not in errand.mistakes for one in mistakes(book, errand.numbers))
            if not astray and (look or not rowless(book, errand.numbers)):
                return book
            self._sleep(_PAUSE if look else 0)
            book = self.reader.again()
        self._adopt(errand, book, timedelta(0))
        return book

    def _adopt(self, errand: _Errand, book: Book, age: timedelta) -> None:
        """Owe what another agent should have put right by now: it was killed."""
        numbers = errand.numbers if not age else None
        found = [
            one
            for one in mistakes(book, numbers)
            if one.key not in errand.mistakes and self._now() - one.at >= age
        ]
        errand.mistakes |= {one.key for one in found}
        errand.debts += adopted(book, found)

    def _look_around(self, errand: _Errand) -> None:
        """What has to be put right isn't found: wait, and read again."""
        if errand.debts:
            errand.missed += 1
            self._sleep(_PAUSE)
            book = self.reader.again()
            if errand.missed >= _ENOUGH:
                errand.debts = traced(book, errand.debts)

    def _send(self, batch: Batch, repairs: Mapping[str, Debt], errand: _Errand) -> Answer | None:
        """The answer; None where the batch wasn't applied, or nobody knows."""
        book = self.reader.book()
        try:
            return Answer(self._sheets.write(body(batch, book)))
        except Rejected:
            turns = {tab.id: tab.turn for tab in book.tabs}
            self._sleep(random.uniform(0, 0.2))  # noqa: S311  nothing secret
            if any(tab.turn != turns.get(tab.id) for tab in self.reader.again().public()):
                return None  # another agent was faster
            errand.refusals += 1
            self.reader.forget()
            if errand.refusals > _REFUSALS:
                raise
        except Unavailable as error:
            self.reader.forget()
            if not error.uncertain:
                raise
            errand.losses += 1
            errand.lost.append((batch, repairs))
            self._find(errand)
            if errand.losses > _LOSSES and errand.lost:
                raise
        return None

    def _find(self, errand: _Errand, *, last: bool = False) -> bool:
        """Were batches applied of which the answer was lost, and what did they hit?

        Args:
            errand: What is on its way.
            last: The next batch was applied since: none of those can be any more.

        Returns:
            Whether nothing was found.
        """
        if not errand.lost:
            return True
        book = self.reader.anew() if last else self.reader.book()
        found = [one for one in errand.lost if one[0].id in book.batches]
        errand.lost = [] if last else [one for one in errand.lost if one not in found]
        for batch, repairs in found:
            copies = self.reader.copies() if batch.hitting else None
            self._after(batch, recovered(book, batch, copies), repairs, errand)
        return not found

    def _after(
        self, batch: Batch, answer: Answer, repairs: Mapping[str, Debt], errand: _Errand
    ) -> bool:
        """Note what is owed after a batch. Whether it hit all that it meant."""
        book = self.reader.book()
        groups = failed(batch, book, answer)
        settled = [debt for group, debt in repairs.items() if group not in groups]
        unsaid = {id(debt) for group, debt in repairs.items() if group in groups}
        errand.debts = [
            _unsaid(debt) if id(debt) in unsaid else debt
            for debt in errand.debts
            if debt not in settled
        ]
        missed = owed(batch, book, answer, groups)
        errand.debts += missed
        if groups or missed:
            errand.debts += undo(batch, book, answer, groups)
            errand.mistakes |= {*filter(None, map(key_of, errand.debts))}
            if batch.made:  # tabs that the book doesn't know yet
                self.reader.anew()
            else:
                self.reader.again()
        elif batch.id not in book.batches:
            follow(book, batch, answer)
        return not groups

    def _draft(self, book: Book) -> Draft:
        batch = uuid.uuid4().hex[:12]
        return Draft(book, batch, self._theirs, lambda: uuid.uuid4().int % 2**31, self._now())


def _open(debts: Sequence[Debt], repairs: Mapping[str, Debt]) -> set[str]:
    """The mistakes of which can't be said, with these repairs, that they are put right.

    A line that is put in can't hit another one; of one that is changed the answer tells.
    """
    at_once = [debt for debt in repairs.values() if isinstance(debt, Lost)]
    return {key_of(debt) for debt in debts if debt not in at_once}


def _unsaid(debt: Debt) -> Debt:
    """A debt that wasn't settled after all, though its line was said to be put back."""
    return replace(debt, key="") if isinstance(debt, Lost) else debt


def _left(debts: Sequence[Debt]) -> StorageFailed:
    what = "Other people keep moving the lines of the tracker"
    if not debts:
        return StorageFailed(what, "The change was not made", "Run the command again")
    return StorageFailed(
        what,
        f"{len(debts)} lines were hit by mistake and are not put back yet; the hidden tab"
        f" “{COPIES}” has them as they were, its last column says which",
        "Run the command again in five minutes: it puts them back first",
    )
