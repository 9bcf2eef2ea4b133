"""The flows to PR, help tickets, and what stands beside a case: signing in, watching, looking."""

from __future__ import annotations

from collections.abc import Iterator

from tests.desk import Desk
from tests.google import gmail
from tests.google_desk import DANA, GoogleDesk
from tests.hostile.command import Command
from tests.kills.flows import HELPDESK

_ANSWER = "We look into it today."
_WHO = ("--user", "Uma Ray", "--user-id", "12345", "--user-email", "uma.ray@corp.example.com")


def aside(desk: Desk) -> Iterator[Command]:
    """Commands of no case."""
    for words in (("login",), ("logout",), ("config",), ("doctor",), ("procedures", "list")):
        yield Command(words)
    yield Command(("--workspace", str(desk.root), "list"))
    yield Command(("watch", "--once"))
    yield Command(("shift", "end", "sam"), name="shift end")
    yield Command(("tracker", "rebuild", "--dry-run"))
    yield Command(("tracker", "copy", "--from", "sheets", "--to", "sqlite"))


def flows(desk: Desk) -> Iterator[Command]:
    """What is drafted leaves at once: for people, tickets and the room."""
    yield from _to_pr(desk)
    yield from _from_support(desk)
    yield from _help_ticket()


def _to_pr(desk: Desk) -> Iterator[Command]:
    told = ("--mail", _mail(desk, "pr"), "--answer", _ANSWER, *_WHO)
    yield Command(
        ("ack", *told, "--note", "By Pat.", "--send"), goes_on=True, name="ack (to PR)", bare=True
    )
    number = _newest(desk, "PR-")
    yield _do(number, "notify-user", name="notify-user (to PR)")
    yield _do(number, "reply-to-user", name="reply-to-user (to PR)", answer=_ANSWER)
    yield _do(number, "take-tickets", goes_on=True)
    yield Command(("set", number, "user.name", "Uma Ray"), name="set (to PR)", bare=True)
    solved = ("resolve", number, "--outcome", "She has her refund.", "--note", "All well.")
    yield Command((*solved, "--send"), name="resolve (to PR)", bare=True)


def _from_support(desk: Desk) -> Iterator[Command]:
    told = ("--mail", _mail(desk, "support", **HELPDESK), *_WHO)
    yield Command(("ack", *told, "--send"), goes_on=True, name="ack (from support)", bare=True)
    number = _newest(desk, "PC-")
    yield Command(
        ("set", number, "tickets", "7"), goes_on=True, name="set (from support)", bare=True
    )
    yield _do(number, "research", goes_on=True, threat="yes", evidence="40,000 followers")
    yield _do(number, "reassign", notes="No way to solve it here.", team="Mediation")
    solved = ("resolve", number, "--outcome", "She has her refund.", "--note", "All well.")
    yield Command((*solved, "--send"), name="resolve (from support)", bare=True)


def _help_ticket() -> Iterator[Command]:
    asked = {"name": "Uma", "email": "uma@corp.example.com", "ticket": "77"}
    fields = (word for key, text in asked.items() for word in ("--field", f"{key}={text}"))
    opened = ("do", "77", "submit", "--procedure", "tier-2", *fields)
    yield Command(opened, goes_on=True, name="submit", bare=True)
    yield _do("77", "claim", goes_on=True, by="dana")
    yield _do("77", "stuck", goes_on=True, note="It needs the logs.")
    yield _do("77", "pull", goes_on=True, by="tess")
    yield _do("77", "returned", goes_on=True, by="tess", note="See the log.")
    yield _do("77", "answer", goes_on=True, note="It works again.")
    yield _do("77", "replied", note="It doesn't.")


def _do(case: str, verb: str, *, goes_on: bool = False, name: str = "", **inputs: str) -> Command:
    fields = (word for key, text in inputs.items() for word in ("--field", f"{key}={text}"))
    return Command(("do", case, verb, *fields), goes_on=goes_on, name=name or verb, bare=True)


def _mail(desk: Desk, name: str, **headers: str) -> str:
    """A mail as commands name it: a file, or its id in Gmail."""
    path = desk.receive(name, **headers)
    if isinstance(desk, GoogleDesk):
        return gmail.deliver(desk.world, DANA, path.read_bytes())
    return str(path)


def _newest(desk: Desk, prefix: str) -> str:
    cases = desk("list", "--json").json
    return next(str(c["case"]) for c in cases if str(c["case"]).startswith(prefix))
