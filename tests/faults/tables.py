"""The tables of faults: Google's at a desk that lives there, the others' at an embedded one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.services import Cell, connected, of_google
from tests.faults.table import Row, fault_all
from tests.kills.connected_script import connected_script
from tests.kills.place import google_place, local_place
from tests.kills.script import script

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True, slots=True)
class Table:
    """A desk whose services fail.

    Attributes:
        wanted: Parts of the names of commands that are tried; none: all of them.
        kinds: The kinds of faults that are tried; none: all of them.
        every: Only every so many faults of each, from the `first` on.
    """

    title: str
    in_google: bool
    wanted: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    every: int = 1
    first: int = 0

    def rows(self, part: int, parts: int, here: Path, patch: pytest.MonkeyPatch) -> Iterator[Row]:
        """A part of the table, its turn of the faults."""

        def pick(found: Sequence[Cell]) -> Sequence[Cell]:
            found = [cell for cell in found if not self.kinds or cell.kind in self.kinds]
            return found[self.first + part * self.every :: parts * self.every]

        if self.in_google:
            with google_place(here, patch) as google:
                commands = script(google.google_desk)
                yield from fault_all(google, of_google(google), commands, pick, self.wanted)
        else:
            with local_place(here, patch, connected=True) as there:
                commands = connected_script(there.desk)
                yield from fault_all(there, connected(there), commands, pick, self.wanted)


TABLES = (
    Table("Helpdesk, room and mail server", in_google=False),
    Table("Google", in_google=True),
)
