"""Type commands on a terminal, and read what it shows."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios

from tests.cli.shell import PROGRAM

_PATIENCE = 30.0


def on_terminal(
    *command: str, columns: int = 80, typed: bytes = b"", **environ: str
) -> tuple[int, str]:
    """Run a command on a terminal of this width; its exit code, and what the terminal shows."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    without = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR"}}
    with subprocess.Popen(
        [*PROGRAM, *command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=without | {"TERM": "xterm"} | environ,
    ) as running:
        os.close(theirs)
        os.write(ours, typed)
        shown = b"".join(_parts(ours))
        try:
            running.wait(_PATIENCE)
        finally:
            running.kill()  # where it still waits for an answer that doesn't come
    os.close(ours)
    return running.returncode, shown.decode().replace("\r\n", "\n")


def _parts(terminal: int) -> list[bytes]:
    """What is shown until the program ends, or says nothing for long."""
    parts = []
    while select.select([terminal], [], [], _PATIENCE)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # so Linux tells that the program has ended
            break
        if not part:
            break
        parts.append(part)
    return parts
