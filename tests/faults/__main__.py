"""Every fault for every request: `python -m tests.faults [--every N] [COMMAND]...`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from tests.faults.tables import TABLES
from tests.kills import parts


def main() -> int:
    """Print the tables; 1 where a row isn't as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="so many processes")
    parser.add_argument("--every", type=int, default=1, help="only every Nth fault")
    parser.add_argument("--first", type=int, default=0, help="beginning with this one")
    parser.add_argument("--kind", action="append", default=[], help="only faults of these kinds")
    parser.add_argument("--of", default="", help="only the table whose title begins like this")
    parser.add_argument("commands", nargs="*", help="parts of the names of commands; else all")
    given, bad = parser.parse_args(), 0
    for table in TABLES:
        if table.title.startswith(given.of):
            wanted = tuple(given.commands)
            kinds = frozenset(given.kind)
            work = replace(table, wanted=wanted, kinds=kinds, every=given.every, first=given.first)
            bad += parts.told(table.title, work.rows, given.jobs)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
