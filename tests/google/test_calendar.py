"""Calendar: who is out of office, as far as one may know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests

from tests.google import desk, oauth
from tests.google.calendar import hand_cancel, hand_event, hand_out_of_office, hand_share
from tests.google.calendar_events import state
from tests.google.server import Server

WEEK = {"timeMin": "2026-03-02T00:00:00Z", "timeMax": "2026-03-09T00:00:00Z"}
SEEN = desk.REVIEWER
Ask = Callable[..., requests.Response]


@pytest.fixture
def ask(google: Server) -> Iterator[Ask]:
    """List somebody's events as the agent."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {oauth.TEST_TOKEN}"

        def go(calendar: str = SEEN, **params: Any) -> requests.Response:
            url = f"{google.url}/calendar/v3/calendars/{calendar}/events"
            return session.get(url, params=params, timeout=5)

        yield go


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def names(answer: requests.Response) -> list[str]:
    return [event["summary"] for event in answer.json()["items"]]


def test_days_off_are_seen(google: Server, ask: Ask) -> None:
    hand_out_of_office(google.world, SEEN, at(3), at(5))
    hand_event(google.world, SEEN, at(3, 9), at(3, 10))
    answer = ask(eventTypes="outOfOffice", singleEvents="true", **WEEK).json()
    (event,) = answer["items"]
    assert answer["accessRole"] == "reader"
    assert event["eventType"] == "outOfOffice"
    assert event["start"] == {"dateTime": "2026-03-03T00:00:00Z", "timeZone": "UTC"}
    assert event["end"]["dateTime"] == "2026-03-05T00:00:00Z"
    assert event["organizer"] == {"email": SEEN}


def test_ones_own_calendar_is_primary(google: Server, ask: Ask) -> None:
    hand_event(google.world, desk.AGENT, at(3), at(4), summary="mine")
    answer = ask("primary").json()
    assert answer["accessRole"] == "owner"
    assert answer["items"][0]["organizer"] == {"email": desk.AGENT, "self": True}


def test_the_bounds_of_a_query_lie_outside_of_what_it_finds(google: Server, ask: Ask) -> None:
    for name, start, end in [("before", 1, 2), ("into", 1, 3), ("out", 8, 12), ("after", 9, 10)]:
        hand_event(google.world, SEEN, at(start), at(end), summary=name)
    assert names(ask(**WEEK)) == ["into", "out"]


def test_a_weekly_event_is_one_or_many(google: Server, ask: Ask) -> None:
    event = hand_out_of_office(google.world, SEEN, at(3), at(4), weeks=3)
    (series,) = ask(**WEEK).json()["items"]
    assert (series["id"], series["recurrence"]) == (event.id, ["RRULE:FREQ=WEEKLY;COUNT=3"])
    many = ask(singleEvents="true", orderBy="startTime").json()["items"]
    assert [each["start"]["dateTime"][:10] for each in many] == [
        "2026-03-03",
        "2026-03-10",
        "2026-03-17",
    ]
    assert {each["recurringEventId"] for each in many} == {event.id}


def test_events_come_in_pages(google: Server, ask: Ask) -> None:
    for day in range(1, 6):
        hand_event(google.world, SEEN, at(day), at(day, 1), summary=str(day))
    first = ask(maxResults=3)
    second = ask(maxResults=3, pageToken=first.json()["nextPageToken"])
    assert names(first) + names(second) == ["1", "2", "3", "4", "5"]
    assert "nextPageToken" not in second.json()
    assert ask(pageToken="?").status_code == 400


def test_times_are_told_in_the_zone_that_is_asked_for(google: Server, ask: Ask) -> None:
    state(google.world).zones[SEEN] = "Europe/Berlin"
    hand_event(google.world, SEEN, at(3, 9), at(3, 10))
    hand_event(google.world, SEEN, date(2026, 3, 4), date(2026, 3, 5))
    timed, whole = ask().json()["items"]
    assert timed["start"]["dateTime"] == "2026-03-03T10:00:00+01:00"
    assert whole["end"] == {"date": "2026-03-05"}
    there = ask(timeZone="America/New_York").json()
    assert there["items"][0]["start"]["dateTime"] == "2026-03-03T04:00:00-05:00"
    assert ask(timeZone="Mars").status_code == 400


