from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from tests.cli.shell import Shell, parts
from tests.desk import Desk
from tracker.clocks import parse_amount

COUNTED = re.compile(r"counted (.+?)  \((.+?) of (.+?)\)")


@pytest.fixture(autouse=True)
def _workspace(shell: Shell) -> None:
    shell("init")


def walk(lines: list[str]) -> list[tuple[timedelta, timedelta, timedelta]]:
    """Of each counted stretch: how much it is, how much that makes, and of how much."""
    found = [match.groups() for line in lines if (match := COUNTED.search(line))]
    return [(parse_amount(a), parse_amount(b), parse_amount(c)) for a, b, c in found]


@pytest.mark.row("003.2.6")
def test_eight_business_hours_from_an_afternoon_end_the_next_day(shell: Shell) -> None:
    said = shell("sla", "business", "2026-11-19T14:00", "8h")
    assert said.out.splitlines() == [
        "due Fri 20 Nov 12:00",
        "  Thu 19 Nov 14:00-17:00 PST               counted 3 h  (3 h of 8 h)",
        "  Thu 19 Nov 17:00 - Fri 20 Nov 07:00 PST  closed",
        "  Fri 20 Nov 07:00-12:00 PST               counted 5 h  (8 h of 8 h)",
    ]


def test_json_has_the_deadline_and_each_stretch_on_the_way(shell: Shell) -> None:
    said = shell("sla", "business", "2026-11-20T16:00", "8h", "--json").json
    assert said["hours"] == "business"
    assert datetime.fromisoformat(said["start"]).isoformat() == "2026-11-21T00:00:00+00:00"
    assert datetime.fromisoformat(said["due"]).isoformat() == "2026-11-23T22:00:00+00:00"
    counted = walk(said["walk"])
    assert [total for _, total, _ in counted] == [timedelta(hours=1), timedelta(hours=8)]
    assert any("no hours on Sat, Sun" in line for line in said["walk"])


@pytest.mark.parametrize("hours", ["business", "coverage", "plain"])
@pytest.mark.parametrize("amount", ["15m", "1h", "8h", "1h30m", "90s", "48h", "200h"])
def test_what_is_counted_adds_up_to_the_amount(shell: Shell, hours: str, amount: str) -> None:
    said = shell("sla", hours, "2026-11-25T16:45", amount, "--json").json
    counted = walk(said["walk"])
    assert sum((part for part, _, _ in counted), timedelta()) == parse_amount(amount)
    assert counted[-1][1] == counted[-1][2] == parse_amount(amount)


def test_a_zone_in_the_time_counts(shell: Shell) -> None:
    for start in ("2026-11-19T22:00Z", "2026-11-19T23:00+01:00", "2026-11-19T14:00"):
        assert shell("sla", "plain", start, "1h").out.startswith("due Thu 19 Nov 15:00\n")


def test_a_time_without_a_date_is_today(desk: Desk) -> None:
    assert desk("sla", "plain", "14:00", "30m").out.startswith("due Thu 19 Nov 14:30\n")


def test_what_one_s_own_calendar_says_counts(shell: Shell) -> None:
    file = shell.here / "summarizer.toml"
    night = '\n[calendars.night]\ntz = "Europe/Berlin"\nhours = { fri = [["00:00", "04:00"]] }\n'
    file.write_text(file.read_text() + night)
    said = shell("sla", "night", "2026-11-19T14:00", "2h")
    assert said.out.splitlines()[0] == "due Thu 19 Nov 17:00"
    assert "CET" in said.out


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        ("busy 2026-11-19T14:00 8h", 2, "There is no calendar busy"),
        ("business 2026-13-19T14:00 8h", 2, "'2026-13-19T14:00' is not a time"),
        ("business yesterday 8h", 2, "'yesterday' is not a time"),
        ("business 25:00 8h", 2, "'25:00' is not a time"),
        ("business 2026-11-19T14:00 8", 2, "'8' is no amount of time"),
        ("business 2026-11-19T14:00 2d", 2, "'2d' is no amount of time"),
        ("business 2026-11-19T14:00 99999999h", 5, "There is no such time within ten years"),
        ("plain 9999-12-31T23:00 8h", 2, "'9999-12-31T23:00' is not a time"),
        ("plain 1066-10-14T09:00 8h", 2, "1066-10-14 16:52:58+00:00 is too far away"),
    ],
)
def test_what_can_not_be_worked_out_is_refused(
    shell: Shell, words: str, code: int, what: str
) -> None:
    assert parts(shell("sla", *words.split(), code=code))[0] == what
