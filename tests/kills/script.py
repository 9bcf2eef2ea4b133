"""The way of a case through every command that changes something; people do their part between."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from tests.desk import Desk
from tests.google import docs, drive, gmail
from tests.google_desk import DANA, GoogleDesk
from tests.kills.command import Command
from tests.kills.flows import flows
from tests.paper import FINDINGS, SUMMARY
from tests.past import summary
from tests.tracker.sheets_desk import Hands
from tests.walk.test_walk import ANSWER, MAIL

ROSA, RAVI = "rosa.lindqvist@example.com", "ravi.menon@example.com"
#: A picture of one pixel.
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def script(desk: GoogleDesk) -> Iterator[Command]:
    """The commands in their order; each has to be run before the next is asked for."""
    other = str(desk.root.with_name("other"))
    yield Command("init --google", ("init", other, "--google"), aside=True)
    earlier = _earlier(desk)
    desk.at("2026-11-19T07:46")
    mail = gmail.deliver(desk.world, DANA, MAIL.read_bytes())
    user = ("--user-email", "zoe@krueger.example.com")
    told = ("--mail", mail, *user, "--answer", ANSWER)
    yield Command("start --mail", ("start", *told), aside=True)
    yield Command("ack --send", ("ack", *told, "--send"), aside=True)
    yield Command("ack", ("ack", *told))
    number = next(c["case"] for c in desk("list", "--json").json if c["case"] != earlier)
    desk.at("2026-11-19T07:50")
    yield Command("notify-user", ("do", number, "notify-user"), aside=True)
    yield Command("sent", ("sent", number, "acknowledgement"), aside=True)
    desk.press_send()
    yield Command("sync (mails left)", ("sync",))
    yield Command("done", ("done", number, "announcement"))
    yield Command("start --reuse", ("start", number, "--reuse", earlier), aside=True)
    yield Command("start", ("start", number))
    yield from _research(desk, number, earlier)
    yield from _review(desk, number)
    yield from _end(desk, number)


def _earlier(desk: GoogleDesk) -> str:
    """A case of the same user, whose document and the new one will link to each other."""
    desk.at("2026-11-19T07:10")
    raw = MAIL.read_bytes().replace(b"AM0PR04MB5121.7f0c", b"earlier.2")
    raw = raw.replace(b"first.0001", b"earlier.1")
    mail = gmail.deliver(desk.world, DANA, raw)
    desk("ack", "--mail", mail, "--answer", ANSWER)
    number = str(desk("list", "--json").json[0]["case"])
    desk("start", number)
    desk.press_send()
    desk("sync")
    return number


def _research(desk: GoogleDesk, number: str, earlier: str) -> Iterator[Command]:
    desk.at("2026-11-19T08:10")
    yield Command("check", ("check", number, "CSS notes", "--finding", "Two were refused."))
    yield Command("undo (check)", ("undo", number, "--yes"), aside=True)
    picture = desk.root.with_name("post.png")
    picture.write_bytes(base64.b64decode(PNG))
    link = "https://www.linkedin.com/posts/zoe-krueger_7265"
    yield Command("evidence URL", ("evidence", number, link, "--text", "Held!"))
    yield Command("evidence FILE", ("evidence", number, str(picture), "--link", link))
    yield Command("ask", ("ask", number, "Payments", "Why is it held?", "--answer", "A check."))
    yield Command("set", ("set", number, "Tickets", "4711"))
    yield Command("set (a cell)", ("set", number, "Notes", "Call after noon."))
    yield Command("pause", ("pause", number, "Waits for the bank."))
    yield Command("resume", ("resume", number))
    yield Command("cancel", ("cancel", number, "Sent twice.", "--yes"), aside=True)
    yield Command("refer", ("do", number, "refer", "--field", f"refer={earlier}"), aside=True)
    yield Command("hold-tickets", ("do", number, "hold-tickets"), aside=True)
    again = ("do", number, "reply-to-user", "--field", f"answer={ANSWER}")
    yield Command("reply-to-user", again, aside=True)
    write(desk, number)
    yield Command("sync (document)", ("sync",))
    yield Command("sync CASE", ("sync", number), aside=True)


def write(desk: GoogleDesk, number: str) -> None:
    """Dana does all the research, and writes the summary."""
    document = desk.document(number).id
    for step, found in FINDINGS.items():
        docs.hand_cell(desk.world, document, _row(desk, number, step), "Finding", found, user=DANA)
    for part, text in SUMMARY.items():
        docs.hand_type(desk.world, document, part, text, user=DANA)


def _row(desk: GoogleDesk, number: str, step: str) -> str:
    rows = [str(row["step"]) for row in desk("check", number, "--json").json["chart"]]
    return next(row for row in rows if row.casefold() in step.casefold())


def _review(desk: GoogleDesk, number: str) -> Iterator[Command]:
    desk.at("2026-11-19T10:00")
    yield Command("request-review --send", ("request-review", number, "--send"), aside=True)
    yield Command("request-review", ("request-review", number))
    yield Command("undo (request-review)", ("undo", number, "--yes"), aside=True)
    desk.press_send()
    document = desk.document(number)
    (approval,) = document.more["approvals"]
    first = drive.hand_comment(desk.world, document.id, ROSA, "By when?", SUMMARY["Next steps"])
    second = drive.hand_comment(desk.world, document.id, RAVI, "Say which bank.")
    drive.hand_approve(desk.world, document.id, approval, ROSA)
    desk.at("2026-11-19T10:40")
    yield Command("sync (comments, a yes)", ("sync",))
    yield Command("comments --answer", ("comments", number, first, "--answer", "Not known yet."))
    yield Command("comments --resolve", ("comments", number, second, "--resolve"))
    yield from _moved(desk, "ravi")
    yield Command("reviewed", ("reviewed", number, "--by", "ravi"))
    yield Command("request-approval", ("request-approval", number))
    desk.press_send()
    yield from _moved(desk, "fay")
    desk.at("2026-11-19T11:00")
    yield Command("approve", ("approve", number, "--by", "fay"))


def _moved(desk: GoogleDesk, who: str) -> Iterator[Command]:
    """A day off begins: what waits for them is moved; then it is as if it never was."""
    file = desk.root / "people.toml"
    text = file.read_text(encoding="utf-8")
    day_off(desk, who, "2026-11-19")
    yield Command(f"sync (a day off of {who})", ("sync",), aside=True)
    yield Command(f"watch ({who} is off)", ("watch", "--once"), aside=True)
    file.write_text(text, encoding="utf-8")


def day_off(desk: Desk, who: str, day: str) -> None:
    """Let somebody be off on this day only."""
    file = desk.root / "people.toml"
    text = file.read_text(encoding="utf-8")
    head, name, rest = text.partition(f"[person.{who}]\n")
    person, gap, others = rest.partition("\n\n")
    assert name
    kept = [line for line in person.splitlines() if not line.startswith("days_off")]
    changed = "\n".join([*kept, f'days_off = ["{day}"]'])
    file.write_text(f"{head}{name}{changed}{gap}{others}", encoding="utf-8")
    desk("list")  # reads it


def _end(desk: GoogleDesk, number: str) -> Iterator[Command]:
    desk.at("2026-11-19T11:20")
    yield Command("complete", ("complete", number), aside=True)
    yield Command("complete --send", ("complete", number, "--send"))
    desk.at("2026-11-19T11:40")
    question = _question(desk)
    yield Command("replied", ("replied", number, "--mail", question))
    yield Command("answer", ("do", number, "answer", "-f", "answer=The second."), aside=True)
    yield Command("answered", ("do", number, "answered", "-f", "why=By phone."))
    desk.at("2026-11-19T12:50")
    reached = ("contact", number, "--outcome", "She is happy.")
    yield Command("contact", reached)
    yield Command("resolve", ("resolve", number))
    yield Command("undo (resolve)", ("undo", number, "--yes"), aside=True)
    yield from flows(desk)
    yield Command("import", ("import", past(desk), "--yes"), aside=True)
    _delete_row(desk, number)
    yield Command("doctor --reconcile", ("doctor", "--reconcile", "--yes"))
    yield Command("tracker copy", ("tracker", "copy", "--from", "sheets", "--to", "sqlite"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUMMARIZER_BACKEND_TRACKER", "sqlite")
        mail = desk.receive("more", message_id="<more@x.example.com>")
        desk("ack", "--mail", mail, "--answer", ANSWER)
    yield Command("tracker copy (back)", ("tracker", "copy", "--from", "sqlite", "--to", "sheets"))


def _delete_row(desk: GoogleDesk, number: str) -> None:
    """Somebody deletes the case's row in the browser."""
    book = str(desk("config", "--json").json["google.spreadsheet"]["value"])
    Hands(desk.google, book).delete_row(number)


def past(desk: Desk) -> str:
    """A folder with the team's earlier summaries."""
    folder = desk.root.with_name("old")
    for name in ("Uma Ray - 12345", "Ann Lee - 777"):
        summary(folder / f"{name}.docx", created="2025-03-04T10:00:00Z")
    return str(folder)


def _question(desk: GoogleDesk) -> str:
    """Somebody asks about the summary on the thread."""
    ((_, mail), *_) = reversed(desk.delivered())
    text = (
        f"From: Noor Haddad <noor.haddad@example.com>\nTo: Dana Reyes <{DANA}>\n"
        f"Subject: {mail['Subject']}\nMessage-ID: <question@mail.example.com>\n"
        f"In-Reply-To: {mail['Message-ID']}\n"
        f"References: {mail['References']} {mail['Message-ID']}\n"
        "Date: Thu, 19 Nov 2026 11:30:00 -0800\n\nWhich bank was it?\n"
    )
    return gmail.deliver(desk.world, DANA, text.encode())
