"""The table of kills: each command at each of its moments, run again, compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.kills.picture import different
from tests.kills.place import Place
from tests.kills.script import Command, script


@dataclass(slots=True)
class Row:
    """One command: its moments, and what was wrong after which of them."""

    name: str
    moments: int
    tried: int = 0
    wrong: dict[int, str] = field(default_factory=dict)

    def line(self) -> str:
        said = "as if never killed" if not self.wrong else f"{len(self.wrong)} WRONG"
        return f"{self.name:<28} {self.moments:3} moments {self.tried:4} kills   {said}"


Pick = Callable[[int], Sequence[int]]


def every(moments: int) -> Sequence[int]:
    """All moments."""
    return range(1, moments + 1)


def kill_all(place: Place, pick: Pick = every, wanted: Sequence[str] = ()) -> Iterator[Row]:
    """Run the script; each command is killed at the picked ones of its moments, and run again."""
    for command in script(place.desk):
        before = place.keep()
        ended, moments = place.count(command.words)
        assert ended.code == 0, (command, ended)
        whole, after = place.picture(), place.keep()
        if not wanted or any(name in command.name for name in wanted):
            row = Row(command.name, moments)
            for moment in pick(moments):
                place.restore(before)
                row.tried += 1
                if why := _killed(place, command, moment, whole):
                    row.wrong[moment] = why
            yield row
        place.restore(before if command.aside else after)


def _killed(place: Place, command: Command, moment: int, whole: list[str]) -> str:
    """What is wrong after a kill and another run; "" where nothing is."""
    if not place.kill(command.words, moment):
        return "it ended before it was killed"
    again = place.run(command.words)
    found = different(whole, place.picture())
    if again.code:
        found = [f"exit code {again.code}: {again.said}", *found]
    return "\n        ".join(found)
