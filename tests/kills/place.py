"""A desk whose commands are killed, and that can be put back: on this machine, or in Google."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from summarizer.cli import main
from tests.desk import Desk
from tests.google import desk as google_desk
from tests.google import oauth
from tests.google.server import Server, serve
from tests.google.world import World
from tests.google_desk import DANA, GoogleDesk
from tests.kills import services as s
from tests.kills.moments import Moments
from tests.kills.picture import Lines, files_in, folder_picture, picture
from tests.kills.way import Hurried, hurry, way

if TYPE_CHECKING:
    import pytest

_KILLED = -9


@dataclass(frozen=True, slots=True)
class Kept:
    """How everything was: Google, the other services, and the folders on this machine."""

    files: dict[str, bytes]
    services: s.Kept
    world: World | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, and what it said."""

    code: int
    said: str


class Place:
    """A desk on this machine; its commands' moments are counted.

    Attributes:
        services: The helpdesk, the room and the mail server that its settings may name.
    """

    def __init__(
        self, desk: Desk, services: s.Services, moments: Moments, patience: Hurried
    ) -> None:
        self.desk, self.services = desk, services
        self.moments, self.patience = moments, patience

    def keep(self) -> Kept:
        """How it is now."""
        return Kept(files_in(self.desk.root.parent), self.services.keep())

    def restore(self, kept: Kept) -> None:
        """Let it be as it was."""
        self.services.restore(kept.services)
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
        return [*folder_picture(self.desk.root.parent), *self.services.picture()]

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
        self.moments.begin()
        ended = self.run(command)
        return ended, self.moments.count

    def kill(self, command: tuple[str, ...], moment: int) -> bool:
        """Run a command in a process of its own, which is killed at this moment; whether it was."""
        if (child := os.fork()) == 0:
            self.moments.begin(moment)
            os._exit(self.run(command).code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _KILLED


class GooglePlace(Place):
    """A GoogleDesk; all its requests go one way, and each is two moments."""

    def __init__(
        self, desk: GoogleDesk, services: s.Services, google: Server, patience: Hurried
    ) -> None:
        token = oauth.mint(desk.world, DANA)
        desk.way, self.session = way(token, f"{google.url}/{{host}}", patience)
        super().__init__(desk, services, self.session.passed, patience)
        self.google, self.google_desk = google, desk
        self.bugs: list[str] = []

    def keep(self) -> Kept:
        """How it is now."""
        here = super().keep()
        return Kept(here.files, here.services, self.google.world.snapshot())

    def restore(self, kept: Kept) -> None:
        """Let it be as it was."""
        assert kept.world is not None
        self.bugs += self.google.bugs
        self.google.reset(kept.world.snapshot())
        super().restore(kept)

    def picture(self) -> Lines:
        """What there is now."""
        with self.google.world.lock:
            found = picture(self.google.world, files_in(self.desk.root.parent))
        return [*found, *self.services.picture()]

    def kill(self, command: tuple[str, ...], moment: int) -> bool:
        """As its base does it; connections aren't shared between processes."""
        requests.Session.close(self.session)
        return super().kill(command, moment)


@contextlib.contextmanager
def google_place(
    folder: Path, patch: pytest.MonkeyPatch, *, connected: bool = False
) -> Iterator[GooglePlace]:
    """A desk in this folder, in a Google of its own; see `local_place`."""
    _empty(folder)
    hurry(patch, patience := Hurried())
    with serve(google_desk.world()) as google, s.services() as services:
        desk = GoogleDesk(folder / "desk", patch, google)
        found = GooglePlace(desk, services, google, patience)
        if connected:
            services.connect(patch)
            found.moments.install_services(patch)
        yield found
        assert not (bugs := [*found.bugs, *google.bugs]), "\n".join(bugs)


@contextlib.contextmanager
def local_place(
    folder: Path, patch: pytest.MonkeyPatch, *, connected: bool = False
) -> Iterator[Place]:
    """A desk in this folder; with `connected`, its settings name the services."""
    _empty(folder)
    hurry(patch, patience := Hurried())
    with s.services() as services:
        found = Place(Desk(folder / "desk", patch), services, Moments(), patience)
        found.moments.install(patch)
        if connected:
            services.connect(patch)
            found.moments.install_services(patch)
        yield found


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
