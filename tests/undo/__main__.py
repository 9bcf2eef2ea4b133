"""Take back every verb of each procedure, whole and half done: `python -m tests.undo [NAME]...`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.undo.half_done import every, take_back_halves
from tests.undo.lives import LIVES
from tests.undo.taking_back import Row, take_back_all


def main(names: list[str]) -> int:
    """Print the table; 1 where something is wrong."""
    bad = 0
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("HOME", folder)
        for kind in ("CONFIG", "CACHE"):
            patch.setenv(f"XDG_{kind}_HOME", f"{folder}/{kind.lower()}")
        for name in names or LIVES:
            whole = Desk(Path(folder) / name / "whole" / "desk", patch)
            bad += _told(f"{name}: done, and taken back", take_back_all(whole, name))
            half = Desk(Path(folder) / name / "half" / "desk", patch)
            rows = take_back_halves(half, name, every)
            bad += _told(f"{name}: killed at each moment, and taken back", rows)
    return 1 if bad else 0


def _told(title: str, rows: Iterable[Row]) -> int:
    print(title)
    found = []
    for row in rows:
        found.append(row)
        print(f"    {row.line()}", flush=True)
    bad = sum(bool(row.wrong) for row in found)
    print(f"{len(found)} taken back, {bad} wrong\n")
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
