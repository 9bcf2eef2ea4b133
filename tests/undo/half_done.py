"""Kill each verb of a life at its moments, and take back what it had begun."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from summarizer.intents import intents
from tests.desk import Desk
from tests.undo.lives import LIVES, Turn
from tests.undo.state import changed, state
from tests.undo.taking_back import Row, check
from tests.walk.killer import Death, end_of, run

Pick = Callable[[int], Sequence[int]]


def every(moments: int) -> Sequence[int]:
    """All moments."""
    return range(1, moments + 1)


class Counter(Death):
    """Never comes, but counts the moments."""

    def __init__(self) -> None:
        super().__init__(0)
        self.moments = 0

    def _pass(self) -> None:
        self.moments += 1


def take_back_halves(
    desk: Desk, procedure: str, pick: Pick = every, one_of: int = 1
) -> Iterator[Row]:
    """Every turn of a procedure's life, killed at the picked ones of its moments.

    Or one of so many turns.
    """
    kept = desk.root.with_name("kept")
    for n, turn in enumerate(LIVES[procedure](desk)):
        if turn.refused or (turn.aside and n % one_of):
            continue
        desk.sits(turn.who)
        desk.at(turn.at)
        _copy(desk.root, kept)
        if n % one_of == 0:
            for moment in pick(_moments(desk, turn)):
                yield _half(desk, kept, turn, moment)
            _copy(kept, desk.root)
        if not turn.aside:
            desk(*turn.words)


def _half(desk: Desk, kept: Path, turn: Turn, moment: int) -> Row:
    row = Row(f"{turn.verb} {moment}")
    _copy(kept, desk.root)
    before, runs = state(desk), _runs(desk)
    _dies(desk, kept, turn, moment)
    begun = [name for name in _runs(desk) if name not in runs]
    if not begun:
        row.wrong += [f"{place} was changed" for place in changed(before, state(desk))]
        return row
    (number,) = {case for case, _ in begun}
    remarks = tuple(desk("undo", number, "--yes", "--json").json["remarks"])
    check(row, before, state(desk), remarks)
    return row


def _runs(desk: Desk) -> list[tuple[str, str]]:
    """All runs that count, of all cases."""
    with desk.workspace() as place:
        cases = place.tracker.load(place.tracker.numbers())
        return [(case.number, run) for case in cases for run in intents(case)]


def _moments(desk: Desk, turn: Turn) -> int:
    """How many moments a turn has: it is run for that."""
    if (child := os.fork()) == 0:
        counter = Counter()
        counter.install()
        with contextlib.redirect_stdout(io.StringIO()):
            end_of(["-w", str(desk.root), *turn.words])
        os._exit(counter.moments)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _dies(desk: Desk, kept: Path, turn: Turn, moment: int) -> bool:
    """Run the turn on the desk as it was, and kill it at this moment; whether that came."""
    _copy(kept, desk.root)
    with contextlib.redirect_stdout(io.StringIO()):
        return run(["-w", str(desk.root), *turn.words], Death(moment))


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
