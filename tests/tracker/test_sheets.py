from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.google import desk, oauth
from tests.google.server import Server
from tests.google.sheets import hands
from tests.tracker.contract import TrackerContract
from tests.tracker.desk import COMPLETE, HOUR, NOON, PENDING, cells, event, put
from tests.tracker.sheets_crowd import crowd
from tests.tracker.sheets_desk import Hands, new_spreadsheet, opened, session
from tracker.case import Event
from tracker.columns import Cell, Link
from tracker.errors import BadInput, NotFound, SignInNeeded, StorageFailed, Unavailable
from tracker.port import Observation, Query, Row
from tracker.sheets import SheetsTracker


@pytest.fixture
def sheet(google: Server) -> str:
    return new_spreadsheet(session(google.url))


@pytest.fixture
def tracker(google: Server, sheet: str, tmp_path: Path) -> Iterator[SheetsTracker]:
    with closing(opened(google.url, sheet, tmp_path, keep=0)) as tracker:
        yield tracker


@pytest.fixture
def people(google: Server, sheet: str) -> Hands:
    return Hands(google, sheet)


@pytest.fixture
def another(google: Server, sheet: str, tmp_path: Path) -> Iterator[Callable[[], SheetsTracker]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(
            closing(opened(google.url, sheet, tmp_path, keep=0, timeout=0.2))
        )


@pytest.fixture
def failing(google: Server, tracker: SheetsTracker) -> SheetsTracker:
    put(tracker, "SM-1")
    google.faults.add("cut-before", times=None)
    return tracker


class TestSheetsTracker(TrackerContract):
    """All promises of the port, with the fixtures above."""


# --- what people see ---


def sheets_of(google: Server, sheet: str) -> list[dict[str, Any]]:
    """The tabs with their properties, warnings and colours."""
    address = f"https://sheets.googleapis.com/v4/spreadsheets/{sheet}"
    answer = session(google.url).get(address)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["sheets"]
    return found


@pytest.fixture
def full(tracker: SheetsTracker) -> SheetsTracker:
    """A tracker with one case, as a desk has it."""
    link = Link("Ana Lee / 44170", "https://docs.example.com/d/1")
    row: dict[str, Cell] = {
        "Case": "SM-1", "User": "=1+1", "Summary": link, "Due": NOON, "Tickets": 3, "Notes": None,
    }  # fmt: skip
    tracker.record("SM-1", [event("ack#1/x")], Row("SM-1", PENDING, row, NOON + HOUR))
    return tracker


def test_dates_are_dates_links_are_links_and_text_is_no_formula(
    full: SheetsTracker, people: Hands
) -> None:
    del full
    due, user = people.cell("SM-1", "Due"), people.cell("SM-1", "User")
    assert due["formattedValue"] == "2026-11-19 04:00"  # in the desk's zone
    assert due["userEnteredFormat"]["numberFormat"]["type"] == "DATE_TIME"
    assert people.cell("SM-1", "Summary")["hyperlink"] == "https://docs.example.com/d/1"
    assert user["userEnteredValue"] == {"stringValue": "=1+1"}
    assert people.cell("SM-1", "Tickets")["userEnteredValue"] == {"numberValue": 3}


def test_columns_of_events_are_warned_and_what_is_overdue_is_red(
    full: SheetsTracker, google: Server, sheet: str
) -> None:
    put(full, "SM-1", PENDING, Network="X")
    tabs = {tab["properties"]["title"]: tab for tab in sheets_of(google, sheet)}
    ours = tabs[PENDING]
    assert ours["properties"]["gridProperties"]["frozenRowCount"] == 1
    warned = [w["range"] for w in ours["protectedRanges"] if w["warningOnly"]]
    columns = {c for w in warned for c in range(w.get("startColumnIndex", 0), w["endColumnIndex"])}
    titles = Hands(google, sheet).grid(PENDING)[0]
    assert {titles[c] for c in columns} == {*titles} - {"Notes"}
    (rule,) = ours["conditionalFormats"]
    formula = rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
    clock = "ABCDEFGH"[titles.index("Clock runs out")]
    assert f"${clock}1<NOW()" in formula
    area = rule["ranges"][0]
    assert area.get("startColumnIndex", 0) == 0  # the whole line
    assert area["endColumnIndex"] > titles.index("Due")
    for title in ("Events", "Observations", "Row copies"):
        assert tabs[title]["properties"]["hidden"]
        assert tabs[title]["protectedRanges"][0]["warningOnly"]


def test_a_closed_case_is_not_red(full: SheetsTracker, people: Hands) -> None:
    assert people.cell("SM-1", "Clock runs out")["formattedValue"] == "2026-11-19 05:00"
    full.record("SM-1", [], Row("SM-1", COMPLETE, {}, NOON, open=False))
    assert "formattedValue" not in people.cell("SM-1", "Clock runs out")


def test_notes_colours_and_formulas_of_people_move_with_their_row(
    full: SheetsTracker, people: Hands, google: Server, sheet: str
) -> None:
    people.add_column("Mood")
    tab, line = people.where("SM-1")
    tab_id = next(
        t["properties"]["sheetId"]
        for t in sheets_of(google, sheet)
        if t["properties"]["title"] == tab
    )
    start = {"sheetId": tab_id, "rowIndex": line, "columnIndex": people.grid(tab)[0].index("Mood")}
    cell = {
        "userEnteredValue": {"formulaValue": "=2+3"},
        "note": "ask again",
        "userEnteredFormat": {"backgroundColor": {"red": 1}},
    }
    write = {"start": start, "rows": [{"values": [cell]}], "fields": "*"}
    address = f"https://sheets.googleapis.com/v4/spreadsheets/{sheet}:batchUpdate"
    body = {"requests": [{"updateCells": write}]}
    session(google.url).post(address, json=body).raise_for_status()
    put(full, "SM-1", COMPLETE, User="U")
    moved = people.cell("SM-1", "Mood")
    assert moved["userEnteredValue"] == {"formulaValue": "=2+3"}
    assert moved["note"] == "ask again"
    assert moved["userEnteredFormat"]["backgroundColor"]["red"] == 1
    assert cells(full, "SM-1")["Mood"] == 5


def test_titles_are_found_in_any_order_and_below_a_heading(
    tracker: SheetsTracker, people: Hands
) -> None:
    people.new_tab(PENDING, ["Escalations of this year"])
    people.insert(PENDING, 1, "Stage", "Team", "Case", "User")
    people.insert(PENDING, 2, "open", "legal", "", "theirs")
    put(tracker, "SM-1", PENDING, User="Ana", Stage="received", Due=NOON)
    grid = people.grid(PENDING)
    assert grid[0][0] == "Escalations of this year"
    assert grid[1][:4] == ["Stage", "Team", "Case", "User"]
    assert grid[2][:4] == ["open", "legal", "", "theirs"]
    assert grid[3][:4] == ["received", "", "SM-1", "Ana"]
    assert cells(tracker, "SM-1")["Due"] == NOON
    assert [row.case for row in tracker.rows()] == ["SM-1"]


def test_a_tab_of_people_that_is_called_events_stays_theirs(
    tracker: SheetsTracker, people: Hands
) -> None:
    people.new_tab("Events", ["Day", "Party"])
    put(tracker, "SM-1", User="Ana")
    assert people.grid("Events") == [["Day", "Party"]]
    assert "Events (2)" in hands.tabs(people.world, people.sheet)


def test_a_second_line_of_a_case_goes_unless_people_wrote_into_it(
    tracker: SheetsTracker, people: Hands
) -> None:
    put(tracker, "SM-1", PENDING, User="Ana")
    people.add_column("Mood")
    people.add_column("Team")
    people.type_into("SM-1", "Mood", "calm")
    titles = people.grid(PENDING)[0]
    double = {"Case": "SM-1", "User": "old", "Mood": "calm", "Team": "legal"}
    people.insert(PENDING, 2, *(double.get(title, "") for title in titles))
    put(tracker, "SM-1", PENDING, User="Ana Lee")
    assert people.where("SM-1") == (PENDING, 1)
    expected = {"Case": "SM-1", "User": "Ana Lee", "Mood": "calm", "Team": "legal"}
    assert cells(tracker, "SM-1") == expected
    other = {**double, "Mood": "angry"}
    people.insert(PENDING, 2, *(other.get(title, "") for title in titles))
    put(tracker, "SM-1", PENDING, User="Bo")
    assert people.everywhere("SM-1") == [(PENDING, 1), (PENDING, 2)]
    assert people.cell_at(PENDING, 2, "Mood")["formattedValue"] == "angry"


# --- what is long, or spoilt ---


def test_long_events_and_observations_are_kept_whole(
    tracker: SheetsTracker, another: Callable[[], SheetsTracker]
) -> None:
    long = 'ä\N{GRINNING FACE}"' * 40_000
    told = Event("a#1/x", "received", NOON, NOON, "ana", long, {"x": long}, {"y": [long]})
    tracker.record("SM-1", [told])
    for size in (3, 1):
        seen = Observation(NOON, {"text": long * size})
        tracker.observe("SM-1", "document", seen)
        assert another().observation("SM-1", "document") == seen
    assert another().load(["SM-1"])[0].events == (told,)


def test_text_that_no_cell_can_hold_is_refused(tracker: SheetsTracker) -> None:
    put(tracker, "SM-1", User="Ana")
    with pytest.raises(BadInput) as caught:
        tracker.record("SM-1", [event("a#1/x")], Row("SM-1", PENDING, {"User": "x" * 50_001}))
    assert caught.value.fix
    assert tracker.load(["SM-1"])[0].events == ()


def test_a_spoilt_line_of_events_is_told(tracker: SheetsTracker, people: Hands) -> None:
    tracker.record("SM-1", [event("a#1/x")])
    tracker.record("SM-2", [event("a#1/x")])
    hands.hand_edit_cell(people.world, people.sheet, "Events", "H2", "{")
    with pytest.raises(StorageFailed):
        tracker.load(["SM-1"])
    assert len(tracker.load(["SM-2"])[0].events) == 1


def test_a_spreadsheet_that_is_not_there_is_told(google: Server, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        opened(google.url, "no-such-sheet", tmp_path).record("SM-1", [event("a#1/x")])
    assert "google.spreadsheet" in caught.value.fix


def test_who_is_signed_out_is_told(google: Server, sheet: str, tmp_path: Path) -> None:
    oauth.withdraw(google.world, desk.AGENT)
    with pytest.raises(SignInNeeded) as caught:
        opened(google.url, sheet, tmp_path).tabs()
    assert caught.value.fix == "summarizer login"


# --- how often Google is asked ---


def test_a_command_reads_once_and_writes_once_a_record(
    google: Server, sheet: str, tmp_path: Path
) -> None:
    with closing(opened(google.url, sheet, tmp_path)) as tracker:
        for n in range(40):
            row = Row(f"SM-{n}", PENDING, {"User": f"u {n}"}, NOON)
            tracker.record(f"SM-{n}", [event("a#1/x")], row)
    with closing(opened(google.url, sheet, tmp_path)) as tracker:
        asked = len(google.log)
        numbers = list(tracker.cases(Query(open=True)))
        assert len(tracker.load(numbers)) == len(list(tracker.rows())) == 40
        assert [tracker.observation(number, "document") for number in numbers] == [None] * 40
        assert len(google.log) - asked == 1
        with tracker.lock("SM-7"):
            tracker.record("SM-7", [event("b#1/x")], Row("SM-7", PENDING, {"User": "new"}, NOON))
            tracker.observe("SM-7", "document", Observation(NOON))
            tracker.record("SM-7", [event("c#1/x")], Row("SM-7", COMPLETE, {"Stage": "x"}, NOON))
            assert len(tracker.load(["SM-7"])[0].events) == 3
            assert cells(tracker, "SM-7") == {"Case": "SM-7", "User": "new", "Stage": "x"}
        assert len(google.log) - asked == 4


def test_eight_agents_and_a_ninth_hand_lose_nothing(
    google: Server, sheet: str, tmp_path: Path
) -> None:
    """All of it, 1,000 moves: make crowd."""
    moves = int(os.environ.get("CROWD_MOVES", "64"))
    hand = crowd(google, sheet, tmp_path, moves, pause=0.2)
    assert all(hand.done[doing] for doing in ("sort", "insert", "delete")) or moves < 64


def test_a_move_that_empties_a_cell_is_one_request(
    tracker: SheetsTracker, people: Hands, google: Server
) -> None:
    put(tracker, "SM-1", PENDING, User="Uma Ray")
    before = len(google.log)
    tracker.record("SM-1", [event("sent")], Row("SM-1", COMPLETE, {"User": None}))
    asked = [method for method, _ in google.log[before:]]
    assert asked.count("sheets.spreadsheets.batchUpdate") == 1
    assert people.where("SM-1")[0] == COMPLETE
    assert not people.cell("SM-1", "User").get("formattedValue")


def test_a_403_that_is_a_rate_limit_means_that_google_is_not_available(
    tracker: SheetsTracker, google: Server
) -> None:
    google.faults.add("403", times=None)
    with pytest.raises(Unavailable):
        tracker.load(["SM-1"])
