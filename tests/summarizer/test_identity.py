from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.identity import find_case, free_number, number, same_user, subject_of
from tests.tracker.desk import NOON, event
from tracker.case import Case, Event
from tracker.errors import NotFound
from tracker.port import Row
from tracker.sqlite import SqliteTracker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = date(2026, 11, 19)
ROOT = "<root-1@mail.example.com>"


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[SqliteTracker]:
    made = SqliteTracker(tmp_path / "tracker.db")
    yield made
    made.close()


def keep(tracker: SqliteTracker, case: str, **facts: str) -> None:
    """A case with a row, of whom these facts are known."""
    sets = {"procedure": "tier-2", **{k.replace("_", "."): v for k, v in facts.items()}}
    received = Event("ack#1/received", "received", NOON, NOON, "ana", sets=sets)
    tracker.record(case, [received], Row(case, "Pending", {}))


# --- numbers -------------------------------------------------------------------------------


def test_the_same_subject_has_the_same_number_wherever_it_is_begun() -> None:
    assert number("SM", DAY, ROOT) == number("SM", DAY, ROOT)
    assert number("SM", DAY, ROOT) == "SM-20261119-GQYJ"
    assert number("SM", DAY, "<root-2@mail.example.com>") != number("SM", DAY, ROOT)


@given(subject=st.text(), length=st.integers(4, 12))
def test_a_number_can_be_read_out_and_typed(subject: str, length: int) -> None:
    found = number("PR", DAY, subject, length)
    assert re.fullmatch(r"PR-20261119-[A-Z2-9]+", found)
    assert len(found) == len("PR-20261119-") + length
    assert not set(found.rpartition("-")[2]) & set("IO01")


def test_another_subject_with_the_same_short_number_gets_a_longer_one(
    tracker: SqliteTracker,
) -> None:
    short = free_number(tracker, "SM", DAY, ROOT)
    keep(tracker, short, subject="<another@mail.example.com>")
    longer = free_number(tracker, "SM", DAY, ROOT)
    assert longer.startswith(short)
    assert len(longer) == len(short) + 1
    keep(tracker, longer, subject=ROOT)
    assert free_number(tracker, "SM", DAY, ROOT) == longer
    assert free_number(tracker, "SM", DAY, "<another@mail.example.com>") != longer


def test_a_case_keeps_its_subject_also_when_its_beginning_was_taken_back() -> None:
    begun = event("ack#1/received", subject=ROOT)
    undone = Event("undo#ack#1/undone", "undone", NOON, NOON, "ana", data={"intent": "ack#1"})
    assert subject_of(Case("SM-1", (begun, undone))) == ROOT
    assert subject_of(Case("SM-1")) == ""


# --- which case a text names ---------------------------------------------------------------


@pytest.fixture
def three(tracker: SqliteTracker) -> SqliteTracker:
    keep(tracker, "SM-20261119-AAAA", user_name="Jane Doe", user_id="123")
    keep(tracker, "SM-20261119-BBBB", user_name="Jane Doering", user_id="1234")
    keep(tracker, "SM-20261119-CCCC", user_name="Uma Ray", user_id="77")
    keep(tracker, "SM-20261119-EEEE", user_name="Zoë Brandt-Łoś", user_id="88")
    keep(tracker, "SM-20261119-FFFF", thread_root="ticket:4711")
    return tracker


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("SM-20261119-CCCC", "CCCC"),
        ("sm-20261119-cccc", "CCCC"),
        (" CCCC ", "CCCC"),
        ("123", "AAAA"),
        ("1234", "BBBB"),
        ("Jane Doe", "AAAA"),
        ("doering", "BBBB"),
        ("uma", "CCCC"),
        ("zoe", "EEEE"),
        ("4711", "FFFF"),
        ("Zoe Brandt Los", "EEEE"),
    ],
)
def test_a_case_is_named_by_its_number_or_by_what_names_just_one(
    three: SqliteTracker, text: str, case: str
) -> None:
    assert find_case(three, text).number == f"SM-20261119-{case}"


def test_a_text_that_names_several_cases_is_refused_with_their_names(
    three: SqliteTracker,
) -> None:
    with pytest.raises(NotFound) as refused:
        find_case(three, "jane")
    assert refused.value.what == "'jane' names more than one case"
    assert "SM-20261119-AAAA (Jane Doe)" in refused.value.why
    assert "SM-20261119-BBBB (Jane Doering)" in refused.value.why


@pytest.mark.parametrize("text", ["", " ", "nobody", "%", "SM-20261119-DDDD"])
def test_a_text_that_names_no_case_is_refused(three: SqliteTracker, text: str) -> None:
    with pytest.raises(NotFound, match="No case is called"):
        find_case(three, text)


# --- whose case it is ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "same"),
    [
        ({"user.id": "123"}, True),
        ({"user.id": "124"}, False),
        ({"user.id": "123", "user.name": "Another Name"}, True),
        ({"user.name": "JANE DOE"}, True),
        ({"user.name": "Uma Ray"}, False),
        ({"user.email": "jane@example.com"}, True),
        ({}, True),
    ],
)
def test_a_user_is_the_same_unless_something_speaks_against_it(
    facts: dict[str, str], *, same: bool
) -> None:
    case = Case("SM-1", (event("ack#1/received", user_name="Jane Doe", user_id="123"),))
    assert same_user(case, facts) is same
