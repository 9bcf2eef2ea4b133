from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from summarizer import picture
from summarizer.ports import Finding
from summarizer.review import summary_hash
from tests.summarizer.situations import (
    CHART,
    HOUR,
    NOW,
    NUMBER,
    SUMMARY,
    happened,
    procedure,
    seen,
    settings,
    situation,
    snapshot,
)
from tracker.columns import Link
from tracker.port import Observation

if TYPE_CHECKING:
    from tracker.case import Case, Event

SOCIAL = procedure("social-media-summary")
FACTS = {
    "procedure": "social-media-summary",
    "stage": "research",
    "tab": "EE/Legal/Social pending",
    "user.name": "Uma Ray",
    "user.id": "12345",
    "owner": "dana",
    "summary_wanted": "yes",
    "document.id": "d1",
    "document.title": "Uma Ray / 12345",
    "document.url": "file:///d1.docx",
    "document.path": "d1.docx",
}


def case(*events: Event, **facts: str) -> Case:
    known = FACTS | {name.replace("_", "."): value for name, value in facts.items()}
    return situation(*events, facts=known).case


def read(**changed: Any) -> Observation:
    """What a reading of the document keeps."""
    return Observation(NOW, picture.observed(snapshot(**changed), None, frozenset()))


def row(found: Case, what: Observation | None = None) -> dict[str, Any]:
    return dict(picture.row(found, SOCIAL, settings(), what, NOW).cells)


def item(found: Case, what: Observation | None = None) -> dict[str, Any]:
    """What JSON has of a case, as a program reads it."""
    made = picture.details(found, SOCIAL, settings(), what, NOW)
    read_back: dict[str, Any] = json.loads(json.dumps(made))
    return read_back


# --- the row -------------------------------------------------------------------------------


def test_a_row_has_a_cell_for_each_column_that_the_program_owns() -> None:
    cells = row(case())
    assert list(cells) == [c.title for c in SOCIAL.columns if not c.people]
    assert "Notes" not in cells
    assert cells["Case"] == NUMBER
    assert cells["User"] == "Uma Ray"
    assert cells["Summary"] == Link("Uma Ray / 12345", "file:///d1.docx")
    assert cells["Owner"] == "dana"
    assert cells["Received"] == NOW
    assert cells["Acknowledged"] is None
    assert cells["Network"] is None


def test_a_row_shows_when_events_happened_the_newest_of_each() -> None:
    sent = [happened("summary sent", at=NOW - HOUR), happened("summary sent", "s#2/s", at=NOW)]
    assert row(case(*sent))["Sent"] == NOW


def test_a_row_counts_what_the_document_says() -> None:
    chart = (Finding("Message Centers"), *CHART[1:])
    kept = Observation(NOW, {**read(chart=chart).data, "comments": comments()})
    cells = row(case(), kept)
    assert cells["Research"] == "5/6"
    assert cells["Comments"] == "2 open, 1 resolved"
    assert row(case())["Research"] is None
    assert row(case(), read())["Comments"] is None


def comments() -> list[dict[str, Any]]:
    from summarizer.review import to_data  # noqa: PLC0415 - only here

    return to_data((seen("open"), seen("open", name="c2"), seen("resolved", name="c3")))


def test_a_row_shows_nothing_of_a_document_whose_making_was_taken_back() -> None:
    without = case(document_id="", document_url="")
    cells = row(without, read())
    assert (cells["Summary"], cells["Research"], cells["Comments"]) == (None, None, None)
    assert item(without, read())["as_of"] is None


def test_a_row_is_due_when_the_next_clock_is_and_the_case_when_its_own_is() -> None:
    made = picture.row(case(), SOCIAL, settings(), None, NOW)
    assert made.due == datetime(2026, 11, 19, 18, 15, tzinfo=UTC)
    assert made.cells["Due"] == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    acknowledged = case(happened("acknowledged"))
    assert picture.row(acknowledged, SOCIAL, settings(), None, NOW).due == made.cells["Due"]


@pytest.mark.parametrize(("stage", "is_open"), [("research", True), ("resolved", False)])
def test_a_row_is_open_until_its_case_is_closed(stage: str, *, is_open: bool) -> None:
    made = picture.row(case(stage=stage), SOCIAL, settings(), None, NOW)
    assert made.open is is_open
    assert (made.due is not None) is is_open
    assert (made.case, made.tab) == (NUMBER, "EE/Legal/Social pending")


