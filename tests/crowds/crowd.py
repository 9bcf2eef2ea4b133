"""A crowd at one desk: each hand works on a case of its own and on one of all, round by round."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from tests.crowds.hands import Hand, Told, hands
from tests.crowds.rounds import Commands, Share, beginning, rounds
from tests.desk import Desk
from tests.procedures import social

#: Seconds after which a round waits for ever.
PATIENCE = 240.0
#: So many of the hands' own cases are of one user: their documents are linked to each other.
SAME = 4
NAMES = ("Abel", "Burton", "Castillo", "Dvorak", "Egede", "Fontaine", "Gallo", "Hopper")
#: Nobody shall wait longer for a command, tries and all, than the lock's own patience.
LONGEST = 60.0


@dataclass(slots=True)
class Crowd:
    """What a crowd did: every command that was told of, by hand."""

    desk: Desk
    shares: list[Share] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    turns: int = 0

    @property
    def refused(self) -> Counter[str]:
        """What was refused at first, without numbers and names."""
        said = (line for told in self.told for line in told.refused)
        return Counter(_plain(line.splitlines()[0]) for line in said)

    @property
    def failed(self) -> list[str]:
        """What was refused to the end."""
        return [f"{t.words}: {t.code} {t.err or t.out}" for t in self.told if t.code]

    @property
    def slowest(self) -> float:
        return max(told.seconds for told in self.told)


def crowd(  # noqa: PLR0913  each has a default but three
    desk: Desk,
    number: int,
    shared: int,
    *,
    own: int = 0,
    seed: int = 1,
    last: int = 99,
    every: int = 1,
) -> Crowd:
    """Let a crowd work.

    Args:
        desk: Where.
        number: How many hands there are.
        shared: How many cases they share.
        own: How many cases of their own they have; each its own one, if this isn't told.
        seed: Of the order in which each hand does its work.
        last: After how many rounds they go home.
        every: Of what a hand has to do in research, only every second, third, ... command.
    """
    desk.at("2026-11-19T07:46")
    _warm(desk)  # what a command imports is there then for all hands
    own = own or number
    owns = [_mail(desk, f"own{n}", n // SAME) for n in range(own)]
    common = [_mail(desk, f"common{n}", -1 - n) for n in range(shared)]
    made = Crowd(desk)
    with hands(desk.root, number) as found:
        mails = [(owns[n % own], common[n % shared]) for n in range(number)]
        begins = [beginning(n, *pair) for n, pair in enumerate(mails)]
        _round(made, found, "2026-11-19T07:50", begins)
        assert not made.failed, made.failed
        numbers = {Path(t.words[2]).stem: t.json["case"] for t in made.told}
        made.shares = [
            Share(n, numbers[f"own{n % own}"], numbers[f"common{n % shared}"])
            for n in range(number)
        ]
        chances = [random.Random(f"{seed}/{n}") for n in range(number)]  # noqa: S311  nothing secret
        plans = [rounds(s, c, every) for s, c in zip(made.shares, chances, strict=True)]
        for turn, asked in enumerate(zip_longest(*plans)):
            if turn == 1:
                for case in numbers.values():
                    social.paper(desk, case).fill()
            if turn == last:
                break
            _round(made, found, asked[0][0], [commands for _, commands in asked])
    return made


def _round(made: Crowd, found: Sequence[Hand], now: str, asked: Sequence[Commands]) -> None:
    """All hands begin at once; the round ends when the last of them has told."""
    for hand, commands in zip(found, asked, strict=True):
        hand.ask(commands, {"SUMMARIZER_NOW": now})
    until = time.monotonic() + PATIENCE
    for hand in found:
        made.told += hand.hear(until)
    made.desk.at(now)
    made.turns += 1


def _warm(desk: Desk) -> None:
    """A case whose document is read and changed once."""
    first = social.begun(desk, social.about("Jane Zimmer", "70000"), name="first")
    desk("check", first, "CSS notes", "--finding", "Looked at.")
    desk("sync")


def _mail(desk: Desk, name: str, user: int) -> str:
    """A mail about the user of this number."""
    body = social.about(f"Jane {NAMES[user]}", str(50_000 + user))
    return str(social.receive(desk, body, name=name, message_id=f"<{name}@mail.example.com>"))


def _plain(line: str) -> str:
    return re.sub(r"SM-\d{8}-\w+|Jane \S+ - \d+( \(.*?\))?\.docx", "…", line)