def test_what_was_deleted_is_shown_only_when_asked_for(google: Server, ask: Ask) -> None:
    hand_cancel(google.world, hand_event(google.world, SEEN, at(3), at(4)))
    assert ask().json()["items"] == []
    assert ask(showDeleted="true").json()["items"][0]["status"] == "cancelled"


def test_a_calendar_that_one_may_not_see_is_not_found(google: Server, ask: Ask) -> None:
    hand_share(google.world, SEEN, "none")
    hand_out_of_office(google.world, SEEN, at(3), at(5))
    for calendar in (SEEN, "nobody@example.com", "somebody@example.org"):
        answer = ask(calendar)
        assert answer.status_code == 404
        assert answer.json()["error"]["errors"][0]["reason"] == "notFound"


def test_who_sees_only_busy_times_does_not_see_why(google: Server, ask: Ask) -> None:
    hand_share(google.world, SEEN, "freeBusyReader")
    hand_out_of_office(google.world, SEEN, at(3), at(5))
    assert ask(eventTypes="outOfOffice").json()["items"] == []
    answer = ask().json()
    assert answer["accessRole"] == "freeBusyReader"
    assert "summary" not in answer["items"][0]


def test_a_private_event_is_hidden_from_readers_alone(google: Server, ask: Ask) -> None:
    hand_event(google.world, SEEN, at(3), at(4), summary="secret", private=True)
    (event,) = ask().json()["items"]
    assert event["visibility"] == "private"
    assert "summary" not in event
    hand_event(google.world, desk.AGENT, at(3), at(4), summary="mine", private=True)
    assert names(ask("primary")) == ["mine"]


def test_who_has_no_calendar_is_told_so(google: Server, ask: Ask) -> None:
    state(google.world).without.add(desk.AGENT)
    assert ask().json()["error"]["errors"][0]["reason"] == "notACalendarUser"


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"timeMin": "2026-03-02T00:00:00"}, 400),
        ({"timeMin": "soon"}, 400),
        ({"timeMin": WEEK["timeMax"], "timeMax": WEEK["timeMin"]}, 400),
        ({"orderBy": "startTime"}, 400),
        ({"eventTypes": "party"}, 400),
        ({"maxResults": 0}, 400),
        ({"q": "word"}, 501),
        ({"syncToken": "t"}, 501),
    ],
)
def test_a_query_that_can_not_be_answered_is_refused(
    ask: Ask, params: dict[str, Any], status: int
) -> None:
    assert ask(**params).status_code == status


def busy(google: Server, ids: list[str], **more: Any) -> requests.Response:
    header = {"Authorization": f"Bearer {oauth.TEST_TOKEN}"}
    body = {**WEEK, "items": [{"id": ident} for ident in ids], **more}
    return requests.post(f"{google.url}/calendar/v3/freeBusy", json=body, headers=header, timeout=5)


def test_busy_times_are_told_without_a_reason(google: Server) -> None:
    hand_share(google.world, SEEN, "freeBusyReader")
    hand_event(google.world, SEEN, at(3, 9), at(3, 11))
    hand_event(google.world, SEEN, at(3, 10), at(3, 12))
    hand_event(google.world, SEEN, at(4), at(5), free=True)
    hand_event(google.world, SEEN, at(6, 1), at(6, 2))
    hand_share(google.world, desk.APPROVER, "none")
    told = busy(google, [SEEN, desk.APPROVER, "primary"]).json()["calendars"]
    assert told == {
        SEEN: {
            "busy": [
                {"start": "2026-03-03T09:00:00Z", "end": "2026-03-03T12:00:00Z"},
                {"start": "2026-03-06T01:00:00Z", "end": "2026-03-06T02:00:00Z"},
            ]
        },
        desk.APPROVER: {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []},
        "primary": {"busy": []},
    }


def test_a_busy_query_has_its_limits(google: Server) -> None:
    told = busy(google, [f"{n}@example.com" for n in range(51)]).json()["calendars"]
    assert {c["errors"][0]["reason"] for c in told.values()} == {"tooManyCalendarsRequested"}
    assert busy(google, [], calendarExpansionMax=51).status_code == 400
    assert busy(google, [], timeMin=None).json()["error"]["errors"][0]["reason"] == "required"
