from __future__ import annotations

import pytest

from tests.desk import Desk


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "Hand it over to whom?"),
        (("--to", "sam", "--team"), "Hand it over to whom?"),
        (("--keep", "--begin-at", "x"), "--begin-at goes with --to and --team"),
    ],
)
def test_a_hand_over_names_one_way(
    desk: Desk, acknowledged: str, words: tuple[str, ...], why: str
) -> None:
    assert why in desk("handoff", acknowledged, *words, code=2).err


def test_a_note_to_a_no_would_be_lost(desk: Desk, acknowledged: str) -> None:
    said = desk("accept", acknowledged, "--decline", "No.", "--note", "Sorry.", code=2)
    assert "--note goes with accepting" in said.err


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(
    desk: Desk, acknowledged: str
) -> None:
    before = desk.everything()
    said = desk("handoff", acknowledged, "--to", "sam", "--begin-at", "The chart.", "--dry-run").out
    assert "draft the mail handoff" in said
    assert desk.everything() == before


def test_a_hand_over_as_json(desk: Desk, acknowledged: str) -> None:
    said = desk("handoff", acknowledged, "--to", "sam", "--begin-at", "x", "--json").json
    assert (said["owner"], said["handed_over"]["to"]) == ("dana", "sam")
    desk.sits("sam")
    said = desk("accept", acknowledged, "--json").json
    assert (said["owner"], said["handed_over"]) == ("sam", None)
