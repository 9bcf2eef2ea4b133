"""Somebody does something by hand between our reading and our batch: nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.google.server import Server
from tests.google.sheets import hands
from tests.tracker.desk import COMPLETE, NOON, PENDING, cells, event
from tests.tracker.sheets_desk import Hands, new_spreadsheet, opened, session
from tracker.errors import StorageFailed, Unavailable
from tracker.port import Observation, Row, Wish
from tracker.sheets import SheetsTracker

BATCH = "sheets.spreadsheets.batchUpdate"
TITLES = ("Case", "User", "Theirs", "Notes", "Stage")
#: Lines of another team, in both tabs.
FOREIGN = (
    ["", "Zoe", "z-1", "call her", "x"],
    ["", "Abe", "a-1", "", "=1+1"],
    ["", "", "only this"],
)


@pytest.fixture
def people(google: Server) -> Hands:
    people = Hands(google, new_spreadsheet(session(google.url)))
    for tab in (PENDING, COMPLETE):
        people.new_tab(tab, TITLES)
        for line in FOREIGN:
            people.insert(tab, 1, *line)
    return people


@pytest.fixture
def tracker(google: Server, people: Hands, tmp_path: Path) -> Iterator[SheetsTracker]:
    """Five cases of hers; whoever waits looks again at once: nobody else moves meanwhile."""
    at_once = {"sleep": lambda _seconds: None}
    with closing(opened(google.url, people.sheet, tmp_path, **at_once)) as tracker:
        for number in range(1, 6):
            row = Row(f"SM-{number}", PENDING, {"User": f"user {number}", "Stage": "received"})
            tracker.record(f"SM-{number}", [event("ack#1/x")], row)
        people.type_into("SM-3", "Theirs", "typed by hand")
        tracker.write_cells("SM-3", {"Notes": "calm"})
        yield tracker


def foreign(people: Hands, tab: str) -> list[dict[str, str]]:
    """The lines of other people in a tab, by title, without what is empty."""
    titles, *lines = people.grid(tab)
    named = [dict(zip(titles, line, strict=True)) for line in lines]
    return sorted(
        ({t: text for t, text in line.items() if t and text} for line in named if not line["Case"]),
        key=str,
    )


def sort(people: Hands, tab: str) -> None:
    people.sort(tab, "User")


def insert(people: Hands, tab: str) -> None:
    people.insert(tab, 1, "", "new", "n-1")


def insert_two(people: Hands, tab: str) -> None:
    insert(people, tab)
    insert(people, tab)


def delete(people: Hands, tab: str) -> None:
    line = next(n for n, line in enumerate(people.grid(tab)) if "only this" in line)
    people.delete(tab, line)


def add_column(people: Hands, tab: str) -> None:
    hands.hand_add_column(people.world, people.sheet, tab, "Mood", before="User")


def move_line(people: Hands, tab: str) -> None:
    hands.hand_move_row(people.world, people.sheet, tab, 9, 2)


EDITS = [sort, insert, insert_two, delete, add_column, move_line]


def move(tracker: SheetsTracker) -> None:
    tracker.record("SM-3", [event("m#1/x")], Row("SM-3", COMPLETE, {"Stage": "done", "User": "U"}))


def begin(tracker: SheetsTracker) -> None:
    tracker.record("SM-9", [event("m#1/x")], Row("SM-9", PENDING, {"Stage": "new"}))


def change(tracker: SheetsTracker) -> None:
    tracker.record("SM-3", [event("m#1/x")], Row("SM-3", PENDING, {"Stage": "done", "User": "U"}))


def new_title(tracker: SheetsTracker) -> None:
    row = Row("SM-3", PENDING, {"Stage": "done", "User": "U", "Tickets": 3})
    tracker.record("SM-3", [event("m#1/x")], row)


def drop(tracker: SheetsTracker) -> None:
    tracker.record("SM-3", [event("m#1/x")], drop_row=True)


def write(tracker: SheetsTracker) -> None:
    tracker.write_cells("SM-3", {"Notes": "calm", "Stage": "done", "User": "U"})


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("act", [move, change, new_title, drop, write])
def test_nobodys_line_suffers(
    google: Server,
    tracker: SheetsTracker,
    people: Hands,
    edit: Callable[[Hands, str], None],
    act: Callable[[SheetsTracker], None],
) -> None:
    def beside(_: object) -> None:
        for tab in (PENDING, COMPLETE):
            edit(people, tab)
            after[tab] = foreign(people, tab)

    after: dict[str, list[dict[str, str]]] = {}
    google.faults.add("edit", method=BATCH, edit=beside)
    act(tracker)
    assert {tab: foreign(people, tab) for tab in after} == after
    there = [] if act is drop else [("SM-3", COMPLETE if act is move else PENDING)]
    others = [(f"SM-{n}", PENDING) for n in (1, 2, 4, 5)]
    found = [(n, tab) for n in map("SM-{}".format, range(1, 6)) for tab, _ in people.everywhere(n)]
    assert sorted(found) == sorted([*others, *there])
    if there:
        row = cells(tracker, "SM-3")
        assert (row["User"], row["Stage"], row["Notes"]) == ("U", "done", "calm")
        assert row["Theirs"] == "typed by hand"
    for number, _ in others:
        assert cells(tracker, number)["User"] == f"user {number[-1]}"
    assert len(tracker.load(["SM-3"])[0].events) == (1 if act is write else 2)


def test_what_people_type_while_their_row_moves_moves_along(
    google: Server, tracker: SheetsTracker, people: Hands
) -> None:
    tracker.rows()
    google.faults.add(
        "edit",
        method=BATCH,
        edit=lambda _: people.type_into("SM-3", "Theirs", "typed in the last moment"),
    )
    move(tracker)
    assert cells(tracker, "SM-3")["Theirs"] == "typed in the last moment"
    assert people.where("SM-3")[0] == COMPLETE


@pytest.mark.parametrize("edit", [None, *EDITS])
@pytest.mark.parametrize("act", [move, change, drop])
def test_a_lost_answer_is_looked_for_before_anything_is_repeated(
    google: Server,
    tracker: SheetsTracker,
    people: Hands,
    edit: Callable[[Hands, str], None] | None,
    act: Callable[[SheetsTracker], None],
) -> None:
    if edit:
        google.faults.add("edit", method=BATCH, edit=lambda _: edit(people, PENDING))
    before = foreign(people, COMPLETE)
    google.faults.add("cut-after", method=BATCH)
    act(tracker)
    assert foreign(people, COMPLETE) == before
    assert len(people.everywhere("SM-3")) == (0 if act is drop else 1)
    assert len(tracker.load(["SM-3"])[0].events) == 2
    keys = [line[2] for line in hands.grid(google.world, people.sheet, "Events")]
    assert keys.count("m#1/x") == 1


def test_what_was_not_applied_is_asked_again_and_then_told(
    google: Server, tracker: SheetsTracker, people: Hands
) -> None:
    google.faults.add("cut-before", method=BATCH)
    change(tracker)
    assert cells(tracker, "SM-3")["Stage"] == "done"
    google.faults.add("cut-before", method=BATCH, times=None)
    with pytest.raises(Unavailable) as caught:
        move(tracker)
    assert all((caught.value.what, caught.value.why, caught.value.fix))
    assert people.where("SM-3")[0] == PENDING


@pytest.mark.parametrize("late", ["late-before", "late-after"])
@pytest.mark.parametrize("act", [begin, move, change, drop, write])
def test_a_batch_that_google_applies_long_after_it_was_given_up_changes_nothing_twice(
    google: Server,
    tracker: SheetsTracker,
    people: Hands,
    act: Callable[[SheetsTracker], None],
    late: str,
) -> None:
    before = {tab: foreign(people, tab) for tab in (PENDING, COMPLETE)}
    google.faults.add(late, method=BATCH)
    act(tracker)
    assert {tab: foreign(people, tab) for tab in before} == before
    assert len(people.everywhere("SM-3")) == (0 if act is drop else 1)
    assert len(people.everywhere("SM-9")) == (1 if act is begin else 0)
    tracker.close()
    numbers = [*map("SM-{}".format, range(1, 6)), *(["SM-9"] if act is begin else [])]
    there = sorted(row.case for row in tracker.rows())
    assert there == [n for n in numbers if act is not drop or n != "SM-3"]
    events = [len(case.events) for case in tracker.load(["SM-3", "SM-9"])]
    assert events == [2 if act in (move, change, drop) else 1, 1 if act is begin else 0]


def test_two_who_move_a_case_at_once_leave_one_line(
    google: Server, tracker: SheetsTracker, people: Hands, tmp_path: Path
) -> None:
    with closing(opened(google.url, people.sheet, tmp_path / "another machine")) as other:
        assert len(list(other.rows())) == 5
        move(tracker)
        other.record("SM-3", [event("o#1/x")], Row("SM-3", "A third tab", {"Stage": "other"}))
        assert [tab for tab, _ in people.everywhere("SM-3")] == ["A third tab"]
        assert cells(other, "SM-3")["Theirs"] == "typed by hand"
        assert len(other.load(["SM-3"])[0].events) == 3


def test_a_line_that_can_t_be_put_back_is_told_with_where_it_is(
    google: Server, tracker: SheetsTracker, people: Hands
) -> None:
    google.faults.add("edit", method=BATCH, edit=lambda _: insert(people, PENDING))
    google.faults.add("503", method="sheets.*", after=1, times=None)
    with pytest.raises(StorageFailed) as caught:
        change(tracker)
    assert "Row copies" in caught.value.why
    google.faults.clear()
    copies = hands.grid(google.world, people.sheet, "Row copies")
    assert any("user 2" in line and "SM-3" in line[-1] for line in copies)


@pytest.mark.parametrize("then", ["delete", "type"])
def test_a_spoilt_line_that_people_delete_or_change_is_no_failure(
    google: Server, tracker: SheetsTracker, people: Hands, then: str
) -> None:
    def after(_: object) -> None:
        line = next(n for n, line in enumerate(people.grid(PENDING)) if "U" in line)
        if then == "delete":
            people.delete(PENDING, line)
        else:
            people.type_at(PENDING, line, "Notes", "what is this?")

    people.sort(PENDING, "Case")  # her lines stand below ours, the last is hit
    tracker.close()
    assert tracker.row("SM-5")
    last = people.where("SM-5")[1]
    google.faults.add("edit", method=BATCH, edit=lambda _: people.delete(PENDING, last - 1))
    google.faults.add("edit", method="sheets.spreadsheets.get", edit=after)
    before = len(foreign(people, PENDING))
    row = Row("SM-5", PENDING, {"Stage": "done", "User": "U"})
    tracker.record("SM-5", [event("m#1/x")], row)
    left = foreign(people, PENDING)
    assert cells(tracker, "SM-5")["User"] == "U"
    assert len(left) == before - (then == "delete")
    assert not any(line.get("User") == "U" for line in left)
    assert [line for line in left if line.get("Notes") == "what is this?"] or then == "delete"


def test_agents_of_other_machines_don_t_meet(
    google: Server, tracker: SheetsTracker, people: Hands, tmp_path: Path
) -> None:
    with closing(opened(google.url, people.sheet, tmp_path / "another machine")) as other:
        other.row("SM-1")
        tracker.record("SM-1", [], Row("SM-1", COMPLETE, {}))
        other.record("SM-5", [], Row("SM-5", COMPLETE, {}))
    assert (BATCH, 400) in google.log
    assert len(people.everywhere("SM-1")) == len(people.everywhere("SM-5")) == 1
    assert foreign(people, PENDING) == foreign(people, COMPLETE)


def test_a_bulk_write_and_its_repeat(tracker: SheetsTracker, people: Hands) -> None:
    wishes = [
        Wish(
            f"SM-{n}",
            (event("x#1/x"),),
            Row(f"SM-{n}", COMPLETE, {"User": f"new {n}"}, NOON),
            seen={"document": Observation(NOON, {"n": n})},
        )
        for n in range(3, 60)
    ]
    tracker.record_many(wishes)
    tracker.record_many(wishes)
    assert sum(len(people.everywhere(wish.case)) for wish in wishes) == 57
    assert {row.cells["User"] for row in tracker.rows(COMPLETE)} == {
        f"new {n}" for n in range(3, 60)
    }
    assert tracker.observation("SM-40", "document") == Observation(NOON, {"n": 40})
