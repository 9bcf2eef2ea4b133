"""What every desk does beside a summary: hand-overs, the flows to PR, help tickets."""

from __future__ import annotations

from collections.abc import Iterator

from tests.desk import Desk
from tests.kills.command import Command
from tests.procedures import social

BEGIN = "The device of 12 November."
HELPDESK = {"message_id": "<T1_sprut@desk.zendesk.com>", "x_mailer": "Zendesk Mailer"}
_ANSWER = "We look into it today."


def flows(desk: Desk, *, send: bool = False) -> Iterator[Command]:
    """All of them; with `send` what they draft leaves at once, where the desk is connected."""
    more = ("--send",) if send else ()
    yield from _handed_over(desk, more)
    yield from _to_pr(desk, more)
    yield from _from_support(desk, more)
    if not send:
        yield from _help_ticket(desk)


def _do(number: str, verb: str, *more: str, **inputs: str) -> tuple[str, ...]:
    fields = [part for key, text in inputs.items() for part in ("--field", f"{key}={text}")]
    return ("do", number, verb, *fields, *more)


def _handed_over(desk: Desk, more: tuple[str, ...]) -> Iterator[Command]:
    about = social.about("Ann Lee", "777")
    mail = social.receive(desk, about, name="handed", message_id="<handed@mail.example.com>")
    number = social.ack(desk, mail)
    desk("sent", number, "acknowledgement")
    yield Command("shift end", ("shift", "end", "sam"), aside=True)
    yield Command("handoff", ("handoff", number, "--to", "sam", "--begin-at", BEGIN, *more))
    yield Command("handoff --keep", ("handoff", number, "--keep"), aside=True)
    declined = ("accept", number, "--by", "sam", "--decline", "No time.")
    yield Command("accept --decline", declined, aside=True)
    yield Command("accept", ("accept", number, "--by", "sam", *more))
    yield Command("undo (accept)", ("undo", number, "--yes"), aside=True)
    yield Command("handoff --team", ("handoff", number, "--team", "--begin-at", BEGIN, *more))


def _to_pr(desk: Desk, more: tuple[str, ...]) -> Iterator[Command]:
    mail = str(desk.receive("pr"))
    yield Command("ack (to PR)", ("ack", "--mail", mail, "--answer", _ANSWER, *more))
    number = next(c["case"] for c in desk("list", "--json").json if c["case"].startswith("PR-"))
    yield Command("notify-user (to PR)", _do(number, "notify-user", *more))
    yield Command("reply-to-user (to PR)", _do(number, "reply-to-user", *more, answer=_ANSWER))
    yield Command("take-tickets", _do(number, "take-tickets"))
    yield Command("undo (take-tickets)", ("undo", number, "--yes"), aside=True)
    if "take-tickets" in desk.todos(number):
        desk("done", number, "take-tickets")
    yield Command("resolve (to PR)", ("resolve", number, "--outcome", "Done.", *more))


def _from_support(desk: Desk, more: tuple[str, ...]) -> Iterator[Command]:
    mail = str(desk.receive("support", **HELPDESK))
    yield Command("ack (from support)", ("ack", "--mail", mail, *more))
    number = next(c["case"] for c in desk("list", "--json").json if c["case"].startswith("PC-"))
    desk("set", number, "tickets", "#7")
    found = {"threat": "yes", "evidence": "40,000 followers"}
    yield Command("research", _do(number, "research", **found))
    back = {"notes": "No way to solve it here.", "team": "Mediation"}
    yield Command("reassign", _do(number, "reassign", *more, **back), aside=True)
    solved = ("resolve", number, "--outcome", "She has her refund.", *more)
    yield Command("resolve (from support)", solved)


def _help_ticket(desk: Desk) -> Iterator[Command]:
    asked = {"name": "Uma", "email": "uma@corp.example.com", "ticket": "77"}
    opened = _do("77", "submit", "--procedure", "tier-2", **asked)
    yield Command("submit", opened)
    number = next(c["case"] for c in desk("list", "--json").json if c["stage"] == "received")
    for verb, inputs in (
        ("claim", {"by": "dana"}),
        ("stuck", {"note": "It needs the logs."}),
        ("pull", {"by": "tess"}),
        ("returned", {"by": "tess", "note": "See the log."}),
        ("answer", {"note": "It works again."}),
        ("replied", {"note": "It doesn't."}),
        ("back", {"note": "Once more, please."}),
    ):
        yield Command(f"{verb} (help ticket)", _do(number, verb, **inputs))
    desk.do(number, "returned", by="tess", note="Done.")
    yield Command("resolve (help ticket)", ("resolve", number))
