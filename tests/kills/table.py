"""The table of kills: each command at each of its moments, run again, compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.kills.command import Command
from tests.kills.picture import different
from tests.kills.place import Place
from tests.kills.settling import again, only_once


@dataclass(slots=True)
class Row:
    """One command: its moments, and what was wrong after which of them.

    Attributes:
        settled: How often a person had to say whether a mail had left.
    """

    name: str
    moments: int
    tried: int = 0
    settled: int = 0
    wrong: dict[int, str] = field(default_factory=dict)

    def add(self, other: Row) -> None:
        """Take in what somebody else found about the same command."""
        self.tried, self.settled = self.tried + other.tried, self.settled + other.settled
        self.wrong |= other.wrong

    def line(self) -> str:
        said = "as if never killed" if not self.wrong else f"{len(self.wrong)} WRONG"
        asked = f" ({self.settled} settled by a person)" if self.settled else ""
        return f"{self.name:<28} {self.moments:3} moments {self.tried:4} kills   {said}{asked}"


Pick = Callable[[int], Sequence[int]]


def every(moments: int) -> Sequence[int]:
    """All moments."""
    return range(1, moments + 1)


def kill_all(
    place: Place, script: Iterable[Command], pick: Pick = every, wanted: Sequence[str] = ()
) -> Iterator[Row]:
    """Run the script; each command is killed at the picked ones of its moments, and run again."""
    for command in script:
        if not wanted or any(name in command.name for name in wanted):
            yield kill_one(place, command, pick)
        else:
            go_on(place, command)


def go_on(place: Place, command: Command) -> None:
    """Run a command of the script for what comes after it."""
    if not command.aside:
        ended = place.run(command.words)
        assert ended.code == 0, (command, ended)


def kill_one(place: Place, command: Command, pick: Pick) -> Row:
    """Run a command of the script, killed at the picked ones of its moments."""
    before = place.keep()
    ended, moments = place.count(command.words)
    assert ended.code == 0, (command, ended)
    picked, row = pick(moments), Row(command.name, moments)
    if picked:
        after, whole = place.keep(), place.picture()
        for moment in picked:
            place.restore(before)
            row.tried += 1
            if why := _killed(place, command, moment, whole, row):
                row.wrong[moment] = why
        place.restore(before if command.aside else after)
    elif command.aside:
        place.restore(before)
    return row


def warm(place: Place, script: Iterable[Command]) -> Iterator[Command]:
    """The commands, each run once before: what the first run has to find is there then."""
    for command in script:
        before = place.keep()
        place.run(command.words)
        place.restore(before)
        yield command


def _killed(place: Place, command: Command, moment: int, whole: list[str], row: Row) -> str:
    """What is wrong after a kill and another run; "" where nothing is."""
    if not place.kill(command.words, moment):
        return "it ended before it was killed"
    ended, settled = again(place, command.words)
    there = place.picture()
    if settled:
        row.settled += 1
        whole, there = only_once(whole), only_once(there)
    found = different(whole, there)
    if ended.code:
        found = [f"exit code {ended.code}: {ended.said}", *found]
    return "\n        ".join(found)
