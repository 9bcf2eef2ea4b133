from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.ports import Comment, CommentState, Reply
from summarizer.review import (
    Seen,
    compare,
    counts,
    difference,
    from_data,
    lost,
    summary_hash,
    to_data,
    unsettled,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

AT = datetime(2026, 11, 19, 18, tzinfo=UTC)
ANSWER = Reply("Dana Reyes", "It is in the chart.", AT)
#: What a single reading of a document can say of a comment.
READ: tuple[CommentState, ...] = ("open", "answered", "resolved")


def comment(state: CommentState = "open", *, id: str = "1", replies: int = 0) -> Comment:  # noqa: A002  a comment's own word
    return Comment(id, "Rosa", "Which job?", AT, state, (ANSWER,) * replies, "the job")


def states(*readings: Sequence[Comment], by_hand: frozenset[str] = frozenset()) -> dict[str, str]:
    """The states of all comments after these readings, one after the other."""
    seen: tuple[Seen, ...] = ()
    for reading in readings:
        seen = compare(seen, reading, by_hand)
    return {s.comment.id: s.comment.state for s in seen}


# --- the five states (003.6.3) -------------------------------------------------------------


@pytest.mark.parametrize("state", READ)
def test_a_new_comment_is_as_it_was_read(state: CommentState) -> None:
    assert states([comment(state)]) == {"1": state}


def test_a_comment_that_was_resolved_and_is_not_any_more_is_reopened() -> None:
    assert states([comment("resolved")], [comment("open")]) == {"1": "reopened"}
    assert states([comment("resolved")], [comment("answered")]) == {"1": "reopened"}


def test_it_stays_reopened_until_it_is_answered_anew_or_resolved() -> None:
    before = ([comment("resolved", replies=1)], [comment("answered", replies=1)])
    assert states(*before) == {"1": "reopened"}
    assert states(*before, [comment("answered", replies=1)]) == {"1": "reopened"}
    assert states(*before, [comment("answered", replies=2)]) == {"1": "answered"}
    assert states(*before, [comment("resolved", replies=1)]) == {"1": "resolved"}


def test_the_reviewers_own_word_is_no_answer_to_what_the_reviewer_reopened() -> None:
    still_wrong = comment("answered")._replace(replies=(Reply("Rosa", "Still wrong.", AT),))
    assert states([comment("resolved")], [still_wrong]) == {"1": "reopened"}
    answered = still_wrong._replace(replies=(*still_wrong.replies, ANSWER))
    assert states([comment("resolved")], [still_wrong], [answered]) == {"1": "answered"}
    assert states([comment("resolved")], [answered]) == {"1": "answered"}


def test_a_comment_that_is_gone_is_deleted_and_keeps_what_it_was() -> None:
    seen = compare(compare((), [comment("answered")]), [])
    assert [(s.comment.state, s.was) for s in seen] == [("deleted", "answered")]
    assert [(s.comment.state, s.was) for s in compare(seen, [])] == [("deleted", "answered")]


def test_a_deleted_comment_that_is_there_again_is_read_anew() -> None:
    assert states([comment("open")], [], [comment("open")]) == {"1": "open"}


def test_an_answer_that_the_format_lost_counts_once_it_was_recorded() -> None:
    by_hand = frozenset({"1"})
    assert states([comment("open")], by_hand=by_hand) == {"1": "answered"}
    assert states([comment("resolved")], by_hand=by_hand) == {"1": "resolved"}


def test_an_answer_that_was_saved_as_a_comment_of_its_own_is_put_back() -> None:
    at = datetime(2026, 11, 19, 18, 5, 30, tzinfo=UTC)
    answer = Reply("Dana Reyes", "Because of the bank.", at)
    root = Comment("a", "Rosa", "Why?", None, "answered", (answer,))
    before = compare((), [root])
    flat = root._replace(state="open", replies=())
    stray = Comment("b", "Dana Reyes", "Because of  the bank.", at.replace(second=0))
    now = compare(before, [flat, stray, Comment("c", "Rosa", "And when?")])
    assert [(s.comment.id, s.comment.state) for s in now] == [("a", "answered"), ("c", "open")]
    assert compare(now, [flat, stray])[0].comment.state == "answered"


def test_deleted_comments_stand_last() -> None:
    first = [comment(id="1"), comment(id="2"), comment(id="3")]
    assert list(states(first, [comment(id="3"), comment(id="4")])) == ["3", "4", "1", "2"]


def test_what_stands_in_the_way_is_open_or_reopened() -> None:
    before = [comment("resolved", id="1"), comment(id="2"), comment("answered", id="3")]
    seen = compare(compare((), before), [comment("open", id="1"), *before[1:]])
    assert [(c.id, c.state) for c in unsettled(seen)] == [("1", "reopened"), ("2", "open")]


@pytest.mark.parametrize(
    ("state", "is_lost"), [("open", True), ("answered", False), ("resolved", False)]
)
def test_what_was_deleted_unanswered_is_lost(state: CommentState, *, is_lost: bool) -> None:
    seen = compare(compare((), [comment(state)]), [])
    assert bool(lost(seen)) is is_lost
    assert unsettled(seen) == []


def test_a_reopened_comment_that_is_deleted_is_lost() -> None:
    seen = compare(compare(compare((), [comment("resolved")]), [comment("open")]), [])
    assert [c.id for c in lost(seen)] == ["1"]


def test_all_five_states_are_counted() -> None:
    seen = compare(compare((), [comment(id="1"), comment(id="2")]), [comment(id="2")])
    assert counts(seen) == {"open": 1, "answered": 0, "resolved": 0, "reopened": 0, "deleted": 1}
    assert list(counts(())) == list(get_args(CommentState))


READINGS = st.lists(
    st.lists(
        st.builds(
            comment,
            st.sampled_from(READ),
            id=st.sampled_from("abc"),
            replies=st.integers(0, 3),
        ),
        unique_by=lambda c: c.id,
        max_size=3,
    ),
    max_size=6,
)


@given(READINGS)
def test_no_comment_that_was_ever_seen_is_forgotten(readings: list[list[Comment]]) -> None:
    ever = {c.id for reading in readings for c in reading}
    found = states(*readings)
    assert found.keys() == ever
    there = {c.id for c in readings[-1]} if readings else set()
    assert {id_ for id_, state in found.items() if state == "deleted"} == ever - there


@given(READINGS)
def test_the_same_reading_twice_changes_nothing(readings: list[list[Comment]]) -> None:
    last = readings[-1] if readings else []
    assert states(*readings, last) == states(*readings, last, last)


@given(READINGS)
def test_only_a_reopened_comment_is_other_than_it_was_read(readings: list[list[Comment]]) -> None:
    found = states(*readings)
    for read in readings[-1] if readings else []:
        assert found[read.id] in (read.state, "reopened")
        if read.state == "resolved":
            assert found[read.id] == "resolved"


@given(READINGS)
def test_what_was_seen_is_kept_as_json(readings: list[list[Comment]]) -> None:
    seen: tuple[Seen, ...] = ()
    for reading in readings:
        seen = compare(seen, reading)
    assert from_data(json.loads(json.dumps(to_data(seen)))) == seen
    without = tuple(s._replace(comment=s.comment._replace(at=None)) for s in seen)
    assert from_data(to_data(without)) == without


# --- the approved text ---------------------------------------------------------------------

SUMMARY = {"History of the issue": "A job.\nA refund.", "Next steps": "We pay."}


def respaced(text: str) -> str:
    return "\n\n".join(f"  {line.replace(' ', '   ')}\t" for line in text.splitlines())


def test_spacing_does_not_count() -> None:
    changed = {title: respaced(text) for title, text in SUMMARY.items()}
    assert summary_hash(changed) == summary_hash(SUMMARY)
    assert summary_hash({"Café": "Zoë"}) == summary_hash({"Cafe\u0301": "Zoe\u0308"})


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=30), max_size=4))
def test_any_text_has_a_hash_that_spacing_does_not_change(summary: dict[str, str]) -> None:
    changed = {title: respaced(text) for title, text in summary.items()}
    assert len(summary_hash(summary)) == 64
    assert summary_hash(changed) == summary_hash(summary)


@pytest.mark.parametrize(
    "changed",
    [
        SUMMARY | {"Next steps": "We don't pay."},
        SUMMARY | {"Next steps": "we pay."},
        SUMMARY | {"Next steps": "We\npay."},
        SUMMARY | {"Next steps": ""},
        SUMMARY | {"More": ""},
        {"Next steps": "We pay.", "History of the issue": "A job.\nA refund."},
        {"History of the issue": "A job.\nA refund.\nNext steps\nWe pay."},
        {},
    ],
)
def test_words_lines_and_parts_count(changed: dict[str, str]) -> None:
    assert summary_hash(changed) != summary_hash(SUMMARY)


def test_a_difference_shows_the_lines_that_changed() -> None:
    now = SUMMARY | {"Next steps": "We pay half."}
    lines = difference(SUMMARY, now).splitlines()
    assert lines[:2] == ["--- approved", "+++ now"]
    assert "-We pay." in lines
    assert "+We pay half." in lines
    assert "## Next steps" in [line.strip() for line in lines]
    assert "A job." not in "\n".join(lines)
    assert difference(SUMMARY, {t: respaced(text) for t, text in SUMMARY.items()}) == ""
