"""How users, tickets, audits and jobs look in answers."""

from __future__ import annotations

from typing import Any

from tests.zendesk.world import Audit, Job, Ticket, User, World, iso

#: Where the answers say that they come from.
HOST = "https://desk.zendesk.example.com"
_VIA = {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}}


def user(found: User) -> dict[str, Any]:
    return {
        "id": found.id,
        "url": f"{HOST}/api/v2/users/{found.id}.json",
        "name": found.name,
        "email": found.email,
        "role": found.role,
        "external_id": found.external_id,
        "active": True,
        "suspended": found.suspended,
        "verified": True,
        "ticket_restriction": found.restriction or None,
        "default_group_id": found.groups[0] if found.groups else None,
    }


def group(world: World, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"{HOST}/api/v2/groups/{number}.json",
        "name": world.groups[number],
        "default": False,
        "deleted": False,
        "is_public": True,
    }


def ticket(found: Ticket) -> dict[str, Any]:
    comments = [e for audit in found.audits for e in audit.events if e["type"] == "Comment"]
    return {
        "id": found.id,
        "url": f"{HOST}/api/v2/tickets/{found.id}.json",
        "subject": found.subject,
        "raw_subject": found.subject,
        "description": comments[0]["body"] if comments else "",
        "status": found.status,
        "requester_id": found.requester_id,
        "assignee_id": found.assignee_id,
        "group_id": found.group_id,
        "external_id": found.external_id,
        "tags": list(found.tags),
        "created_at": iso(found.created),
        "updated_at": iso(found.updated),
        "is_public": any(c["public"] for c in comments),
        "via": {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}},
    }


def audit(found: Audit) -> dict[str, Any]:
    return {
        "id": found.id,
        "ticket_id": found.ticket_id,
        "author_id": found.author_id,
        "created_at": iso(found.at),
        "metadata": {"system": {"client": "tests"}, "custom": dict(found.custom)},
        "events": [dict(event) for event in found.events],
        "via": _VIA,
    }


def comment(found: Audit, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": event["id"],
        "type": "Comment",
        "author_id": event["author_id"],
        "body": event["body"],
        "html_body": event["html_body"],
        "plain_body": event["body"],
        "public": event["public"],
        "audit_id": found.id,
        "created_at": iso(found.at),
        "attachments": [],
        "metadata": {"system": {}, "custom": dict(found.custom)},
    }


def job(found: Job) -> dict[str, Any]:
    over = found.polls <= 0
    return {
        "id": found.id,
        "url": f"{HOST}/api/v2/job_statuses/{found.id}.json",
        "job_type": "Bulk Update Ticket",
        "status": found.status if over else "working",
        "total": found.total,
        "progress": found.total if over else 0,
        "message": found.status.capitalize() if over else None,
        "results": found.results or None if over else None,
    }
