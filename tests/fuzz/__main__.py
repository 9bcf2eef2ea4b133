"""Fuzz what parses, led by coverage: `python -m tests.fuzz [--seconds N] [TARGET]...`.

Needs atheris (`make fuzz` installs it aside). Each target runs in a process of its own, since a
fuzzer never returns; bytes that broke one are kept in tests/fuzz/found, which the suite tries.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FOUND = Path(__file__).parent / "found"
#: A target that takes longer for one input, in seconds, or more memory, in MB, has failed.
_SLOW, _MEMORY, _LONGEST = 10, 1_500, 20_000


def main() -> int:
    """Print a line a target; 1 where one broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", help="names of targets; else all")
    given = parser.parse_args()
    if given.alone:
        _fuzz(given.alone, given.targets)
    names = given.targets or list(_late("targets").TARGETS)
    broken = [name for name in names if not _run(name, max(given.seconds // len(names), 1))]
    print(f"{len(names)} targets, {len(broken)} broken")
    return 1 if broken else 0


def _run(name: str, seconds: int) -> bool:
    """Fuzz a target in a process of its own; whether it stood."""
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(_late("seeds").seeds_of(name)):
            Path(folder, f"seed-{number}").write_bytes(seed)
        (FOUND / name).mkdir(parents=True, exist_ok=True)
        limits = (f"-timeout={_SLOW}", f"-rss_limit_mb={_MEMORY}", f"-max_len={_LONGEST}")
        words = (*limits, f"-max_total_time={seconds}", f"-artifact_prefix={FOUND / name}/")
        ran = subprocess.run(
            [sys.executable, "-m", "tests.fuzz", "--alone", name, "--", *words, folder],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if not any((FOUND / name).iterdir()):
            (FOUND / name).rmdir()
    tries = next((x for x in reversed(ran.stderr.splitlines()) if x[1:2].isdigit()), "")
    print(f"{name:<16} {'stood' if not ran.returncode else 'BROKE'}   {tries}", flush=True)
    if ran.returncode:
        print("\n".join(ran.stdout.splitlines()[-30:] + ran.stderr.splitlines()[-10:]), flush=True)
    return not ran.returncode


def _late(name: str) -> Any:
    """A module that imports the program: its code is only watched if it is imported under watch."""
    return importlib.import_module(f"tests.fuzz.{name}")


def _fuzz(name: str, words: list[str]) -> None:
    """Fuzz a target in this process, which ends with it."""
    atheris: Any = importlib.import_module("atheris")  # not among the tools of every day
    with atheris.instrument_imports(include=["summarizer", "tracker"]):
        targets = _late("targets")
    target = targets.TARGETS[name]
    atheris.Setup([sys.argv[0], *words], lambda data: targets.refused(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
