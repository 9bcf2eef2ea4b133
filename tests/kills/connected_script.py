"""The way of a case at a desk whose helpdesk, room and mail server are connected."""

from __future__ import annotations

from collections.abc import Iterator

from tests.desk import Desk
from tests.google_desk import GoogleDesk
from tests.kills import script
from tests.kills.command import Command
from tests.kills.flows import flows
from tests.paper import FINDINGS
from tests.procedures import social
from tests.procedures.social import ANSWER, USER, paper, receive

_POST = "https://x.com/janedoe_designs/status/1858800000000000000"


def connected_script(desk: Desk) -> Iterator[Command]:
    """The commands in their order; each has to be run before the next is asked for."""
    desk.at("2026-11-19T10:00")
    desk("procedures", "list")  # what is kept of files that were read is there then
    told = ("--mail", str(receive(desk)), "--answer", ANSWER, *USER)
    yield Command("ack --send", ("ack", *told, "--send"), aside=True)
    yield Command("ack", ("ack", *told))
    number = str(desk("list", "--json").json[0]["case"])
    yield Command("send", ("do", number, "send", "-f", "message=acknowledgement"))
    yield Command("say", ("do", number, "say", "-f", "todo=announcement"))
    yield Command("start (tickets unknown)", ("start", number), aside=True)
    desk("set", number, "tickets", "2, 3")
    yield Command("start --send", ("start", number, "--send"), aside=True)
    yield Command("start", ("start", number))
    yield Command("undo (start)", ("undo", number, "--yes"), aside=True)
    yield Command("send (a ticket)", ("do", number, "send", "-f", "message=ticket-to-user"))
    desk("set", number, "tickets", "2, 3, 5")
    yield Command("hold-tickets", ("do", number, "hold-tickets"))
    yield Command("ask --send", ("ask", number, "Payments", "Why is it held?", "--send"))
    write(desk, number)
    yield Command("request-review --send", ("request-review", number, "--send"))
    for who in ("rosa", "ravi"):
        desk("reviewed", number, "--by", who)
    desk("request-approval", number)
    desk("approve", number, "--by", "fay")
    yield Command("complete --send", ("complete", number, "--send"))
    question = ("replied", number, "--mail", str(social.question(desk)))
    yield Command("replied --send", (*question, "--answer", "The second.", "--send"))
    yield Command("sync", ("sync",))
    yield from flows(desk, send=True)
    yield from _warned(desk)


def write(desk: Desk, number: str) -> None:
    """Somebody does all the research, and writes the summary."""
    if isinstance(desk, GoogleDesk):
        desk("evidence", number, _POST, "--text", "My payment is held.")
        script.write(desk, number)
        return
    for step in FINDINGS:
        desk("check", number, step, "--finding", "Looked at.")
    paper(desk, number).fill()


def _warned(desk: Desk) -> Iterator[Command]:
    """A case of which the room is warned."""
    about = social.about("Ina Weiss", "888")
    desk.at("2026-11-19T10:00")
    line = "from mx.example.com by mail.example.com; Thu, 19 Nov 2026 09:50:00 -0800"
    mail = receive(desk, about, name="late", message_id="<late@mail.example.com>", received=line)
    social.ack(desk, mail)
    desk.at("2026-11-19T10:02")
    yield Command("watch --once", ("watch", "--once"))
