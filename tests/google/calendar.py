"""Calendar: the events of people's primary calendars, and when these people are busy.

What rests on what: the shape of an event on a recorded answer; types, bounds and roles on the
discovery document; what somebody with `freeBusyReader` or before a private event gets to see (when,
but neither what nor of which type) and that busy times aren't cut at the bounds on inference.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.google.calendar_events import (
    Event,
    hand_cancel,
    hand_event,
    hand_out_of_office,
    hand_share,
    state,
)
from tests.google.errors import BadValue
from tests.google.world import Call, GoogleError, Handlers, World, not_carried

#: What an account may do with somebody's calendar: its role there.
NONE, BUSY_ONLY, READER, OWNER = "none", "freeBusyReader", "reader", "owner"
MOST_CALENDARS = 50
MOST_EVENTS = 2500
#: Of these a query is answered with 501, as leaving them out would answer another question.
NOT_CARRIED = (
    "iCalUID", "privateExtendedProperty", "q", "sharedExtendedProperty", "syncToken", "updatedMin",
)  # fmt: skip


def role(world: World, owner: str, user: str) -> str:
    """What a user may do with somebody's primary calendar."""
    calendars = state(world)
    if owner == user:
        return OWNER
    if owner not in world.accounts:
        return NONE
    same_domain = owner.rpartition("@")[2] == user.rpartition("@")[2]
    return calendars.roles.get((owner, user)) or calendars.roles.get(
        (owner, ""), READER if same_domain else NONE
    )


def _list(world: World, call: Call) -> Any:
    params = call.params
    if given := [name for name in NOT_CARRIED if params.get(name)]:
        raise not_carried(f"events.list with {', '.join(given)}")
    owner = call.user if params["calendarId"] == "primary" else params["calendarId"]
    mine = role(world, owner, call.user)
    _check_readable(world, call.user, mine)
    found = sorted(_matching(world, owner, mine, params), key=lambda event: event.start_at)
    if params.get("orderBy") == "updated":
        found.sort(key=lambda event: event.updated)
    elif params.get("orderBy") and not params.get("singleEvents"):
        raise GoogleError(
            400, "The requested ordering is not available for the particular query.", "invalid"
        )
    zone = _zone(params.get("timeZone") or state(world).zones.get(owner, "UTC"))
    start = _offset(params.get("pageToken", ""))
    end = start + min(params["maxResults"], MOST_EVENTS)
    answer = {
        "kind": "calendar#events",
        "etag": f'"{int(world.now().timestamp() * 1000)}"',
        "summary": owner,
        "updated": _text(max((e.updated for e in found), default=datetime.fromtimestamp(0, UTC))),
        "timeZone": zone.key,
        "accessRole": mine,
        "defaultReminders": [],
        "items": [_view(event, call.user, mine, zone) for event in found[start:end]],
    }
    if end < len(found):
        answer["nextPageToken"] = base64.urlsafe_b64encode(str(end).encode()).decode()
    return answer


def _check_readable(world: World, user: str, mine: str) -> None:
    """Refuse as Google does who has no calendar, or may see nothing of this one."""
    if user in state(world).without:
        raise GoogleError(
            403, "The user must be signed up for Google Calendar.", "notACalendarUser"
        )
    if mine == NONE:
        raise GoogleError(404, "Not Found", "notFound")


def _matching(world: World, owner: str, mine: str, params: dict[str, Any]) -> Iterator[Event]:
    types = params.get("eventTypes")
    low, high = _bounds(params)
    for event in state(world).events.get(owner, ()):
        if event.cancelled and not params.get("showDeleted"):
            continue
        kind = "default" if _is_hidden(event, mine) else event.type
        if types and kind not in types:
            continue
        inside = [e for e in event.instances() if e.is_within(low, high)]
        if params.get("singleEvents"):
            yield from inside
        elif inside:
            yield event


