"""A desk in the loopback Google whose commands are killed, and that can be put back."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from summarizer.cli import main
from summarizer.requesting import Patience
from tests.google import desk as google_desk
from tests.google import oauth
from tests.google.server import Server, serve
from tests.google.world import World
from tests.google_desk import DANA, GoogleDesk
from tests.kills.picture import Lines, files_in, picture
from tests.kills.way import way

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True, slots=True)
class Kept:
    """How everything was: Google, and the folders on this machine."""

    world: World
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, and what it said."""

    code: int
    said: str


class Place:
    """A GoogleDesk; its commands' requests are counted, and all go one way."""

    def __init__(self, desk: GoogleDesk, google: Server, patience: Patience) -> None:
        self.desk, self.google = desk, google
        token = oauth.mint(desk.world, DANA)
        desk.way, self.session = way(token, f"{google.url}/{{host}}", patience)
        self.bugs: list[str] = []

    def keep(self) -> Kept:
        """How it is now."""
        return Kept(self.desk.world.snapshot(), files_in(self.desk.root.parent))

    def restore(self, kept: Kept) -> None:
        """Let it be as it was."""
        self.bugs += self.google.bugs
        self.google.reset(kept.world.snapshot())
        top = self.desk.root.parent
        for name in files_in(top).keys() - kept.files.keys():
            (top / name).unlink()
        for name, content in kept.files.items():
            path = top / name
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

    def picture(self) -> Lines:
        """What there is now."""
        with self.desk.world.lock:
            return picture(self.desk.world, files_in(self.desk.root.parent))

    def run(self, command: tuple[str, ...]) -> Ended:
        """Run a command in this process."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                main(["--workspace", str(self.desk.root), *command], self.desk.way)
            except SystemExit as ended:
                return Ended(int(ended.code or 0), out.getvalue())

    def count(self, command: tuple[str, ...]) -> tuple[Ended, int]:
        """Run a command; how many moments it has at which it can be killed."""
        self.session.count()
        ended = self.run(command)
        return ended, self.session.moments

    def kill(self, command: tuple[str, ...], moment: int) -> bool:
        """Run a command in a process of its own, which is killed at this moment; whether it was."""
        requests.Session.close(self.session)  # connections aren't shared between processes
        if (child := os.fork()) == 0:
            self.session.count(moment, lambda: os.kill(os.getpid(), signal.SIGKILL))
            os._exit(self.run(command).code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@contextlib.contextmanager
def place(folder: Path, patch: pytest.MonkeyPatch, patience: Patience) -> Iterator[Place]:
    """A desk in this folder, in a Google of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with serve(google_desk.world()) as google:
        found = Place(GoogleDesk(folder / "desk", patch, google), google, patience)
        yield found
        assert not (bugs := [*found.bugs, *google.bugs]), "\n".join(bugs)
