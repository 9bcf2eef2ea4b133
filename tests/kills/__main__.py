"""Kill every command at each of its moments: `python -m tests.kills [COMMAND]...`.

COMMAND is a part of the names of those to be tried; without one it is all of them.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from tests.kills import parts
from tests.kills.tables import TABLES


def main() -> int:
    """Print the tables; 1 where a row isn't as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="so many processes")
    parser.add_argument("--every", type=int, default=1, help="only every Nth moment")
    parser.add_argument("--desk", default="", help="only those whose titles begin like this")
    parser.add_argument("commands", nargs="*", help="parts of the names of commands; else all")
    given, bad = parser.parse_args(), 0
    for table in TABLES:
        if table.title.startswith(given.desk):
            work = replace(table, wanted=tuple(given.commands), every=given.every)
            bad += parts.told(table.title, work.rows, given.jobs)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
