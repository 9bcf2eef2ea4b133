"""What other libraries do, in a Python that has them: `peer.py NAME JSON`, then counts on stdin.

docxtpl is told a template in its own tags, and the values; `render-once` is the bare script.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
START, AMOUNT = datetime(2026, 11, 20, 14, tzinfo=ZONE), timedelta(hours=8)


def rendered(template: str, values: dict[str, Any], links: list[str]) -> io.BytesIO:
    """A document by docxtpl, as its manual says: a template object a document."""
    from docxtpl import DocxTemplate, RichText

    document, text = DocxTemplate(template), RichText()
    for number, url in enumerate(links):
        if number:
            text.add("\n")
        text.add(url, url_id=document.build_url_id(url), color="0563C1", underline=True)
    document.render({**values, "links": text}, autoescape=True)
    document.save(made := io.BytesIO())
    return made


def docxtpl(template: str, values: dict[str, Any], links: list[str]) -> Callable[[], object]:
    return lambda: rendered(template, values, links)


def workclock() -> Callable[[], object]:
    from workclock import Schedule, WorkDay

    schedule = Schedule([WorkDay(clock(7), clock(17))], time_zone=ZONE)
    return lambda: schedule.add(START, AMOUNT)


def businesstimedelta() -> Callable[[], object]:
    from businesstimedelta import BusinessTimeDelta, WorkDayRule
    from pytz import timezone

    zone = timezone(ZONE.key)
    rule = WorkDayRule(clock(7), clock(17), working_days=[0, 1, 2, 3, 4], tz=zone)
    amount = BusinessTimeDelta(rule, hours=8)
    return lambda: START + amount


def pandas() -> Callable[[], object]:
    from pandas import Timestamp
    from pandas.tseries.offsets import BusinessHour

    start, amount = Timestamp(START), BusinessHour(8, start="07:00", end="17:00")
    return lambda: start + amount


def main(name: str, given: dict[str, Any]) -> None:
    """Do it as often as each line says, and print how long that took."""
    if name == "render-once":
        to = Path(given.pop("to"))
        to.write_bytes(rendered(**given).getvalue())
        return
    run = globals()[name](**given)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            run()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
