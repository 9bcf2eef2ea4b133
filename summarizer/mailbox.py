"""What people sent from the mailbox by hand becomes events, as by `sent CASE MESSAGE --at TIME`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarizer.desk import Desk
from summarizer.engine import Request, run
from summarizer.ports import Drafted
from tracker.case import Case, Event
from tracker.errors import SignInNeeded, StorageFailed, Unavailable, UserError

_WAITING = ("drafted", "uncertain")


def take_in(desk: Desk, cases: Sequence[Case], *, dry_run: bool = False) -> dict[str, list[str]]:
    """Record what left, and what is a draft still though nobody knew; lines for people, by case.

    The mailbox is asked once for all cases. A dry run says what would be recorded.

    Raises:
        SignInNeeded, Unavailable: The mailbox can't be asked, or the tracker not be written.
    """
    waiting = [(case, event) for case in cases for event in _waiting(case)]
    if not waiting:
        return {}
    left = desk.mail.left([_drafted(event) for _, event in waiting])
    known = [(case, event, left[key]) for case, event in waiting if (key := _key(event)) in left]
    said: dict[str, list[str]] = {}
    for case, event, when in sorted(known, key=lambda item: item[2] or item[1].recorded):
        name = str(event.data["message"])
        if when:
            request = Request("sent", {"message": name}, at=when, dry_run=dry_run)
            line = f"{name} has left, as the mailbox shows"
        elif event.data["state"] == "uncertain":
            request = Request("sent", {"message": name, "no": "yes"}, dry_run=dry_run)
            line = f"{name} did not leave: it is a draft still"
        else:
            continue
        said.setdefault(case.number, []).append(_told(desk, case, request, line))
    return said


def _told(desk: Desk, case: Case, request: Request, line: str) -> str:
    try:
        run(desk, case.number, request)
    except (SignInNeeded, StorageFailed, Unavailable):
        raise  # the next sync records it
    except UserError as error:
        return f"{line}, but that can't be recorded: {error.what}. {error.why}".strip()
    return f"{line} (not recorded: dry run)" if request.dry_run else line


def _waiting(case: Case) -> list[Event]:
    """The newest events of the messages that are drafted, or of which nobody knows."""
    latest: Mapping[str, Event] = case.latest("message")
    waiting = [e for e in latest.values() if e.data["state"] in _WAITING and e.data.get("key")]
    return [e for e in waiting if e.data.get("service") != "helpdesk"]


def _drafted(event: Event) -> Drafted:
    return Drafted(_key(event), str(event.data.get("path", "")), event.recorded)


def _key(event: Event) -> str:
    return str(event.data["key"])
