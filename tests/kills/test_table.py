"""A sample of the tables of kills and faults; all of them are `make kills` and `make faults`.

Google's is in tests/faults/test_table.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from tests.faults.services import Cell, connected
from tests.faults.table import fault_one
from tests.kills.complete import missing, watched
from tests.kills.connected_script import connected_script
from tests.kills.local_script import local_script
from tests.kills.place import local_place
from tests.kills.table import Pick, kill_all, kill_one
from tests.kills.tables import noted

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def one_of_a_few(often: int) -> Pick:
    """A moment of every so manyth command, each time another one."""
    turn = count(1)

    def pick(moments: int) -> Sequence[int]:
        number = next(turn)
        return [1 + number * 7 % (moments // 2)] if number // 2 % often == 0 else []

    return pick


def test_whatever_changes_something_can_be_killed_and_run_again_at_a_desk_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran, words = watched(monkeypatch), list[tuple[str, ...]]()
    with local_place(tmp_path / "place", monkeypatch) as there:
        commands = noted(local_script(there.desk), words)
        rows = list(kill_all(there, commands, one_of_a_few(7)))
        gone = missing(there.desk, ran, words)
    assert {row.name: row.wrong for row in rows if row.wrong} == {}
    assert sum(row.tried for row in rows) > 8
    assert gone == set()


def test_at_a_connected_desk_there_is_one_ticket_line_and_mail_after_a_kill_and_after_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn, pick = count(1), one_of_a_few(3)

    def one(found: Sequence[Cell]) -> Sequence[Cell]:
        """For every other command a fault: each another request, kind and number of times."""
        number = next(turn)
        return [found[number * 37 % len(found)]] if number % 2 and found else []

    with local_place(tmp_path / "place", monkeypatch, connected=True) as there:
        services, faulted, killed = connected(there), [], []
        for number, command in enumerate(connected_script(there.desk)):
            if number % 2 == 0:
                faulted.append(fault_one(there, services, command, one))
            else:
                killed.append(kill_one(there, command, pick))
    assert {row.name: row.wrong for row in faulted if row.wrong} == {}
    assert {row.name: row.wrong for row in killed if row.wrong} == {}
    assert sum(row.tried for row in faulted) > 4
    assert sum(row.tried for row in killed) > 3
