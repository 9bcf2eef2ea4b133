"""Type commands in a folder: in this process, or as a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from summarizer.cli import main
from tests.desk import Said

#: `mend(file, old, new)` replaces a text in a file of the workspace.
Mend = Callable[[str, str, str], None]
PROGRAM = (sys.executable, "-c", "from summarizer.__main__ import main; main()")


class Shell:
    """`shell("list")` types a command here and sees that it ends with this exit code."""

    def __init__(self, here: Path) -> None:
        self.here = here

    def __call__(self, *command: str | Path, code: int = 0) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main([str(word) for word in command])
            except SystemExit as ended:
                ended_with = ended.code
        said = Said(int(ended_with or 0), out.getvalue(), err.getvalue())
        assert said.code == code, f"{command} ended with {said.code}:\n{said.out}{said.err}"
        return said


def program(
    *command: str | Path, stdin: bytes = b"", **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own, its output in pipes."""
    return subprocess.run(
        [*PROGRAM, *map(str, command)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environ},
        check=False,
        timeout=60,
    )


def parts(said: Said) -> list[str]:
    """The parts of an error: what happened first; the others are indented."""
    first, *others = said.err.splitlines()
    assert first.startswith("Error: ")
    assert all(line.startswith("  ") for line in others), said.err
    return [first.removeprefix("Error: "), *(line.strip() for line in others)]
