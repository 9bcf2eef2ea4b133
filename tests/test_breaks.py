from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.breaks import Break, NothingToBreak, broken_copy

PROCEDURE = """
title = "A small procedure"
prefix = "SP"
stages = ["open", "closed"]
closed = ["closed"]
[tabs]
pending = "Pending"
[event.received]
stage = "open"
tab = "pending"
[clock.first]
amount = "15m"
start = ["received"]
[event."really closed"]
stage = "closed"
[verb.close]
event = "really closed"
guards = [
    { guard = "happened", event = "received", rule = "1.1" },
    { guard = "fact-is", fact = "stage", value = "open", rule = "1.2" },
]
[recognise]
lists = ["pr", "ee"]
"""


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates" / "small"
    folder.mkdir(parents=True)
    (folder / "procedure.toml").write_text(PROCEDURE)
    (folder / "note.j2").write_text("EE is handling\n")
    return folder.parent


def broken(templates: Path, change: Break) -> dict[str, Any]:
    copy = templates.parent / "copy"
    broken_copy(templates, copy, change)
    return tomllib.loads((copy / "small" / "procedure.toml").read_text())


@pytest.mark.parametrize("change", [Break(rule="1.1"), Break(guard="happened")])
def test_a_guard_is_taken_out_by_its_rule_or_by_its_name(templates: Path, change: Break) -> None:
    guards = broken(templates, change)["verb"]["close"]["guards"]
    assert [guard["rule"] for guard in guards] == ["1.2"]


@pytest.mark.parametrize("part", ["0", "happened", "1.1"])
def test_an_item_of_a_list_is_named_by_its_place_or_by_what_it_says(
    templates: Path, part: str
) -> None:
    change = Break(file="small/procedure.toml", key=f'verb.close.guards."{part}"')
    assert [g["rule"] for g in broken(templates, change)["verb"]["close"]["guards"]] == ["1.2"]


def test_a_key_with_a_space_is_quoted_as_in_toml(templates: Path) -> None:
    change = Break(file="small/procedure.toml", key='event."really closed".stage')
    assert broken(templates, change)["event"]["really closed"] == {}


def test_a_key_is_set_to_another_value(templates: Path) -> None:
    change = Break(file="small/procedure.toml", key="clock.first.amount", to="20m")
    assert broken(templates, change)["clock"]["first"]["amount"] == "20m"


def test_a_wording_is_changed_in_the_copy_only(templates: Path) -> None:
    change = Break(file="small/note.j2", text="EE is handling", by="It is handled")
    broken(templates, change)
    assert (templates.parent / "copy/small/note.j2").read_text() == "It is handled\n"
    assert (templates / "small/note.j2").read_text() == "EE is handling\n"


@pytest.mark.parametrize(
    "change",
    [
        Break(rule="9.9"),
        Break(file="small/note.j2", text="nobody wrote this"),
        Break(file="small/procedure.toml", key="clock.second"),
        Break(file="small/procedure.toml", key="recognise.lists.legal"),
        Break(file="small/procedure.toml", key="title.of.nothing"),
        Break(file="small/procedure.toml", key="clock.first.amount", to="15m"),
    ],
    ids=str,
)
def test_what_changes_nothing_is_no_break(templates: Path, change: Break) -> None:
    with pytest.raises(NothingToBreak):
        broken(templates, change)


def test_a_procedure_that_no_longer_loads_is_no_break(templates: Path) -> None:
    with pytest.raises(NothingToBreak, match="amount"):
        broken(templates, Break(file="small/procedure.toml", key="clock.first.amount"))
