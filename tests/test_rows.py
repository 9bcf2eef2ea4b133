from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.breaks import Break
from tests.rows import Row, faults, prove, read_rows, table

ROWS = read_rows()
#: How many rows each part of the procedures has.
PARTS = {
    "003.0": 7,
    "003.1": 9,
    "003.2": 7,
    "003.3": 5,
    "003.4": 9,
    "003.5": 6,
    "003.6": 10,
    "003.7": 6,
    "003.8": 7,
    "002": 17,
}
#: Which rows may still be without a test: what the end of a shift asks for.
MAY_BE_OPEN = re.compile(r"003\.2\.7|003\.3\.\d")

SEES = """
import os, pathlib
def test_sees():
    folder = pathlib.Path(os.environ["SUMMARIZER_TEMPLATES"])
    assert "EE is handling" in (folder / "note.txt").read_text()
def test_sees_nothing():
    assert True
"""


def row(*breaks: Break, text: str = "", open_: str = "") -> Row:
    return Row("1.1", "S", text, breaks, open_)


def test_the_table_has_every_row_once() -> None:
    assert Counter(row.id.rpartition(".")[0] for row in ROWS) == PARTS
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_a_row_has_only_known_kinds() -> None:
    assert {kind for row in ROWS for kind in row.kind.split("/")} == set("SFRCTGOL")


def test_only_the_end_of_a_shift_is_open() -> None:
    assert [row.id for row in ROWS if row.open and not MAY_BE_OPEN.fullmatch(row.id)] == []


def test_a_row_without_a_test_is_a_fault_unless_it_is_open() -> None:
    assert faults([row(text="Say it.")], {}) == ["No test shows 1.1: Say it."]
    assert faults([row(open_="later")], {}) == []
    assert faults([row()], {"1.1": ["tests/test_x.py::test_it"]}) == []


def test_a_test_that_names_no_row_of_the_table_is_a_fault() -> None:
    tests = {"1.1": ["t::a"], "1.7": ["t::b"]}
    assert faults([row()], tests) == ["t::b names a row 1.7"]


def test_the_table_shows_each_row_with_its_tests_or_why_it_has_none() -> None:
    shown = list(table([row(text="Say it."), row(open_="later")], {"1.1": ["t::a"]}))
    assert [line.split() for line in shown[:2]] == [["1.1", "S", "Say", "it."], ["t::a"]]
    assert list(table([row(open_="later")], {}))[1].strip() == "open: later"
    assert list(table([row()], {}))[1].strip() == "NO TEST"


@pytest.fixture
def world(tmp_path: Path) -> tuple[str, Path]:
    """A test file, and the procedures that it reads."""
    tests, templates = tmp_path / "test_it.py", tmp_path / "templates"
    tests.write_text(SEES)
    templates.mkdir()
    (templates / "note.txt").write_text("EE is handling")
    return str(tests), templates


def test_a_row_is_proved_when_its_test_fails_once_it_is_broken(world: tuple[str, Path]) -> None:
    tests, templates = world
    change = Break(file="note.txt", text="EE is handling", by="")
    assert prove(row(change), [f"{tests}::test_sees"], templates) == []


def test_a_test_that_passes_all_the_same_proves_nothing(world: tuple[str, Path]) -> None:
    tests, templates = world
    change = Break(file="note.txt", text="EE is handling", by="")
    (fault,) = prove(row(change), [f"{tests}::test_sees_nothing"], templates)
    assert "its tests pass although this is broken" in fault


def test_a_test_that_cannot_run_proves_nothing(world: tuple[str, Path]) -> None:
    tests, templates = world
    (fault,) = prove(row(Break(patch="os.cpu_count")), [f"{tests}::test_gone"], templates)
    assert "its tests could not run" in fault


def test_a_function_of_the_program_can_be_broken(tmp_path: Path) -> None:
    tests = tmp_path / "test_patched.py"
    tests.write_text("import os\ndef test_count():\n    assert os.cpu_count() != 7\n")
    change = Break(patch="os.cpu_count", gives=7)
    assert prove(row(change), [str(tests)], tmp_path) == []
