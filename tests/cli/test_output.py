from __future__ import annotations

import contextlib
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.cli.output import date_time, left, print_json, safe, table, time, width
from tests.cli.shell import Shell
from tests.cli.terminal import on_terminal
from tests.desk import Desk

HOSTILE = "Evil\x1b[31m\x9b2J\u202eName\u2066\u200b\r\nTwo\x00\ufeff\x7f"
STEERING = "\x1b\x9b\u202e\u2066\u200b\r\x00\ufeff\x7f"


def lines(
    capsys: pytest.CaptureFixture[str], columns: int, *rows: tuple[str, ...], **how: int
) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        table(("CASE", "USER", "NOTE"), rows, **how)  # type: ignore[arg-type]  # flags and numbers
    return capsys.readouterr().out.splitlines()


# --- tables --------------------------------------------------------------------------------


def test_columns_without_any_text_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, 80, ("SM-1", "", "x"), ("SM-2", "", "")) == [
        "CASE  NOTE",
        "SM-1  x",
        "SM-2",
    ]
    assert lines(capsys, 80) == []
    assert lines(capsys, 80, ("", "", "")) == []


def test_long_cells_are_cut_and_the_case_never(capsys: pytest.CaptureFixture[str]) -> None:
    found = lines(capsys, 40, ("SM-20261119-ABCD", "Uma Ray", "a note of many words that goes on"))
    assert found[1].startswith("SM-20261119-ABCD  Uma Ray  a note of ")
    assert found[1].endswith("…")
    assert all(width(line) <= 40 for line in found)
    narrow = lines(capsys, 10, ("SM-20261119-ABCD", "Uma Ray of Long", "note"))
    assert narrow[1].startswith("SM-20261119-ABCD  Uma Ray…  ")


def test_wide_letters_take_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert width("漢字") == 4
    assert width("e\u0301") == 1
    found = lines(capsys, 80, ("SM-1", "漢字 名前", "x"), ("SM-2", "Zoe", "y"))
    assert found == ["CASE  USER       NOTE", "SM-1  漢字 名前  x", "SM-2  Zoe        y"]
    cut = lines(capsys, 20, ("SM-1", "漢字漢字漢字漢字漢字", "note"))
    assert all(width(line) <= 20 for line in cut)


def test_cells_can_go_on_in_the_next_line(capsys: pytest.CaptureFixture[str]) -> None:
    found = lines(capsys, 32, ("SM-1", "Uma", "one two three four five six seven"), wrap=True)
    assert found == [
        "CASE  USER  NOTE",
        "SM-1  Uma   one two three four",
        "            five six seven",
    ]


def test_the_last_columns_stand_below_where_there_is_no_room(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = ("SM-20261119-ABCD", "Uma Ray", "send acknowledgement, announcement")
    assert len(lines(capsys, 61, row, below=1)) == 2
    assert lines(capsys, 30, row, below=2) == [
        "CASE              USER",
        "SM-20261119-ABCD  Uma Ray",
        "    send acknowledgement,",
        "    announcement",
    ]
    assert lines(capsys, 24, row, below=2) == [
        "CASE",
        "SM-20261119-ABCD",
        "    Uma Ray",
        "    send",
        "    acknowledgement,",
        "    announcement",
    ]


LETTERS = st.text(st.sampled_from("ab \n漢é\u0301\u202e\x1b…🙂"), max_size=40)


@given(st.lists(st.tuples(LETTERS, LETTERS, LETTERS), max_size=5), st.integers(40, 120))
def test_a_table_keeps_to_its_room_whatever_it_holds(
    rows: list[tuple[str, str, str]], columns: int
) -> None:
    out = io.StringIO()
    cut = [("a" + first[:7], second, third) for first, second, third in rows]
    with contextlib.redirect_stdout(out), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        table(("A", "B", "C"), cut)
    found = out.getvalue().splitlines()
    assert all(width(line) <= columns for line in found)
    assert len(found) in (0, len(rows) + 1)
    assert not any(c in out.getvalue() for c in STEERING)


# --- text that users wrote -----------------------------------------------------------------


def test_what_steers_a_terminal_is_replaced() -> None:
    assert safe("a\x1b[31mb\u202ec\x07") == "a\ufffd[31mb\ufffdc\ufffd"
    assert not any(c in safe(HOSTILE) for c in STEERING)
    assert safe("two\nlines") == "two\nlines"


def test_letters_of_all_scripts_and_emoji_stay_as_they_are() -> None:
    for text in ("漢字", "नि\u200cष", "👩\u200d💻", "Zoë", "नमस्ते"):
        assert safe(text) == text


def test_json_is_what_was_given_and_steers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    given_ = {"name": HOSTILE, "other": "漢字 é"}
    print_json(given_)
    said = capsys.readouterr().out
    assert json.loads(said) == given_
    assert "漢字 é" in said
    assert not any(c in said for c in STEERING)


# --- times ---------------------------------------------------------------------------------


def test_times_are_those_of_the_desk_s_clock() -> None:
    at = datetime(2026, 11, 19, 22, 5, tzinfo=UTC)
    assert time(at, "America/Los_Angeles") == "Thu 19 Nov 14:05"
    assert date_time(at, "Europe/Berlin") == "Thu 19 Nov 2026 23:05"
    assert time(None, "UTC") == ""


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h 00 min"),
        (125, "2 h 05 min"),
        (-125, "2 h 05 min over"),
    ],
)
def test_what_is_left_is_told_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert left(timedelta(minutes=minutes)) == text


