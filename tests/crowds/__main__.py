"""Sixteen processes at one embedded desk, all rounds: `python -m tests.crowds [SEED]...`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from tests.crowds.checks import wrong
from tests.crowds.crowd import PATIENCE, Crowd, crowd
from tests.crowds.typed import typed_at_once
from tests.desk import Desk
from tests.procedures import social
from tests.procedures.social import ANSWER, USER

HANDS, SHARED = 16, 2


def main(seeds: list[str]) -> int:
    """Print what each crowd did; 1 where something is wrong."""
    bad = 0
    for seed in seeds or ["1"]:
        with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
            patch.setenv("HOME", folder)
            for kind in ("CONFIG", "CACHE"):
                patch.setenv(f"XDG_{kind}_HOME", f"{folder}/{kind.lower()}")
            desk = Desk(Path(folder) / "desk", patch)
            _typed(desk)
            made = crowd(desk, HANDS, SHARED, seed=int(seed))
            found = wrong(made)
            bad += len(found)
            print(f"seed {seed}: {_told(made)}, {len(found)} wrong", flush=True)
            for what, times in made.refused.items():
                print(f"    refused at first: {times} x {what}")
            for line in found:
                print(f"    {line}")
    return 1 if bad else 0


def _typed(desk: Desk) -> None:
    """The same mail, started by all of them as a program of its own."""
    mail = str(social.receive(desk, social.about("Jane Typed", "80000"), name="typed"))
    words = ("start", "--mail", mail, "--answer", ANSWER, *USER, "--json")
    cases = typed_at_once(desk.root, [words] * HANDS, PATIENCE)
    documents = list((desk.root / "Social Media Folder").glob("*.docx"))
    drafts = list((desk.root / "outbox").glob("*.eml"))
    found = {"case": len(set(cases)), "document": len(documents), "drafts": len(drafts)}
    print(f"the same mail in {len(cases)} programs at once: {found}", flush=True)
    assert found == {"case": 1, "document": 1, "drafts": 2}


def _told(made: Crowd) -> str:
    waited = f"the longest took {made.slowest:.1f} s"
    return f"{HANDS} processes, {made.turns} rounds, {len(made.told)} commands, {waited}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
