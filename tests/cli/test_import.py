from __future__ import annotations

import csv
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from summarizer.local.docx import DocxDocuments
from tests.cli.shell import Mend, Shell
from tests.google.oauth import TEST_TOKEN
from tests.google.server import Server
from tests.past import bomb, locked, summary
from tests.tracker.sheets_desk import Hands, new_spreadsheet, session

TAB = "Social Media Complete 2025"
MADE = "2025-03-04T10:00:00Z"


@pytest.fixture
def desk(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("SUMMARIZER_NOW", "2026-11-19T10:00")
    shell("init")
    return shell


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Three earlier summaries; each says in another way whose it is."""
    folder = tmp_path / "old"
    summary(folder / "2025" / "whatever.docx", "Uma Ray / 12345", created=MADE)
    summary(folder / "Jane Doe - 44170.docx", created=MADE)
    summary(folder / "notes.docx", text="Ann Lee / 777", created=MADE)
    return folder


def imported(desk: Shell, *words: str | Path, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk("import", *words, "--json", "--yes", code=code).out)
    return found


def shown(desk: Shell, case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk("show", case, "--json").out)
    return found


def table(path: Path, *rows: Mapping[str, str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


LINE = {
    "User": "Uma Ray",
    "User ID": "12345",
    "Summary": "https://docs.example.com/1",
    "Received": "2025-03-04 09:30",
    "Sent": "2025-03-05",
    "Stage": "done",
    "Mood": "furious",
    "Notes": "call first",
}


def test_documents_become_cases_that_are_found(desk: Shell, old: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in old.rglob("*")}
    assert desk("import", old, "--yes").out.startswith("3 imported, 0 known already, 0 can't be")
    assert {path: path.stat().st_mtime_ns for path in old.rglob("*")} == before
    for text in ("12345", "Uma Rai", "uma"):
        assert "Uma Ray" in desk("find", text).out
    assert "777" in desk("find", "Ann Lee").out
    case = shown(desk, "44170")
    assert case["stage"] == "resolved"
    assert case["tab"] == TAB
    assert case["document"]["path"] == str(old / "Jane Doe - 44170.docx")
    assert case["case"].startswith("SM-20250304-")
    assert [event["kind"] for event in case["events"]] == ["imported"]
    where = desk("open", "44170", "--print").out.strip()
    assert where == str(old / "Jane Doe - 44170.docx")
    assert case["unfinished"] == case["clocks"] == []


def test_a_second_run_imports_nothing_and_a_broken_off_one_goes_on(desk: Shell, old: Path) -> None:
    first = imported(desk, old / "2025")
    second = imported(desk, old)
    assert len(second["imported"]) == 2
    assert second["known"] == 1
    third = imported(desk, old)
    assert (third["imported"], third["known"]) == ([], 3)
    assert first["imported"][0]["case"] not in {c["case"] for c in second["imported"]}
    assert len(desk("list", "--all").out.splitlines()) == 4


def test_a_dry_run_says_what_it_would_do_and_changes_nothing(desk: Shell, old: Path) -> None:
    said = desk("import", old, "--dry-run").out
    assert "Jane Doe / 44170" in said
    assert "3 would be imported" in said
    desk("find", "44170", code=3)


def test_start_finds_what_was_imported(desk: Shell, old: Path) -> None:
    desk("import", old, "--yes")
    untouched = (old / "Jane Doe - 44170.docx").read_bytes()
    said = json.loads(desk("start", "Jane Do", "44170", "--json").out)
    assert [(e["case"][:11], e["title"]) for e in said["earlier"]] == [
        ("SM-20250304", "Jane Doe / 44170")
    ]
    documents = DocxDocuments(desk.here / "Social Media Folder")
    ref = documents.find(said["case"])
    assert ref is not None
    assert "Jane Doe / 44170" in str(documents.read(ref).earlier)
    assert untouched == (old / "Jane Doe - 44170.docx").read_bytes()


def test_a_summary_of_ours_keeps_its_number(desk: Shell, tmp_path: Path) -> None:
    number = json.loads(desk("start", "Jane Doe", "44170", "--json").out)["case"]
    assert imported(desk, "Social Media Folder")["known"] == 1
    other = Shell(tmp_path / "here")
    (tmp_path / "here" / "tracker.db").unlink()
    other("init")
    found = imported(other, "Social Media Folder")
    assert [case["case"] for case in found["imported"]] == [number]
    assert shown(other, number)["facts"]["document.id"] == "Jane Doe - 44170.docx"
    assert "44170" in other("open", number, "--print").out


def test_an_old_tracker_is_read_by_its_titles(desk: Shell, tmp_path: Path) -> None:
    found = imported(desk, table(tmp_path / "old.csv", LINE))
    case = shown(desk, "12345")
    assert case["document"]["url"] == LINE["Summary"]
    assert case["stage"] == "resolved"
    assert [e["kind"] for e in case["events"]] == ["received", "summary sent", "imported"]
    assert case["events"][-1]["data"]["cells"] == {
        "Stage": "done", "Mood": "furious", "Notes": "call first"
    }  # fmt: skip
    row = next(csv.DictReader(desk("list", "--all", "--csv").out.splitlines()))
    assert row["Tab"] == TAB
    assert row["Received"] == "2025-03-04 09:30"
    assert row["Notes"] == "call first"
    assert "differs" not in desk("sync", found["imported"][0]["case"]).out
    assert imported(desk, tmp_path / "old.csv")["known"] == 1


def test_other_titles_are_named_and_dates_written_otherwise(desk: Shell, tmp_path: Path) -> None:
    line = {"Wer": "Uma Ray", "Nummer": "12345", "Tag": "3/4/2025", "Netz": "X"}
    source = table(tmp_path / "old.csv", line)
    assert "user ids" in imported(desk, source, code=2)["unread"][0]["why"]
    named = [
        f"--column={c}" for c in ("Wer=User", "Nummer=user.id", "Tag=received", "Netz=network")
    ]
    assert "--date-format" in imported(desk, source, *named, code=2)["unread"][0]["why"]
    assert imported(desk, source, *named, "--date-format", "%m/%d/%Y")["unread"] == []
    facts = shown(desk, "12345")["facts"]
    assert (facts["network"], facts["tab"]) == ("X", TAB)
    desk("import", source, "--column", "Wer=approved.by", code=2)
    desk("import", source, "--column", "Wer", code=2)


def test_a_workbook_is_read_with_its_links_and_never_computed(desk: Shell, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Old tracker"])
    sheet.append(["User", "User ID", "Summary", "Received"])
    sheet.append(["Uma Ray", 12345, '=HYPERLINK("https://docs.example.com/1","Uma")', None])
    sheet.append(["Jane Doe", 44170, "Jane", None])
    sheet.cell(4, 3).hyperlink = "https://docs.example.com/2"
    sheet.append(['=CMD("x")', 9, "", None])
    book.create_sheet("Prices").append(["a", "b"])
    book.save(tmp_path / "old.xlsx")
    found = imported(desk, tmp_path / "old.xlsx")
    assert len(found["imported"]) == 2
    assert [one["why"] for one in found["unread"]] == [
        "it has no name", "the sheet has no column with user ids"
    ]  # fmt: skip
    urls = [shown(desk, user)["document"]["url"] for user in ("12345", "44170")]
    assert urls == ["https://docs.example.com/1", "https://docs.example.com/2"]


def test_what_cant_be_read_is_listed_and_the_rest_imported(desk: Shell, old: Path) -> None:
    (old / "damaged.docx").write_bytes(summary(old / "x.docx").read_bytes()[:300])
    (old / "x.docx").unlink()
    bomb(old / "bomb.docx")
    locked(old / "locked.docx")
    summary(old / "dtd.docx", "Dee Tee / 5", head='<!DOCTYPE x [<!ENTITY a "b">]>')
    summary(old / "nobody.docx", "Minutes")
    begun = time.perf_counter()
    said = desk("import", old, "--yes")
    assert time.perf_counter() - begun < 5
    assert said.out.startswith("3 imported, 0 known already, 5 can't be read")
    for name, why in {
        "damaged": "can't be unpacked",
        "bomb": "more than it may",
        "locked": "password",
        "dtd": "DTD",
        "nobody": "First Last / user id",
    }.items():
        (line,) = (line for line in said.err.splitlines() if f"{name}.docx:" in line)
        assert why in line
    assert not list(desk.here.rglob("bomb*"))


def test_where_nothing_can_be_read_the_exit_code_says_so(desk: Shell, tmp_path: Path) -> None:
    locked(tmp_path / "locked.docx")
    desk("import", tmp_path / "locked.docx", code=2)
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert "no workbook" in desk("import", tmp_path / "bad.xlsx", code=2).err
    desk("import", tmp_path / "nothing", code=3)
    (tmp_path / "empty").mkdir()
    assert desk("import", tmp_path / "empty").out.startswith("0 imported")


def test_hostile_names_are_texts(desk: Shell, tmp_path: Path) -> None:
    names = ["../../x", '=HYPERLINK("https://x.example.com","y")', "{{7*7}}", "a\x1b[31m\u202eb"]
    rows = [{"User": n, "User ID": f"9{i}", "Received": "2025-03-04"} for i, n in enumerate(names)]
    rows += [{"User": bad, "User ID": "1", "Received": ""} for bad in ("x\r\nBcc: y", "a\0b", "")]
    found = imported(desk, table(tmp_path / "old.csv", *rows))
    assert len(found["imported"]) == 3
    assert len(found["unread"]) == 4
    assert [shown(desk, f"9{i}")["user"]["name"] for i in range(3)] == names[:3]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["here", "home", "old.csv"]
    assert "\x1b" not in desk("import", tmp_path / "old.csv").err
    cells = desk("list", "--all", "--csv").out
    assert "\"'=HYPERLINK" in cells


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ('=HYPERLINK("https://docs.example.com/1","x")', "https://docs.example.com/1"),
        ("Summary <https://docs.example.com/1>", "https://docs.example.com/1"),
        ('=HYPERLINK("javascript:alert(1)","x")', None),
        ("javascript:alert(1)", None),
        ("file:///usr/bin/true", "file:///usr/bin/true"),
    ],
)
def test_a_link_is_kept_and_never_followed_to_a_program(
    desk: Shell, tmp_path: Path, link: str, kept: str | None
) -> None:
    imported(desk, table(tmp_path / "old.csv", {**LINE, "Summary": link}))
    assert shown(desk, "12345")["document"]["url"] == kept
    if not (kept or "").startswith("https:"):
        assert not desk("open", "12345", code=5 if kept else 3).out.strip() or kept


def test_without_rows_a_case_is_found_and_in_no_tab(desk: Shell, old: Path) -> None:
    imported(desk, old, "--no-rows")
    assert "Uma Ray" in desk("find", "12345").out
    assert "Uma Ray" not in desk("list", "--all").out
    assert desk("sync").out == "0 read, 0 differ.\n"


def test_three_hundred_documents_take_a_moment(desk: Shell, tmp_path: Path) -> None:
    for n in range(300):
        summary(tmp_path / "many" / f"Uma Ray - {n + 1000}.docx")
    begun = time.perf_counter()
    found = imported(desk, tmp_path / "many")
    assert time.perf_counter() - begun < 10
    assert len({case["case"] for case in found["imported"]}) == 300
    assert imported(desk, tmp_path / "many")["known"] == 300


def test_the_past_goes_into_a_spreadsheet_too(
    google: Server, mend: Mend, shell: Shell, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = new_spreadsheet(session(google.url))
    mend("summarizer.toml", 'spreadsheet = ""', f'spreadsheet = "{made}"')
    mend("summarizer.toml", 'tracker = "sqlite"', 'tracker = "sheets"')
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ACCESS_TOKEN", TEST_TOKEN)
    monkeypatch.setenv("SUMMARIZER_GOOGLE_ENDPOINT", google.url + "/{host}")
    found = imported(shell, old)
    assert len(found["imported"]) == 3
    assert imported(shell, old)["known"] == 3
    hands = Hands(google, made)
    assert {hands.where(case["case"])[0] for case in found["imported"]} == {TAB}
    assert "Uma Ray" in shell("find", "12345").out
