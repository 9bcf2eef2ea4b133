"""A sample of what is taken back, and that no verb is left out; all of it is `make undo`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from summarizer.workspace import Workspace
from tests.desk import Desk
from tests.undo.half_done import take_back_halves
from tests.undo.lives import LIVES
from tests.undo.taking_back import take_back_all


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "desk", monkeypatch)


def some(moments: int) -> Sequence[int]:
    """One in the middle: it is another for each length of a verb."""
    return [moments // 2 + 1]


@pytest.mark.parametrize(
    ("name", "every"),
    [("problematic-to-pr-social", 4), ("tier-2", 2)],
)
def test_a_verb_that_is_taken_back_leaves_all_as_it_was_or_says_what_it_leaves(
    desk: Desk, name: str, every: int
) -> None:
    rows = list(take_back_all(desk, name, every))
    assert {row.verb: row.wrong for row in rows if row.wrong} == {}
    assert len(rows) > 4


def test_a_verb_that_was_killed_is_taken_back_as_far_as_it_came(desk: Desk) -> None:
    rows = list(take_back_halves(desk, "problematic-to-pr-cs", some, 4))
    assert {row.verb: row.wrong for row in rows if row.wrong} == {}
    assert len(rows) >= 4


def test_every_verb_of_every_procedure_is_in_the_table(desk: Desk) -> None:
    workspace = Workspace(desk.root)
    assert sorted(LIVES) == sorted(workspace.procedures())
