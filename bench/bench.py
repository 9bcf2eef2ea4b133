"""How long things take, as ratios against a peer measured in the same run: `make bench`.

`python bench/bench.py [--cases N] [PART ...]`, where a PART is one of PARTS; BENCH_PEERS names a
Python that has the peers of bench/requirements.txt. It fails where a limit was missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from archive import archive
from commands import commands
from deadlines import deadlines
from documents import documents
from google_costs import requests
from imports import imports
from measure import MISSED

PARTS = ("commands", "documents", "archive", "imports", "deadlines", "google")


def main() -> None:
    """Print a line for each thing that is measured, and beside it what it should be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--cases", type=int, default=1_000_000, help="of the large tracker")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        run = {
            "commands": lambda: commands(folder),
            "documents": lambda: documents(folder),
            "archive": lambda: archive(folder, given.cases),
            "imports": lambda: imports(folder),
            "deadlines": deadlines,
            "google": requests,
        }
        for part in given.parts or PARTS:
            begun = time.perf_counter()
            run[part]()
            print(f"--- {part}: {time.perf_counter() - begun:.0f} s", flush=True)
    if MISSED:
        sys.exit(f"Missed: {', '.join(MISSED)}")
    print("Every limit was kept.")


if __name__ == "__main__":
    main()
