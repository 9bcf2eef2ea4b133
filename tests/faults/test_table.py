"""A sample of Google's tables of kills and faults; all of them are `make kills` and `make faults`.

The other services' is in tests/kills/test_table.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, islice
from typing import TYPE_CHECKING

from tests.faults.services import Cell, of_google
from tests.faults.table import fault_one
from tests.kills.place import google_place
from tests.kills.script import script
from tests.kills.table import go_on, kill_one

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

#: As far as the approval: what comes behind it is tried by the whole tables.
_COMMANDS = 42


def test_a_command_that_met_a_fault_of_google_or_was_killed_ends_the_same_when_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = count(1)

    def one(found: Sequence[Cell]) -> Sequence[Cell]:
        """A fault for every third command: each another request, kind and number of times."""
        return [found[next(turn) * 259 % len(found)]] if found else []

    def moment(moments: int) -> Sequence[int]:
        """The middle of every third command."""
        return [moments // 2]

    with google_place(tmp_path / "place", monkeypatch) as there:
        services, faulted, killed = of_google(there), [], []
        commands = islice(script(there.google_desk), _COMMANDS)
        for number, command in enumerate(commands, start=1):
            if number % 3 == 0:
                go_on(there, command)
            elif number % 3 == 1:
                killed.append(kill_one(there, command, moment))
            else:
                faulted.append(fault_one(there, services, command, one))
    assert {row.name: row.wrong for row in faulted if row.wrong} == {}
    assert {row.name: row.wrong for row in killed if row.wrong} == {}
    assert sum(row.tried for row in faulted) > 10
    assert sum(row.away for row in faulted) > 2
    assert sum(row.tried for row in killed) > 10
