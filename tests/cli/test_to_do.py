from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk
from tests.procedures import social


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("COLUMNS", "200")
    return Desk(tmp_path / "desk", monkeypatch)


def to_do(desk: Desk) -> str:
    """What `list` says of the only case's to-dos."""
    head, line = desk("list", "--all").out.splitlines()
    return line[head.index("TO DO") :] if "TO DO" in head else ""


def test_what_is_due_first_is_named_first_and_what_is_needless_not_at_all(desk: Desk) -> None:
    desk.at("2026-11-19T07:48")
    number = social.ack(desk, social.receive(desk), *social.USER)
    assert to_do(desk) == "send acknowledgement, user-notice; announcement; hand over"
    desk.at("2026-11-19T14:10")  # Dana leaves at three, and the summary is due later
    assert to_do(desk) == "send acknowledgement, user-notice; hand over; announcement"
    desk("sent", number, "acknowledgement", "--at", "07:50")
    assert to_do(desk) == "hand over; send user-notice; announcement"
    said = desk("handoff", number, "--to", "sam", "--begin-at", "The chart.").out
    assert f"summarizer accept {number}" in said
    assert to_do(desk) == "sam to accept; send user-notice, handoff; announcement"
    assert "accept" not in desk("done", number, "announcement").out
    said = desk("cancel", number, "Not ours.").out
    assert said.splitlines()[1:] == ["  left    not sent: handoff, user-notice"]
    assert to_do(desk) == ""
    shown = desk("show", number).out
    assert shown.count("(not to be sent any more)") == len(("user-notice", "handoff"))
    assert "\nNext\n" not in shown
    assert "sent: stage cancelled" in desk("sent", number, "handoff").out


def test_an_acknowledgement_that_nobody_drafted_is_named_too(desk: Desk) -> None:
    number = str(desk("start", "Eva Lund", "88800", "--json").json["case"])
    assert to_do(desk) == "acknowledge; hold-tickets; ticket-to-user; hand over"
    desk("ack", number, "--answer", "I will find out who closed the job.")
    assert to_do(desk).startswith("acknowledgement; send user-notice; hold-tickets; ")


def test_a_hand_over_is_told_once_and_on_looking(desk: Desk) -> None:
    desk.at("2026-11-19T07:48")
    number = social.ack(desk, social.receive(desk))
    hint = f"summarizer handoff {number} --to WHO"
    assert hint not in desk("sent", number, "acknowledgement").out
    assert hint in desk("start", number).out
    assert hint not in desk("check", number, "job", "--finding", "Closed.").out
    assert hint in desk("show", number).out


@pytest.mark.parametrize("columns", [80, 100])
def test_why_to_hand_over_stands_below_the_case(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    desk.at("2026-11-19T07:48")
    number = social.ack(desk, social.receive(desk))
    lines = desk("shift").out.splitlines()
    at = next(n for n, line in enumerate(lines) if number in line)
    assert lines[at].split() == [
        *("1", number, "acknowledge", "Jane", "Doe", "Thu", "19", "Nov", "07:57", "9", "min")
    ]
    assert lines[at + 1].startswith("    hand it over: due Thu 19 Nov 15:42; Dana Reyes is off")
    assert all(len(line) <= columns for line in lines)
