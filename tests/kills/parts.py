"""A table worked out by several processes: each walks all the way, and tries its part of it."""

from __future__ import annotations

import logging
import multiprocessing as mp
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

#: Rows of a part: given its number, how many there are, and a place of its own.
Work = Callable[[int, int, Path, pytest.MonkeyPatch], Iterator[Any]]


def told(title: str, work: Work, jobs: int) -> int:
    """Print a table as it grows; how much in it is wrong."""
    say(title)
    commands = tried = bad = 0
    for row in _rows(work, jobs):
        if row.tried or row.wrong:
            say(row.line())
        for where, why in row.wrong.items():
            say(f"    {where}: {why}")
        commands, tried, bad = commands + 1, tried + row.tried, bad + len(row.wrong)
    say(f"{commands} commands, {tried} tried, {bad} wrong\n")
    return bad


def say(line: str) -> None:
    """A line for whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _rows(work: Work, jobs: int) -> Iterator[Any]:
    """The rows, once all parts of them are there; RuntimeError where a part broke off."""
    context = mp.get_context("spawn")
    pipes = [context.Pipe(duplex=False) for _ in range(jobs)]
    workers = [
        context.Process(target=_work, args=(work, part, jobs, out))
        for part, (_, out) in enumerate(pipes)
    ]
    for worker, (_, out) in zip(workers, pipes, strict=True):
        worker.start()
        out.close()  # so that a worker which ends is an end here
    while rows := [row for row in (_received(pipe) for pipe, _ in pipes) if row]:
        first, *others = rows
        for other in others:
            assert other.name == first.name
            first.add(other)
        yield first
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise RuntimeError("a part of the table broke off")


def _received(pipe: Connection) -> Any:
    """The next row; None once there are no more."""
    try:
        return pipe.recv()
    except EOFError:
        return None


def _work(work: Work, part: int, parts: int, out: Connection) -> None:
    """Send the rows of a part."""
    for row in alone(lambda here, patch: work(part, parts, here, patch)):
        out.send(row)


def alone(make: Callable[[Path, pytest.MonkeyPatch], Iterator[Any]]) -> Iterator[Any]:
    """Rows made in an empty home, with none of the desk's variables."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith("SUMMARIZER_")]:
            patch.delenv(name)
        patch.setenv("HOME", folder)
        patch.setenv("XDG_CONFIG_HOME", f"{folder}/config")
        patch.setenv("XDG_CACHE_HOME", f"{folder}/cache")
        yield from make(Path(folder) / "place", patch)
