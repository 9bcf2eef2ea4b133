"""The hands of a crowd: processes of the system, each of which runs many commands."""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from summarizer.cli import main

#: How often a command that is refused is typed again, and the seconds before that.
TRIES, PAUSE = 6, 0.05


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a command: its last exit code and words, and those of earlier tries.

    Attributes:
        seconds: How long its slowest try took.
    """

    words: tuple[str, ...]
    code: int
    out: str
    err: str
    seconds: float
    refused: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def new(self) -> bool:
        """Whether it did what it says, and nobody had done it before."""
        told = self.json if self.code == 0 else None
        return isinstance(told, dict) and not told["already_done"]


class Hand:
    """One process: it is given commands, does them one after the other, and tells."""

    def __init__(self, root: Path, others: Sequence[Hand]) -> None:
        down, up = os.pipe(), os.pipe()
        self.process = os.fork()
        if not self.process:
            for other in others:
                other.close()
            os.close(down[1])
            os.close(up[0])
            _work(root, os.fdopen(down[0]), os.fdopen(up[1], "w"))
        os.close(down[0])
        os.close(up[1])
        self._asks, self._tells = os.fdopen(down[1], "w"), os.fdopen(up[0])

    def ask(self, commands: Sequence[Sequence[str]], environment: Mapping[str, str]) -> None:
        print(json.dumps([commands, environment]), file=self._asks, flush=True)

    def hear(self, until: float) -> list[Told]:
        """What it tells; TimeoutError if it says nothing until then."""
        ready, _, _ = select.select([self._tells], [], [], max(0, until - time.monotonic()))
        if not ready:
            raise TimeoutError(f"process {self.process} waits for ever")
        line = self._tells.readline()
        assert line, f"process {self.process} has died"
        return [_told(**found) for found in json.loads(line)]

    def close(self) -> None:
        self._asks.close()
        self._tells.close()


@contextlib.contextmanager
def hands(root: Path, number: int) -> Iterator[list[Hand]]:
    """So many processes at the desk in this folder; all are gone in the end."""
    found: list[Hand] = []
    try:
        for _ in range(number):
            found.append(Hand(root, found))
        yield found
    finally:
        for hand in found:
            hand.close()
            os.kill(hand.process, signal.SIGKILL)
            os.waitpid(hand.process, 0)


def _told(words: Sequence[str], refused: Sequence[str], **more: Any) -> Told:
    """As JSON brings it: it knows no tuples."""
    return Told(words=tuple(words), refused=tuple(refused), **more)


def _work(root: Path, asks: TextIO, tells: TextIO) -> NoReturn:
    """What a process does until nobody asks any more; nothing of its parent's goes on in it."""
    try:
        for line in asks:
            commands, environment = json.loads(line)
            os.environ.update(environment)
            told = [asdict(_typed(root, tuple(command))) for command in commands]
            print(json.dumps(told), file=tells, flush=True)
    finally:
        os._exit(0)


def _typed(root: Path, words: tuple[str, ...]) -> Told:
    """Type a command; again, if it is refused."""
    told = _run(root, words)
    while told.code and len(told.refused) < TRIES:
        time.sleep(PAUSE)
        again = _run(root, words)
        slowest = max(told.seconds, again.seconds)
        said = (*told.refused, f"{told.code} {told.err}")
        told = Told(words, again.code, again.out, again.err, slowest, said)
    return told


def _run(root: Path, words: tuple[str, ...]) -> Told:
    out, err, code = io.StringIO(), io.StringIO(), 0
    begun = time.monotonic()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(["-w", str(root), *words])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Told(words, code, out.getvalue(), err.getvalue(), time.monotonic() - begun)
