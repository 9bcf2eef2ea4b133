"""A sample of the crowd; all its rounds are `make crowd`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.crowds.checks import wrong
from tests.crowds.crowd import LONGEST, crowd
from tests.desk import Desk

if TYPE_CHECKING:
    import pytest


def test_sixteen_processes_at_one_desk_lose_nothing_and_do_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = crowd(Desk(tmp_path / "desk", monkeypatch), 16, 1, own=3, last=1, every=6)
    assert wrong(made) == []
    assert len({share.hand for share in made.shares}) == 16
    assert made.slowest < LONGEST
    assert len(made.told) >= 80
