"""What is said to Zendesk and what it answers, as plain values. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from summarizer.tickets import Change, Status, Ticket
from tracker.errors import BadInput

#: Under what our key stands in an audit's metadata: 1 KB of it goes with any update
#: ("Setting metadata", https://developer.zendesk.com/documentation/ticketing/managing-tickets/).
OURS: Final = "summarizer"
#: What a comment can hold, in characters.
LONGEST: Final = 65_535
#: Marks by which Zendesk would make markup of a plain text.
_MARKUP = re.compile(r"[\\`*_~\[\]<>#&|]|://|^\s*(?:[-+=]|\d+[.)])", re.MULTILINE)
#: Placeholders are filled in wherever they stand, also in what users wrote: `{{ticket.…}}`.
_PLACEHOLDER = re.compile(r"\{(?=[{%])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
#: Invisible, and no space: keeps two braces apart.
_JOINER = "\u2060"
_FIELDS = {"status": "status", "assignee_id": "assignee", "group_id": "group"}


def ticket(said: Mapping[str, Any], url: str) -> Ticket:
    """A ticket as Zendesk says it is; `url` is where people see Zendesk."""
    number = str(said["id"])
    return Ticket(
        id=number,
        subject=str(said.get("subject") or ""),
        status=cast("Status", said["status"]),
        requester=_id(said.get("requester_id")),
        assignee=_id(said.get("assignee_id")),
        group=_id(said.get("group_id")),
        updated=str(said.get("updated_at") or ""),
        url=f"{url}/agent/tickets/{number}",
        external=str(said.get("external_id") or ""),
    )


def _id(said: object) -> str:
    return "" if said is None else str(said)


def clean(text: str) -> str:
    """A text as it can be said: no control characters, no placeholders that Zendesk would fill in.

    Raises:
        BadInput: It is empty then, or longer than a comment can be.
    """
    text = _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _PLACEHOLDER.sub("{" + _JOINER, _CONTROL.sub("", text)).strip()
    if not text:
        raise BadInput("A ticket can't be given an empty text", "", "Write what it should say.")
    if len(text) > LONGEST:
        why = f"It has {len(text)} characters; {LONGEST} is the most."
        raise BadInput("The text is too long for a ticket", why, "Shorten it.")
    return text


def line(text: str) -> str:
    """A text for a subject: one line of 150 characters at most."""
    return " ".join(clean(text).split())[:150]


def comment(text: str, *, public: bool) -> dict[str, Any]:
    """A comment that says exactly this: what looks like markup goes as escaped HTML."""
    text = clean(text)
    if not _MARKUP.search(text):
        return {"body": text, "public": public}
    page = html.escape(text).replace("\n", "<br>")
    return {"html_body": f"<p>{page}</p>", "public": public}


def fields(change: Change, agent: str, group: str) -> dict[str, Any]:
    """What a change sets, as Zendesk calls it; the ids are known by now."""
    found: dict[str, Any] = {}
    if group:
        found["group_id"] = int(group)
    if change.assignee is not None:
        found["assignee_id"] = int(agent) if agent else None
    if change.status:
        found["status"] = change.status
    return found


def looks(ticket: Ticket, wanted: Mapping[str, Any]) -> bool:
    """Whether a ticket is as these fields want it."""
    return all(getattr(ticket, _FIELDS[name]) == _id(value) for name, value in wanted.items())


def safely(ticket: Ticket, wanted: Mapping[str, Any], key: str) -> dict[str, Any]:
    """An update that isn't made if somebody was faster; its audit carries the key."""
    return {
        **wanted,
        "metadata": {OURS: key},
        "safe_update": True,
        "updated_stamp": ticket.updated,
    }


def keys(audit: Mapping[str, Any]) -> str:
    """The key of ours that an audit carries; "" for none."""
    custom = (audit.get("metadata") or {}).get("custom") or {}
    return str(custom.get(OURS, "")) if isinstance(custom, dict) else ""


def at(audit: Mapping[str, Any]) -> datetime:
    """When an audit was made; aware."""
    return datetime.fromisoformat(str(audit["created_at"]))


def told(audit: Mapping[str, Any]) -> str:
    """What an audit says that people did, in words; "" for what only machines care for."""
    return "; ".join(_events(audit.get("events") or ()))


def _events(events: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for event in events:
        if event.get("type") == "Comment":
            kind = "public comment" if event.get("public", True) else "internal note"
            yield f"{kind}: {' '.join(str(event.get('body', '')).split())[:200]}"
        elif event.get("type") == "Change" and event.get("field_name") in _FIELDS:
            name = _FIELDS[str(event["field_name"])]
            before, after = (event.get(k) or "none" for k in ("previous_value", "value"))
            yield f"{name}: {before} → {after}"


def problems(results: object, ids: Sequence[str]) -> dict[str, str | None]:
    """What a job says of each ticket: "" done, a problem, or None where it says nothing."""
    found: dict[str, str | None] = dict.fromkeys(ids)
    for result in results if isinstance(results, list) else ():
        number = str(result.get("id", ""))
        if number in found:
            why = str(result.get("details") or result.get("error") or "Zendesk doesn't say why")
            found[number] = "" if result.get("success") else why
    return found
