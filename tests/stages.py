"""The stages of a desk's life, lived once in a session: later tests go on from what was left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.desk import Desk

#: A folder as it is: what each file holds, its mode and its time; None for a folder in it.
Files = dict[str, tuple[bytes, int, int] | None]


class Reached(NamedTuple):
    """Where steps led: the case, the desk's clock, and all that is in the place."""

    number: str
    now: str
    files: Files


class Stages:
    """Runs steps at a desk of one place, or puts back what they led to when they ran before.

    What a desk writes names where it lies; so all desks of one process lie at the same place, one
    after another.

    Args:
        place: The folder in which the desk and the mails that it gets lie, and nothing else.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._reached: dict[object, Reached] = {}

    def clear(self) -> None:
        """An empty place."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()

    def reach(self, desk: Desk, name: str, steps: Callable[[], str]) -> str:
        """The case's number after these steps, which run unless they ran from this very state.

        Steps always run at a desk whose place or services are its own: nothing knows what these
        would hold after a step that was not taken.
        """
        before = _files(self.place)
        if desk.root.parent != self.place or _is_connected(desk):
            return steps()
        state = {path: file and file[:2] for path, file in before.items()}
        key = (name, tuple(state.items()), tuple(_environ().items()))
        reached = self._reached.get(key)
        if reached is None:
            number = steps()
            self._reached[key] = Reached(number, os.environ["SUMMARIZER_NOW"], _files(self.place))
            return number
        _put_back(self.place, before, reached.files)
        desk.at(reached.now)
        return reached.number


def _environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("SUMMARIZER_")}


def _is_connected(desk: Desk) -> bool:
    """Whether anything outside of its folder belongs to the desk."""
    settings = (desk.root / "summarizer.toml").read_text(encoding="utf-8")
    return desk.way is not None or any("127.0.0.1" in t for t in (settings, *_environ().values()))


def _files(place: Path) -> Files:
    return {
        str(path.relative_to(place)): (
            None if path.is_dir() else (path.read_bytes(), *_mode_and_time(path))
        )
        for path in sorted(place.rglob("*"))
    }


def _mode_and_time(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mode, found.st_mtime_ns


def _put_back(place: Path, now: Files, files: Files) -> None:
    """Make a folder what it was, from what it is now."""
    for name in sorted(now.keys() - files.keys(), reverse=True):
        (place / name).rmdir() if now[name] is None else (place / name).unlink()
    for name, file in files.items():
        if file is None:
            (place / name).mkdir(exist_ok=True)
        elif now.get(name) != file:
            content, mode, time = file
            (place / name).write_bytes(content)
            (place / name).chmod(mode)
            os.utime(place / name, ns=(time, time))
