"""Drawn orders of requests, people's edits, lost answers and kills: no line is lost or doubled."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tracker.sheets_steps import Play, play

#: All of it: make crowd.
SEEDS = range(int(os.environ.get("CROWD_SEEDS", "1")))
PLAYS = {
    "people": Play(),
    "lost answers": Play(people=0.1, lost=0.1),
    "killed agents": Play(people=0.1, killed=0.04),
    "all at once": Play(lost=0.05, killed=0.02),
}


@pytest.mark.parametrize("what", PLAYS)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_line_is_lost_doubled_or_mixed_in_any_order(
    tmp_path: Path, seed: int, what: str
) -> None:
    play(seed, tmp_path, PLAYS[what])
