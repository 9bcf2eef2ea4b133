from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.google.server import Server
from tests.tracker.browser import Browser
from tests.tracker.desk import COMPLETE, HOUR, NOON, PENDING, cells, event
from tests.tracker.sheets_desk import Hands, new_spreadsheet, opened, session
from tracker.columns import Link
from tracker.copying import Copied, batches, everything, missing
from tracker.port import Observation, Query, Row, Tracker, Wish
from tracker.sqlite import SqliteTracker


@pytest.fixture
def local(tmp_path: Path) -> Iterator[SqliteTracker]:
    """Forty cases, with what people have added."""
    with closing(SqliteTracker(tmp_path / "tracker.db")) as tracker:
        for n in range(40):
            number, tab = f"SM-{n:02}", COMPLETE if n % 3 else PENDING
            link = Link(f"u / {n}", f"https://example.com/{n}")
            row = Row(number, tab, {"User": f"=u {n}", "Doc": link, "At": NOON}, NOON + n * HOUR)
            events = [event(f"ack#{k}/x", stage=f"s{k}", user_name=f"u {n}") for k in range(3)]
            tracker.record(number, events, row if n else None)
            tracker.observe(number, "document", Observation(NOON, {"n": n}))
        Browser(tmp_path / "tracker.db").add_column("Mood")
        Browser(tmp_path / "tracker.db").type_into("SM-01", "Mood", "calm")
        yield tracker


def copy(source: Tracker, target: Tracker) -> int:
    """Copy as the command does; how many cases were written."""
    there = everything(target)
    found = [missing(case, there.get(number)) for number, case in everything(source).items()]
    assert not any(isinstance(one, str) for one in found), found
    wishes = [wish for wish in found if isinstance(wish, Wish)]
    for part in batches(wishes):
        target.record_many(part)
    return len(wishes)


def same(one: Tracker, other: Tracker) -> bool:
    found, there = everything(one), everything(other)
    return [*found] == [*there] and all(missing(found[n], there[n]) is None for n in found)


def test_a_tracker_is_copied_there_and_back(
    local: SqliteTracker, google: Server, tmp_path: Path
) -> None:
    sheet = new_spreadsheet(session(google.url))
    with closing(opened(google.url, sheet, tmp_path)) as sheets:
        begin = len(google.log)
        assert copy(local, sheets) == 40
        assert len(google.log) - begin == 2  # 40 cases: one reading, one writing
        assert copy(local, sheets) == 0
        assert same(local, sheets)
        assert cells(sheets, "SM-01")["Mood"] == "calm"
        assert list(sheets.cases(Query())) == list(local.cases(Query()))
        assert Hands(google, sheet).cell("SM-01", "User")["formattedValue"] == "=u 1"
        with closing(SqliteTracker(tmp_path / "back.db")) as back:
            assert copy(sheets, back) == 40
            assert same(local, back)
            assert copy(back, sheets) == 0


def test_what_was_interrupted_goes_on(local: SqliteTracker, tmp_path: Path) -> None:
    with closing(SqliteTracker(tmp_path / "back.db")) as back:
        whole = everything(local)
        first = missing(whole["SM-05"], None)
        assert isinstance(first, Wish)
        back.record_many([first._replace(seen={})])
        assert copy(local, back) == 40
        assert copy(local, back) == 0
        assert everything(back)["SM-05"].seen == whole["SM-05"].seen


def case(**changes: object) -> Copied:
    events = (event("a#1/x"), event("b#1/x"))
    row = Row("SM-1", PENDING, {"Case": "SM-1", "User": "Ana", "Notes": None}, NOON)
    made = Copied("SM-1", events, row, {"document": Observation(NOON, {"a": 1})})
    return Copied(**{**{n: getattr(made, n) for n in made.__slots__}, **changes})


def test_a_case_that_is_there_is_not_written_again() -> None:
    assert missing(case(), case()) is None
    narrow = Row("SM-1", PENDING, {"Case": "SM-1", "User": "Ana", "Mood": ""}, NOON)
    assert missing(case(), case(row=narrow)) is None


def test_a_case_that_went_on_is_brought_up_to_date() -> None:
    found = missing(case(), case(events=(event("a#1/x"),), row=None, seen={}))
    assert found == Wish("SM-1", (event("b#1/x"),), case().row, seen=case().seen)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (case(events=(event("a#1/x", "other"),)), "events"),
        (case(events=(*case().events, event("c#1/x"))), "events"),
        (case(row=Row("SM-1", COMPLETE, {"User": "Ana"}, NOON)), "row"),
        (case(row=Row("SM-1", PENDING, {"User": "Bo"}, NOON)), "row"),
        (case(seen={"document": Observation(NOON + HOUR)}), "later"),
    ],
)
def test_a_case_that_is_another_one_there_is_told(target: Copied, why: str) -> None:
    found = missing(case(), target)
    assert isinstance(found, str)
    assert why in found


@given(st.lists(st.integers(0, 40_000), max_size=300))
def test_batches_hold_every_wish_once_and_not_too_much(sizes: list[int]) -> None:
    wishes = [Wish(str(n), cells={"x": "y" * size}) for n, size in enumerate(sizes)]
    parts = list(batches(wishes))
    assert [wish for part in parts for wish in part] == wishes
    assert all(0 < len(part) <= 100 for part in parts)
    assert all(len(repr(part)) < 1_100_000 for part in parts)
