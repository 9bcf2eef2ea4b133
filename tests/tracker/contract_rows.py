"""What every tracker promises of its rows, also when people edit them by hand."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from tests.tracker.desk import COMPLETE, HOUR, NOON, PENDING, People, cells, event, put
from tracker.case import UNDONE, Event
from tracker.columns import Cell, Link
from tracker.errors import NotFound
from tracker.port import Observation, Query, Row, Tracker


class RowsContract:
    def test_a_case_without_a_row_has_none(self, tracker: Tracker) -> None:
        tracker.record("SM-1", [event("ack#1/open")])
        assert tracker.row("SM-1") is None
        assert list(tracker.rows()) == []
        assert tracker.tabs() == []

    def test_a_row_makes_its_tab_and_its_columns(self, tracker: Tracker) -> None:
        # 003.4.9: the details in the pending tab, the document linked
        link = Link("Ana Lee / 44170", "https://docs.example.com/d/1?a=b#c")
        put(tracker, "SM-1", PENDING, Case="SM-1", User="Ana Lee", Summary=link)
        row = tracker.row("SM-1")
        assert row is not None
        assert (row.case, row.tab, row.due) == ("SM-1", PENDING, None)
        assert row.cells == {"Case": "SM-1", "User": "Ana Lee", "Summary": link}

    def test_the_column_case_holds_the_number_unasked(self, tracker: Tracker) -> None:
        put(tracker, "SM-1")
        assert cells(tracker, "SM-1") == {"Case": "SM-1"}

    @pytest.mark.parametrize(
        "cell",
        [
            "text", "=1+1", "+49 30 1234", "007", "12", "1e5", "TRUE", "'quoted", "two\nlines",
            "2026-11-19T12:00:00+00:00", "https://example.com", "Title <https://example.com>",
            " spaces ", "Ünï 漢字 שלום 👩‍🚀", 0, 12, -5, 2**70, NOON, NOON.replace(microsecond=7),
            NOON.astimezone(timezone(-8 * HOUR)), Link("Ana <3 / 44170", "https://example.com/<x>"),
            Link("https://example.com", "https://example.com"), Link("", "mailto:a@example.com"),
        ],
        ids=repr,
    )  # fmt: skip
    def test_a_cell_comes_back_as_it_was_written(self, tracker: Tracker, cell: Cell) -> None:
        put(tracker, "SM-1", Value=cell)
        found = cells(tracker, "SM-1")["Value"]
        assert found == cell
        assert type(found) is type(cell)

    @pytest.mark.parametrize("empty", [None, ""])
    def test_an_empty_cell_comes_back_as_none(self, tracker: Tracker, empty: Cell) -> None:
        put(tracker, "SM-1", Due=NOON)
        put(tracker, "SM-1", Due=empty)
        assert cells(tracker, "SM-1")["Due"] is None

    def test_a_column_that_began_empty_has_its_type_later(self, tracker: Tracker) -> None:
        put(tracker, "SM-1", Due=None)
        put(tracker, "SM-1", Due=NOON)
        assert cells(tracker, "SM-1")["Due"] == NOON

    def test_a_column_may_change_its_type(self, tracker: Tracker) -> None:
        put(tracker, "SM-1", Summary="to be made")
        put(tracker, "SM-2", Summary=Link("a", "https://example.com"))
        assert cells(tracker, "SM-1")["Summary"] == "to be made"
        assert cells(tracker, "SM-2")["Summary"] == Link("a", "https://example.com")

    @pytest.mark.parametrize(
        "title",
        ['say "hi"', "it's", "a/b\\c", "x); DROP TABLE rows;--", "[a]", "%s ? :x", "_rowid_", "Tab",
         "tab", "case", "due", "Notes (2)", " ", "=1+1", "漢字", "t" * 200],
    )  # fmt: skip
    def test_a_title_is_text_whatever_it_says(self, tracker: Tracker, title: str) -> None:
        put(tracker, "SM-1", **{title: "first", "Notes": "kept"})
        put(tracker, "SM-2", **{title: "other"})
        put(tracker, "SM-1", COMPLETE, **{title: "second"})
        row = tracker.row("SM-1")
        assert row == Row("SM-1", COMPLETE, {"Case": "SM-1", title: "second", "Notes": "kept"})
        assert [row.case for row in tracker.rows()] == ["SM-1", "SM-2"]

    @pytest.mark.parametrize("tab", ['say "hi"', "it's", "a/b", "x'; DROP TABLE rows;--", "漢字"])
    def test_a_tab_can_have_any_title(self, tracker: Tracker, tab: str) -> None:
        put(tracker, "SM-1", PENDING)
        put(tracker, "SM-1", tab)
        assert [row.tab for row in tracker.rows(tab)] == [tab]
        assert tracker.tabs() == [PENDING, tab]

    def test_titles_that_differ_in_case_only_are_two_columns(self, tracker: Tracker) -> None:
        put(tracker, "SM-1", Notes="a", notes="b", NOTES=NOON)
        put(tracker, "SM-1", notes="c")
        expected = {"Case": "SM-1", "Notes": "a", "notes": "c", "NOTES": NOON}
        assert cells(tracker, "SM-1") == expected

    def test_tabs_are_listed_in_the_order_in_which_they_were_made(self, tracker: Tracker) -> None:
        for number, tab in enumerate((PENDING, COMPLETE, "A tab", PENDING)):
            put(tracker, f"SM-{number}", tab)
        assert tracker.tabs() == [PENDING, COMPLETE, "A tab"]

    def test_of_cases_with_one_row_none_is_doubled(self, tracker: Tracker) -> None:
        put(tracker, "SM-1", PENDING)
        put(tracker, "SM-1", COMPLETE)
        assert tracker.doubled() == {}

    def test_a_row_moves_and_stands_nowhere_else(self, tracker: Tracker) -> None:
        # 003.6.7: move the pending line, don't copy it
        put(tracker, "SM-1", PENDING, User="Ana", Stage="started")
        put(tracker, "SM-1", COMPLETE, Stage="completed")
        assert list(tracker.rows(PENDING)) == []
        assert [row.case for row in tracker.rows()] == ["SM-1"]
        (row,) = tracker.rows(COMPLETE)
        assert row.cells == {"Case": "SM-1", "User": "Ana", "Stage": "completed"}
        assert tracker.tabs() == [PENDING, COMPLETE]

    def test_recording_the_same_again_changes_nothing(self, tracker: Tracker) -> None:
        row = Row("SM-1", PENDING, {"Case": "SM-1", "User": "Ana"}, NOON)
        for _ in range(2):
            tracker.record("SM-1", [event("ack#1/open")], row)
        assert list(tracker.rows()) == [row]
        assert len(tracker.load(["SM-1"])[0].events) == 1

    def test_events_alone_leave_the_row_as_it_is(self, tracker: Tracker) -> None:
        row = Row("SM-1", PENDING, {"Case": "SM-1", "User": "Ana"}, NOON)
        tracker.record("SM-1", [], row)
        tracker.record("SM-1", [event("complete#1/done", tab=COMPLETE, stage="completed")])
        assert tracker.row("SM-1") == row

    def test_nothing_is_written_if_a_part_of_it_cannot_be(self, tracker: Tracker) -> None:
        put(tracker, "SM-1", Due=NOON)
        naive = Row("SM-1", COMPLETE, {"User": "Ana", "Due": datetime(2026, 11, 19)})  # noqa: DTZ001  the mistake to refuse
        with pytest.raises(ValueError, match="without an offset"):
            tracker.record("SM-1", [event("ack#1/open")], naive)
        with pytest.raises(ValueError, match="without an offset"):
            tracker.observe("SM-1", "document", Observation(NOON), naive)
        assert tracker.load(["SM-1"])[0].events == ()
        assert tracker.observation("SM-1", "document") is None
        assert list(tracker.rows()) == [Row("SM-1", PENDING, {"Case": "SM-1", "Due": NOON})]
        assert tracker.tabs() == [PENDING]

    def test_a_dropped_row_is_gone_and_its_events_stay(self, tracker: Tracker) -> None:
        row = Row("SM-1", PENDING, {"User": "Ana"}, NOON)
        tracker.record("SM-1", [event("ack#1/open", tab=PENDING)], row)
        for _ in range(2):
            undone = Event("undo#1/x", UNDONE, NOON, NOON, "ana", data={"intent": "ack#1"})
            tracker.record("SM-1", [undone], drop_row=True)
        assert tracker.row("SM-1") is None
        assert list(tracker.rows()) == []
        assert list(tracker.cases(Query())) == []
        assert len(tracker.load(["SM-1"])[0].events) == 2

    def test_a_row_can_be_put_again_after_it_was_dropped(self, tracker: Tracker) -> None:
        put(tracker, "SM-1", User="Ana")
        tracker.record("SM-1", [], drop_row=True)
        put(tracker, "SM-1", Stage="received")
        assert cells(tracker, "SM-1")["Stage"] == "received"
        assert cells(tracker, "SM-1")["User"] is None

    def test_a_row_is_put_for_its_own_case_or_dropped(self, tracker: Tracker) -> None:
        row = Row("SM-1", PENDING, {})
        with pytest.raises(ValueError, match="row"):
            tracker.record("SM-2", [event("ack#1/open")], row)
        with pytest.raises(ValueError, match="row"):
            tracker.record("SM-1", [event("ack#1/open")], row, drop_row=True)
        with pytest.raises(ValueError, match="row"):
            tracker.observe("SM-2", "document", Observation(NOON), row)
        assert [case.events for case in tracker.load(["SM-1", "SM-2"])] == [(), ()]

    def test_rows_are_listed_oldest_first_also_after_a_move(self, tracker: Tracker) -> None:
        for number in ("SM-2", "SM-1", "SM-3"):
            put(tracker, number, PENDING)
        put(tracker, "SM-2", COMPLETE)
        assert [row.case for row in tracker.rows(PENDING)] == ["SM-1", "SM-3"]
        assert [row.case for row in tracker.rows()] == ["SM-2", "SM-1", "SM-3"]
        assert list(tracker.rows("no such tab")) == []

    def test_rows_can_be_written_while_they_are_listed(self, tracker: Tracker) -> None:
        for number in range(12):
            put(tracker, f"SM-{number}", PENDING)
        listed = []
        for row in tracker.rows(PENDING):
            listed.append(row.case)
            put(tracker, row.case, COMPLETE)
        assert listed == [f"SM-{number}" for number in range(12)]
        assert len(list(tracker.rows(COMPLETE))) == 12

    def test_the_due_time_is_kept_until_a_row_has_none(self, tracker: Tracker) -> None:
        for due in (NOON, NOON + HOUR, None):
            tracker.record("SM-1", [], Row("SM-1", PENDING, {}, due))
            row = tracker.row("SM-1")
            assert row is not None
            assert row.due == due


class PeopleContract:
    def test_columns_that_people_added_survive_a_move(
        self, tracker: Tracker, people: People
    ) -> None:
        put(tracker, "SM-1", PENDING, User="Ana", Notes=None)
        people.add_column("Mood / 1-5")
        people.type_into("SM-1", "Mood / 1-5", "4, calm")
        people.type_into("SM-1", "Notes", "called twice")
        assert cells(tracker, "SM-1")["Mood / 1-5"] == "4, calm"
        put(tracker, "SM-1", COMPLETE, User="Ana Lee")
        (row,) = tracker.rows(COMPLETE)
        assert row.cells == {
            "Case": "SM-1", "User": "Ana Lee", "Notes": "called twice", "Mood / 1-5": "4, calm",
        }  # fmt: skip

    def test_a_column_that_people_made_first_is_the_one_of_that_title(
        self, tracker: Tracker, people: People
    ) -> None:
        put(tracker, "SM-1", User="Ana")
        people.add_column("Priority")
        people.type_into("SM-1", "Priority", "high")
        put(tracker, "SM-2", Priority="low")
        assert cells(tracker, "SM-1")["Priority"] == "high"
        assert cells(tracker, "SM-2")["Priority"] == "low"

    def test_a_cell_that_people_changed_is_read_as_it_stands(
        self, tracker: Tracker, people: People
    ) -> None:
        put(tracker, "SM-1", Due=NOON, Tickets=3, Summary=Link("a", "https://example.com/a"))
        people.type_into("SM-1", "Due", "tomorrow")
        people.type_into("SM-1", "Tickets", "4")
        people.type_into("SM-1", "Summary", "b <https://example.com/b>")
        found = cells(tracker, "SM-1")
        assert (found["Due"], found["Tickets"]) == ("tomorrow", 4)
        assert found["Summary"] == Link("b", "https://example.com/b")
        people.type_into("SM-1", "Due", (NOON + HOUR).isoformat())
        people.type_into("SM-1", "Tickets", "")
        assert cells(tracker, "SM-1")["Due"] == NOON + HOUR
        assert cells(tracker, "SM-1")["Tickets"] is None

    def test_a_row_that_people_dragged_is_seen_there_and_put_back(
        self, tracker: Tracker, people: People
    ) -> None:
        put(tracker, "SM-1", PENDING, User="Ana")
        put(tracker, "SM-2", COMPLETE)
        people.drag("SM-1", COMPLETE)
        row = tracker.row("SM-1")
        assert row is not None
        assert row.tab == COMPLETE
        assert [row.case for row in tracker.rows(PENDING)] == []
        put(tracker, "SM-1", PENDING)
        assert [row.case for row in tracker.rows(PENDING)] == ["SM-1"]
        assert [row.case for row in tracker.rows(COMPLETE)] == ["SM-2"]
        assert cells(tracker, "SM-1")["User"] == "Ana"

    def test_a_row_that_people_deleted_is_gone_and_put_again(
        self, tracker: Tracker, people: People
    ) -> None:
        tracker.record("SM-1", [event("ack#1/open")], Row("SM-1", PENDING, {"User": "Ana"}))
        people.delete_row("SM-1")
        assert tracker.row("SM-1") is None
        assert list(tracker.cases(Query())) == []
        put(tracker, "SM-1", PENDING, User="Ana")
        assert cells(tracker, "SM-1")["User"] == "Ana"
        assert list(tracker.cases(Query())) == ["SM-1"]

    def test_cases_that_have_begun_and_have_no_row_are_told(
        self, tracker: Tracker, people: People
    ) -> None:
        begun = event("ack#1/received", procedure="summary")
        for number in ("SM-1", "SM-2", "SM-3"):
            tracker.record(number, [begun], Row(number, PENDING, {"User": "Ana"}))
        assert tracker.without_row() == []
        people.delete_row("SM-2")
        undone = Event("undo#1/x", UNDONE, NOON, NOON, "ana", data={"intent": "ack#1"})
        tracker.record("SM-3", [undone], drop_row=True)
        assert tracker.without_row() == ["SM-2"]
        put(tracker, "SM-2")
        assert tracker.without_row() == []

    def test_cells_of_people_are_written(self, tracker: Tracker, people: People) -> None:
        put(tracker, "SM-1", User="Ana", Notes="old")
        people.add_column("Mood")
        tracker.write_cells("SM-1", {"Notes": "new", "Mood": "calm", "Made now": "yes"})
        row = tracker.row("SM-1")
        assert row is not None
        assert row.tab == PENDING
        assert row.cells == {
            "Case": "SM-1", "User": "Ana", "Notes": "new", "Mood": "calm", "Made now": "yes",
        }  # fmt: skip

    def test_cells_of_a_case_without_a_row_are_not_found(self, tracker: Tracker) -> None:
        tracker.record("SM-1", [event("ack#1/open")])
        with pytest.raises(NotFound) as caught:
            tracker.write_cells("SM-1", {"Notes": "x"})
        assert "SM-1" in caught.value.what
        assert tracker.row("SM-1") is None
