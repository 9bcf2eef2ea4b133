"""Reviews and approvals that wait are moved to those who are in today, and back (003.6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer import turns
from summarizer.desk import Desk
from summarizer.engine import Request, run
from summarizer.gathering import with_diary
from summarizer.intents import intents
from summarizer.people import People
from summarizer.procedure import Part, Verb
from tracker.case import Case
from tracker.errors import Unavailable, UserError


class Moving:
    """Moves turns of many cases at one moment: each role's calendars are asked once.

    Args:
        desk: Where the cases are.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._now = desk.now()
        self._known: dict[str, People] = {}

    def take_in(self, case: Case, *, dry_run: bool = False) -> Iterator[str]:
        """Move what waits for somebody who is off today; says it, in lines.

        Raises:
            SignInNeeded, Unavailable: The calendars can't be asked, or what moves can't be reached.
        """
        if not any(turns.movers(self._desk.procedure(case.procedure), case)):
            return
        (case,) = self._desk.tracker.load([case.number])  # answers may have come in meanwhile
        for verb in self._interrupted(case):
            line = f"{verb.name} goes on where it had stopped"
            yield self._moved(case, verb, line, dry_run=dry_run)
            (case,) = self._desk.tracker.load([case.number])
        for verb, part, turn in self.waiting(case):
            who = _names(self._desk.people, turn.now)
            line = f"{part.args['into']}: now {who} ({turn.reason})"
            if turn.newly:
                line += f"; a mail to {_names(self._desk.people, turn.newly)} is drafted"
            yield self._moved(case, verb, line, dry_run=dry_run)

    def _interrupted(self, case: Case) -> list[Verb]:
        """What was begun to be moved, and broke off: by the facts it is moved already."""
        movers = turns.movers(self._desk.procedure(case.procedure), case)
        verbs = {verb.name: verb for verb, _ in movers}
        return [v for name, v in verbs.items() if not all(intents(case, name).values())]

    def waiting(self, case: Case) -> Iterator[tuple[Verb, Part, turns.Turn]]:
        """What should move, and to whom."""
        for verb, part in turns.movers(self._desk.procedure(case.procedure), case):
            if not case.facts.get(part.args["into"]):
                continue
            turn = turns.moved(self._people(part.args["role"]), case, part, self._now)
            if turn is not None:
                yield verb, part, turn

    def _people(self, role: str) -> People:
        if role not in self._known:
            self._known[role] = with_diary(self._desk, [role], self._now)
        return self._known[role]

    def _moved(self, case: Case, verb: Verb, line: str, *, dry_run: bool) -> str:
        try:
            run(self._desk, case.number, Request(verb.name, dry_run=dry_run))
        except Unavailable:  # the next sync goes on with it
            raise
        except UserError as error:
            return f"{line}, but that can't be recorded: {error.what}. {error.why}".strip()
        return f"{line} (not recorded: dry run)" if dry_run else line


def _names(people: People, keys: Sequence[str]) -> str:
    return " and ".join(map(people.display_name, keys))
