"""Kill a command at each of its moments: `python -m tests.walk.killer DIR COMMAND...`.

DIR is a workspace. A moment is before and after everything that changes the world: each step's
handler, and each record in the tracker. For each one the command is run in a process of its own
on the workspace as it was, killed there, and run again; what is left then is kept beside DIR, in
`left/N`. In the end DIR is as the command leaves it that nobody kills.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from summarizer import engine
from summarizer.cli import main
from summarizer.desk import Desk
from summarizer.handlers import handlers
from tracker.sqlite import SqliteTracker


class Death:
    """Comes at the nth moment from now."""

    def __init__(self, moment: int) -> None:
        self._left = moment

    def install(self) -> None:
        """Put moments around handlers and records, in this process."""
        vars(engine)["handlers"] = self._handlers
        for name in ("record", "observe"):
            setattr(SqliteTracker, name, self._around(getattr(SqliteTracker, name)))

    def _handlers(self, desk: Desk) -> dict[str, Callable[..., Any]]:
        return {name: self._around(handler) for name, handler in handlers(desk).items()}

    def _around(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def doing(*args: Any, **named: Any) -> Any:
            self._pass()
            found = do(*args, **named)
            self._pass()
            return found

        return doing

    def _pass(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def run(command: list[str], death: Death | None = None) -> bool:
    """Run a command in a child; whether it was killed. Any other failure ends this program."""
    if (child := os.fork()) == 0:
        if death:
            death.install()
        os._exit(end_of(command))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, -signal.SIGKILL):
        sys.exit(f"{command} ended with {status}")
    return status != 0


def end_of(command: list[str]) -> int:
    """The exit code of a command that is run in this process."""
    try:
        main(command)
    except SystemExit as ended:
        return int(ended.code or 0)


def kill_everywhere(workspace: Path, command: list[str]) -> None:
    """Do what the module says."""
    kept, left = workspace.with_name("kept"), workspace.with_name("left")
    shutil.copytree(workspace, kept)
    left.mkdir()
    end_of(command)  # what it imports on its way is there then for all its children
    for moment in count(1):
        shutil.rmtree(workspace)
        shutil.copytree(kept, workspace)
        if not run(command, Death(moment)):
            return
        if run(command):
            sys.exit("nobody killed it this time")
        shutil.copytree(workspace, left / str(moment))


if __name__ == "__main__":
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    kill_everywhere(Path(sys.argv[1]), ["-w", *sys.argv[1:]])
