"""Every fault for every request: `python -m tests.faults [--every N] [COMMAND]...`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import pytest

from tests.faults.table import fault_all
from tests.kills.place import place
from tests.kills.way import Hurried


def main() -> int:
    """Print the table; 1 where a row isn't as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every Nth fault")
    parser.add_argument("--first", type=int, default=0, help="beginning with this one")
    parser.add_argument("commands", nargs="*", help="parts of the names of commands; else all")
    given, bad, patience = parser.parse_args(), 0, Hurried()
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("HOME", folder)
        patch.setenv("XDG_CONFIG_HOME", f"{folder}/config")
        with place(Path(folder) / "place", patch, patience) as there:
            for row in fault_all(
                there, patience, lambda c: c[given.first :: given.every], given.commands
            ):
                print(row.line(), flush=True)
                for fault, why in row.wrong.items():
                    print(f"    {fault}: {why}", flush=True)
                bad += len(row.wrong)
    print(f"{bad} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
