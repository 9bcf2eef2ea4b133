"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

from tracker.errors import BadInput

#: The length of 14:05.
_CLOCK = 5


def parse_time(text: str, zone: str, today: datetime | None = None) -> datetime:
    """A time as people type it: ISO 8601, in the desk's zone where it names none.

    With `today`, a time without a date (14:05) is on that day.
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - commands that take no time don't need it

    written = text.strip()
    if today is not None and len(written) <= _CLOCK and ":" in written:
        written = f"{today.astimezone(ZoneInfo(zone)):%Y-%m-%d}T{written.zfill(_CLOCK)}"
    clock = "14:05 (today), " if today is not None else ""
    try:
        found = datetime.fromisoformat(written)
        local = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(
            f"{text!r} is not a time",
            "",
            f"Write it as {clock}2026-11-19T14:05, or with a zone's hours: 2026-11-19T14:05-08:00",
        ) from None
