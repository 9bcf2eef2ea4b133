"""What an update makes of a ticket: fields, a comment, an audit; and what Zendesk refuses."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.zendesk.world import Audit, Ticket, User, World, ZendeskError, invalid, iso

#: What a comment can hold.
LONGEST = 65_535
#: What this server makes of a change; all else that the models know is answered 501.
CARRIED = frozenset(
    {
        *("assignee_id", "assignee_email", "group_id", "status", "comment", "metadata", "tags"),
        *("additional_tags", "safe_update", "updated_stamp", "external_id", "subject"),
    }
)
_AGENTS = ("agent", "admin")
_METADATA = 1024


def update(world: World, ticket: Ticket, asked: Mapping[str, Any], caller: User) -> Audit | None:
    """Change a ticket; None where nothing changed: then there is no audit (and no metadata).

    Raises:
        ZendeskError: 409 for a stamp that is older than the ticket, 422 for what can't be.
    """
    _check_stamp(ticket, asked)
    if ticket.status == "closed":
        raise invalid("status", "Status: closed prevents ticket update")
    wanted = _wanted(world, ticket, asked)
    events = [_changed(world, ticket, name, value) for name, value in wanted.items()]
    if asked.get("comment"):
        events.append(comment(world, ticket, asked["comment"], caller))
    events = [event for event in events if event]
    if not events:
        return None
    for name, value in wanted.items():
        setattr(ticket, name, value)
    return audited(world, ticket, events, caller, asked.get("metadata"))


def audited(
    world: World, ticket: Ticket, events: list[dict[str, Any]], caller: User, metadata: Any
) -> Audit:
    """Add an audit to a ticket."""
    custom = metadata or {}
    if len(str(custom)) > _METADATA:
        raise invalid("metadata", "Metadata: is too long (maximum is 1 kilobyte)")
    ticket.updated = world.now()
    made = Audit(world.number(), ticket.id, caller.id, ticket.updated, events, custom)
    ticket.audits.append(made)
    return made


def _check_stamp(ticket: Ticket, asked: Mapping[str, Any]) -> None:
    if not asked.get("safe_update"):
        return
    stamp = asked.get("updated_stamp")
    if not stamp:
        raise invalid("updated_stamp", "Updated stamp: is needed for a safe update")
    if datetime.fromisoformat(stamp) < ticket.updated:
        raise ZendeskError(
            409, "UpdateConflict", f"Ticket was updated at {iso(ticket.updated)} by another user"
        )


def _wanted(world: World, ticket: Ticket, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that will be others, with what follows from them."""
    wanted = {k: asked[k] for k in ("status", "subject", "external_id", "tags") if k in asked}
    if "additional_tags" in asked:
        wanted["tags"] = list(dict.fromkeys([*ticket.tags, *asked["additional_tags"]]))
    wanted |= _placed(world, ticket, asked)
    assignee = wanted.get("assignee_id", ticket.assignee_id)
    if ticket.status == "new" and assignee and "status" not in wanted:
        wanted["status"] = "open"
    if wanted.get("status") == "solved" and not assignee:
        raise invalid("assignee", "Assignee: is required when solving a ticket")
    if wanted.get("status") == "new" and ticket.status != "new":
        raise invalid("status", "Status: can't go back to new")
    return {name: value for name, value in wanted.items() if value != getattr(ticket, name)}


def _placed(world: World, ticket: Ticket, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Group and assignee: an agent brings a group of theirs, a group without its agent loses it."""
    placed = {"group_id": asked["group_id"]} if "group_id" in asked else {}
    if placed.get("group_id") is not None and placed["group_id"] not in world.groups:
        raise invalid("group", "Group: is invalid")
    agent = _agent(world, asked)
    group = placed.get("group_id", ticket.group_id)
    if agent is not None:
        if group not in agent.groups:
            if "group_id" in asked:
                raise invalid("assignee", "Assignee: is not in the group")
            placed["group_id"] = agent.groups[0] if agent.groups else None
        placed["assignee_id"] = agent.id
    elif "assignee_id" in asked or _leaves(world, ticket, placed):
        placed["assignee_id"] = None
    return placed


def _leaves(world: World, ticket: Ticket, placed: Mapping[str, Any]) -> bool:
    """Whether the ticket goes to a group that its agent isn't in."""
    agent = world.users.get(ticket.assignee_id or 0)
    return bool(placed) and agent is not None and placed["group_id"] not in agent.groups


def _agent(world: World, asked: Mapping[str, Any]) -> User | None:
    """The agent that is to have the ticket; None for nobody, or where that isn't asked."""
    found: User | None = None
    if asked.get("assignee_id") is not None:
        found = world.users.get(asked["assignee_id"])
    elif "assignee_email" in asked:
        email = asked["assignee_email"].casefold()
        found = next((u for u in world.users.values() if u.email.casefold() == email), None)
    else:
        return None
    if found is None or found.role not in _AGENTS:
        raise invalid("assignee", "Assignee: is not an agent")
    return found


def _changed(world: World, ticket: Ticket, name: str, value: Any) -> dict[str, Any]:
    def text(item: Any) -> Any:
        return item if item is None or isinstance(item, list) else str(item)

    return {
        "id": world.number(),
        "type": "Change",
        "field_name": name,
        "value": text(value),
        "previous_value": text(getattr(ticket, name)),
    }


def comment(world: World, ticket: Ticket, asked: Mapping[str, Any], caller: User) -> dict[str, Any]:
    """The event of a comment: Zendesk makes HTML of plain text, and text of HTML."""
    given = asked.get("html_body") or asked.get("body") or ""
    given = _filled(given, ticket)
    if asked.get("html_body"):
        page = given
        lines = re.sub(r"(?i)<br */?>|</p>\s*<p>", "\n", given)
        body = html.unescape(re.sub(r"<[^>]*>", "", lines))
    else:
        body, page = given, f"<p>{html.escape(given)}</p>"
    if not body.strip():
        raise invalid("comment", "Description: cannot be blank")
    if len(body) > LONGEST:
        raise invalid("comment", f"Description: is too long (maximum is {LONGEST} characters)")
    return {
        "id": world.number(),
        "type": "Comment",
        "author_id": caller.id,
        "body": body,
        "html_body": page,
        "public": asked.get("public", True),
        "attachments": [],
    }


def _filled(text: str, ticket: Ticket) -> str:
    """Placeholders are filled in, whoever wrote them."""
    values = {
        "ticket.id": str(ticket.id),
        "ticket.comments_formatted": "\n".join(
            e["body"] for a in ticket.audits for e in a.events if e["type"] == "Comment"
        ),
    }
    return re.sub(r"\{\{\s*([\w.]+)\s*\}\}", lambda m: values.get(m[1], ""), text)