def _bounds(params: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    low, high = (_moment(name, params.get(name, "")) for name in ("timeMin", "timeMax"))
    if low and high and low >= high:
        raise GoogleError(400, "The specified time range is empty.", "timeRangeEmpty")
    return low, high


def _moment(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadValue("Bad Request", name) from error
    if found.tzinfo is None:
        raise BadValue("Bad Request", name)
    return found


def _offset(token: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(token)) if token else 0
    except (ValueError, binascii.Error) as error:
        raise GoogleError(400, "Invalid page token value.", "invalid") from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise GoogleError(400, f"Invalid time zone: {name}", "invalid") from error


def _is_hidden(event: Event, mine: str) -> bool:
    return mine == BUSY_ONLY or (event.private and mine == READER)


def _view(event: Event, user: str, mine: str, zone: ZoneInfo) -> dict[str, Any]:
    """An event as this user may see it."""
    hidden = _is_hidden(event, mine)
    seen: dict[str, Any] = {
        "kind": "calendar#event",
        "etag": f'"{int(event.updated.timestamp() * 1000)}"',
        "id": event.id,
        "status": "cancelled" if event.cancelled else "confirmed",
        "created": _text(event.created),
        "updated": _text(event.updated),
        "start": _when(event.start, zone),
        "end": _when(event.end, zone),
        "iCalUID": f"{event.series or event.id}@google.com",
        "eventType": "default" if hidden else event.type,
    }
    if event.series:
        seen |= {"recurringEventId": event.series, "originalStartTime": seen["start"]}
    if event.weeks > 1:
        seen["recurrence"] = [f"RRULE:FREQ=WEEKLY;COUNT={event.weeks}"]
    if event.private or hidden:
        seen["visibility"] = "private"
    if event.free:
        seen["transparency"] = "transparent"
    if hidden:
        return seen
    person = {"email": event.owner} | ({"self": True} if event.owner == user else {})
    seen |= {"summary": event.summary, "creator": person, "organizer": person, "sequence": 0}
    if event.type == "outOfOffice":
        seen["outOfOfficeProperties"] = {"autoDeclineMode": "declineAllConflictingInvitations"}
    return seen


def _when(value: date, zone: ZoneInfo) -> dict[str, str]:
    if not isinstance(value, datetime):
        return {"date": value.isoformat()}
    local = value.astimezone(zone).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"dateTime": local, "timeZone": zone.key}


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _query(world: World, call: Call) -> Any:
    """When each of the calendars is busy; a calendar that can't be seen has an error instead."""
    for name in ("timeMin", "timeMax"):
        if name not in call.body:
            raise BadValue(f"Missing {name} parameter.", name, "required")
    low, high = _bounds(call.body)
    most = call.body.get("calendarExpansionMax", MOST_CALENDARS)
    if most > MOST_CALENDARS:
        raise BadValue(f"calendarExpansionMax is at most {MOST_CALENDARS}", "calendarExpansionMax")
    zone = _zone(call.body.get("timeZone", "UTC"))
    asked = [item.get("id", "") for item in call.body.get("items", [])]
    found = {
        name: _busy(world, call.user, name, low, high, zone)
        if len(asked) <= most
        else _error("tooManyCalendarsRequested")
        for name in asked
    }
    bounds = {"timeMin": _text(low), "timeMax": _text(high)} if low and high else {}
    return {"kind": "calendar#freeBusy", **bounds, "calendars": found}


def _error(reason: str) -> dict[str, Any]:
    return {"errors": [{"domain": "global", "reason": reason}], "busy": []}


def _busy(  # noqa: PLR0913, PLR0917 - a question has this many parts
    world: World,
    user: str,
    name: str,
    low: datetime | None,
    high: datetime | None,
    zone: ZoneInfo,
) -> dict[str, Any]:
    owner = user if name == "primary" else name
    if role(world, owner, user) == NONE:
        return _error("notFound")
    spans = sorted(
        (each.start_at, each.end_at)
        for event in state(world).events.get(owner, ())
        if not (event.cancelled or event.free)
        for each in event.instances()
        if each.is_within(low, high)
    )
    merged: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return {"busy": [{"start": _at(start, zone), "end": _at(end, zone)} for start, end in merged]}


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return _when(moment, zone)["dateTime"]


HANDLERS: Handlers = {"calendar.events.list": _list, "calendar.freebusy.query": _query}

__all__ = ["HANDLERS", "hand_cancel", "hand_event", "hand_out_of_office", "hand_share", "role"]
