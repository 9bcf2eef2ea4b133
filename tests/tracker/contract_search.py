"""What every tracker promises of looking cases up, and of earlier cases of the same user."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from tests.tracker.desk import COMPLETE, HOUR, NOON, PENDING, People, event
from tracker.case import UNDONE, Event
from tracker.port import Match, Query, Row, Tracker


def user(tracker: Tracker, case: str, user_id: str, name: str) -> None:
    """Record a case of this user."""
    tracker.record(case, [event("start#1/user", user_id=user_id, user_name=name)])


def numbers(matches: list[Match]) -> list[str]:
    return [match.case for match in matches]


class QueriesContract:
    @pytest.fixture
    def desk(self, tracker: Tracker) -> Tracker:
        """Four cases: three with rows and due times, the last without a row."""
        told: list[tuple[str, str, str, str, str, datetime | None]] = [
            ("SM-1", "started", PENDING, "ana", "José Ångström", NOON + HOUR),
            ("SM-2", "received", PENDING, "bo", "Ann 100% Lee", NOON),
            ("SM-3", "completed", COMPLETE, "ana", "ΣΊΣΥΦΟΣ", None),
            ("SM-4", "started", PENDING, "ana", "Ann Lee", NOON),
        ]
        for number, stage, tab, owner, name, due in told:
            user_id = f"44-{number[-1]}x"
            row = Row(number, tab, {"Stage": stage}, due, open=stage != "completed")
            facts = event(
                "start#1/x", stage=stage, tab=tab, owner=owner, user_name=name, user_id=user_id
            )
            tracker.record(number, [facts], row if number != "SM-4" else None)
        return tracker

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            (Query(), ["SM-2", "SM-1", "SM-3"]),
            (Query(tab=PENDING), ["SM-2", "SM-1"]),
            (Query(tab="no such tab"), []),
            (Query(stage="completed"), ["SM-3"]),
            (Query(owner="ana"), ["SM-1", "SM-3"]),
            (Query(owner="ana", tab=PENDING), ["SM-1"]),
            (Query(due_before=NOON + HOUR), ["SM-2"]),
            (Query(due_before=(NOON + 2 * HOUR).astimezone(timezone(9 * HOUR))), ["SM-2", "SM-1"]),
            (Query(text="sm-3"), ["SM-3"]),
            (Query(text="44-1X"), ["SM-1"]),
            (Query(text="ångstrÖM"), ["SM-1"]),
            (Query(text="jose angs"), ["SM-1"]),
            (Query(text="angstrom jose"), []),
            (Query(text="σίσυφος"), ["SM-3"]),
            (Query(text="ann"), ["SM-2"]),
            (Query(text="%"), ["SM-2"]),
            (Query(text="_"), []),
            (Query(text="44-", owner="ana"), ["SM-1", "SM-3"]),
            (Query(open=True), ["SM-2", "SM-1"]),
            (Query(open=False), ["SM-3"]),
        ],
        ids=repr,
    )
    def test_cases_are_listed_by_due_time_then_number(
        self, desk: Tracker, query: Query, expected: list[str]
    ) -> None:
        assert list(desk.cases(query)) == expected

    def test_cases_that_are_due_at_once_or_never_are_listed_by_number(
        self, tracker: Tracker
    ) -> None:
        for number, due in (("SM-3", None), ("SM-2", NOON), ("SM-1", NOON), ("SM-0", None)):
            tracker.record(number, [event("ack#1/open")], Row(number, PENDING, {}, due))
        assert list(tracker.cases(Query())) == ["SM-1", "SM-2", "SM-0", "SM-3"]

    def test_a_case_is_open_as_its_newest_row_says(self, desk: Tracker) -> None:
        desk.record("SM-1", [], Row("SM-1", COMPLETE, {}, open=False))
        row = desk.row("SM-1")
        assert row is not None
        assert row.open is False
        assert list(desk.cases(Query(open=True))) == ["SM-2"]

    def test_events_win_over_cells_that_people_changed(self, desk: Tracker, people: People) -> None:
        people.type_into("SM-1", "Stage", "completed")
        people.drag("SM-1", COMPLETE)
        assert list(desk.cases(Query(stage="started"))) == ["SM-1"]
        assert list(desk.cases(Query(tab=COMPLETE))) == ["SM-3"]

    def test_a_case_is_listed_by_what_its_newest_events_say(self, desk: Tracker) -> None:
        desk.record("SM-1", [event("set#1/x", stage="paused", owner="bo", user_name="Bo Lee")])
        assert list(desk.cases(Query(stage="paused", owner="bo"))) == ["SM-1"]
        assert list(desk.cases(Query(text="Ångström"))) == []
        desk.record("SM-1", [Event("undo#1/x", UNDONE, NOON, NOON, "", data={"intent": "set#1"})])
        assert list(desk.cases(Query(stage="started", owner="ana", text="Ångström"))) == ["SM-1"]

    def test_cases_of_a_thread_are_found_the_earliest_first(self, tracker: Tracker) -> None:
        for number, root in (
            ("SM-2", "<a@example.com>"),
            ("SM-1", "<a@example.com>"),
            ("SM-3", "b"),
        ):
            tracker.record(number, [event("ack#1/open", thread_root=root)])
        tracker.record("SM-4", [event("ack#1/open")])
        assert tracker.by_root("<a@example.com>") == ["SM-2", "SM-1"]
        assert tracker.by_root("<A@example.com>") == []
        assert tracker.by_root("") == []


class EarlierContract:
    """003.4.1: look for previous documents regarding the same user."""

    def test_the_same_user_id_is_the_best_match(self, tracker: Tracker) -> None:
        user(tracker, "SM-1", "44170", "Somebody Else")
        user(tracker, "SM-2", "1", "Jon Smyth")
        user(tracker, "SM-3", "441701", "Nobody")
        first, second = tracker.earlier("44170", "Jon Smyth")
        assert (first.case, first.score) == ("SM-1", 100)
        assert "44170" in first.reason
        assert second.case == "SM-2"
        assert second.score < 100

    @pytest.mark.parametrize(
        ("kept", "asked"),
        [
            ("Jon Smyth", "JON SMYTH"),
            ("Jon Smyth", " jon\t smyth\n"),
            ("Jon Smyth", "Smyth, Jon"),
            ("José Ångström", "Jose Angstrom"),
            ("Jose\N{COMBINING ACUTE ACCENT} Ruiz", "JOSÉ RUIZ"),
            ("Łukasz Straße", "lukasz strasse"),
            ("Siobhán O\N{RIGHT SINGLE QUOTATION MARK}Brien-Lee", "Siobhan OBrien Lee"),
            ("王小明", "王 小明".replace(" ", "")),
            ("김철수", "김철수"),
            ("محمد علي", "علي مُحَمَّد"),
            ("कृष्ण कुमार", "कुमार कृष्ण"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ],
    )
    def test_a_name_is_the_same_however_it_is_spelt(
        self, tracker: Tracker, kept: str, asked: str
    ) -> None:
        user(tracker, "SM-1", "1", kept)
        user(tracker, "SM-2", "2", "Quite Different")
        (match,) = tracker.earlier("99", asked)
        assert match.case == "SM-1"
        assert match.reason.startswith("same name")
        assert match.score < 100

    @pytest.mark.parametrize(
        ("kept", "asked"),
        [
            ("Jon Smyth", "John Smith"),
            ("Jon Smyth", "Jno Smyth"),
            ("Jonathan Smythers", "Xonathan Smythers"),
            ("Jonathan Smythers", "Smythers Zonathan"),
            ("Anne Lee", "Annelee"),
            ("Дмитрий Иванов", "Дмитрй Иванов"),
            ("김철수 박", "김절수 박"),
            ("やまだ たろう", "やまだ たろお"),
            ("محمد علي حسن", "محمد على حسن"),
        ],
    )
    def test_a_misspelt_name_is_found(self, tracker: Tracker, kept: str, asked: str) -> None:
        user(tracker, "SM-1", "1", kept)
        user(tracker, "SM-2", "2", "Quite Different")
        (match,) = tracker.earlier("", asked)
        assert match.case == "SM-1"
        assert 70 <= match.score < 99
        assert kept in match.reason

    def test_matches_are_sorted_best_first_and_each_case_stands_once(
        self, tracker: Tracker
    ) -> None:
        user(tracker, "SM-1", "1", "Jon Smythe")
        user(tracker, "SM-2", "2", "Jon Smyth")
        user(tracker, "SM-3", "7", "Jon Smyth")
        found = tracker.earlier("7", "jon smyth")
        assert numbers(found) == ["SM-3", "SM-2", "SM-1"]
        scores = [match.score for match in found]
        assert scores == sorted(scores, reverse=True)

    def test_no_more_matches_than_asked_for(self, tracker: Tracker) -> None:
        for number in range(6):
            user(tracker, f"SM-{number}", "7" if number > 3 else str(number + 100), "Jon Smyth")
        found = tracker.earlier("7", "Jon Smyth", limit=4)
        assert len(found) == 4
        assert set(numbers(found)[:2]) == {"SM-4", "SM-5"}

    @pytest.mark.parametrize(("user_id", "name"), [("", ""), ("8", "Zoë Quine"), (" ", "--- '\"*")])
    def test_nobody_like_that_is_no_match(self, tracker: Tracker, user_id: str, name: str) -> None:
        user(tracker, "SM-1", "1", "Jon Smyth")
        tracker.record("SM-2", [event("ack#1/open")])
        assert tracker.earlier(user_id, name) == []

    def test_a_corrected_name_is_the_one_that_counts(self, tracker: Tracker) -> None:
        user(tracker, "SM-1", "1", "Jon Smyth")
        tracker.record("SM-1", [event("set#1/x", user_name="Barbara Quine")])
        assert tracker.earlier("", "Jon Smyth") == []
        assert numbers(tracker.earlier("", "Barbara Quine")) == ["SM-1"]

    def test_a_case_that_was_taken_back_is_not_an_earlier_one(self, tracker: Tracker) -> None:
        tracker.record(
            "SM-1", [event("start#1/x", user_id="1", user_name="Jon Smyth", thread_root="<a>")]
        )
        undone = Event("undo#1/x", UNDONE, NOON, NOON, "ana", data={"intent": "start#1"})
        tracker.record("SM-1", [undone])
        assert tracker.earlier("1", "Jon Smyth") == []
        assert tracker.by_root("<a>") == []
