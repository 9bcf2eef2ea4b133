"""What is done to a desk, and which commands then meet it: the tables beside that of texts."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.hostile.scene import MEMORY, SECONDS, Ended, Scene, Words
from tests.hostile.table import refused_badly
from tests.hostile.texts import PRODUCT, steering
from tests.hostile.way import CANARY
from tests.kills.picture import files_in, plain

#: Exit codes: done, input that can't be read, not found, refused, away, storage.
DONE, BAD, GONE, REFUSED, AWAY, STORAGE = 0, 2, 3, 5, 6, 7


State = dict[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something hostile, and what follows.

    Attributes:
        do: Brings it about.
        commands: Those that meet it, by what the table calls them.
        codes: Exit codes that are right.
        hands: What is done in the command's own process before it: hands are tied there.
        apart: Whether it runs in a process of its own, measured.
        again: It may break off midway; run again with free hands, it does what it would have done.
        goes_on: What it can't do it tells in a line, and does the rest.
        midway: What it had begun when it was refused is kept, to be gone on with.
    """

    name: str
    do: Callable[[Scene], object]
    commands: dict[str, Words]
    codes: frozenset[int]
    hands: Callable[[], None] = lambda: None
    apart: bool = False
    again: bool = False
    goes_on: bool = False
    midway: bool = False


@dataclass(slots=True)
class Row:
    """One thing: how each command ended, and what was wrong with which of them."""

    name: str
    ended: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        cells = (f"{n} {'WRONG' if n in self.wrong else said}" for n, said in self.ended.items())
        return f"{self.name:<24} {', '.join(cells)}"


def try_things(
    scene: Scene, things: Sequence[Thing], pick: Callable[[Thing, str], bool] = lambda *_: True
) -> Iterator[Row]:
    """Do each thing, and run the picked commands on what is left of the desk."""
    for thing in things:
        row = Row(thing.name)
        chosen = {n: words for n, words in thing.commands.items() if pick(thing, n)}
        before: State | None = None
        for name, words in chosen.items():
            if before is None:
                thing.do(scene)
                before = scene.state()
            after = _try(scene, thing, (name, words), before, row)
            if after != before or thing.again:
                scene.restore()
                before = None
        if before is not None:
            scene.restore()
        if row.ended:
            yield row


def _try(scene: Scene, thing: Thing, command: tuple[str, Words], before: State, row: Row) -> State:
    """Run a command, and tell the row of it; how everything is then."""
    name, words = command
    ended = scene.apart(words, thing.hands) if thing.apart else scene.run(words)
    after = scene.state()
    why = [
        *judged(ended, thing.codes, goes_on=thing.goes_on),
        *_left(scene, thing, words, ended, (before, after)),
    ]
    row.ended[name] = str(ended.code) if ended.code else "ok"
    if why:
        row.wrong[name] = "\n        ".join(why)
    return after


def judged(ended: Ended, codes: frozenset[int], *, goes_on: bool = False) -> Iterator[str]:
    """What was wrong with how a command ended."""
    said = ended.said
    if not ended.here:
        yield f"it ran for more than {SECONDS} s"
    elif ended.code not in codes:
        yield f"exit code {ended.code}: {said[-400:]!r}"
    if ended.seconds > SECONDS or ended.memory > MEMORY:
        yield f"it took {ended.seconds:.0f} s and {ended.memory // 1_000_000} MB"
    if "Unexpected error" in said or "Traceback" in said:
        yield f"nobody foresaw it: {said[-400:]!r}"
    if ended.code:
        yield from _refused(said, goes_on=goes_on)
    if found := steering(said):
        yield f"it prints {found!r}"
    if PRODUCT in said or "root:x:0" in said:
        yield "something was computed, or read from elsewhere"


def _refused(said: str, *, goes_on: bool) -> Iterator[str]:
    """What a refusal lacks, or says too much; what can't be read is listed instead."""
    if CANARY in said[said.rfind("Error: ") :]:
        yield "the error repeats the mail"
    if goes_on:
        return
    if "Error: " in said:
        yield from refused_badly(said)
    elif "can't be read" not in said:
        yield f"it says no error: {said[-200:]!r}"


def _again(scene: Scene, words: Words, ended: Ended) -> Iterator[str]:
    """What is wrong once the command was run again with free hands."""
    free(scene)
    for name in files_in(scene.root):
        if name.endswith(".docx") and not zipfile.is_zipfile(scene.root / name):
            yield f"half written: {name}"
    again = scene.run(words) if ended.code else ended
    left = {n: plain(text) for n, text in scene.state().items()}
    scene.restore()
    whole = scene.run(words)
    wanted = {n: plain(text) for n, text in scene.state().items()}
    if again.code != whole.code:
        yield f"again: exit code {again.code}: {again.said[-300:]!r}"
    names = sorted({*left, *wanted})
    yield from (f"again: others {n}" for n in names if left.get(n) != wanted.get(n))


def free(scene: Scene) -> None:
    """Let everything be written again."""
    for place in (scene.root, *scene.root.rglob("*")):
        if not place.is_symlink():
            place.chmod(0o755 if place.is_dir() else 0o644)


def _left(
    scene: Scene, thing: Thing, words: Words, ended: Ended, states: tuple[State, State]
) -> Iterator[str]:
    """What was changed by a command that was refused, or outside of the workspace; what harms."""
    before, after = states
    changed = sorted(n for n in {*before, *after} if before.get(n) != after.get(n))
    if ended.code and not (thing.again or thing.goes_on or thing.midway):
        yield from (f"changed all the same: {name}" for name in changed)
    yield from (f"outside: {n}" for n in changed if not n.startswith(("desk/", str(scene.root))))
    if changed:
        yield from scene.harm()
        yield from scene.lost(before, after)
    if thing.again:
        yield from _again(scene, words, ended)
