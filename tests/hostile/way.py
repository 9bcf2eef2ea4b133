"""The way of a case through every command, so that each can be tried where it works."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.desk import Desk
from tests.google import docs, drive, gmail
from tests.google_desk import DANA, GoogleDesk
from tests.hostile.command import Command
from tests.hostile.flows import aside, flows
from tests.paper import FINDINGS, SUMMARY
from tests.procedures.social import ANSWER, BODY, USER, paper, receive

#: A picture of one pixel.
_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
#: What only the mail's text says: no log and no error may repeat it.
CANARY = "quetzalcoatl"
_SUBMITTED = ("name=Uma Ray", "email=uma@corp.example.com", "ticket=77")
_ROSA = "rosa.lindqvist@example.com"


def way(desk: Desk) -> Iterator[Command]:
    """The commands in their order; each has to be run before the next is asked for."""
    desk.at("2026-11-19T10:00")
    mail = delivered(desk, f"{BODY}\nThe word is {CANARY}.\n")
    told = ("--mail", mail, "--answer", ANSWER)
    yield from _before(desk, mail, told)
    yield from aside(desk)
    named = (*USER, "--user", "Jane Doe", "--user-id", "44170", "--note", "By Noor.")
    yield Command(("ack", *told, *named, "--send"), name="ack --send", bare=True)
    phoned = ("start", "--send", "--answer", ANSWER, "--note", "By phone.", *USER)
    yield Command((*phoned, "Uma Ray", "12345"), name="start --send", bare=True)
    yield Command(("ack", *told, *USER, "--user", "Jane Doe", "--user-id", "44170"), goes_on=True)
    number = str(desk("list", "--json").json[0]["case"])
    yield Command(("ack", number, "--answer", ANSWER), name="ack (CASE)", bare=True)
    yield from _looks(number)
    yield from _anytime(number)
    yield Command(("start", number, "--answer", ANSWER), goes_on=True, name="start (CASE)")
    yield from _research(desk, number)
    _write(desk, number)
    yield Command(("request-review", number), goes_on=True)
    comment = _comment(desk, number)
    yield Command(("comments", number, comment, "--answer", "Not known yet."), goes_on=True)
    yield Command(("comments", number, comment, "--answered", "By phone."), name="comments (done)")
    for who in ("rosa", "ravi"):
        yield Command(("reviewed", number, "--by", who), goes_on=True)
    yield from _end(desk, number)


def _before(desk: Desk, mail: str, told: tuple[str, ...]) -> Iterator[Command]:
    old = desk.root.with_name("old.csv")
    old.write_text("User;User ID;Sent\nUma Ray;12345;2025-03-04\n", encoding="utf-8")
    yield Command(("intake", mail))
    yield Command(("start", "Uma Ray", "12345"))
    yield Command(("start", *told), name="start --mail")
    yield Command(("import", str(old)))
    yield Command(("import", str(old), "--column", "User=user.name"), name="import --column")
    yield Command(("find", "Uma"))
    yield Command(("sla", "business", "2026-11-20T16:00", "8h"))
    yield Command(("procedures", "show", "social-media-summary"))
    yield Command(("procedures", "check", "social-media-summary"))
    yield Command(("completion", "bash"))
    yield Command(("inbox",))
    yield Command(("list",))
    yield Command(("init", str(desk.root.with_name("other"))))
    opened = ("--procedure", "tier-2", *(w for f in _SUBMITTED for w in ("--field", f)))
    yield Command(("do", "A-1", "submit", *opened), name="do --procedure")


def _looks(number: str) -> Iterator[Command]:
    for name in ("show", "history", "clocks"):
        yield Command((name, number))
    yield Command(("shift", "dana"))
    yield Command(("sync", number))


def _anytime(number: str) -> Iterator[Command]:
    yield Command(("done", number, "announcement"))
    for field in ("user.name", "User ID", "user.email", "network", "Tickets", "Notes"):
        yield Command(("set", number, field, "4711"), name=f"set {field}")
    yield Command(("pause", number, "Waits for the bank."), goes_on=True)
    yield Command(("resume", number), goes_on=True)
    yield Command(("cancel", number, "Sent twice.", "--yes"))
    yield Command(("undo", number, "--yes"))
    yield Command(("sent", number, "acknowledgement"), goes_on=True)
    handed = ("handoff", number, "--to", "sam", "--begin-at", "The chart.")
    yield Command(("handoff", number, "--team", "--begin-at", "The chart."), name="handoff --team")
    yield Command(handed, goes_on=True)
    yield Command(("accept", number, "--by", "sam"))
    yield Command(("accept", number, "--by", "sam", "--decline", "No."), name="accept --decline")
    yield Command(("handoff", number, "--keep"), goes_on=True, name="handoff --keep")
    yield Command(("do", number, "pause", "--field", "why=x"))


def _research(desk: Desk, number: str) -> Iterator[Command]:
    yield Command(("check", number, "CSS notes", "--finding", "Two were refused."))
    skipped = ("check", number, "Iovation", "--not-applicable", "No foreign device.")
    yield Command(skipped, name="check (skip)")
    picture = desk.root.with_name("post.png")
    picture.write_bytes(base64.b64decode(_PNG))
    yield Command(("evidence", number, str(picture), "--text", "Held!"))
    post = ("evidence", number, "https://example.com/post", "--text", "Nobody answers.")
    yield Command(post, goes_on=True, name="evidence URL")
    yield Command(("ask", number, "Payments", "Why is it held?", "--answer", "A check."))
    asked = ("ask", number, "Payments", "Why is it held?", "--send")
    yield Command(asked, name="ask --send", bare=True)
    yield Command(("open", number, "--print"))


def _end(desk: Desk, number: str) -> Iterator[Command]:
    yield Command(("request-approval", number), goes_on=True)
    link = ("--evidence", "https://example.com/yes")
    yield Command(("approve", number, "--by", "fay", *link), goes_on=True)
    yield Command(("complete", number), goes_on=True)
    desk("sent", number, "summary")
    question = delivered(desk, "Which bank was it?\n", reply=True)
    yield Command(("replied", number, "--mail", question, "--answer", "Ours."))
    desk.at("2026-11-19T12:20")
    yield Command(("contact", number, "--no-call", "She is asleep."), name="contact --no-call")
    yield Command(("contact", number, "--outcome", "She is happy."), goes_on=True)
    yield Command(("resolve", number))
    yield from flows(desk)


def delivered(desk: Desk, body: str, *, reply: bool = False) -> str:
    """A mail of the social media team, as commands name it: a file, or its id in Gmail."""
    more = {}
    if reply:
        more = {"message_id": "<question@mail.example.com>"}
        more["references"] = "<root@mail.example.com>"
    path = receive(desk, body, name="question" if reply else "escalation", **more)
    if isinstance(desk, GoogleDesk):
        return gmail.deliver(desk.world, DANA, path.read_bytes())
    return str(path)


def _write(desk: Desk, number: str) -> None:
    """People fill the chart and write the summary."""
    if not isinstance(desk, GoogleDesk):
        paper(desk, number).fill()
        return
    document = desk.document(number).id
    rows = [str(row["step"]) for row in desk("check", number, "--json").json["chart"]]
    for step, found in FINDINGS.items():
        row = next(r for r in rows if r.casefold() in step.casefold())
        docs.hand_cell(desk.world, document, row, "Finding", found, user=DANA)
    for part, text in SUMMARY.items():
        docs.hand_type(desk.world, document, part, text, user=DANA)


def _comment(desk: Desk, number: str) -> str:
    """A reviewer comments; the comment's id."""
    if isinstance(desk, GoogleDesk):
        document, quote = desk.document(number).id, SUMMARY["Next steps"]
        return str(drive.hand_comment(desk.world, document, _ROSA, "By when?", quote))
    paper(desk, number).comment("Next steps", "By when?")
    desk("sync")
    (comment,) = desk("comments", number, "--json").json["comments"]
    return str(comment["id"])
