"""A desk on this machine with a case in research, copied for each thing that is done to it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.cli import main
from tests.desk import Desk
from tests.hostile.hands import free_hands
from tests.hostile.harm import harm_in_folder
from tests.hostile.way import CANARY, delivered
from tests.kills.picture import files_in
from tests.procedures.social import ANSWER, BODY, USER, paper

if TYPE_CHECKING:
    import pytest

    from summarizer.google.api import Google

Words = tuple[str, ...]
#: What a command may take: seconds, and bytes of memory beyond what it had.
SECONDS, MEMORY = 20.0, 400_000_000
_TABLES = ("cases", "tabs", "rows", "events", "observations")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended.

    Attributes:
        memory: Bytes that it took at most; 0 where it wasn't measured.
        here: Whether it ended by itself.
    """

    code: int
    said: str
    seconds: float = 0.0
    memory: int = 0
    here: bool = True


class Scene:
    """The desk as it was made, and how to put it back."""

    #: The way to Google, where the desk lives there.
    way: Google | None = None

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.desk = Desk(folder / "desk", patch)
        self.root, self._kept = self.desk.root, folder / "kept"
        self.mail = delivered(self.desk, f"{BODY}\nThe word is {CANARY}.\n")
        self.desk("ack", "--mail", self.mail, "--answer", ANSWER, *USER)
        self.number = str(self.desk("list", "--json").json[0]["case"])
        self.desk("sent", self.number, "acknowledgement")
        self.desk("start", self.number)
        paper(self.desk, self.number).fill()
        self.document = Path(self.desk("open", "--print", self.number).out.strip())
        shutil.copytree(self.root, self._kept)

    def restore(self) -> None:
        """Let it be as it was."""
        _remove(self.root)
        shutil.copytree(self._kept, self.root)

    def state(self) -> dict[str, str]:
        """All that the folder around the desk holds, and the tracker's lines."""
        found = files_in(self.root.parent)
        kept = {n: c.hex() for n, c in found.items() if _counts(n)}
        kept |= {str(p): str(p.readlink()) for p in self.root.rglob("*") if p.is_symlink()}
        tracker = self.root / "tracker.db"
        with contextlib.suppress(sqlite3.Error, OSError):
            kept["desk/tracker.db"] = _lines(tracker)
        return kept

    def run(self, words: Words) -> Ended:
        """Run a command in this process."""
        out, began = io.StringIO(), time.monotonic()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = _code(["-w", str(self.root), *words], self.way)
        return Ended(code, out.getvalue(), time.monotonic() - began)

    def apart(self, words: Words, before: Callable[[], None] = lambda: None) -> Ended:
        """Run it in a process of its own, measured, after `before` was done there."""
        said = self.root.with_name("said")
        began, held = time.monotonic(), _resident()
        if (child := os.fork()) == 0:
            _child(said, ["-w", str(self.root), *words], before, self.way)
        here = _waited(child, began)
        _, status, used = os.wait4(child, 0)
        text = said.read_text(errors="replace") if said.is_file() else ""
        said.unlink(missing_ok=True)
        code = os.waitstatus_to_exitcode(status)
        more = max(used.ru_maxrss * 1024 - held, 0)  # a child begins with what its parent holds
        return Ended(code, text, time.monotonic() - began, more, here)

    def harm(self) -> Iterator[str]:
        """What harm there is in what the desk keeps."""
        return harm_in_folder(self.root.parent)

    def lost(self, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
        """What other people wrote, and what isn't there any more."""
        del before, after
        return iter(())


def _code(words: list[str], way: Google | None) -> int:
    try:
        main(words, way)
    except SystemExit as ended:
        return int(ended.code or 0)


def _child(said: Path, words: list[str], before: Callable[[], None], way: Google | None) -> None:
    """In the child: its output goes to a file that was opened before its hands were tied."""
    code = 99
    try:
        handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        before()
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = _code(words, way)
        free_hands()
        os.write(handle, out.getvalue().encode("utf-8", "replace"))
    except BaseException as error:  # noqa: BLE001  whatever it is, the child ends here
        os.write(2, repr(error).encode())
    finally:
        os._exit(code)


def _resident() -> int:
    """How many bytes of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _waited(child: int, began: float) -> bool:
    """Wait for a child as long as a command may take, then end it; whether it ended by itself."""
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() - began > SECONDS:
            os.kill(child, signal.SIGKILL)
            return False
        time.sleep(0.005)
    return True


def _counts(name: str) -> bool:
    parts = name.split("/")
    ours = {".locks", "begun"} & {*parts} or parts[0] in ("home", "kept")
    return not ours and not name.endswith(("-wal", "-shm", ".lock"))


def _lines(tracker: Path) -> str:
    with contextlib.closing(sqlite3.connect(f"file:{tracker}?mode=ro", uri=True)) as opened:
        return repr([opened.execute(f"SELECT * FROM {t}").fetchall() for t in _TABLES])  # noqa: S608  names of our own


def _remove(folder: Path) -> None:
    """Also what may not be written."""
    for place in (folder, *folder.rglob("*")):
        if not place.is_symlink():
            place.chmod(0o755 if place.is_dir() else 0o644)
    shutil.rmtree(folder)


assert sys.platform != "win32"
