from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tracker.hours import Hours


class Case(NamedTuple):
    """A line of data/clock_cases.json."""

    id: str
    source: str
    calendar: int
    op: str
    args: dict[str, Any]
    expected: Any


RECORDED = json.loads(Path(__file__).with_name("data").joinpath("clock_cases.json").read_text())
CALENDARS = [Hours.from_mapping(calendar) for calendar in RECORDED["calendars"]]
CASES = [Case(*case) for case in RECORDED["cases"]]


def answer(case: Case) -> object:
    hours, args = CALENDARS[case.calendar], case.args
    times = {
        key: datetime.fromisoformat(args[key]) for key in ("start", "end", "at") if key in args
    }
    amount = timedelta(**{f"{args['unit']}s": args["amount"]}) if "unit" in args else timedelta(0)
    pauses = [
        (datetime.fromisoformat(s), datetime.fromisoformat(e)) for s, e in args.get("pauses", [])
    ]
    match case.op:
        case "add" | "add_paused":
            return hours.add(times["start"], amount, pauses)
        case "sub":
            return hours.subtract(times["start"], amount)
        case "diff" | "diff_paused":
            return hours.between(times["start"], times["end"], pauses).total_seconds()
        case "is_open":
            return hours.is_open(times["at"])
    raise AssertionError(case.op)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id}-{case.op}")
def test_a_recorded_case_holds(case: Case) -> None:
    moment = isinstance(case.expected, str)
    assert answer(case) == (datetime.fromisoformat(case.expected) if moment else case.expected)


def test_every_recorded_operation_is_there() -> None:
    assert len(CASES) == 550
    assert {c.op for c in CASES} == {"add", "add_paused", "sub", "diff", "diff_paused", "is_open"}
