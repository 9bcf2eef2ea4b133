"""Reviews and approvals that wait move when a day off begins, and come back: through `sync`."""

from __future__ import annotations

import re

import pytest

from summarizer.local.outbox import Outbox
from tests.desk import Desk, addresses
from tracker.errors import StorageFailed


def off(desk: Desk, *keys: str, day: str = "2026-11-20") -> None:
    """Give people a day off; nobody of the shipped file is off on that day."""
    file = desk.root / "people.toml"
    text = file.read_text(encoding="utf-8")
    for key in keys:
        text = re.sub(rf"(\[person\.{key}\]\n(?:(?!days_off|\n).+\n)+)", rf"\1@{key}@\n", text)
        text = re.sub(rf"@{key}@\n(?:days_off = .*\n)?", f'days_off = ["{day}"]\n', text)
    file.write_text(text, encoding="utf-8")


@pytest.mark.row("003.6.1")
def test_a_review_moves_when_a_day_off_begins_and_comes_back_after(
    desk: Desk, in_review: str
) -> None:
    off(desk, "rosa", "ravi")
    assert "now" not in desk("sync", in_review).out.split("comments")[1]
    desk.at("2026-11-20T07:30")
    why = "Rosa Lindqvist is off on 2026-11-20; Ravi Menon is off on 2026-11-20; Sam Okafor acts"
    assert f"summarizer sync {in_review}   ({why})" in desk("show", in_review).out
    said = desk("sync", in_review).out
    assert f"reviewers: now Sam Okafor ({why}); a mail to Sam Okafor is drafted" in said
    assert desk.row(in_review).cells["Reviewers"] == "sam"
    mail = desk.mails(in_review)["review-moved"]
    assert addresses(mail, "To") == {"sam.okafor@example.com"}
    assert "reviewers: now" not in desk("sync", in_review).out
    desk.at("2026-11-23T07:30")
    assert "reviewers: now Rosa Lindqvist and Ravi Menon" in desk("sync", in_review).out
    assert "review-moved" not in desk.mails(in_review)  # Sam's draft never left: it is withdrawn
    assert desk.row(in_review).cells["Reviewers"] == "rosa, ravi"


@pytest.mark.row("003.6.4")
def test_who_reviewed_before_the_move_needs_not_do_it_again(desk: Desk, in_review: str) -> None:
    off(desk, "ravi", "rosa")
    desk("reviewed", in_review, "--by", "rosa")
    desk.at("2026-11-20T07:30")
    desk("sync", in_review)
    assert desk.row(in_review).cells["Reviewers"] == "rosa, sam"
    said = desk("request-approval", in_review, code=5).err
    assert "sam is not done" in said
    assert "rosa" not in said
    assert (
        "ravi is not among them: rosa, sam"
        in desk("reviewed", in_review, "--by", "ravi", code=5).err
    )
    desk("reviewed", in_review, "--by", "sam")
    desk("request-approval", in_review)


def test_with_the_other_reviewer_in_nobody_else_is_asked(desk: Desk, in_review: str) -> None:
    off(desk, "ravi")
    desk.at("2026-11-20T07:30")
    said = desk("sync", in_review).out
    assert "reviewers: now Rosa Lindqvist (Ravi Menon is off on 2026-11-20)" in said
    assert "review-moved" not in desk.mails(in_review)
    desk("reviewed", in_review, "--by", "rosa")
    desk("request-approval", in_review)


@pytest.mark.row("003.6.4")
def test_an_approval_moves_to_the_stand_in(desk: Desk, reviewed: str) -> None:
    off(desk, "fay")
    desk("request-approval", reviewed)
    desk.at("2026-11-20T07:30")
    assert "approver: now Stan Whitlock" in desk("sync", reviewed).out
    mail = desk.mails(reviewed)["approval-moved"]
    assert addresses(mail, "To") == {"stan.whitlock@example.com"}
    desk("approve", reviewed, "--by", "stan")


def test_a_dry_run_says_what_would_move_and_moves_nothing(desk: Desk, in_review: str) -> None:
    off(desk, "rosa", "ravi")
    desk.at("2026-11-20T07:30")
    before = desk.everything()
    assert "(not recorded: dry run)" in desk("sync", in_review, "--dry-run").out
    assert desk.everything() == before


def test_nothing_is_moved_by_hand_while_those_who_were_asked_are_in(
    desk: Desk, in_review: str
) -> None:
    said = desk.do(in_review, "move-review", code=5)
    assert "Whoever was asked is in, or done" in said.err


def test_a_move_is_taken_back(desk: Desk, in_review: str) -> None:
    off(desk, "rosa", "ravi")
    desk.at("2026-11-20T07:30")
    desk("sync", in_review)
    desk("undo", in_review)
    assert desk.row(in_review).cells["Reviewers"] == "rosa, ravi"
    assert "review-moved" not in desk.mails(in_review)


def test_a_move_that_broke_off_is_gone_on_with(
    desk: Desk, in_review: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    off(desk, "rosa", "ravi")
    desk.at("2026-11-20T07:30")
    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "draft", _full)
        assert "that can't be recorded: The disk is full" in desk("sync", in_review).out
    said = desk("sync", in_review).out
    assert f"{in_review}: move-review goes on where it had stopped" in said
    assert addresses(desk.mails(in_review)["review-moved"], "To") == {"sam.okafor@example.com"}
    assert "goes on" not in desk("sync", in_review).out


def _full(*_: object) -> str:
    raise StorageFailed("The disk is full")
