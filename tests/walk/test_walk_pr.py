"""Both Problematic-to-PR flows from their mail to their end: with all services, and with none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk, addresses
from tests.google import gmail
from tests.google.server import Server as GoogleServer
from tests.google_desk import DANA, GoogleDesk
from tests.slack import world as room
from tests.slack.server import Server as SlackServer
from tests.zendesk import desk as helpdesk
from tests.zendesk.server import Server as ZendeskServer

ANSWER = "I take this one, and look into her refund now."
PR = {"to": "problematic-to-pr@example.com"}
SUPPORT = PR | {
    "from_": "Support <support@example.com>",
    "x_mailer": "Zendesk Mailer",
    "message_id": "<ticket-1@zendesk.example.com>",
}
TEAM_LISTS = {"socialmedia@example.com", "community@example.com"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "desk", monkeypatch)


@pytest.fixture
def online(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    google: GoogleServer,
    zendesk: ZendeskServer,
    slack: SlackServer,
) -> GoogleDesk:
    """A desk in Google Workspace, with its helpdesk and its room."""
    for name, value in {
        "ZENDESK_URL": zendesk.url,
        "ZENDESK_USER": helpdesk.AGENT,
        "ZENDESK_TOKEN": helpdesk.TOKEN,
        "SLACK_CHANNEL": room.ROOM,
        "SLACK_ENDPOINT": slack.url,
        "SLACK_TOKEN": room.TEST_TOKEN,
    }.items():
        monkeypatch.setenv(f"SUMMARIZER_{name}", value)
    return GoogleDesk(tmp_path / "online", monkeypatch, google)


def receive(desk: Desk, **headers: str) -> Path:
    return desk.receive("mail", **{name.rstrip("_"): text for name, text in headers.items()})


def said(slack: SlackServer) -> list[str]:
    """The first lines of what was said, and whether it answers the first."""
    lines = slack.world.room().messages
    return [f"{'> ' * (m.thread != m.ts)}{m.text.splitlines()[0]}" for m in lines]


@pytest.mark.row("003.7.5")
def test_from_the_social_team_with_all_services(
    online: GoogleDesk, zendesk: ZendeskServer, slack: SlackServer
) -> None:
    desk = online
    tickets = [helpdesk.add(zendesk.world, helpdesk.OTHER, "Refund?", s) for s in ("open", "new")]
    message = gmail.deliver(desk.world, DANA, receive(desk, **PR).read_bytes())
    desk.at("2026-11-19T09:55")
    number = desk("ack", "--mail", message, "--answer", ANSWER, "--send", "--json").json["case"]
    (reply, notice) = (mail for _, mail in desk.delivered())
    assert addresses(reply, "Cc") >= TEAM_LISTS
    assert addresses(notice, "From", "To") == {"social-response@example.com", helpdesk.OTHER}
    assert "003.7.6" in desk("start", number, code=5).err
    desk.do(number, "take-tickets")
    agent = helpdesk.person(zendesk.world, helpdesk.AGENT).id
    assert {zendesk.world.tickets[t.id].assignee_id for t in tickets} == {agent}
    desk.do(number, "resolve", outcome="Her refund left today.")
    assert f"do {number} say --field todo=room-complete" in desk("show", number).out
    desk.do(number, "say", todo="room-complete")
    assert said(slack) == [
        f"I will take the social media issue {number} of Uma Ray (X).",
        f"> {number} is resolved.",
    ]
    check_the_end(desk, number, "resolved")


@pytest.mark.row("003.8.6")
def test_from_support_with_all_services(
    online: GoogleDesk, zendesk: ZendeskServer, slack: SlackServer
) -> None:
    desk = online
    ticket = helpdesk.add(zendesk.world, helpdesk.OTHER, "Arbitration", "open").id
    message = gmail.deliver(desk.world, DANA, receive(desk, **SUPPORT).read_bytes())
    desk.at("2026-11-19T09:55")
    number = desk("ack", "--mail", message, "--send", "--json").json["case"]
    assert desk.delivered() == []
    desk("set", number, "tickets", str(ticket))
    desk("done", number, "locate-ticket")
    desk.do(number, "research", threat="yes", evidence="2,000 followers; two posts today.")
    desk.do(number, "resolve", outcome="Your refund left today.")
    assert f"do {number} send --field message=solve-ticket" in desk("show", number).out
    desk.do(number, "send", message="solve-ticket")
    assert zendesk.world.tickets[ticket].status == "solved"
    assert helpdesk.notes(zendesk.world, ticket) == [("Your refund left today.", True)]
    desk("done", number, "alert-team")
    desk.do(number, "say", todo="room-complete")
    assert len(said(slack)) == 2
    assert desk.delivered() == []
    check_the_end(desk, number, "resolved")


@pytest.mark.row("003.7.5")
def test_from_the_social_team_with_none(desk: Desk) -> None:
    number = desk("ack", "--mail", receive(desk, **PR), "--answer", ANSWER, "--json").json["case"]
    assert "once done: announcement" in desk("show", number).out
    for message in ("acknowledgement", "user-notice"):
        desk("sent", number, message)
    desk("done", number, "announcement")
    desk.do(number, "take-tickets")
    assert "Take every ticket that Uma Ray (12345) has" in desk.todos(number)["take-tickets"]
    desk("done", number, "take-tickets")
    desk("resolve", number, "--outcome", "Her refund left today.")
    check_the_end(desk, number, "resolved")


@pytest.mark.row("003.8.6")
@pytest.mark.parametrize("threat", ["yes", "no"])
def test_from_support_with_none(desk: Desk, threat: str) -> None:
    number = desk("ack", "--mail", receive(desk, **SUPPORT), "--json").json["case"]
    desk("done", number, "announcement")
    assert "Name another" in desk("set", number, "tickets", "the first", code=2).err
    desk("set", number, "tickets", "4711")
    desk("done", number, "locate-ticket")
    desk.do(number, "research", threat=threat, evidence="A look at her pages.")
    if threat == "yes":
        desk("resolve", number, "--outcome", "Her refund left today.")
        ways = ("solve-ticket", "alert-team")
    else:
        desk.do(number, "reassign", notes="No threat; please answer her.")
        ways = ("add-notes", "reassign-ticket")
    assert set(desk.todos(number)) == set(ways)
    for todo in ways:
        desk("done", number, todo)
    assert list((desk.root / "outbox").glob("*.eml")) == []
    check_the_end(desk, number, "resolved" if threat == "yes" else "reassigned")


def check_the_end(desk: Desk, number: str, stage: str) -> None:
    """Nothing waits any more, and every place says so."""
    shown = desk("show", number, "--json").json
    assert (shown["stage"], shown["todos"], shown["unfinished"]) == (stage, [], [])
    assert {message["state"] for message in shown["messages"]} <= {"sent"}
    assert desk.row(number).tab == "Social Media Complete 2026"
    assert desk("list", "--json").json == []
