"""The table of hostile texts: each one in each slot of each command, and what became of it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.hostile.harm import harm_in
from tests.hostile.slots import Slot, slots
from tests.hostile.texts import PRODUCT, TEXTS, codes, steering
from tests.hostile.way import CANARY, way
from tests.kills.picture import different
from tests.kills.place import Ended, Place

#: Commands that write where the person says.
_WRITES_THERE = ("init", "list --xlsx")
#: A file of this machine, in a picture, that isn't in the desk's own folder.
_OUTSIDE = re.compile(r'\["file", "(?!desk/)(?:[^"\\]|\\.)*", "[^"]*"\]$')
#: What a command says that has done all but to let a mail leave.
_PART = "recorded, but not all of it is sent"
#: How cases are looked at.
_LOOKS = (("list",), ("list", "--csv"), ("list", "--json"))


@dataclass(slots=True)
class Row:
    """One slot: how each text ended, and what was wrong with which of them."""

    name: str
    ended: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        cells = ("WRONG" if text in self.wrong else self.ended.get(text, "") for text in TEXTS)
        return f"{self.name:<26} {' '.join(f'{cell:>7}' for cell in cells)}"


def title() -> str:
    """The line above the rows."""
    return f"{'':<26} {' '.join(f'{text:>7}' for text in TEXTS)}"


Pick = Callable[[str], Sequence[str]]


def every(slot: str) -> Sequence[str]:
    """All texts."""
    del slot
    return tuple(TEXTS)


def try_all(
    place: Place,
    pick: Pick = every,
    wanted: Sequence[str] = (),
    met: Callable[[str], object] = lambda _: None,
) -> Iterator[Row]:
    """Go a case's way; the slots of each command are filled with the picked texts.

    Args:
        place: The desk.
        pick: Which texts, by a slot's name.
        wanted: Parts of the names of the slots that are filled; else all are.
        met: Is told the place of each slot on the way.
    """
    seen: set[str] = set()
    for command in way(place.desk):
        every_one = [*slots(command.words, command.name, bare=command.bare)]
        for slot in every_one:
            met(slot.place)
        found = [s for s in every_one if s.name not in seen]
        found = [s for s in found if not wanted or any(name in s.name for name in wanted)]
        seen |= {slot.name for slot in found}
        if any(pick(slot.name) for slot in found):
            yield from _tried(place, found, pick)
        if command.goes_on:
            ended = place.run(command.words)
            assert ended.code == 0, (command, ended)


def _tried(place: Place, found: Sequence[Slot], pick: Pick) -> Iterator[Row]:
    kept, before = place.keep(), place.picture()
    for slot in found:
        row = Row(slot.name)
        for name in pick(slot.name):
            ended = place.run(slot.filled(TEXTS[name]))
            after = place.picture()
            row.ended[name] = str(ended.code) if ended.code else "ok"
            why = [*_judged(slot, name, ended), *_left(place, slot, ended, before, after)]
            if after != before:
                if not ended.code:
                    why += _looked_at(place)
                place.restore(kept)
            if why:
                row.wrong[name] = "\n        ".join(dict.fromkeys(why))
        if row.ended:
            yield row


def _judged(slot: Slot, name: str, ended: Ended) -> Iterator[str]:
    """What was wrong with how a command ended."""
    said = ended.said
    if ended.code not in codes(slot.kind, name):
        yield f"exit code {ended.code}: {said[-300:]!r}"
    if "Unexpected error" in said or "Traceback" in said:
        yield f"nobody foresaw it: {said[-300:]!r}"
    if ended.code:
        yield from () if slot.name.startswith("import") else refused_badly(said)
        if CANARY in said:
            yield "the error repeats the mail"
    if found := steering(said):
        yield f"it prints {found!r}"
    if PRODUCT in said:
        yield "something was computed"
    if told_token(said):
        yield "it tells a token"


def told_token(text: str) -> bool:
    """Whether a token of the desk's services stands in a text."""
    tokens = (value for name, value in os.environ.items() if name.endswith("_TOKEN") and value)
    return any(token in text for token in tokens)


def refused_badly(said: str) -> Iterator[str]:
    """What a refusal lacks: what happened, why, and what to type next."""
    lines = said[said.rfind("Error: ") :].splitlines()
    if not said.count("Error: ") or len(lines) < 2:
        yield f"no reason or no help: {said[-300:]!r}"


def _left(
    place: Place, slot: Slot, ended: Ended, before: list[str], after: list[str]
) -> Iterator[str]:
    """What was wrong with what a command left behind."""
    new = [line for line in after if line not in before] if after != before else []
    if ended.code and after != before and _PART not in ended.said:
        yield f"changed all the same: {different(before, after)[:4]}"
    if any(told_token(line) for line in new):
        yield "a token is kept"
    if any(PRODUCT in line for line in new):
        yield "something was computed"
    outside = [line for line in new if _OUTSIDE.match(line)]
    if outside and not slot.name.startswith(_WRITES_THERE):
        yield f"outside of the workspace: {outside[0][:120]}"
    if new:
        yield from harm_in(place)


def _looked_at(place: Place) -> Iterator[str]:
    """What is wrong with how the cases are shown now."""
    for words in _LOOKS:
        ended = place.run(words)
        if ended.code or (found := steering(ended.said)):
            yield f"{' '.join(words)}: {ended.code} {found!r} {ended.said[-200:]!r}"
        if words[-1] == "--csv":
            cells = [cell for row in csv.reader(io.StringIO(ended.said)) for cell in row]
            yield from (f"a formula in CSV: {c!r}" for c in cells if c.startswith(("=", "@")))
    for case in json.loads(ended.said):
        shown = place.run(("show", case["case"]))
        if shown.code or (found := steering(shown.said)):
            yield f"show: {shown.code} {found!r} {shown.said[-200:]!r}"
