"""What `sync` reads, and what it asks about only because something changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from summarizer.ports import Changes
from summarizer.reading_back import Report
from summarizer.syncing import FEED, sync_all, sync_each
from tests.desk import Desk
from tests.paper import FINDINGS
from tests.procedures import social
from tests.summarizer.online import Online
from tracker.errors import NotFound, SignInNeeded, Unavailable, UserError
from tracker.port import DESK, Query


@pytest.fixture
def room(desk: Desk) -> Iterator[Online]:
    made = Online(desk.root)
    yield made
    made.close()


@pytest.fixture
def three(desk: Desk, started: str) -> list[str]:
    """Three started cases."""
    found = [started]
    for n, name in enumerate(("Uma Ray", "Ida Berg"), start=1):
        text = social.about(name, f"5000{n}")
        mail = social.receive(desk, text, name=name, message_id=f"<r{n}@mail.example.com>")
        number = social.ack(desk, mail)
        desk("start", number)
        found.append(number)
    return found


def document(room: Online, number: str) -> str:
    return room.case(number).facts["document.id"]


def sync(room: Online, **how: Any) -> list[Report]:
    """`sync` without a case; what it reads in the documents is in `room.documents.seen`."""
    room.documents.seen.clear()
    numbers = list(room.tracker.cases(Query(open=True)))
    return list(sync_all(room, room.tracker.load(numbers), **how))


def read(room: Online, **how: bool) -> set[str]:
    sync(room, **how)
    return set(room.documents.seen)


def kept(room: Online) -> dict[str, object] | None:
    seen = room.tracker.observation(DESK, FEED)
    return dict(seen.data) if seen else None


def test_the_first_time_all_is_read_and_then_what_changed(room: Online, three: list[str]) -> None:
    room.documents.changes = Changes(frozenset(), "1")
    assert read(room) == set(three)
    assert read(room) == set()
    room.documents.changes = Changes(frozenset({document(room, three[1]), "another"}), "2")
    reports = sync(room)
    assert set(room.documents.seen) == {three[1]}
    assert [r.case for r in reports if r.read] == [three[1]]
    assert len(reports) == 3
    assert room.documents.since == ["", "1", "1"]
    assert kept(room) == {"now": "2", "again": []}


def test_where_nobody_says_what_changed_all_is_read_each_time(
    room: Online, three: list[str]
) -> None:
    assert read(room) == set(three)
    assert kept(room) is None
    room.documents.changes = Changes(None, "1")
    assert read(room) == set(three)
    assert read(room) == set(three)


def test_a_dry_run_moves_nothing_on(room: Online, three: list[str]) -> None:
    room.documents.changes = Changes(frozenset(), "1")
    assert read(room, dry_run=True) == set(three)
    assert kept(room) is None


def test_the_rows_are_compared_though_no_document_changed(
    desk: Desk, room: Online, three: list[str]
) -> None:
    room.documents.changes = Changes(frozenset(), "1")
    sync(room)
    room.tracker.write_cells(three[0], {"Owner": "somebody"})
    (changed,) = (r for r in sync(room, yes=True) if r.differences)
    assert changed.put_back
    assert room.documents.seen == []
    assert desk.row(three[0]).cells["Owner"] == "dana"


def test_a_document_that_cannot_be_read_is_read_again_and_no_other(
    room: Online, three: list[str]
) -> None:
    room.documents.changes = Changes(frozenset(), "1")
    room.documents.errors = {three[0]: NotFound("The document is gone")}
    reports = sync(room)
    assert [r.exit_code for r in reports if r.case == three[0]] == [3]
    assert len(reports) == 3
    assert kept(room) == {"now": "1", "again": [three[0]]}
    assert read(room) == {three[0]}
    room.documents.errors = {}
    assert read(room) == {three[0]}
    assert read(room) == set()


@pytest.mark.parametrize("error", [Unavailable("Google is away"), SignInNeeded("Nobody is in")])
def test_once_a_service_is_away_the_others_are_read_the_next_time(
    room: Online, three: list[str], error: UserError
) -> None:
    room.documents.changes = Changes(frozenset(), "1")
    order = list(room.tracker.cases(Query(open=True)))
    room.documents.errors = {order[0]: error}
    (only,) = sync(room)
    assert only.exit_code == error.exit_code
    assert only.problems == (error.what, "not read: 2 more")
    assert kept(room) == {"now": "1", "again": [order[1], order[2], order[0]]}
    # A document that always fails stands last then, and doesn't keep the others from being read.
    reports = sync(room)
    assert [r.case for r in reports] == [order[1], order[2], order[0]]
    assert [r.exit_code for r in reports] == [0, 0, error.exit_code]
    assert reports[-1].problems == (error.what,)
    assert kept(room) == {"now": "1", "again": [order[0]]}
    assert set(three) == set(order)


def test_what_somebody_kept_meanwhile_is_newer_than_what_a_sync_had_read(
    desk: Desk, room: Online, three: list[str]
) -> None:
    run = sync_all(room, room.tracker.load(three))
    number = next(run).case
    desk("check", number, next(iter(FINDINGS)), "--finding", "Held since Monday.")
    newer = room.tracker.observation(number, "document")
    assert newer is not None
    assert "Held since Monday." in str(newer.data)
    assert len(list(run)) == 2
    assert room.tracker.observation(number, "document") == newer


def test_a_run_that_breaks_off_is_done_anew(room: Online, three: list[str]) -> None:
    room.documents.changes = Changes(frozenset(), "1")
    run = sync_all(room, room.tracker.load(three))
    next(run)
    run.close()  # type: ignore[attr-defined]  # it is a generator
    assert kept(room) is None
    assert read(room) == set(three)


def test_cases_that_are_named_are_read_in_full(room: Online, three: list[str]) -> None:
    room.documents.changes = Changes(frozenset(), "1")
    sync(room)
    room.documents.seen.clear()
    reports = list(sync_each(room, room.tracker.load(three[:2])))
    assert [r.case for r in reports] == three[:2]
    assert set(room.documents.seen) == set(three[:2])


def test_of_the_named_ones_the_rest_is_left_once_a_service_is_away(
    room: Online, three: list[str]
) -> None:
    room.documents.errors = {three[1]: Unavailable("Google is away")}
    reports = list(sync_each(room, room.tracker.load(three)))
    assert [r.case for r in reports] == three[:2]
    assert reports[1].problems == ("Google is away", "not read: 1 more")


# --- answers in documents -----------------------------------------------------------------------


@pytest.mark.row("003.6.2")
def test_an_answer_is_taken_in_though_the_feed_does_not_show_it(room: Online, written: str) -> None:
    room.do(written, "request-review")
    room.documents.changes = Changes(frozenset(), "1")
    sync(room)
    room.approvals.say("a1", rosa="yes")
    (report,) = sync(room)
    assert report.read == ("Rosa Lindqvist said yes in the document",)
    assert room.case(written).last("reviewed") is not None


def test_nobody_is_asked_for_answers_that_no_case_waits_for(room: Online, three: list[str]) -> None:
    room.approvals.error = Unavailable("Google is away")
    assert [r.exit_code for r in sync(room)] == [0, 0, 0]
    assert set(three) == set(room.documents.seen)


def test_answers_that_cannot_be_asked_for_are_a_problem_with_its_exit_code(
    room: Online, written: str
) -> None:
    room.do(written, "request-review")
    room.documents.changes = Changes(frozenset(), "1")
    room.approvals.error = Unavailable("Google is away")
    (report,) = sync(room)
    assert (report.problems, report.exit_code) == (("answers in the document: Google is away",), 6)
    assert report.read[0].startswith("research 6/6")
    assert kept(room) == {"now": "1", "again": [written]}
