"""What each path does; each handler takes the world and a checked call, and gives an answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.zendesk import views
from tests.zendesk.updating import CARRIED, audited, comment, update
from tests.zendesk.world import Job, Ticket, User, World, ZendeskError, invalid, not_carried, sees

#: How long an Idempotency-Key is known.
KNOWN = timedelta(hours=2)
_MANY = 100
_LONGEST_KEY = 255


@dataclass(slots=True)
class Call:
    """One request, checked: who asks, the numbers in its path, its parameters and body.

    `trouble` is what a job meets, one of the faults' JOBS.
    """

    caller: User
    id: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    raw: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    #: Headers for the answer.
    said: dict[str, str] = field(default_factory=dict)


Handler = Callable[[World, Call], Any]


def me(_world: World, call: Call) -> Any:
    return {"user": views.user(call.caller)}


def users_search(world: World, call: Call) -> Any:
    everybody = world.users.values()
    if "external_id" in call.params:
        found = [u for u in everybody if u.external_id == call.params["external_id"]]
    else:
        name, colon, text = call.params.get("query", "").partition(":")
        if name != "email" or not colon:
            raise not_carried("searches for users other than by email: or external_id")
        text = text.strip('"').casefold()
        found = [u for u in everybody if u.email.casefold().startswith(text)]
    users = [views.user(u) for u in found[:_MANY]]
    return {"users": users, "count": len(found), "next_page": None, "previous_page": None}


def users_show_many(world: World, call: Call) -> Any:
    return {"users": [views.user(world.users[n]) for n in _ids(call) if n in world.users]}


def requested(world: World, call: Call) -> Any:
    owner = world.users.get(int(call.id))
    if owner is None:
        raise ZendeskError(404, "RecordNotFound", "Not found")
    found = [
        t for t in world.tickets.values() if t.requester_id == owner.id and sees(call.caller, t)
    ]
    return _page(call, "tickets", found, views.ticket)


def tickets_list(world: World, call: Call) -> Any:
    if "external_id" not in call.params:
        raise not_carried("lists of all tickets; it has those of an external_id, or of a user")
    wanted = call.params["external_id"]
    found = [t for t in world.tickets.values() if t.external_id == wanted and sees(call.caller, t)]
    return _page(call, "tickets", found, views.ticket)


def show(world: World, call: Call) -> Any:
    return {"ticket": views.ticket(world.ticket(int(call.id), call.caller))}


def show_many(world: World, call: Call) -> Any:
    found = [world.tickets[n] for n in _ids(call) if n in world.tickets]
    return {"tickets": [views.ticket(t) for t in found if sees(call.caller, t)]}


def create(world: World, call: Call) -> Any:
    """A new ticket; with an Idempotency-Key that is known, the one that it made."""
    key = call.headers.get("idempotency-key", "")
    if len(key) > _LONGEST_KEY:
        raise ZendeskError(400, "BadRequest", "Idempotency-Key is too long")
    known = world.created.get(key) if key else None
    if known and world.now() - known[0] < KNOWN:
        if known[1] != call.raw:
            raise ZendeskError(
                400,
                "IdempotentRequestError",
                "Request parameters don't match the given idempotency key",
            )
        call.said["x-idempotency-lookup"] = "hit"
        return _with_audit(world.tickets[known[2]], world.tickets[known[2]].audits[0])
    made = _create(world, call.body["ticket"], call.caller)
    if key:
        call.said["x-idempotency-lookup"] = "miss"
        world.created[key] = (world.now(), call.raw, made.id)
    return _with_audit(made, made.audits[0])


def _create(world: World, asked: Mapping[str, Any], caller: User) -> Ticket:
    if strange := asked.keys() - CARRIED - {"requester_id", "requester"}:
        raise not_carried(f"{', '.join(sorted(strange))} of a new ticket")
    requester = _requester(world, asked, caller)
    now, number = world.now(), max(world.tickets, default=0) + 1
    made = Ticket(number, asked.get("subject", ""), requester.id, now, now)
    event = comment(world, made, asked["comment"], caller)
    born = {"id": world.number(), "type": "Create", "field_name": "status", "value": "new"}
    audited(world, made, [event, born], caller, asked.get("metadata"))
    rest = {k: v for k, v in asked.items() if k not in ("comment", "metadata", "requester")}
    rest.pop("requester_id", None)
    if rest:
        changed = update(world, made, rest, caller)
        if changed is not None:  # it is one audit with the ticket's beginning
            made.audits.pop()
    world.tickets[number] = made
    return made


def _requester(world: World, asked: Mapping[str, Any], caller: User) -> User:
    if "requester_id" in asked:
        if asked["requester_id"] not in world.users:
            raise invalid("requester", "Requester: is invalid")
        return world.users[asked["requester_id"]]
    if "requester" not in asked:
        return caller
    email = asked["requester"].get("email", "")
    known = next((u for u in world.users.values() if u.email.casefold() == email.casefold()), None)
    if known:
        return known
    if "@" not in email or not asked["requester"].get("name"):
        raise invalid("requester", "Requester: Name or email is invalid")
    made = User(world.number(), asked["requester"]["name"], email)
    world.users[made.id] = made
    return made


def change(world: World, call: Call) -> Any:
    ticket = world.ticket(int(call.id), call.caller)
    _check_carried(call.body["ticket"])
    audit = update(world, ticket, call.body["ticket"], call.caller)
    return _with_audit(ticket, audit) if audit else {"ticket": views.ticket(ticket)}


def change_many(world: World, call: Call) -> Any:
    """A job; each of its items succeeds or fails by itself."""
    batch = call.body.get("tickets")
    if batch is None:
        batch = [{**call.body["ticket"], "id": number} for number in _ids(call)]
    if len(batch) > _MANY:
        raise ZendeskError(400, "TooManyValues", f"No more than {_MANY} tickets at a time")
    for item in batch:
        _check_carried({name: value for name, value in item.items() if name != "id"})
    results = [
        _one(world, index, item, call)
        for index, item in enumerate(batch)
        if call.trouble != "job-failed"
    ]
    made = Job(f"{world.number():032x}", len(batch), results, world.polls)
    if call.trouble == "job-failed":
        made.status = "failed"
    elif call.trouble == "job-slow":
        made.polls = 10**6
    world.jobs[made.id] = made
    return {"job_status": {**views.job(made), "status": "queued", "results": None}}


def _one(world: World, index: int, item: Mapping[str, Any], call: Call) -> dict[str, Any]:
    base = {"id": item["id"], "index": index, "action": "update"}
    if call.trouble == "items" and index % 2 == 0:
        problem = {"error": "DatabaseConflict", "details": "Database collision"}
        return {**base, "success": False, "status": "Failed", **problem}
    try:
        update(world, world.ticket(item["id"], call.caller), item, call.caller)
    except ZendeskError as error:
        problem = {"error": error.error, "details": _details(error)}
        return {**base, "success": False, "status": "Failed", **problem}
    return {**base, "success": True, "status": "Updated"}


def _details(error: ZendeskError) -> str:
    lists = (error.details or {}).values()
    return " ".join(d["description"] for found in lists for d in found) or error.description


def job(world: World, call: Call) -> Any:
    found = world.jobs.get(call.id)
    if found is None:
        raise ZendeskError(404, "RecordNotFound", "Not found")
    answer = {"job_status": views.job(found)}
    found.polls -= 1
    return answer


def audits(world: World, call: Call) -> Any:
    ticket = world.ticket(int(call.id), call.caller)
    return _page(call, "audits", ticket.audits, views.audit)


def comments(world: World, call: Call) -> Any:
    ticket = world.ticket(int(call.id), call.caller)
    pairs = [(a, e) for a in ticket.audits for e in a.events if e["type"] == "Comment"]
    return _page(call, "comments", pairs, lambda pair: views.comment(*pair))


def groups(world: World, call: Call) -> Any:
    return _page(call, "groups", list(world.groups), lambda number: views.group(world, number))


def _with_audit(ticket: Ticket, audit: Any) -> Any:
    return {"ticket": views.ticket(ticket), "audit": views.audit(audit)}


def _check_carried(asked: Mapping[str, Any]) -> None:
    if strange := asked.keys() - CARRIED:
        raise not_carried(f"{', '.join(sorted(strange))} of a change")


def _ids(call: Call) -> list[int]:
    texts = [text for text in call.params.get("ids", "").split(",") if text]
    if not texts or len(texts) > _MANY or not all(text.isdigit() for text in texts):
        raise ZendeskError(400, "BadRequest", f"ids: 1 to {_MANY} numbers, with commas")
    return [int(text) for text in texts]


def _page(call: Call, name: str, items: Sequence[Any], view: Callable[[Any], Any]) -> Any:
    """A page of a list, by cursor; the pages of lists without `page[size]` are not carried."""
    size = call.params.get("page[size]", "")
    if not size.isdigit() or not 1 <= int(size) <= _MANY:
        raise not_carried(f"lists without page[size] of 1 to {_MANY}")
    start = _start(call.params.get("page[after]", ""))
    found = [view(item) for item in items[start : start + int(size)]]
    more = start + int(size) < len(items)
    cursor = base64.b64encode(json.dumps(start + len(found)).encode()).decode()
    return {
        name: found,
        "meta": {
            "has_more": more,
            "after_cursor": cursor if found else None,
            "before_cursor": None,
        },
        "links": {"next": f"{views.HOST}/api/v2/next?page[after]={cursor}" if more else None},
    }


def _start(cursor: str) -> int:
    try:
        return int(json.loads(base64.b64decode(cursor))) if cursor else 0
    except ValueError:
        raise ZendeskError(400, "InvalidPaginationParameter", "page[after] is not valid") from None
