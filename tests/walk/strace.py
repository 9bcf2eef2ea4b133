"""What the system was asked to do with the files of a folder, as strace tells it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

#: Asks of the system that give files their content and their names, and make both last.
_ASKS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat"
_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_HANDLE = re.compile(r"\d+<([^>]*)>")
_NAME = re.compile(r'"([^"]*)"')
_WRITES, _SYNCS = ("write", "pwrite64", "ftruncate"), ("fsync", "fdatasync")
_NAMES = ("rename", "renameat", "renameat2", "link", "linkat")

#: Commands, one a line, run one after the other as the program itself runs them.
_PROGRAM = """
import sys
from summarizer.cli import main
for line in sys.stdin.read().splitlines():
    try:
        main(line.split("\\t"))
    except SystemExit as ended:
        if ended.code:
            sys.exit(ended.code)
"""


class Ask(NamedTuple):
    """One thing that was asked, "write", "sync" or "name", of a file; "name" gives it a new one."""

    what: str
    path: str
    name: str = ""


def can_trace() -> bool:
    """Whether strace is there, and may look at what a program does."""
    if not (strace := shutil.which("strace")):
        return False
    tried = [strace, "-o", "/dev/null", "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def asks(commands: Sequence[Sequence[str]], log: Path) -> list[Ask]:
    """What these commands, typed in one process, asked of the system in that order."""
    strace = ["strace", "-f", "-y", "-s", "0", "-e", f"trace={_ASKS}", "-o", str(log)]
    lines = "\n".join("\t".join(command) for command in commands)
    words = [*strace, sys.executable, "-c", _PROGRAM]
    subprocess.run(words, input=lines, text=True, check=True, stdout=subprocess.DEVNULL)
    return list(_read(log.read_text("utf-8", "replace").splitlines()))


def _read(lines: Sequence[str]) -> Iterator[Ask]:
    for line in lines:
        call = _CALL.match(line)
        if call is None or int(call[3]) < 0:
            continue
        handle = _HANDLE.search(call[2])
        if call[1] in _NAMES:
            old, new = _NAME.findall(call[2])[:2]
            yield Ask("name", old, new)
        elif handle and call[1] in _WRITES:
            yield Ask("write", handle[1])
        elif handle and call[1] in _SYNCS:
            yield Ask("sync", handle[1])
