from __future__ import annotations

import csv
import io
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.shell import parts
from tests.desk import Desk
from tests.procedures import social

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1+1", " =1+1")


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The cells of each sheet, by their titles."""
    book = load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        titles, *rows = sheet.iter_rows()
        names = [str(cell.value) for cell in titles]
        found[sheet.title] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


@pytest.fixture
def rows(desk: Desk, started: str) -> str:
    """A started case, one whose user's name is a formula, and a cancelled one."""
    desk("start", "=HYPERLINK(1)", "667")
    desk("start", "Ana Lee", "668")
    desk("cancel", "668", "It was a mistake.")
    desk("set", started, "Notes", "+1 to call")
    return started


# --- CSV -----------------------------------------------------------------------------------


def test_csv_has_a_row_for_each_case_under_the_columns_titles(desk: Desk, rows: str) -> None:
    found = read_csv(desk("list", "--csv").out)
    assert [row["User"] for row in found] == ["'=HYPERLINK(1)", "Jane Doe"]
    row = found[1]
    assert list(row)[:3] == ["Tab", "Case", "User"]
    assert (row["Tab"], row["Case"], row["User ID"]) == (social.PENDING, rows, "44170")
    assert row["Received"] == "2026-11-19 07:42"
    assert row["Due"] == "2026-11-19 15:42"
    assert row["Summary"].startswith("Jane Doe / 44170 <file:///")
    assert row["Notes"] == "'+1 to call"
    assert len(read_csv(desk("list", "--csv", "--all").out)) == 3


def test_no_text_of_a_csv_is_a_formula(desk: Desk, started: str) -> None:
    for text in FORMULAS:
        desk("set", started, "network", "--", text)
        desk("set", started, "Notes", "--", text)
        (row,) = read_csv(desk("list", "--csv").out)
        for cell in (row["Network"], row["Notes"]):
            assert cell in {f"'{text.strip()}", f"'{text}"}


def test_what_people_added_is_in_the_csv_and_steers_nothing(desk: Desk, started: str) -> None:
    assert started
    with sqlite3.connect(desk.root / "tracker.db") as connection:
        connection.execute('ALTER TABLE rows ADD COLUMN "=Mood"')
        connection.execute("""UPDATE rows SET "=Mood" = 'a,"b"' || char(10) || char(27)""")
    connection.close()
    said = desk("list", "--csv").out
    assert "\x1b" not in said
    (row,) = read_csv(said)
    assert row["'=Mood"] == 'a,"b"\n\ufffd'


def test_a_csv_of_no_case_has_a_title_only(desk: Desk) -> None:
    assert desk("list", "--csv").out == "Tab\n"


# --- workbook ------------------------------------------------------------------------------


def test_a_workbook_has_a_sheet_for_each_tab(desk: Desk, rows: str, tmp_path: Path) -> None:
    said = desk("list", "--all", "--xlsx", tmp_path / "cases.xlsx")
    assert said.out == ""
    assert said.err == f"3 rows written to {tmp_path / 'cases.xlsx'}\n"
    found = sheets(tmp_path / "cases.xlsx")
    assert list(found) == ["EE-Legal-Social pending", "Social Media Complete 2026"]
    pending, complete = found.values()
    assert [row["User"].value for row in pending] == ["=HYPERLINK(1)", "Jane Doe"]
    assert [row["User"].value for row in complete] == ["Ana Lee"]
    assert rows in {row["Case"].value for row in pending}


def test_times_are_times_and_links_are_links(desk: Desk, rows: str, tmp_path: Path) -> None:
    desk("list", "--xlsx", tmp_path / "cases.xlsx")
    (row,) = (
        row
        for row in sheets(tmp_path / "cases.xlsx")["EE-Legal-Social pending"]
        if row["Case"].value == rows
    )
    assert row["Received"].value == datetime(2026, 11, 19, 7, 42)  # noqa: DTZ001 - a workbook knows no zones
    assert row["Received"].is_date
    assert row["Summary"].value == "Jane Doe / 44170"
    assert (
        row["Summary"].hyperlink.target == Path(desk("open", "--print", rows).out.strip()).as_uri()
    )
    assert (row["User ID"].value, row["User ID"].data_type) == ("44170", "s")


def test_text_of_a_workbook_is_never_anything_else(
    desk: Desk, started: str, tmp_path: Path
) -> None:
    for text in (*FORMULAS, "'quoted", "#REF!", "TRUE", "12", "2026-11-19"):
        desk("set", started, "network", "--", text)
        desk("set", started, "Notes", "--", text)
        desk("list", "--xlsx", tmp_path / "cases.xlsx")
        ((row,),) = sheets(tmp_path / "cases.xlsx").values()
        assert (row["Network"].value, row["Network"].data_type) == (text.strip(), "s")
        assert (row["Notes"].value.strip(), row["Notes"].data_type) == (text.strip(), "s")


def test_a_tab_of_any_title_is_a_sheet(desk: Desk, started: str, tmp_path: Path) -> None:
    desk("start", "Ana Lee", "668")
    for title in ("[a]:b*c?d/e\\f", "x" * 40, "'quoted'", "  ", "\x1b[31m", "Case"):
        with sqlite3.connect(desk.root / "tracker.db") as connection:
            connection.execute('UPDATE rows SET "Tab" = ? WHERE "Case" = ?', (title, started))
        connection.close()
        desk("list", "--xlsx", tmp_path / "cases.xlsx")
        found = sheets(tmp_path / "cases.xlsx")
        assert len(found) == 2
        assert all(0 < len(name) <= 31 for name in found)


def test_hostile_text_is_in_the_workbook_without_what_it_can_not_hold(
    desk: Desk, started: str, tmp_path: Path
) -> None:
    hostile = "a\x1b[31m\x00b\x0cc\nd" + "e" * 40_000  # `set` refuses it, other trackers may not
    with desk.workspace() as workspace:
        workspace.tracker.write_cells(started, {"Notes": hostile})
    desk("list", "--xlsx", tmp_path / "cases.xlsx")
    ((row,),) = sheets(tmp_path / "cases.xlsx").values()
    assert row["Notes"].value.startswith("a\ufffd[31m\ufffdb\ufffdc\nd")


def test_a_workbook_replaces_an_older_one(desk: Desk, rows: str, tmp_path: Path) -> None:
    assert rows
    file = tmp_path / "cases.xlsx"
    file.write_text("old")
    desk("list", "--xlsx", file)
    assert len(sheets(file)) == 1
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_no_cases_make_a_workbook_too(desk: Desk, tmp_path: Path) -> None:
    desk("list", "--xlsx", tmp_path / "cases.xlsx")
    assert load_workbook(tmp_path / "cases.xlsx").sheetnames == ["No cases"]


def test_nothing_but_a_workbook_is_written(desk: Desk, started: str) -> None:
    assert started
    before = desk.everything()
    for name, code in {"tracker.db": 2, "cases.csv": 2, "nowhere/cases.xlsx": 7, "": 2}.items():
        said = desk("list", "--xlsx", desk.root / name, code=code)
        assert len(parts(said)) == 3
        assert desk.everything() == before
