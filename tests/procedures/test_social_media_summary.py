"""The main job, from its mail to each of its ends, and what programs read of it on its way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.procedures.social import FYI, paper, receive

COMPLETE = "Social Media Complete 2026"
ITEM = {
    *("case", "procedure", "user", "stage", "tab", "owner", "document", "earlier", "research"),
    *("comments", "as_of", "approval", "clocks", "todos", "messages"),
}


def test_it_ends_resolved(desk: Desk, held: str) -> None:
    desk.at("2026-11-19T12:30")
    desk("contact", held, "--outcome", "Reached her.")
    desk("resolve", held)
    row = desk.row(held)
    assert (row.tab, row.cells["Stage"], row.open) == (COMPLETE, "resolved", False)
    told = [e.kind for e in desk.case(held).effective if e.kind in KINDS]
    assert told == list(KINDS)


KINDS = (
    *("received", "acknowledged", "document made", "started", "review requested", "reviewed"),
    *("reviewed", "approval requested", "approved", "summary drafted", "summary sent"),
    *("user contacted", "resolved"),
)


def test_what_was_only_for_our_information_ends_resolved(desk: Desk) -> None:
    number = social.ack(desk, receive(desk, FYI))
    desk("resolve", number)
    assert desk.row(number).cells["Stage"] == "resolved"
    assert not desk.row(number).open


@pytest.mark.parametrize("stage", ["acknowledged", "started", "in_review", "approved", "held"])
def test_it_ends_cancelled_from_every_stage(
    desk: Desk, stage: str, request: pytest.FixtureRequest
) -> None:
    number = request.getfixturevalue(stage)
    desk("cancel", number, "It was settled elsewhere.")
    row = desk.row(number)
    assert (row.tab, row.cells["Stage"]) == (COMPLETE, "cancelled")
    cancelled = desk.case(number).last("cancelled")
    assert cancelled is not None
    assert cancelled.note == "It was settled elsewhere."
    assert "is cancelled" in desk("resolve", number, code=5).err


@pytest.mark.parametrize(
    ("verb", "wanted"),
    [
        (("request-review",), "research, review"),
        (("approve", "--by", "fay"), "approval, approved"),
        (("complete",), "approved"),
        (("contact", "--outcome", "Reached her."), "hold"),
        (("check", "css", "--finding", "Nothing."), "research, review, approval, approved"),
    ],
)
def test_no_step_is_skipped(
    desk: Desk, acknowledged: str, verb: tuple[str, ...], wanted: str
) -> None:
    before = desk.everything()
    said = desk(verb[0], acknowledged, *verb[1:], code=5).err
    assert f"{acknowledged} is in stage acknowledged" in said
    assert f"{verb[0]} is for: {wanted}." in said
    assert "What can be done now: ack, start, " in said
    assert desk.everything() == before


def test_what_was_done_is_not_done_again(desk: Desk, held: str) -> None:
    before = desk.everything()
    for verb in ("ack", "start", "complete"):
        assert desk(verb, held).out == f"{held}: {verb} is already done.\n"
    assert desk.everything() == before


def test_programs_read_a_case(desk: Desk, started: str) -> None:
    made = desk("start", started, "--json").json
    (listed,) = desk("list", "--json").json
    shown = desk("show", started, "--json").json
    assert made.keys() >= ITEM | {"created"}
    assert listed.keys() >= ITEM
    assert shown.keys() >= ITEM | {"events"}
    assert listed == {key: shown[key] for key in listed} | {"research": listed["research"]}
    assert shown["user"] == {"name": "Jane Doe", "id": "44170"}
    assert shown["research"]["missing"] == [*paper(desk, started).steps()]
    assert shown["comments"].keys() == {"open", "answered", "resolved", "reopened", "deleted"}
    assert {c["name"]: c["state"] for c in shown["clocks"]} == {
        "acknowledge": "met",
        "summary": "running",
    }
    states: dict[str, Any] = {m["message"]: m["state"] for m in shown["messages"]}
    assert states == {"acknowledgement": "sent", "user-notice": "drafted"}


def test_a_deadline_that_nears_is_found(desk: Desk, started: str) -> None:
    desk.at("2026-11-19T14:00")
    assert desk("list", "--due-within", "1h", "--json").json == []
    assert [c["case"] for c in desk("list", "--due-within", "2h", "--json").json] == [started]
    assert desk("list", "--overdue", "--json").json == []
    desk.at("2026-11-19T15:43")
    assert [c["case"] for c in desk("list", "--overdue", "--json").json] == [started]
