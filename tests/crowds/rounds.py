"""What each hand of a crowd is asked to do, round by round, on a case of its own and on one of all.

Between rounds nobody does anything, so that a rule of the procedure refuses nothing in a round.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.paper import FINDINGS
from tests.procedures.social import ANSWER

Commands = list[tuple[str, ...]]
STEPS = tuple(FINDINGS)


@dataclass(frozen=True, slots=True)
class Share:
    """What a hand works on: its number, its own case, and the case that it shares with others."""

    hand: int
    own: str
    shared: str

    @property
    def cases(self) -> tuple[str, str]:
        return self.own, self.shared


def beginning(hand: int, own: str, shared: str) -> Commands:
    """Both cases begin: by `ack`, and by `start`, which acknowledges as well."""
    told = ("--answer", ANSWER, "--user-email", "jane@example.com", "--json")
    both = [("start", "--mail", own, *told), ("start", "--mail", shared, *told)]
    if hand % 2:
        both.reverse()
    return [("ack", "--mail", shared, *told), *both]


def rounds(share: Share, chance: random.Random, every: int = 1) -> Iterator[tuple[str, Commands]]:
    """The rounds after it, each with its time; the documents are filled after the first."""
    yield "2026-11-19T10:00", _research(share, chance)[::every]
    own = (("pause", share.own, "Waits."), ("resume", share.own))
    yield "2026-11-19T10:30", [(*command, "--json") for command in own]
    yield "2026-11-19T11:00", _each(share, "request-review")
    for who in ("rosa", "ravi"):
        yield "2026-11-19T11:10", _each(share, "reviewed", "--by", who)
    yield "2026-11-19T11:20", _each(share, "request-approval")
    yes = ("--by", "fay", "--evidence", "https://example.com/yes")
    yield "2026-11-19T11:30", _each(share, "approve", *yes)
    yield "2026-11-19T11:40", _each(share, "complete")
    yield "2026-11-19T11:45", _each(share, "sent", "summary")
    yield "2026-11-19T13:00", _each(share, "contact", "--no-call", "She asked for none.")
    yield "2026-11-19T13:05", _each(share, "resolve")


def _research(share: Share, chance: random.Random) -> Commands:
    """In an order of the hand's own; each case is the others' in other places, too."""
    hand, found = share.hand, []
    for case in share.cases:
        step = STEPS[hand % len(STEPS)]
        found += [
            ("ask", case, f"Team {hand}", f"Why is it held ({hand})?"),
            ("check", case, step, "--finding", f"Looked at by {hand}."),
            ("evidence", case, f"https://example.com/posts/{hand}", "--text", f"Post <{hand}>"),
            ("set", case, "Tickets", str(4000 + hand)),
            ("set", case, "Notes", f"Note of {hand}"),
            ("done", case, "announcement"),
            ("sent", case, "acknowledgement"),
        ]
    chance.shuffle(found)
    if hand % 4 == 0:
        found.insert(chance.randrange(len(found)), ("sync", "--yes"))
    return [(*command, "--json") for command in found]


def _each(share: Share, verb: str, *more: str) -> Commands:
    cases: Sequence[str] = share.cases if share.hand % 2 else share.cases[::-1]
    return [(verb, case, *more, "--json") for case in cases]
