from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.procedure import FACTS
from summarizer.procedure.verbs import COMPUTED
from summarizer.situation import event_sets, nested
from summarizer.standing import fill
from tests.summarizer.situations import NUMBER, happened, part, situation, snapshot
from tracker.errors import BadInput


def test_each_name_is_filled_once_and_what_is_filled_in_is_never_filled_again() -> None:
    assert fill("{a} and {b.c}", {"a": "{b.c}", "b.c": "2"}) == "{b.c} and 2"
    assert fill("no names, {} and {a b}", {}) == "no names, {} and {a b}"


def test_a_name_that_nobody_knows_is_told_with_where_it_stands() -> None:
    with pytest.raises(BadInput) as refused:
        fill("Call {boss}", {})
    assert refused.value.what == "Nothing is known as {boss}"
    assert "'Call {boss}'" in refused.value.why


@given(st.text(), st.text())
def test_users_text_is_only_ever_a_value(before: str, text: str) -> None:
    plain = before.replace("{", "").replace("}", "")
    assert fill(f"{plain}{{text}}", {"text": text}) == f"{plain}{text}"


def test_every_name_that_a_procedure_can_use_has_a_value() -> None:
    values = situation(document=snapshot()).values()
    assert values.keys() >= FACTS | COMPUTED
    assert (values["case"], values["actor"], values["year"]) == (NUMBER, "dana", "2026")
    assert values["at"] == "2026-11-19T10:00-08:00"
    assert values["thread.subject"] == ""
    assert len(values["summary_hash"]) == 64


def test_an_input_wins_over_a_fact_and_what_is_computed_over_both() -> None:
    found = situation(facts={"network": "X", "case": "y"}, inputs={"network": "Reddit"})
    assert found.values()["network"] == "Reddit"
    assert found.values()["case"] == NUMBER


@pytest.mark.parametrize(
    ("when", "unless", "holds"),
    [
        ("", "", True),
        ("network=X", "", True),
        ("network=*", "tickets=*", True),
        ("network=Y", "", False),
        ("network=X", "network=*", False),
        ("tickets=", "", True),
    ],
)
def test_a_part_counts_where_its_conditions_hold(when: str, unless: str, *, holds: bool) -> None:
    found = situation(facts={"network": "X"})
    assert found.holds(part("message", when=when, unless=unless)) is holds


def test_an_event_changes_the_stage_the_tab_and_the_facts_that_it_names() -> None:
    found = situation(inputs={"by": "fay"}, verb="approve", document=snapshot())
    sets = event_sets(found, "approved")
    assert sets["stage"] == "approved"
    assert sets["approved.by"] == "fay"
    assert len(sets["approved.hash"]) == 64
    sent = event_sets(found, "summary sent")
    assert sent == {"stage": "hold", "tab": "Social Media Complete 2026"}


@pytest.mark.parametrize(
    ("stage", "sets"),
    [
        ("", {"stage": "acknowledged"}),
        ("received", {"stage": "acknowledged"}),
        ("acknowledged", {}),
        ("review", {}),
    ],
)
def test_an_event_that_advances_never_takes_a_case_back(stage: str, sets: dict[str, str]) -> None:
    assert event_sets(situation(facts={"stage": stage}), "acknowledged") == sets


def test_a_run_that_is_resumed_knows_what_it_was_begun_with() -> None:
    opened = happened("intent opened", "start#1/opened", inputs={})
    assert situation(opened, verb="start").begun == opened
    assert situation(opened, verb="start", intent="start#2").begun is None


def test_dotted_names_are_tables_in_tables() -> None:
    assert nested({"user.name": "Uma", "user.id": "1", "case": "x"}) == {
        "user": {"name": "Uma", "id": "1"},
        "case": "x",
    }
    with pytest.raises(BadInput, match=r"user\.name can't be a field"):
        nested({"user": "Uma", "user.name": "Uma"})
