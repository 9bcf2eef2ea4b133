"""The table of faults: each request of each command meets each of them, then it is run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.faults.ends import Ends, Whole
from tests.faults.services import Cell, Service, cells
from tests.kills.command import Command
from tests.kills.place import Ended, Place
from tests.kills.settling import again
from tests.kills.table import go_on
from tracker.errors import Refused, Unavailable

#: A service that stays away ends a command within so many seconds.
LONGEST = 120.0


@dataclass(slots=True)
class Row:
    """One command: the faults that were tried, how it ended, and what was wrong after which.

    Attributes:
        requests: How many it makes of each service.
        away: How often it ended with exit code 6.
        by_hand: How often it left a to-do, since the helpdesk was away.
        settled: How often a person had to say whether a mail had left.
        longest: Seconds that it waited at most, on its own clock.
    """

    name: str
    requests: dict[str, int]
    tried: int = 0
    away: int = 0
    by_hand: int = 0
    settled: int = 0
    longest: float = 0.0
    wrong: dict[str, str] = field(default_factory=dict)

    def add(self, other: Row) -> None:
        """Take in what somebody else found about the same command."""
        self.tried, self.away = self.tried + other.tried, self.away + other.away
        self.by_hand, self.settled = self.by_hand + other.by_hand, self.settled + other.settled
        self.longest = max(self.longest, other.longest)
        self.wrong |= other.wrong

    def line(self) -> str:
        said = "once each" if not self.wrong else f"{len(self.wrong)} WRONG"
        asked = " ".join(f"{name} {n}" for name, n in self.requests.items() if n)
        more = f" {self.by_hand} by hand" * bool(self.by_hand)
        more += f" {self.settled} settled" * bool(self.settled)
        counts = f"{self.tried:4} faults {self.away:4} away{more}"
        return f"{self.name:<28} {asked:<28} {counts}  {self.longest:5.1f} s   {said}"


Pick = Callable[[Sequence[Cell]], Sequence[Cell]]


def everything(found: Sequence[Cell]) -> Sequence[Cell]:
    """All cells."""
    return found


def fault_all(
    place: Place,
    services: Sequence[Service],
    script: Iterable[Command],
    pick: Pick = everything,
    wanted: Sequence[str] = (),
) -> Iterator[Row]:
    """Run the script; the requests of each command meet the picked ones of their faults."""
    for command in script:
        if not wanted or any(name in command.name for name in wanted):
            yield fault_one(place, services, command, pick)
        else:
            go_on(place, command)


def fault_one(place: Place, services: Sequence[Service], command: Command, pick: Pick) -> Row:
    """Run a command of the script, whose requests meet the picked ones of their faults."""
    known = {service.name: service for service in services}
    before, start = place.keep(), place.picture()
    asked = {s.name: len(s.asked()) for s in services}
    ended = place.run(command.words)
    assert ended.code == 0, (command, ended)
    made = {s.name: s.asked()[asked[s.name] :] for s in services}
    row = Row(command.name, {name: len(requests) for name, requests in made.items()})
    picked = pick([c for s in services for c in cells(s, made[s.name])])
    if picked:
        after, whole = place.keep(), Whole(start, place.picture())
        for cell in picked:
            place.restore(before)
            first = _into(place, known[cell.service], command, cell, row)
            if found := _again(place, command, first, row, whole):
                row.wrong[cell.words()] = "\n        ".join(found)
        place.restore(before if command.aside else after)
    elif command.aside:
        place.restore(before)
    return row


@dataclass(frozen=True, slots=True)
class _First:
    """How the command ended that met the fault, and what was wrong with that."""

    cell: Cell
    ended: Ended
    wrong: list[str]


def _into(place: Place, service: Service, command: Command, cell: Cell, row: Row) -> _First:
    """Run a command into a fault."""
    place.patience.spent = 0.0
    service.befall(cell)
    ended = place.run(command.words)
    service.clear()
    row.tried, row.longest = row.tried + 1, max(row.longest, place.patience.spent)
    row.away += ended.code == Unavailable.exit_code
    return _First(cell, ended, _how(place, service, cell, ended, command.words[0]))


def _again(place: Place, command: Command, first: _First, row: Row, whole: Whole) -> list[str]:
    """Run it again without the fault, where it didn't do all; what is wrong then."""
    found, settled, said = first.wrong, False, first.ended.said
    if first.ended.code:
        ended, settled = again(place, command.words)
        row.settled, said = row.settled + settled, said + ended.said
        found = [*found, *([f"again: exit code {ended.code}: {ended.said}"] if ended.code else [])]
    ends = Ends(whole, place.picture(), first.cell.kind, said)
    row.by_hand += ends.by_hand
    return [*found, *ends.wrong(settled=settled)]


def _how(place: Place, service: Service, cell: Cell, ended: Ended, name: str) -> list[str]:
    """What is wrong with how a command ended that met a fault."""
    found = []
    codes = {0, Unavailable.exit_code, *service.codes(cell.kind)}
    if name == "doctor":  # what it couldn't mend, and why, is told for each finding
        codes.add(Refused.exit_code)
    if ended.code not in codes:
        found.append(f"exit code {ended.code}: {ended.said}")
    if place.patience.spent > LONGEST:
        found.append(f"it took {place.patience.spent:.0f} s")
    if ended.code and "\n  " not in ended.said and name != "watch":  # it tries again by itself
        found.append(f"no word on how to go on: {ended.said}")
    return found
