"""A desk in the loopback Google, in the hour after a summary left; put back after each thing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import requests

from tests.google import gmail
from tests.google.sheets.model import Cell, Spreadsheet
from tests.google_desk import DANA
from tests.hostile.harm import harm_in
from tests.hostile.scene import Ended, Scene, Words
from tests.hostile.way import way
from tests.kills.place import GooglePlace
from tracker.sheets_tab import EVENTS, SEEN

#: A file of this machine, in a picture, that isn't in the desk's own folder.
_OUTSIDE = re.compile(r'\["file", "(?!desk/)(?:[^"\\]|\\.)*", "[^"]*"\]$')
_THEIRS = "desk/ people's: "
#: Tabs that hold nothing of people's; what a line held stays in that of copies.
_OWN = (EVENTS, SEEN)


class GoogleScene(Scene):
    """The place's desk, a case's way gone until this command.

    Args:
        place: Where the desk is.
        until: The first word of the last command that is run.
    """

    def __init__(self, place: GooglePlace, until: str) -> None:  # its base makes a desk
        self.place, self.desk, self.root = place, place.desk, place.desk.root
        self.way = place.desk.way
        for command in way(place.desk):
            if command.goes_on:
                place.desk(*command.words)
            if command.goes_on and command.words[0] == until:
                break
        found = place.desk("list", "--json").json
        self.number = str(found[0]["case"])
        place.desk.at("2026-11-19T11:00")
        self._before = place.keep()

    @property
    def book(self) -> str:
        """The tracker's id."""
        return str(self.desk("config", "--json").json["google.spreadsheet"]["value"])

    def restore(self) -> None:
        """Let it be as it was."""
        self.place.restore(self._before)

    def state(self) -> dict[str, str]:
        """All that there is, a line each; and what people wrote into the tracker."""
        lines = Counter(self.place.picture())
        found = {n if _OUTSIDE.match(n) else f"desk/ {n}": str(k) for n, k in lines.items()}
        return found | {_THEIRS + what: str(k) for what, k in self._theirs().items()}

    def run(self, words: Words) -> Ended:
        """Run a command in this process."""
        ended = self.place.run(words)
        return Ended(ended.code, ended.said)

    def apart(self, words: Words, before: Callable[[], None] = lambda: None) -> Ended:
        """As its base does it; connections aren't shared between processes."""
        requests.Session.close(self.place.session)
        return super().apart(words, before)

    def harm(self) -> Iterator[str]:
        """What harm there is."""
        return (f for f in harm_in(self.place) if not f.startswith("a formula"))

    def lost(self, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
        """What people wrote into the tracker, and what isn't there any more."""
        for name in before:
            if name.startswith(_THEIRS) and int(after.get(name, 0)) < int(before[name]):
                yield f"lost: {name.removeprefix(_THEIRS)[:200]}"

    def deliver(self, raw: bytes) -> str:
        """A mail comes; its id in Dana's mailbox."""
        return gmail.deliver(self.place.google.world, DANA, raw)

    def with_mail(self, raw: bytes) -> str:
        """The same: it is there in all that is restored from now on."""
        id_ = self.deliver(raw)
        self._before = self.place.keep()
        return id_

    def _theirs(self) -> Counter[str]:
        """What stands in the tracker beside what the program writes into its case's columns."""
        file = self.place.google.world.files.get(self._book_id())
        found: Counter[str] = Counter()
        if file and isinstance(file.content, Spreadsheet):
            for sheet in file.content.sheets:
                if sheet.title in _OWN:
                    continue
                for row in sheet.rows[: sheet.end()]:
                    ours = any(_entered(c) == self.number for c in row.cells.values())
                    found.update(_entered(c) for c in row.cells.values() if not ours or _odd(c))
        return found

    def _book_id(self) -> str:
        if not hasattr(self, "_book"):
            self._book = self.book
        return self._book


#: What a cell of people's holds in the cases' own lines.
MARK = "people's own"


def _odd(cell: Cell) -> bool:
    return "formulaValue" in cell.get("userEnteredValue", {}) or MARK in _entered(cell)


def _entered(cell: Cell) -> str:
    value: Any = next(iter(cell.get("userEnteredValue", {"": ""}).values()))
    return value if isinstance(value, str) else json.dumps(value)
