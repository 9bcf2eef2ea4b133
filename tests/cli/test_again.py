"""A command that is typed again because its end was not seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from summarizer.cli.again import BEGUN
from tests.desk import Desk
from tests.procedures.social import ack, receive

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "desk", monkeypatch)


def unseen(desk: Desk, number: str, **note: object) -> Path:
    """The note that a command leaves which was killed just before it could say that it is done."""
    path = desk.root / BEGUN / f"{number}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(note), encoding="utf-8")
    return path


def runs(desk: Desk, number: str, kind: str) -> int:
    return sum(e["kind"] == kind for e in desk("show", number, "--json").json["events"])


def test_what_was_done_to_its_end_is_not_done_again_and_after_that_it_is(desk: Desk) -> None:
    number = ack(desk, receive(desk))
    command = ("set", number, "Notes", "Call at noon.")
    desk(*command)
    inputs = {"column": "Notes", "value": "Call at noon."}
    note = unseen(desk, number, verb="write", inputs=inputs, run="write#1")
    assert "already done" in desk(*command).out
    assert not note.exists()
    assert runs(desk, number, "cell written") == 1
    desk(*command)
    assert runs(desk, number, "cell written") == 2


def test_another_command_is_not_taken_for_it(desk: Desk) -> None:
    number = ack(desk, receive(desk))
    desk("set", number, "Notes", "Call at noon.")
    inputs = {"column": "Notes", "value": "Call at noon."}
    unseen(desk, number, verb="write", inputs=inputs, run="write#1")
    desk("set", number, "Notes", "Call at one.")
    assert desk.row(number).cells["Notes"] == "Call at one."


@pytest.mark.parametrize(
    "text", ["", "[]", '{"verb": "write"', '{"verb": "write", "inputs": 7, "run": {}}']
)
def test_a_note_that_was_cut_short_says_nothing(desk: Desk, text: str) -> None:
    number = ack(desk, receive(desk))
    unseen(desk, number).write_text(text, encoding="utf-8")
    desk("set", number, "Notes", "Call at noon.")
    assert desk.row(number).cells["Notes"] == "Call at noon."


def test_undo_takes_one_run_back_however_often_its_end_is_not_seen(desk: Desk) -> None:
    number = ack(desk, receive(desk))
    desk("set", number, "user.id", "1")
    desk("set", number, "user.id", "2")
    desk("undo", number, "--yes")
    unseen(desk, number, verb="undo", inputs={}, run="set#2")
    assert "set#2 is taken back" in desk("undo", number, "--yes").out
    assert desk.case(number).facts["user.id"] == "1"
    assert "set#1 is taken back" in desk("undo", number, "--yes").out


def test_a_refused_command_leaves_no_note(desk: Desk) -> None:
    number = ack(desk, receive(desk))
    desk("resume", number, code=5)
    assert not list((desk.root / BEGUN).glob("*"))
