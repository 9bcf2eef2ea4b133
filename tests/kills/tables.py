"""The tables of kills: four desks, and of each what a part of the work finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.kills.command import Command
from tests.kills.complete import missing, watched
from tests.kills.connected_script import connected_script
from tests.kills.local_script import local_script
from tests.kills.place import GooglePlace, Place, google_place, local_place
from tests.kills.script import script
from tests.kills.table import Row, kill_all, warm

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True, slots=True)
class Table:
    """A desk whose commands are killed.

    Attributes:
        connected: Its helpdesk, its room and its mail server are connected.
        wanted: Parts of the names of commands that are tried; none: all of them.
        every: Only every so many moments of each.
    """

    title: str
    in_google: bool
    connected: bool = False
    wanted: tuple[str, ...] = ()
    every: int = 1

    def rows(self, part: int, parts: int, here: Path, patch: pytest.MonkeyPatch) -> Iterator[Row]:
        """A part of the table, its turn of the moments; in the end what the table doesn't hold."""
        at = google_place if self.in_google else local_place
        words: list[tuple[str, ...]] = []

        def pick(moments: int) -> range:
            return range(1 + part * self.every, moments + 1, parts * self.every)

        with at(here, patch, connected=self.connected) as there:
            ran = watched(patch)
            commands = noted(commands_of(there, connected=self.connected), words)
            yield from kill_all(there, warm(there, commands), pick, self.wanted)
            if not self.connected and (gone := missing(there.desk, ran, words)):
                yield Row("not in this table", 0, wrong=dict(enumerate(sorted(gone))))


TABLES = (
    Table("Google: before and after each request", in_google=True),
    Table("Google, with helpdesk and room", in_google=True, connected=True),
    Table("Embedded: around each step, record and file", in_google=False),
    Table("Embedded, with helpdesk, room and mail server", in_google=False, connected=True),
)


def commands_of(place: Place, *, connected: bool) -> Iterator[Command]:
    """The way of a case at this desk."""
    if connected:
        return connected_script(place.desk)
    if isinstance(place, GooglePlace):
        return script(place.google_desk)
    return local_script(place.desk)


def noted(commands: Iterator[Command], words: list[tuple[str, ...]]) -> Iterator[Command]:
    """The commands, and a note of each."""
    for command in commands:
        words.append(command.words)
        yield command
