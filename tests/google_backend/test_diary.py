"""Who is out of office, by the calendars of the loopback Google."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from google.oauth2.credentials import Credentials

from summarizer.google.api import Google
from summarizer.google.diary import CalendarDiary, why_away
from summarizer.google.retrying import Patience
from summarizer.google.transport import connect
from tests.google import calendar, calendar_events, desk, oauth
from tests.google.server import Server
from tests.google_desk import GoogleDesk
from tests.procedures.social import ANSWER, USER, receive
from tracker.errors import SignInNeeded

AGENT, REVIEWER, APPROVER = desk.AGENT, desk.REVIEWER, desk.APPROVER
HERE = ZoneInfo("America/Los_Angeles")
#: A Thursday at ten on the desk's clock.
NOW = datetime(2026, 11, 19, 10, tzinfo=HERE)
HOUR = timedelta(hours=1)


def diary(server: Server, *scopes: str) -> CalendarDiary:
    token = oauth.mint(server.world, AGENT, scopes or None)
    credentials = Credentials(token=token)  # type: ignore[no-untyped-call]  # google-auth has no types here
    patience = Patience(5, sleep=lambda _: None)
    return CalendarDiary(Google(connect(credentials, server.url, patience=patience)))


def out(server: Server, who: str, start: datetime, end: datetime, weeks: int = 1) -> None:
    calendar.hand_out_of_office(server.world, who, start, end, weeks=weeks)


@pytest.mark.row("003.6.1", "003.6.4")
def test_who_is_out_of_office_is_away_until_a_time_on_the_desks_clock(google: Server) -> None:
    out(google, REVIEWER, NOW - HOUR, NOW + HOUR)
    out(google, REVIEWER, NOW - HOUR, datetime(2026, 11, 24, 1, tzinfo=UTC))
    assert diary(google).away([REVIEWER, APPROVER], NOW) == {
        REVIEWER: "is out of office until 2026-11-23 17:00",
        APPROVER: "",
    }


def test_only_the_moment_counts(google: Server) -> None:
    out(google, REVIEWER, NOW - 2 * HOUR, NOW)
    out(google, APPROVER, NOW + HOUR, NOW + 2 * HOUR)
    out(google, AGENT, NOW - timedelta(days=7), NOW - timedelta(days=7) + HOUR, weeks=2)
    found = diary(google).away([REVIEWER, APPROVER, AGENT], NOW)
    assert found == {
        REVIEWER: "",
        APPROVER: "",
        AGENT: "is out of office until 2026-11-19 11:00",
    }


def test_a_meeting_is_not_an_absence_and_a_cancelled_absence_is_none(google: Server) -> None:
    calendar.hand_event(google.world, REVIEWER, NOW - HOUR, NOW + HOUR)
    gone = calendar.hand_out_of_office(google.world, APPROVER, NOW - HOUR, NOW + HOUR)
    calendar.hand_cancel(google.world, gone)
    assert diary(google).away([REVIEWER, APPROVER], NOW) == {REVIEWER: "", APPROVER: ""}


@pytest.mark.parametrize("shares", ["none", "freeBusyReader"])
def test_a_calendar_that_cannot_be_read_says_nothing(google: Server, shares: str) -> None:
    out(google, REVIEWER, NOW - HOUR, NOW + HOUR)
    calendar.hand_share(google.world, REVIEWER, shares)
    found = diary(google).away([REVIEWER, "pat@elsewhere.example.com", APPROVER], NOW)
    assert found == {REVIEWER: None, "pat@elsewhere.example.com": None, APPROVER: ""}


def test_an_account_without_calendar_knows_of_nobody(google: Server) -> None:
    calendar_events.state(google.world).without.add(AGENT)
    assert diary(google).away([REVIEWER, APPROVER], NOW) == {REVIEWER: None, APPROVER: None}


@pytest.mark.parametrize("fault", ["503", "429", "403", "cut-before"])
def test_calendar_away_is_unknown_and_not_asked_for_everybody(google: Server, fault: str) -> None:
    google.faults.add(fault, method="calendar.batch", times=None)
    found = diary(google).away([APPROVER, REVIEWER, AGENT], NOW)
    assert found == {APPROVER: None, REVIEWER: None, AGENT: None}
    assert len(google.log) <= 5  # one request, with all its tries


def test_a_sign_in_without_calendars_is_said(google: Server) -> None:
    with pytest.raises(SignInNeeded):
        diary(google, "https://www.googleapis.com/auth/drive").away([REVIEWER], NOW)


def test_each_calendar_is_asked_once(google: Server) -> None:
    assert diary(google).away([REVIEWER, REVIEWER], NOW) == {REVIEWER: ""}
    assert len(google.log) == 1


def test_an_absence_of_days_ends_with_the_last_of_them() -> None:
    """Schema: `end` may be a date, the day after the last one."""
    days = {"accessRole": "reader", "items": [{"end": {"date": "2026-11-21"}}]}
    assert why_away(days, NOW) == "is out of office until 2026-11-21 00:00"


# --- on call -------------------------------------------------------------------------------


def late(desk: GoogleDesk) -> str:
    """What is to be done about an escalation that came at half past nine in the evening."""
    desk.at("2026-11-19T21:40")
    mail = receive(
        desk, received="from mail.example.com by mx.example.com; Thu, 19 Nov 2026 21:30:00 -0800"
    )
    said = desk("ack", "--mail", mail, "--answer", ANSWER, *USER, "--json")
    return desk.todos(str(said.json["case"]))["on-call"]


@pytest.fixture
def team_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "desk", monkeypatch, google)


def test_whoever_is_on_call_and_in_is_named(team_desk: GoogleDesk) -> None:
    assert "on call (Olga Petrova)" in late(team_desk)


def test_whoever_is_on_call_but_out_of_office_is_not_named(team_desk: GoogleDesk) -> None:
    begin, end = (datetime(2026, 11, day, 3, tzinfo=UTC) for day in (20, 22))
    calendar.hand_out_of_office(team_desk.world, "olga.petrova@example.com", begin, end)
    words = late(team_desk)
    assert "Olga" not in words
    assert "--to dana" in words or "--to sam" in words


def test_a_calendar_on_call_that_cannot_be_read_is_told(team_desk: GoogleDesk) -> None:
    calendar.hand_share(team_desk.world, "olga.petrova@example.com", "none")
    assert "Olga Petrova (by people.toml: can't read the calendar of Olga Petrova)" in late(
        team_desk
    )
