"""Who is out of office, by the primary calendars that this account may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tracker.errors import SignInNeeded, Unavailable, UserError

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

        Until when somebody is away is said in the zone of `at`. All are asked in one request.

        Raises:
            SignInNeeded: Nobody is signed in, or not for calendars.
        """
        unique = list(dict.fromkeys(addresses))
        try:
            reads = [self._events(address, at) for address in unique]
            said = self._google.ask_many("calendar", reads, "read the calendars")
        except Unavailable:
            return dict.fromkeys(unique)
        if nobody := next((each for each in said if isinstance(each, SignInNeeded)), None):
            raise nobody
        # One that is an error is not shared with us, or there is none.
        return {
            address: None if isinstance(each, UserError) else why_away(each, at)
            for address, each in zip(unique, said, strict=True)
        }

    def _events(self, address: str, at: datetime) -> Any:
        return self._google.service("calendar").events().list(
            calendarId=address,
            eventTypes="outOfOffice",
            timeMin=at.isoformat(),
            timeMax=(at + _MOMENT).isoformat(),
            singleEvents=True,
            maxResults=10,
            fields="accessRole,items(status,start,end)",
        )  # fmt: skip


def why_away(found: Mapping[str, Any], at: datetime) -> str | None:
    """What an answer says of somebody: why they are away, "", or None if it can't say."""
    if found.get("accessRole") not in _READERS:
        return None
    events = (e for e in found.get("items", []) if e.get("status") != "cancelled")
    ends = [end for event in events for end in _ends(event, at)]
    return f"is out of office until {max(ends):%Y-%m-%d %H:%M}" if ends else ""


def _ends(event: Mapping[str, Any], at: datetime) -> Iterator[datetime]:
    """When the event ends, in the zone of `at`; a day's end is the midnight after it."""
    end = event.get("end", {})
    if text := end.get("dateTime"):
        yield datetime.fromisoformat(text).astimezone(at.tzinfo or UTC)
    elif text := end.get("date"):
        yield datetime.fromisoformat(text).replace(tzinfo=at.tzinfo or UTC)
