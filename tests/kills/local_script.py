"""The way of a case through every command, at a desk that lives on this machine."""

from __future__ import annotations

import base64
import contextlib
import sqlite3
from collections.abc import Iterator

from tests.desk import Desk
from tests.kills.command import Command
from tests.kills.flows import flows
from tests.kills.script import PNG, day_off, past
from tests.paper import FINDINGS
from tests.procedures import social
from tests.procedures.social import ANSWER, USER, comment_id, paper, receive


def local_script(desk: Desk) -> Iterator[Command]:
    """The commands in their order; each has to be run before the next is asked for."""
    desk("procedures", "list")  # what is kept of files that were read is there then
    yield Command("init", ("init", str(desk.root.with_name("other"))), aside=True)
    yield Command("import", ("import", past(desk), "--yes"), aside=True)
    earlier = social.begun(desk, name="earlier", message_id="<earlier@mail.example.com>")
    mail = str(receive(desk))
    told = ("--mail", mail, "--answer", ANSWER, *USER)
    yield Command("start --mail", ("start", *told), aside=True)
    yield Command("ack", ("ack", *told))
    number = next(c["case"] for c in desk("list", "--json").json if c["case"] != earlier)
    yield Command("notify-user", ("do", number, "notify-user"), aside=True)
    yield Command("sent", ("sent", number, "acknowledgement"))
    yield Command("done", ("done", number, "announcement"))
    yield Command("start --reuse", ("start", number, "--reuse", earlier), aside=True)
    yield Command("start", ("start", number))
    yield Command("undo (start)", ("undo", number, "--yes"), aside=True)
    yield from _research(desk, number, earlier)
    yield from _review(desk, number)
    yield from _end(desk, number)
    yield from flows(desk)
    _lose_row(desk, number)
    yield Command("doctor --reconcile", ("doctor", "--reconcile", "--yes"))
    tracker = desk.root / "tracker.db"
    tracker.write_bytes(tracker.read_bytes()[: tracker.stat().st_size // 2])
    yield Command("tracker rebuild", ("tracker", "rebuild", "--yes"))


def _research(desk: Desk, number: str, earlier: str) -> Iterator[Command]:
    yield Command("check", ("check", number, "CSS notes", "--finding", "Two were refused."))
    yield Command("undo (check)", ("undo", number, "--yes"), aside=True)
    picture = desk.root.with_name("post.png")
    picture.write_bytes(base64.b64decode(PNG))
    yield Command("evidence", ("evidence", number, str(picture), "--text", "Held!"))
    yield Command("ask", ("ask", number, "Payments", "Why is it held?"))
    yield Command("set", ("set", number, "Tickets", "4711"))
    yield Command("hold-tickets", ("do", number, "hold-tickets"))
    yield Command("reply-to-user", ("do", number, "reply-to-user", "-f", f"answer={ANSWER}"))
    yield Command("set (a cell)", ("set", number, "Notes", "Call after noon."))
    yield Command("undo (set)", ("undo", number, "--yes"), aside=True)
    yield Command("pause", ("pause", number, "Waits for the bank."))
    yield Command("resume", ("resume", number))
    yield Command("cancel", ("cancel", number, "Sent twice.", "--yes"), aside=True)
    yield Command("refer", ("do", number, "refer", "--field", f"refer={earlier}"), aside=True)


def _review(desk: Desk, number: str) -> Iterator[Command]:
    for step in FINDINGS:
        desk("check", number, step, "--finding", "Looked at.")
    paper(desk, number).fill()
    yield Command("request-review", ("request-review", number))
    yield Command("undo (request-review)", ("undo", number, "--yes"), aside=True)
    paper(desk, number).comment("Next steps", "By when?")
    yield Command("sync", ("sync",))
    answered = (comment_id(desk, number), "--answer", "Not known yet.")
    yield Command("comments --answer", ("comments", number, *answered))
    day_off(desk, "rosa", "2026-11-20")
    desk.at("2026-11-20T08:00")
    yield Command("sync (a day off)", ("sync",), aside=True)
    yield Command("watch --once", ("watch", "--once"), aside=True)
    desk.at("2026-11-19T10:00")
    for who in ("rosa", "ravi"):
        yield Command(f"reviewed ({who})", ("reviewed", number, "--by", who))
    yield Command("request-approval", ("request-approval", number))
    day_off(desk, "fay", "2026-11-20")
    desk.at("2026-11-20T08:00")
    yield Command("sync (an approver's day off)", ("sync",), aside=True)
    desk.at("2026-11-19T10:00")
    link = ("--evidence", "https://example.com/yes")
    yield Command("approve", ("approve", number, "--by", "fay", *link))


def _end(desk: Desk, number: str) -> Iterator[Command]:
    yield Command("complete", ("complete", number))
    desk("sent", number, "summary")
    yield Command("undo (sent)", ("undo", number, "--yes"), aside=True)
    yield Command("replied", ("replied", number, "--mail", str(social.question(desk))))
    yield Command("answer", ("do", number, "answer", "-f", "answer=The second."), aside=True)
    yield Command("answered", ("do", number, "answered", "-f", "why=By phone."))
    desk.at("2026-11-19T12:00")
    reached = ("contact", number, "--outcome", "She is happy.")
    yield Command("contact", reached)
    yield Command("resolve", ("resolve", number))


def _lose_row(desk: Desk, number: str) -> None:
    """Somebody deletes the case's row with another program."""
    with contextlib.closing(sqlite3.connect(desk.root / "tracker.db")) as tracker, tracker:
        done = tracker.execute('DELETE FROM rows WHERE "Case" = ?', [number])
        assert done.rowcount == 1
