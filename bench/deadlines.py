"""One business-hours deadline over a weekend, beside libraries that reckon them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from measure import Peer, ratio, report

from tracker.hours import Hours

WEEK = {day: [["07:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
CALENDAR = {"tz": "America/Los_Angeles", "hours": WEEK}
TIMES = 2_000


def deadlines() -> None:
    """Friday at two, eight hours: Monday at noon."""
    start, amount = datetime(2026, 11, 20, 14, tzinfo=ZoneInfo(CALENDAR["tz"])), timedelta(hours=8)
    hours = Hours.from_mapping(CALENDAR)
    for name, limit in (("workclock", 2), ("businesstimedelta", None), ("pandas", None)):
        peer = Peer(name)
        found = ratio(
            lambda: [hours.add(start, amount) for _ in range(TIMES)], lambda p=peer: p(TIMES)
        )
        report("8 business hours over a weekend", (found[0], found[1] / TIMES), name, limit)
