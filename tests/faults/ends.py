"""What there must be in the end, after a fault and another run: by the kind of the fault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.services import NOTE
from tests.kills.picture import Lines, different
from tests.kills.settling import only_once

#: What a command says of a helpdesk that is away; the command goes on, a person does it by hand.
BY_HAND = "Not done in the helpdesk:"
#: How a to-do begins that names tickets one by one.
_NOT_CHANGED = "These tickets were not changed"
#: What is said where some of a mail's recipients were refused.
_SOME = "refused by the server:"
_LINE = re.compile(r"(line .*) (?:True|False) ((?:True|False))")
_TICKET = re.compile(r"ticket (\d+) ")


@dataclass(frozen=True, slots=True)
class Whole:
    """What there was before the command, and what there is after one that met no fault."""

    before: Lines
    after: Lines


@dataclass(frozen=True, slots=True)
class Ends:
    """What there is after a fault and another run; `said` is what both runs said."""

    whole: Whole
    there: Lines
    kind: str
    said: str

    @property
    def by_hand(self) -> bool:
        """Whether a person is asked to do what the helpdesk didn't."""
        return BY_HAND in "".join(self.there) and BY_HAND not in "".join(self.whole.after)

    def wrong(self, *, settled: bool) -> list[str]:
        """What isn't as it should be.

        All is as if nothing had happened. But where a person settled a mail, or where what was
        asked for was refused, only what must be there once; and of tickets that the helpdesk
        refused or somebody else changed, each step is done, or told by the ticket's number.
        """
        if self.by_hand:
            return []
        whole, there = self.whole.after, _without_notes(self.there)
        if _SOME in self.said:  # it left, for all but those, and the command says whom
            return different(_left(whole), _left(there))
        if self.kind == "thread_not_found":  # it is said beside the thread
            return different(_beside(whole), _beside(there))
        if (refused := _differing(whole, there)) or self._named:
            found = [*self._untold(refused), *self._touched(refused, there)]
            return [*found, *different(_rest(whole, refused), _rest(there, refused))]
        if settled:
            whole, there = only_once(whole), only_once(there)
        return different(whole, there)

    @property
    def _named(self) -> bool:
        """Whether a person is asked to look at tickets that the helpdesk said no to."""
        return _NOT_CHANGED in "".join(self.there) and _NOT_CHANGED not in "".join(self.whole.after)

    def _untold(self, refused: Sequence[str]) -> list[str]:
        """The tickets of which nobody was told."""
        told = "\n".join([self.said, *self.there]).replace("\\n", "\n")
        ways = r"(?m)^\s*{0}: |^.*\b{0}\b.* changed since"
        return [
            f"ticket {n}: nobody is told" for n in refused if not re.search(ways.format(n), told)
        ]

    def _touched(self, refused: Sequence[str], there: Lines) -> list[str]:
        """What is neither as it was nor as it should be: each step is done, or told."""
        fine = [*self.whole.before, *self.whole.after]
        return [f"+ {line}" for line in _of(there, refused) if line not in fine]


def _without_notes(there: Lines) -> Lines:
    return [line for line in there if NOTE not in line]


def _differing(whole: Lines, there: Lines) -> list[str]:
    """The numbers of tickets that aren't as they should be."""
    numbers = dict.fromkeys(m[1] for line in (*whole, *there) if (m := _TICKET.match(line)))
    return [n for n in numbers if _of(whole, [n]) != _of(there, [n])]


def _of(lines: Lines, numbers: Sequence[str]) -> Lines:
    """What tickets are."""
    return [line for line in lines if (m := _TICKET.match(line)) and m[1] in numbers]


def _rest(lines: Lines, numbers: Sequence[str]) -> Lines:
    """The other tickets, lines and mails."""
    kept = [line for line in lines if line.startswith(("ticket ", "line ", "mail "))]
    return [line for line in kept if line not in _of(lines, numbers)]


def _left(there: Lines) -> Lines:
    """How many mails there are, and what else must be there once."""
    lines = only_once(there)
    return ["mail" if line.startswith("mail ") else line for line in lines]


def _beside(there: Lines) -> Lines:
    """What must be there once, in a thread or not."""
    return [_LINE.sub(r"\1 \2", line) for line in only_once(there)]
