"""How long commands take, as ratios against a peer measured in the same run: `make bench`."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from workclock import Schedule, WorkDay

from tracker.hours import Hours

ROUNDS = 9
#: What every command must at least do: start Python, parse a command line, open a database.
PEER = [sys.executable, "-c", "import click, sqlite3"]
PROGRAM = [sys.executable, "-c", "from summarizer.cli import main; main()"]
CALENDAR = {
    "tz": "America/Los_Angeles",
    "hours": {day: [["07:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}


def seconds(run: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def ratio(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """Median of our time over the peer's, pair by pair, and our median in seconds."""
    ours(), peer()
    pairs = [(seconds(ours), seconds(peer)) for _ in range(ROUNDS)]
    return statistics.median(a / b for a, b in pairs), statistics.median(a for a, _ in pairs)


def process(command: list[str], folder: str) -> Callable[[], object]:
    """A command as a whole process, in a workspace, with compiled modules kept."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SUMMARIZER_")}
    environment |= {"SUMMARIZER_WORKSPACE": folder, "PYTHONPATH": str(Path(__file__).parent.parent)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("PYTHONPYCACHEPREFIX", str(Path(folder).parent / "compiled"))
    return lambda: subprocess.run(command, env=environment, check=True, capture_output=True)


def report(name: str, peer: str, found: tuple[float, float]) -> None:
    """One line: our median, and the ratio."""
    print(f"{name:<28} {found[1] * 1000:9.3f} ms   {found[0]:6.2f} x {peer}")


def commands(folder: str) -> None:
    """Start-up of what is called most."""
    workspace = str(Path(folder) / "desk")
    setup = [*PROGRAM, "init", workspace]
    subprocess.run(setup, check=True, capture_output=True)
    case = [*PROGRAM, "start", "Jane Doe", "44170"]
    process(case, workspace)()
    for line in (["--help"], ["list"], ["show", "44170"]):
        found = ratio(process([*PROGRAM, *line], workspace), process(PEER, workspace))
        report(" ".join(line), "import click, sqlite3", found)


def clocks() -> None:
    """One business-hours deadline over a weekend."""
    zone, amount = ZoneInfo("America/Los_Angeles"), timedelta(hours=8)
    hours = Hours.from_mapping(CALENDAR)
    peer = Schedule([WorkDay(dt.time(7), dt.time(17))], time_zone=zone)
    start = datetime(2026, 11, 20, 14, tzinfo=zone)
    many = range(20_000)
    found = ratio(
        lambda: [hours.add(start, amount) for _ in many],
        lambda: [peer.add(start, amount) for _ in many],
    )
    report("8 business hours", "workclock", (found[0], found[1] / len(many)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        commands(place)
    clocks()
