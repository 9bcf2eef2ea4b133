"""Kill every command at each of its moments: `python -m tests.kills [COMMAND]...`.

COMMAND is a part of the names of those to be tried; without one it is all of them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from summarizer.requesting import Patience
from tests.kills.local import kill_local
from tests.kills.place import place
from tests.kills.table import Row, kill_all


def main(wanted: list[str]) -> int:
    """Print both tables; 1 where a row isn't as it should be."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("HOME", folder)
        patch.setenv("XDG_CONFIG_HOME", f"{folder}/config")
        here = Path(folder)
        with place(here / "google", patch, Patience()) as there:
            bad = _told("Google: before and after each request", kill_all(there, wanted=wanted))
        for name in [name for name in os.environ if name.startswith("SUMMARIZER_")]:
            patch.delenv(name)
        local = kill_local(here / "local", patch, wanted=wanted)
        bad += _told("Embedded: before and after each step and each record", local)
    return 1 if bad else 0


def _told(title: str, rows: Iterable[Row]) -> int:
    """Print a table as it grows; how many kills left something wrong."""
    print(title)
    found = []
    for row in rows:
        found.append(row)
        print(row.line(), flush=True)
        for moment, why in row.wrong.items():
            print(f"    moment {moment}: {why}", flush=True)
    bad = sum(len(row.wrong) for row in found)
    print(f"{len(found)} commands, {sum(row.tried for row in found)} kills, {bad} wrong\n")
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
