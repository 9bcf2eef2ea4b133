from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.people import People
from summarizer.procedure import Part
from summarizer.turns import MOVED, Turn, done, moved, movers
from tests.summarizer.desk import people, person
from tests.summarizer.situations import NUMBER, happened, procedure
from tracker.case import Case, Event

FRIDAY = datetime(2026, 11, 20, 20, tzinfo=UTC)
OFF = "2026-11-20"
REVIEW = Part(
    "pick", {"role": "reviewers", "into": "reviewers", "until": "reviewed", "newly": "newly_asked"}
)
APPROVAL = Part(
    "pick",
    {"role": "final-approver", "into": "approver", "until": "approved", "only": 1, "not": "author"},
)


def desk(*off: str, stand_ins: tuple[str, ...] = ("sam", "stan")) -> People:
    chain = {"reviewers": stand_ins, "final-approver": ("stan", "lee")}
    return people(*(person(key, OFF) for key in off), stand_ins=chain)


def asked(who: str, fact: str = "reviewers", kind: str = "picked") -> Event:
    return happened(kind, f"ask#1/{kind} {who}")._replace(sets={fact: who})


def reviewed(who: str, n: int = 1) -> Event:
    return happened("reviewed", f"reviewed#{n}/{who}", by=who)


def case(*events: Event, **facts: str) -> Case:
    return Case(NUMBER, (happened("received")._replace(sets=facts), *events))


def test_while_all_who_were_asked_are_in_nothing_moves() -> None:
    assert moved(desk(), case(asked("rosa, ravi")), REVIEW, FRIDAY) is None


@pytest.mark.row("003.6.1")
@pytest.mark.parametrize(
    ("off", "before", "expected"),
    [
        (["ravi"], "rosa, ravi", (("rosa",), ())),
        (["rosa", "ravi"], "rosa, ravi", (("sam",), ("sam",))),
        (["rosa", "ravi", "sam"], "rosa, ravi", (("stan",), ("stan",))),
        (["rosa", "ravi", "sam"], "sam", (("stan",), ("stan",))),
        ([], "sam", (("rosa", "ravi"), ("rosa", "ravi"))),
        (["ravi"], "sam", (("rosa",), ("rosa",))),
    ],
)
def test_a_review_moves_to_who_acts_that_day_and_back(
    off: list[str], before: str, expected: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    turn = moved(desk(*off), case(asked(before)), REVIEW, FRIDAY)
    assert turn is not None
    assert (turn.now, turn.newly) == expected


def test_who_is_done_stays_done_and_what_is_done_does_not_move() -> None:
    half = case(asked("rosa, ravi"), reviewed("rosa"))
    turn = moved(desk("rosa", "ravi"), half, REVIEW, FRIDAY)
    assert turn is not None
    assert (turn.now, turn.newly) == (("rosa", "sam"), ("sam",))
    whole = case(asked("rosa, ravi"), reviewed("rosa"), reviewed("ravi", 2))
    assert moved(desk("rosa", "ravi"), whole, REVIEW, FRIDAY) is None


def test_a_move_forgets_nobody_who_was_done_and_a_new_request_everybody() -> None:
    events = (asked("rosa, ravi"), reviewed("rosa"), asked("rosa, sam", kind=MOVED))
    assert done(case(*events), "reviewers", "reviewed") == {"rosa"}
    assert done(case(*events, asked("rosa, ravi")), "reviewers", "reviewed") == set()


def test_where_nobody_can_act_it_waits_for_those_who_were_asked() -> None:
    nobody = desk("rosa", "ravi", "sam", "stan")
    assert moved(nobody, case(asked("rosa, ravi")), REVIEW, FRIDAY) is None
    assert moved(people(roles={"agents": ("dana",)}), case(asked("rosa")), REVIEW, FRIDAY) is None


@pytest.mark.row("003.6.4")
def test_an_approval_moves_to_the_stand_in_who_is_not_the_author() -> None:
    waiting = case(asked("fay", "approver"), author="stan")
    turn = moved(desk("fay"), waiting, APPROVAL, FRIDAY)
    assert turn is not None
    assert (turn.now, turn.newly) == (("lee",), ("lee",))


def test_only_the_verbs_of_the_cases_stage_move_a_turn() -> None:
    rules = procedure("social-media-summary")
    for stage, verbs in (
        ("review", ["move-review"]),
        ("approval", ["move-approval"]),
        ("hold", []),
    ):
        assert [verb.name for verb, _ in movers(rules, case(stage=stage))] == verbs


KEYS = st.sampled_from(["rosa", "ravi", "sam", "stan"])


@given(st.sets(KEYS), st.sets(KEYS, min_size=1), st.sets(KEYS))
def test_a_turn_that_moved_does_not_move_again(off: Any, before: Any, finished: Any) -> None:
    events = [asked(", ".join(sorted(before)))]
    events += [reviewed(who, n) for n, who in enumerate(sorted(finished & before))]
    turn = moved(desk(*off), case(*events), REVIEW, FRIDAY)
    if isinstance(turn, Turn):
        assert set(turn.newly).isdisjoint(off | before)
        assert finished & before <= set(turn.now)
        again = case(*events, asked(", ".join(turn.now), kind=MOVED))
        assert moved(desk(*off), again, REVIEW, FRIDAY) is None
