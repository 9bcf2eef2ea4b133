"""The table of faults: each request of each command meets each of them, then it is run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.kills.picture import different
from tests.kills.place import Place
from tests.kills.script import Command, script
from tests.kills.way import QUIET, SILENCE, Hurried
from tracker.errors import Unavailable

#: What is answered, or befalls the connection; a plus: the answer says how long to wait.
KINDS = (
    *("429", "429+", "403", "500", "503", "503+"),
    *("timeout-before", "timeout-after", "cut-before", "cut-after"),
)
#: How often it happens: once, three times, for ever.
TIMES = (1, 3, None)
#: A service that stays away ends a command within so many seconds.
LONGEST = 120.0
_RETRY_AFTER = 7.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A fault for one request, counted from 0, of a command."""

    request: int
    kind: str
    times: int | None

    def words(self) -> str:
        often = {1: "once", 3: "three times", None: "for ever"}[self.times]
        return f"request {self.request + 1} {self.kind} {often}"


@dataclass(slots=True)
class Row:
    """One command: the faults that were tried, how it ended, and what was wrong after which.

    Attributes:
        away: How often it ended with exit code 6.
        longest: Seconds that it waited at most, on its own clock.
    """

    name: str
    requests: int
    tried: int = 0
    away: int = 0
    longest: float = 0.0
    wrong: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        said = "once each" if not self.wrong else f"{len(self.wrong)} WRONG"
        counts = f"{self.requests:3} requests {self.tried:4} faults {self.away:4} away"
        return f"{self.name:<28} {counts}  {self.longest:5.1f} s   {said}"


Pick = Callable[[Sequence[Cell]], Sequence[Cell]]


def cells(requests: int) -> list[Cell]:
    """All faults for a command of so many requests."""
    return [Cell(n, kind, t) for n in range(requests) for kind in KINDS for t in TIMES]


def fault_all(
    place: Place, patience: Hurried, pick: Pick = lambda found: found, wanted: Sequence[str] = ()
) -> Iterator[Row]:
    """Run the script; the requests of each command meet the picked ones of their faults."""
    for command in script(place.desk):
        before = place.keep()
        ended, moments = place.count(command.words)
        assert ended.code == 0, (command, ended)
        picked = pick(cells(moments // 2))
        whole, after = place.picture() if picked else [], place.keep()
        if not wanted or any(name in command.name for name in wanted):
            row = Row(command.name, moments // 2)
            for cell in picked:
                place.restore(before)
                why = _tried(place, patience, command, cell, row)
                if found := [*why, *different(whole, place.picture())]:
                    row.wrong[cell.words()] = "\n        ".join(found)
            yield row
        place.restore(before if command.aside else after)


def _tried(place: Place, patience: Hurried, command: Command, cell: Cell, row: Row) -> list[str]:
    """Run a command into a fault, and again without it; what was wrong with how it ended."""
    kind, longer = cell.kind.rstrip("+"), cell.kind.endswith("+")
    place.google.faults.add(
        kind,
        times=cell.times,
        after=cell.request,
        retry_after=_RETRY_AFTER if longer else None,
        seconds=2 * SILENCE,
    )
    patience.spent, patience.silence = 0.0, SILENCE
    ended = place.run(command.words)
    patience.silence = QUIET
    place.google.faults.clear()
    row.tried, row.longest = row.tried + 1, max(row.longest, patience.spent)
    row.away += ended.code == Unavailable.exit_code
    found: list[str] = []
    if ended.code != Unavailable.exit_code and (ended.code or cell.times is None):
        found.append(f"exit code {ended.code}: {ended.said}")
    if patience.spent > LONGEST:
        found.append(f"it took {patience.spent:.0f} s")
    if ended.code and (again := place.run(command.words)).code:
        found.append(f"again: exit code {again.code}: {again.said}")
    return found
