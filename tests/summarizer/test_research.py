from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.ports import Finding
from summarizer.research import NOT_APPLICABLE, empty_parts, find_step, is_done, missing
from tracker.errors import NotFound

CHART = [
    Finding("Message Centers", "They agreed."),
    Finding("CSS notes", "  "),
    Finding("User's history"),
    Finding("The job itself", f"{NOT_APPLICABLE}there was none"),
    Finding("Previous tickets", "n/a"),
]


def test_a_step_is_done_when_its_finding_says_something() -> None:
    assert missing(CHART) == ["CSS notes", "User's history", "Previous tickets"]
    assert missing([]) == []


@pytest.mark.parametrize("text", ["", " \n", "n/a", "N/A", "na", "Not applicable", " n/a. "])
def test_a_step_that_gives_no_reason_is_not_done(text: str) -> None:
    assert not is_done(Finding("CSS notes", text))
    assert not is_done(Finding("CSS notes", NOT_APPLICABLE))


@pytest.mark.parametrize("text", ["None.", "Not applicable: no account", "0", "n/a: no notes"])
def test_a_step_with_a_finding_or_a_reason_is_done(text: str) -> None:
    assert is_done(Finding("CSS notes", text))


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("CSS notes", "CSS notes"),
        (" css NOTES ", "CSS notes"),
        ("css", "CSS notes"),
        ("job", "The job itself"),
        ("history", "User's history"),
    ],
)
def test_a_step_is_found_by_its_name_or_a_part_of_it(name: str, step: str) -> None:
    assert find_step(CHART, name) == step


def test_a_step_that_is_named_in_full_is_meant_although_another_contains_it() -> None:
    assert find_step([Finding("Tickets"), Finding("Previous tickets")], "tickets") == "Tickets"


def test_a_name_that_fits_no_step_or_several_is_told_with_the_steps() -> None:
    with pytest.raises(NotFound) as refused:
        find_step(CHART, "weather")
    assert refused.value.what == "No step of the chart is called 'weather'"
    assert refused.value.why.startswith("The chart has: Message Centers, CSS notes")
    with pytest.raises(NotFound) as refused:
        find_step(CHART, "t")
    assert "It could be: Message Centers, CSS notes" in refused.value.why
    with pytest.raises(NotFound):
        find_step(CHART, " ")


@given(st.text(max_size=9))
def test_any_name_is_a_step_of_the_chart_or_refused(name: str) -> None:
    try:
        found = find_step(CHART, name)
    except NotFound:
        return
    assert found in [row.step for row in CHART]


def test_a_part_that_says_nothing_or_is_gone_is_empty() -> None:
    summary = {"history of the issue ": "A refund.", "Next steps": " \n"}
    parts = ["History of the issue", "How we will resolve it", "Next steps"]
    assert empty_parts(summary, parts) == ["How we will resolve it", "Next steps"]
