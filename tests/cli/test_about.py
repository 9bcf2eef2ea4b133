from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from summarizer.cli.about import about
from tracker.case import INTENT_OPENED, UNDONE, Case, Event

AT = datetime(2026, 11, 19, 18, tzinfo=UTC)


def event(kind: str, sets: dict[str, str] | None = None, note: str = "", **data: Any) -> Event:
    return Event("run#1/x", kind, AT, AT, "dana", note, sets or {}, data)


@pytest.mark.parametrize(
    ("happened", "inputs", "told"),
    [
        (event("evidence kept", did="edit"), {"link": "https://x.com/1"}, "https://x.com/1"),
        (
            event("evidence kept", did="edit", file="7f.png"),
            {"file": "shots/a.png", "text": "Never\nagain."},
            "a.png: Never again.",
        ),
        (
            event("team answered", did="edit", team="Payments"),
            {"team": "Payments", "question": "Why?", "answer": "A check."},
            "Payments: Why? — A check.",
        ),
        (
            event("picked", {"reviewers": "rosa, ravi"}, picked="reviewers", reason="both are in"),
            {},
            "reviewers: rosa, ravi — both are in",
        ),
        (event("question", question="Which bank?", mail="<1@x>"), {}, "Which bank?"),
        (event("drafted", message="summary", words="Hello"), {"answer": "x"}, "summary"),
        (event("reviewed", note="fine", by="rosa"), {}, "rosa: fine"),
        (event("paused", note="a bank holiday", why="a bank holiday"), {}, "a bank holiday"),
        (event("step filled", step="Iovation", finding="f" * 999), {}, f"Iovation: {'f' * 159}…"),
        (event("fact set", {"network": ""}), {}, "network = (empty)"),
        (event("earlier found", earlier=[]), {}, "none"),
        (event("started"), {}, ""),
        (event(UNDONE, intent="set#1"), {}, "set#1"),
        (event(INTENT_OPENED), {}, "run#1/x"),
    ],
)
def test_an_event_tells_what_it_is_about(
    happened: Event, inputs: dict[str, str], told: str
) -> None:
    begun = event(INTENT_OPENED, inputs=inputs)._replace(key="run#1/opened")
    assert about(Case("SM-1", (begun, happened)), happened) == told


def test_what_came_from_elsewhere_without_a_run_is_told_by_itself() -> None:
    happened = event("team asked", did="edit", team="Payments")
    assert about(Case("SM-1", (happened,)), happened) == "Payments"
