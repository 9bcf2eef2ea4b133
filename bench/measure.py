"""Times as ratios against a peer of the same run, pair by pair: so a busy machine matters less."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 9
HERE = Path(__file__).parent
ROOT = HERE.parent
#: The Python that has the peers: `make bench` installs them there.
PEERS = os.environ.get("BENCH_PEERS", str(ROOT / "build" / "peers" / "bin" / "python"))
PROGRAM = [sys.executable, "-c", "from summarizer.__main__ import main; main()"]

Run = Callable[[], object]


def seconds(run: Run) -> float:
    """How long one call takes; a call that measures itself says so by giving a float."""
    start = time.perf_counter()
    found = run()
    return found if isinstance(found, float) else time.perf_counter() - start


def ratio(ours: Run, peer: Run, rounds: int = ROUNDS) -> tuple[float, float]:
    """Median of our time over the peer's, pair by pair, and our median in seconds."""
    seconds(ours), seconds(peer)
    pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
    return statistics.median(a / b for a, b in pairs), statistics.median(a for a, _ in pairs)


def median(run: Run, rounds: int = ROUNDS) -> float:
    """The median of a call's time, in seconds."""
    seconds(run)
    return statistics.median(seconds(run) for _ in range(rounds))


def environment(workspace: Path) -> dict[str, str]:
    """That of a command in a workspace, with compiled modules kept."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SUMMARIZER_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    kept |= {"SUMMARIZER_WORKSPACE": str(workspace), "PYTHONPATH": str(ROOT)}
    kept["XDG_CACHE_HOME"] = str(workspace.parent / "cache")
    return kept | {"PYTHONPYCACHEPREFIX": str(workspace.parent / "compiled")}


def process(command: list[str], workspace: Path) -> Callable[[], float]:
    """A command as a whole process: the CPU time that it takes, which other programs hardly change.

    On an idle machine a person waits as long, and for the disk where a command writes.
    """
    told = environment(workspace)

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=told, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return run


class Peer:
    """A process of another library that does its work as often as it is told: `peer.py`."""

    def __init__(self, name: str, **given: object) -> None:
        command = [PEERS, str(HERE / "peer.py"), name, json.dumps(given)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def __call__(self, times: int = 1) -> float:
        """The seconds for so many times."""
        print(times, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline() if self._process.stdout else "nan")


#: What missed its limit in this run.
MISSED: list[str] = []


def report(
    what: str, found: tuple[float, float], peer: str, most: float | None = None, more: str = ""
) -> None:
    """One line: our median, the ratio, the most that it should be, and whether it is."""
    line = f"{what:<42} {found[1] * 1000:10.3f} ms {found[0]:8.3f} x {peer}"
    limit = "" if most is None else f"at most {most:g}{more}{verdict(what, found[0] <= most)}"
    print(f"{line:<92} {limit}".rstrip(), flush=True)


def verdict(what: str, kept: bool) -> str:  # noqa: FBT001 - it is what the word says
    """What a line says of its limit; a missed one makes the whole run fail."""
    if not kept:
        MISSED.append(what)
    return "" if kept else ": MISSED"