# --- JSON ----------------------------------------------------------------------------------


def test_a_case_is_told_as_json_with_nothing_left_out() -> None:
    found = item(case(), read())
    assert found["user"] == {"name": "Uma Ray", "id": "12345"}
    assert found["document"]["path"] == "d1.docx"
    assert found["research"] == {"done": 6, "total": 6, "missing": []}
    assert found["comments"]["open"] == 0
    assert found["as_of"] == NOW.isoformat()
    assert found["facts"]["owner"] == "dana"
    assert [e["kind"] for e in found["events"]] == ["received"]
    assert found["approval"] is None


def test_steps_that_are_missing_are_named() -> None:
    found = item(case(), read(chart=(Finding("Iovation"), Finding("CSS notes", "Two."))))
    assert found["research"] == {"done": 1, "total": 2, "missing": ["Iovation"]}


def test_each_clock_says_when_it_is_due_and_what_is_left() -> None:
    clocks = {clock["name"]: clock for clock in item(case(happened("acknowledged")))["clocks"]}
    assert clocks["acknowledge"]["state"] == "met"
    assert clocks["summary"] == {
        "name": "summary",
        "due": "2026-11-20T16:00:00+00:00",
        "left": 8 * 3600,
        "state": "running",
    }


def approved(**changed: Any) -> Event:
    bound = summary_hash(SUMMARY)
    return happened(
        "approved", sets_approved_by="fay", sets_approved_hash=bound, summary=SUMMARY, **changed
    )


@pytest.mark.parametrize(("next_steps", "stands"), [("Dana pays it today.", True), ("No.", False)])
def test_an_approval_stands_as_long_as_the_text_does(next_steps: str, *, stands: bool) -> None:
    what = read(summary=SUMMARY | {"Next steps": next_steps})
    found = item(case(approved(evidence="https://example.com/yes")), what)["approval"]
    assert (found["by"], found["stands"]) == ("fay", stands)
    assert found["evidence"] == "https://example.com/yes"
    assert found["hash"] == summary_hash(SUMMARY)


def test_to_dos_and_messages_are_told_with_their_state() -> None:
    data: dict[str, Any] = {
        "message": "summary",
        "state": "drafted",
        "key": "k",
        "path": "outbox/k.eml",
    }
    sent = {k: v for k, v in data.items() if k != "path"} | {"state": "sent"}
    events = [
        happened("to-do", "a#1/1", todo="call", state="open", service="phone", words="Call."),
        happened("to-do", "a#1/2", todo="write", state="open", service="mail", words="Write."),
        happened("to-do done", "a#1/3", todo="write", state="done", service="mail"),
        happened("drafted", "a#1/4", **data),
        happened("summary sent", "a#1/5", **sent),
    ]
    found = item(case(*events))
    assert found["todos"] == [
        {"todo": "call", "state": "open", "service": "phone", "words": "Call."}
    ]
    assert found["messages"] == [{"message": "summary", "state": "sent", "path": "outbox/k.eml"}]
    assert [t["state"] for t in picture.todos(case(*events))] == ["open", "done"]


def test_a_run_that_was_interrupted_is_told_by_its_verb() -> None:
    opened = happened("intent opened", "start#1/opened", inputs={"refer": "x"})
    assert item(case(opened))["unfinished"] == ["start"]
    closed = happened("intent closed", "start#1/closed")
    assert item(case(opened, closed))["unfinished"] == []


# --- what is kept of a reading -------------------------------------------------------------


def test_what_is_kept_of_a_reading_is_json_and_compares_with_the_one_before() -> None:
    first = picture.observed(snapshot(comments=(seen("resolved").comment,)), None, frozenset())
    assert json.loads(json.dumps(first)) == first
    now = snapshot(comments=(seen("open").comment,), pictures=1, contact_copy=" ")
    second = picture.observed(now, Observation(NOW, first), frozenset())
    assert [c["state"] for c in second["comments"]] == ["reopened"]
    assert second["contact_copy"] is True
    assert second["summary_hash"] == summary_hash(SUMMARY)


def test_an_answer_that_was_recorded_by_hand_is_known() -> None:
    answered = happened("comment answered", comment="c1", state="answered")
    written = happened("comment answered", "b#1/x", comment="c2", did="edit")
    assert picture.answered_by_hand(case(answered, written)) == {"c1"}
