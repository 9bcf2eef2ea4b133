"""A sample of the table of kills; all of it is `make kills`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from summarizer.requesting import Patience
from tests.kills.local import kill_local
from tests.kills.place import place
from tests.kills.table import kill_all

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def few(moments: int) -> Sequence[int]:
    """The last moment, and some before it: they are others for each length of a command."""
    return range(moments, 0, -37)


def test_a_command_that_was_killed_between_two_requests_to_google_ends_the_same_when_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place(tmp_path / "place", monkeypatch, Patience()) as there:
        rows = list(islice(kill_all(there, few), 8))
    assert {row.name: row.wrong for row in rows if row.wrong} == {}
    assert sum(row.tried for row in rows) >= 8


def test_a_command_that_was_killed_between_two_steps_ends_the_same_when_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = list(kill_local(tmp_path, monkeypatch, few, ("set", "undo (check)", "pause")))
    assert {row.name: row.wrong for row in rows if row.wrong} == {}
    assert len(rows) == 4
