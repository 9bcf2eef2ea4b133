"""Who is out of office, by the primary calendars that this account may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from summarizer.google.errors import Said
from tracker.errors import SignInNeeded, UserError

if TYPE_CHECKING:
    from summarizer.google.api import Google

#: As long as a moment is for a calendar.
_MOMENT = timedelta(minutes=1)
#: With these roles an event's type is seen; with less, only that somebody is busy.
_READERS = ("reader", "writerWithoutPrivateAccess", "writer", "owner")


class CalendarDiary:
    """The calendars of a team in Google Workspace.

    Being busy is not being away: only events of the type `outOfOffice` count
    (https://developers.google.com/workspace/calendar/api/guides/calendar-status).
    """

    def __init__(self, google: Google) -> None:
        self._google = google

    def away(self, addresses: Sequence[str], at: datetime) -> Mapping[str, str | None]:
        """Why each isn't in at that time; "" if they are, None where their calendar can't be read.

        Raises:
            SignInNeeded: Nobody is signed in, or not for calendars.
        """
        return {address: self._away(address, at) for address in dict.fromkeys(addresses)}

    def _away(self, address: str, at: datetime) -> str | None:
        request = self._google.service("calendar").events().list(
            calendarId=address,
            eventTypes="outOfOffice",
            timeMin=at.isoformat(),
            timeMax=(at + _MOMENT).isoformat(),
            singleEvents=True,
            maxResults=10,
            fields="accessRole,items(status,start,end)",
        )  # fmt: skip
        try:
            found = self._google.ask(request, f"read the calendar of {address}", told=(403, 404))
        except SignInNeeded:
            raise
        except (Said, UserError):  # not shared with us, none there, or Calendar is away
            return None
        return why_away(found)


def why_away(found: Mapping[str, Any]) -> str | None:
    """What an answer says of somebody: why they are away, "", or None if it can't say."""
    if found.get("accessRole") not in _READERS:
        return None
    events = [e for e in found.get("items", []) if e.get("status") != "cancelled"]
    ends = [end for event in events if (end := _end(event))]
    return f"is out of office until {max(ends)}" if ends else ""


def _end(event: Mapping[str, Any]) -> str:
    """When the event ends, as its calendar writes it: `2026-11-20` or `2026-11-20 17:00`."""
    end = event.get("end", {})
    return str(end.get("date") or end.get("dateTime", "")[:16].replace("T", " "))
