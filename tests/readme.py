"""Run what a document shows: its `console` blocks, as one session in a folder of its own.

    ```console
    $ summarizer list
    SM-20261119-7K3F  ...
    ```

A line that begins with `$ ` is typed, with `> ` goes on; what follows is what it prints, standard
error included. `...` stands for any text. Blocks in another language, such as `sh`, aren't run.
What a reader needn't see is typed from a comment, and prints nothing:

    <!-- console: export SUMMARIZER_NOW=2026-11-19T14:02 -->
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile
from pathlib import Path

_BLOCK = re.compile(
    r"^```console\n(?P<shown>.*?)^```$|^<!-- console: (?P<hidden>.*?) -->$",
    re.MULTILINE | re.DOTALL,
)
#: Stands between what one command printed and what the next one did.
_END = "--- end of a command ---"
_CHECKER = doctest.OutputChecker()


@dataclass(frozen=True, slots=True)
class Command:
    """What is typed, and what the document says it prints; `line` counts from 1."""

    line: int
    typed: str
    output: str


def commands(text: str) -> Iterator[Command]:
    """The commands of a Markdown document's console blocks and comments, in order."""
    for block in _BLOCK.finditer(text):
        kind = block.lastgroup or "shown"
        first = text.count("\n", 0, block.start(kind)) + 1
        if kind == "hidden":
            yield Command(first, block[kind], "")
        else:
            yield from _shown(first, block[kind].splitlines())


def _shown(first: int, lines: list[str]) -> Iterator[Command]:
    """The commands of one block, whose first line is this one of the document."""
    starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in pairwise([*starts, len(lines)]):
        rest = lines[start + 1 : end]
        more = list(takewhile(lambda line: line.startswith("> "), rest))
        typed = [lines[start], *more]
        output = rest[len(more) :]
        yield Command(first + start, "\n".join(line[2:] for line in typed), "\n".join(output))


def session(typed: list[str], folder: Path) -> list[str]:
    """What each of these commands prints, typed one after the other into one shell in `folder`."""
    mark = f"code=$?; printf '%s\\n' '{_END}'; (exit $code)"
    script = "".join(f"{{ {command}\n}} 2>&1; {mark}\n" for command in typed)
    programs = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    ran = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env=os.environ | {"PATH": programs, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    printed = ran.stdout.split(f"{_END}\n")
    if ran.stderr or len(printed) != len(typed) + 1:
        sys.exit(f"The shell stopped: {ran.stderr or ran.stdout}")
    return printed[:-1]


def differences(text: str, folder: Path) -> list[str]:
    """Where a document says something else than what its commands print, run in `folder`."""
    shown = list(commands(text))
    found = []
    for command, printed in zip(shown, session([c.typed for c in shown], folder), strict=True):
        want, got = _lines(command.output), _lines(printed)
        if not _CHECKER.check_output(want, got, doctest.ELLIPSIS):
            example = doctest.Example(command.typed, want)
            difference = _CHECKER.output_difference(example, got, doctest.ELLIPSIS)
            found.append(f"line {command.line}: $ {command.typed}\n{difference}")
    return found


def _lines(text: str) -> str:
    """Without what can't be seen: spaces at the ends of lines, empty lines at the end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n")
    return f"{lines}\n" if lines else ""
