"""A sample of the table of faults; all of it is `make faults`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from tests.faults.table import Cell, fault_all
from tests.kills.place import place
from tests.kills.way import Hurried

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_command_that_met_a_fault_of_google_ends_the_same_when_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience, turn = Hurried(), count(1)

    def one(found: Sequence[Cell]) -> Sequence[Cell]:
        """A fault for every third command: each another request, kind and number of times."""
        number = next(turn)
        return [found[number * 37 % len(found)]] if number % 3 == 1 else []

    with place(tmp_path / "place", monkeypatch, patience) as there:
        rows = list(fault_all(there, patience, one))
    assert {row.name: row.wrong for row in rows if row.wrong} == {}
    assert sum(row.tried for row in rows) > 10
    assert sum(row.away for row in rows) > 2
