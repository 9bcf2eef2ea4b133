"""What is to be done on a case, in one line: the next due first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from summarizer.board import ACKNOWLEDGED
from summarizer.procedure import Procedure
from tracker.case import Case, Event
from tracker.clocks import Reading

#: Drafts and to-dos can be done at once, a hand-over towards the end of a shift: so those come
#: first, but in the shift's last hour.
_AT_ONCE = timedelta(hours=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


def to_do(
    procedure: Procedure,
    case: Case,
    found: Mapping[str, Any],
    live: Iterable[Reading],
    now: datetime,
) -> str:
    """Drafts, to-dos and a hand-over, the next due first; an uncertain mail is before all.

    Args:
        procedure: The case's.
        case: The case.
        found: It as `list` gives it in JSON.
        live: Its clocks that run.
        now: This moment.
    """
    soon, dues = now + _AT_ONCE, _dues(procedure, live)
    uncertain = [m["message"] for m in found["messages"] if m["state"] == "uncertain"]
    drafts = [m["message"] for m in found["messages"] if m["state"] == "drafted"]
    drafts = [name for name in drafts if name not in found["needless"]]
    messages, todos = case.latest("message"), case.latest("todo")
    sent = {name: _sent(procedure, messages[name]) for name in (*drafts, *uncertain)}
    done = {t["todo"]: todos[t["todo"]].data.get("done", "") for t in found["todos"]}
    waits = [*_hand_over(found)]
    if ACKNOWLEDGED in dues and ACKNOWLEDGED not in {*sent.values(), *done.values()}:
        waits.append((dues[ACKNOWLEDGED], "acknowledge"))
    if drafts:
        by = (dues.get(sent[name], soon) for name in drafts)
        waits.append((min(soon, *by), f"send {', '.join(drafts)}"))
    waits += [(min(soon, dues.get(event, soon)), name) for name, event in done.items()]
    parts = [text for _, text in sorted(waits, key=lambda wait: wait[0])]
    return "; ".join([f"uncertain: {', '.join(uncertain)}", *parts] if uncertain else parts)


def _dues(procedure: Procedure, live: Iterable[Reading]) -> dict[str, datetime]:
    """By when each event has to happen that stops a clock."""
    found: dict[str, datetime] = {}
    for reading in live:
        for event in procedure.clocks[reading.name].stop if reading.due else ():
            found[event] = min(found.get(event, _NEVER), reading.due or _NEVER)
    return found


def _sent(procedure: Procedure, event: Event) -> str:
    """The event that the sending of a message is."""
    rule = procedure.messages.get(str(event.data.get("rule", "")))
    return rule.sent if rule else str(event.data.get("done", ""))


def _hand_over(found: Mapping[str, Any]) -> list[tuple[datetime, str]]:
    """That somebody is to accept the case, or should be asked to (003.2.7, 003.3.5)."""
    risk, waits = found["hand_over"], found["handed_over"]
    leaves = datetime.fromisoformat(risk["leaves"]) if risk else _NEVER
    if waits:
        return [(leaves, f"{waits['to'] or 'team'} to accept")]
    return [(leaves, "hand over")] if risk else []