# --- terminals and pipes -------------------------------------------------------------------


@pytest.mark.parametrize("columns", [80, 120])
def test_a_list_is_readable_at_the_width_of_the_terminal(
    desk: Desk, started: str, columns: int
) -> None:
    root = str(desk.root)
    code, shown = on_terminal("-w", root, "list", columns=columns)
    assert code == 0
    plain = shown.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert all(width(line) <= columns for line in plain)
    assert plain[1].startswith(f"{started}  Jane Doe  research  dana   0/6")
    assert "Thu 19 Nov 15:42" in shown
    assert "  send user-notice; announcement; hold-tickets;" in shown
    assert shown.rstrip().endswith("; hand over")


def test_colours_are_for_terminals_that_want_them(desk: Desk, acknowledged: str) -> None:
    assert acknowledged
    root = str(desk.root)
    assert "\x1b[1m" in on_terminal("-w", root, "list")[1]
    assert "\x1b" not in on_terminal("-w", root, "list", NO_COLOR="1")[1]
    assert "\x1b" not in desk("list").out


def test_a_pipe_gets_everything_uncut(
    desk: Desk, acknowledged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk("set", acknowledged, "user.name", "A Very Long Name Indeed " * 8)
    assert "…" in desk("list").out
    monkeypatch.delenv("COLUMNS")
    said = desk("list").out
    assert "…" not in said
    assert ("A Very Long Name Indeed " * 8).strip() in said


def test_results_are_on_stdout_and_everything_else_on_stderr(shell: Shell) -> None:
    said = shell("list")
    assert said.out.startswith("No open cases in ")
    assert "one was made in" in said.err
    assert shell("show", "x", code=3).out == ""


@pytest.mark.parametrize(("typed", "code", "stage"), [(b"n\n", 5, "acknowledged"), (b"y\n", 0, "")])
def test_cancelling_asks_on_a_terminal(
    desk: Desk, acknowledged: str, typed: bytes, code: int, stage: str
) -> None:
    command = ("-w", str(desk.root), "cancel", acknowledged, "It was a mistake.")
    ended, shown = on_terminal(*command, typed=typed)
    assert f"Cancel {acknowledged}? It ends without its outcome. [y/N]" in shown
    assert ended == code, shown
    assert desk.case(acknowledged).stage == (stage or "cancelled")


def test_undoing_asks_on_a_terminal_unless_yes_was_said(desk: Desk, acknowledged: str) -> None:
    root = str(desk.root)
    before = desk.everything()
    ended, shown = on_terminal("-w", root, "undo", acknowledged, typed=b"\n")
    assert f"Take sent#1 of {acknowledged} back? [y/N]" in shown
    assert (ended, desk.everything()) == (5, before)
    ended, shown = on_terminal("-w", root, "undo", acknowledged, "--yes")
    assert (ended, "[y/N]" in shown) == (0, False)
    assert desk.everything() != before
