"""Rounds of `watch` on real workspaces: what is told once, who is warned, what it costs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from summarizer import warning
from summarizer.backends import ACCESS_TOKEN
from summarizer.watching import Watch
from tests.desk import Desk
from tests.google import gmail
from tests.google.server import Server
from tests.google_backend.test_costs import acknowledged
from tests.google_desk import DANA, GoogleDesk
from tests.slack import world as slack_world
from tests.slack.server import Server as SlackServer
from tests.walk.test_walk import ANSWER
from tests.zendesk import desk as helpdesk
from tests.zendesk.server import Server as ZendeskServer

PROGRAM = "from summarizer.cli import main; main()"


def escalation(desk: Desk, **more: str) -> str:
    """A case received at 9:50 and not acknowledged: due at 10:05, warned of from 10:00 on."""
    mail = desk.receive("escalation", to="socialmedia-escalations@example.com", **more)
    return str(desk("ack", "--mail", mail, "--answer", ANSWER, "--json").json["case"])


def once(desk: Desk, code: int = 0) -> Any:
    """A round, and how it was told."""
    return desk("watch", "--once", "--json", code=code).json


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "desk", monkeypatch)


@pytest.fixture
def room(slack: SlackServer, monkeypatch: pytest.MonkeyPatch) -> SlackServer:
    """The room is connected, and where warnings go."""
    monkeypatch.setenv("SUMMARIZER_SLACK_CHANNEL", slack_world.ROOM)
    monkeypatch.setenv("SUMMARIZER_SLACK_ENDPOINT", slack.url)
    monkeypatch.setenv("SUMMARIZER_SLACK_TOKEN", slack_world.TEST_TOKEN)
    monkeypatch.setenv("SUMMARIZER_WATCH_CHANNEL", "room")
    slack.world.now = datetime(2026, 11, 19, 20, tzinfo=UTC)  # after all that the desk does
    return slack


def said(room: SlackServer) -> list[str]:
    return [message.text for message in room.world.room().messages if "is due" in message.text]


# --- warnings -------------------------------------------------------------------------------


def test_the_room_is_warned_once_before_a_clock_breaches(desk: Desk, room: SlackServer) -> None:
    number = escalation(desk)
    desk.at("2026-11-19T09:59")
    assert once(desk)["warned"] == []
    desk.at("2026-11-19T10:01")
    line = f"{number}: acknowledge is due Thu 19 Nov 10:05 (Dana Reyes)"
    assert once(desk)["warned"] == [line]
    assert said(room) == [line]
    assert once(desk)["warned"] == []
    assert len(said(room)) == 1
    warned = desk.case(number).last("warned")
    assert warned is not None
    assert warned.note == line


def test_a_line_whose_answer_was_lost_is_not_said_twice(desk: Desk, room: SlackServer) -> None:
    escalation(desk)
    desk.at("2026-11-19T10:01")
    room.faults.add("cut-after", method="chat.postMessage")
    once(desk, code=6)
    once(desk)
    assert len(said(room)) == 1


def test_a_clock_warns_in_its_own_hours_and_never_on_a_closed_case(
    desk: Desk, room: SlackServer
) -> None:
    late = escalation(desk)
    desk("sent", late, "acknowledgement")
    desk.at("2026-11-19T16:40")  # the summary is due at 7:50 of the next morning
    (line,) = once(desk)["warned"]
    assert line.startswith(f"{late}: summary is due Fri 20 Nov 07:50")
    other = escalation(desk, message_id="<root-2@mail.example.com>")
    desk("sent", other, "acknowledgement")
    desk.at("2026-11-19T20:00")
    assert once(desk)["warned"] == []
    desk("cancel", other, "Opened twice.", "--yes")
    desk.at("2026-11-20T07:10")
    assert once(desk)["warned"] == []
    assert len(said(room)) == 1


def test_a_deadline_that_went_by_while_nobody_watched_is_told_once(
    desk: Desk, room: SlackServer
) -> None:
    number = escalation(desk)
    desk.at("2026-11-19T22:30")  # outside of the clock's own hours
    assert once(desk)["warned"] == []
    desk.at("2026-11-20T06:10")
    line = f"{number}: acknowledge was breached at Thu 19 Nov 10:05 (Dana Reyes)"
    assert once(desk)["warned"] == [line]
    assert once(desk)["warned"] == []
    assert [m.text for m in room.world.room().messages] == [line]


def test_one_that_was_warned_of_is_not_told_again_when_it_is_breached(
    desk: Desk, room: SlackServer
) -> None:
    escalation(desk)
    desk.at("2026-11-19T10:01")
    assert len(once(desk)["warned"]) == 1
    desk.at("2026-11-19T10:30")
    assert once(desk)["warned"] == []
    assert len(said(room)) == 1


def test_many_that_went_by_are_told_some_a_round(
    desk: Desk, room: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warning, "MOST_LATE", 1)
    for n in range(2):
        escalation(desk, message_id=f"<root-{n}@mail.example.com>")
    desk.at("2026-11-19T10:30")
    told = [once(desk)["warned"] for _ in range(3)]
    assert list(map(len, told)) == [1, 1, 0]
    assert len({m.text for m in room.world.room().messages}) == 2


def test_without_a_channel_nobody_is_warned(desk: Desk) -> None:
    number = escalation(desk)
    desk.at("2026-11-19T10:01")
    assert once(desk)["warned"] == []
    assert desk.case(number).last("warned") is None


@pytest.mark.parametrize(
    "to", ['["zoe@krueger.example.com"]', '["user"]', '["role:nobody"]', '["address:nobody"]', "[]"]
)
def test_warnings_go_to_addresses_of_the_team_only(desk: Desk, to: str) -> None:
    by_mail(desk, to)
    assert "watch.to" in desk("watch", "--once", code=2).err


def by_mail(desk: Desk, to: str) -> None:
    file = desk.root / "summarizer.toml"
    text = file.read_text(encoding="utf-8")
    head, table, rest = text.partition("[watch]\n")
    rest = rest.replace('channel = ""', 'channel = "mail"', 1).replace("to = []", f"to = {to}", 1)
    file.write_text(head + table + rest, encoding="utf-8")


# --- Google ---------------------------------------------------------------------------------


@pytest.fixture
def google_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "desk", monkeypatch, google)


def test_the_leads_are_warned_by_one_mail_from_the_agents_mailbox(google_desk: GoogleDesk) -> None:
    desk = google_desk
    number = acknowledged(desk)
    by_mail(desk, '["role:leads"]')
    desk.at("2026-11-19T14:30")
    before = len(desk.delivered())
    (line,) = once(desk)["warned"]
    once(desk)
    ((to, mail),) = desk.delivered()[before:]
    assert to == {"lee.marsh@example.com", "morgan.ellis@example.com"}
    assert mail["Subject"] == line
    assert line.startswith(f"{number}: summary is due")
    assert "Zo" not in line


def test_trouble_is_told_once_and_once_when_it_is_over(
    google_desk: GoogleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = google_desk
    number = acknowledged(desk)
    desk("start", number)
    token = os.environ[ACCESS_TOKEN]
    monkeypatch.setenv(ACCESS_TOKEN, "expired")
    first = desk("watch", "--once", code=4)
    assert "Error: the desk: " in first.err
    second = desk("watch", "--once", code=4)
    assert second.err == ""
    assert "in trouble: the desk" in second.out
    monkeypatch.setenv(ACCESS_TOKEN, token)
    assert "the desk is back" in desk("watch", "--once").out
    assert "back" not in desk("watch", "--once").out


def test_a_mail_that_waits_is_told_once(google_desk: GoogleDesk) -> None:
    desk = google_desk
    mail = desk.receive("escalation", to="socialmedia-escalations@example.com")
    gmail.deliver(desk.world, DANA, mail.read_bytes())
    desk.at("2026-11-19T10:00")
    found = once(desk)
    assert found["waiting"] == 1
    (line,) = found["news"]
    assert "new: “Unhappy user”" in line
    again = once(desk)
    assert (again["waiting"], again["news"]) == (1, [])


def test_the_leads_are_warned_of_a_mail_that_has_no_case_yet(google_desk: GoogleDesk) -> None:
    desk = google_desk
    by_mail(desk, '["role:leads"]')
    mail = desk.receive("escalation", to="socialmedia-escalations@example.com")
    gmail.deliver(desk.world, DANA, mail.read_bytes())
    desk.at("2026-11-19T09:55")
    assert once(desk)["warned"] == []
    desk.at("2026-11-19T10:01")
    line = "A mail without a case is to be acknowledged by Thu 19 Nov 10:05"
    assert once(desk)["warned"] == [line]
    assert once(desk)["warned"] == []
    assert len(desk.delivered()) == 1


def test_a_mail_that_nobody_acknowledged_in_time_is_told_as_that(google_desk: GoogleDesk) -> None:
    desk = google_desk
    by_mail(desk, '["role:leads"]')
    mail = desk.receive("escalation", to="socialmedia-escalations@example.com")
    gmail.deliver(desk.world, DANA, mail.read_bytes())
    desk.at("2026-11-19T11:00")
    line = "A mail without a case was not acknowledged by Thu 19 Nov 10:05"
    assert once(desk)["warned"] == [line]
    assert once(desk)["warned"] == []


# --- helpdesk and room ----------------------------------------------------------------------


def test_a_helpdesk_that_is_down_ends_nothing_and_is_told_once(
    desk: Desk, zendesk: ZendeskServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_ZENDESK_URL", zendesk.url)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_USER", helpdesk.AGENT)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_TOKEN", helpdesk.TOKEN)
    number = escalation(desk)
    desk("set", number, "tickets", "2")
    once(desk)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_TOKEN", "withdrawn")
    first = desk("watch", "--once", code=4)
    assert "Error: helpdesk: Zendesk does not take the token" in first.err
    assert "1 read" in first.out
    second = desk("watch", "--once", code=4)
    assert (second.err, "in trouble: helpdesk" in second.out) == ("", True)
    monkeypatch.setenv("SUMMARIZER_ZENDESK_TOKEN", helpdesk.TOKEN)
    assert "helpdesk is back" in desk("watch", "--once").out
    assert desk("watch", "--once").out.endswith("1 read, 0 differ, 0 waiting\n")


def test_a_room_that_is_down_ends_nothing_and_is_warned_later(
    desk: Desk, room: SlackServer
) -> None:
    escalation(desk)
    desk.at("2026-11-19T10:01")
    room.world.tokens.clear()
    first = desk("watch", "--once", code=4)
    assert "Error: warnings: a warning can't leave" in first.err
    assert desk("watch", "--once", code=4).err == ""
    room.world.tokens[slack_world.TEST_TOKEN] = slack_world.Token(slack_world.BOT)
    back = desk("watch", "--once").out
    assert "warnings is back" in back
    assert len(said(room)) == 1


# --- the loop -------------------------------------------------------------------------------


def test_settings_that_are_broken_meanwhile_are_trouble_and_no_end(desk: Desk) -> None:
    number = escalation(desk)
    settings = desk.root / "summarizer.toml"
    good = settings.read_text(encoding="utf-8")
    with desk.workspace() as workspace:
        watch = Watch(workspace)
        assert watch.round().trouble == {}
        settings.write_text("me = [", encoding="utf-8")
        assert watch.round().began == ["the desk"]
        assert watch.round().began == []
        settings.write_text(good, encoding="utf-8")
        done = watch.round()
    assert done.ended == ["the desk"]
    assert done.read == 1
    assert desk.case(number).last("acknowledged") is None


def test_rounds_begin_as_far_apart_as_they_are_asked_to(desk: Desk) -> None:
    clock = iter([0.0, 40.0, 300.0, 700.0, 700.0])
    slept: list[float] = []
    with desk.workspace() as workspace:
        rounds = Watch(workspace).rounds(300, slept.append, lambda: next(clock))
        for _ in range(3):
            assert next(rounds).trouble == {}
    assert slept == [260.0, 0.0]  # a round that took longer is followed at once


def test_ctrl_c_ends_the_watch(desk: Desk) -> None:
    escalation(desk)
    command = [sys.executable, "-c", PROGRAM, "-w", str(desk.root), "watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ.copy()) as running:
        assert running.stdout is not None
        line = running.stdout.readline().decode()
        assert "1 read, 0 differ, 0 waiting" in line
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 130
