"""A command typed again, and a person who says whether an uncertain mail has left."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import Any

from summarizer.cli.again import waits
from tests.kills.picture import Lines
from tests.kills.place import Ended, Place

_UNCERTAIN = re.compile(r"Then type: summarizer sent (\S+) (\S+), or with --no")
#: What there is once, whoever said that it left: tickets, lines, mails, and where the case stands.
_ONCE = re.compile(r'(ticket|line|mail) |\["[^"]*tracker\.db", "rows"')
_MAILS = 5


def again(place: Place, words: tuple[str, ...]) -> tuple[Ended, bool]:
    """Run it again; how it ended, and whether a person had to settle a mail.

    Somebody looks into the server's mailbox, as the error asks them to, and says what is there.
    """
    settled = False
    for _ in range(_MAILS):
        ended = place.run(words)
        asked = _UNCERTAIN.search(ended.said)
        if ended.code == 0 or asked is None:
            return ended, settled
        number, name = asked.groups()
        left = _left(place, number, name)
        said = place.run(("sent", number, name, *([] if left else ["--no"])))
        settled = True
        if said.code or (left and not _waits(place, number, name)):
            return said, settled
    return ended, settled


def _waits(place: Place, number: str, name: str) -> bool:
    """Whether something else that the same command drafted has not left yet."""
    case = place.desk.case(number)
    run = next(e.intent for e in case.effective if e.data.get("message") == name)
    of_run = [e.data for e in case.effective if e.intent == run]
    return any(
        thing in {data.get(sort) for data in of_run} and waits(event)
        for sort in ("message", "todo")
        for thing, event in case.latest(sort).items()
    )


def _left(place: Place, number: str, name: str) -> bool:
    """Whether the server has taken the mail."""
    draft = place.desk.root / "outbox" / f"{number}-{name}.eml"
    mail: Any = message_from_bytes(draft.read_bytes(), policy=policy.default)
    return any(m.message_id == mail["Message-ID"] for m in place.services.office.post.arrived)


def only_once(lines: Lines) -> Lines:
    """What there must be once, however the mail was settled."""
    return [line for line in lines if _ONCE.match(line)]
