"""What the loopback Zendesk knows: users, groups, tickets with their audits, jobs. One lock."""

from __future__ import annotations

import copy
import itertools
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")


class ZendeskError(Exception):
    """An answer that isn't one.

    Attributes:
        details: The problems by field, as a 422 lists them.
    """

    def __init__(self, status: int, error: str, description: str = "", details: Any = None) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.status, self.error, self.description = status, error, description
        self.details = details


def invalid(name: str, description: str) -> ZendeskError:
    """A record that Zendesk doesn't take."""
    details = {name: [{"description": description, "error": "InvalidValue"}]}
    return ZendeskError(422, "RecordInvalid", "Record validation errors", details)


def not_carried(what: str) -> ZendeskError:
    """What Zendesk has and this server has not."""
    return ZendeskError(501, "NotCarried", f"The loopback Zendesk does not carry {what}")


@dataclass(slots=True)
class User:
    """A user. `restriction` of an agent: "" sees all tickets, "groups" those of their groups."""

    id: int
    name: str
    email: str
    role: str = "end-user"
    external_id: str | None = None
    restriction: str = ""
    groups: tuple[int, ...] = ()
    suspended: bool = False


@dataclass(slots=True)
class Audit:
    """One update of a ticket: who, when, what, and the metadata that came with it."""

    id: int
    ticket_id: int
    author_id: int
    at: datetime
    events: list[dict[str, Any]]
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Ticket:
    """A ticket; its comments are in its audits."""

    id: int
    subject: str
    requester_id: int
    created: datetime
    updated: datetime
    status: str = "new"
    assignee_id: int | None = None
    group_id: int | None = None
    external_id: str | None = None
    tags: list[str] = field(default_factory=list)
    audits: list[Audit] = field(default_factory=list)


@dataclass(slots=True)
class Job:
    """A job of update_many; its work is done, its answer comes after `polls` looks at it."""

    id: str
    total: int
    results: list[dict[str, Any]]
    polls: int
    status: str = "completed"


class World:
    """All state, behind one lock: a request is answered whole or not at all.

    Attributes:
        tokens: The user's id by API token.
        created: By Idempotency-Key: when, the body, and the ticket's id.
        polls: How often a job is still working when it is looked at.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self.lock = threading.RLock()
        self.users: dict[int, User] = {}
        self.groups: dict[int, str] = {}
        self.tickets: dict[int, Ticket] = {}
        self.jobs: dict[str, Job] = {}
        self.tokens: dict[str, int] = {}
        self.created: dict[str, tuple[datetime, bytes, int]] = {}
        self.polls = 1
        self._ids = itertools.count(360_000_001)
        self._now = (now or datetime.now(UTC)).replace(microsecond=0)

    def snapshot(self) -> World:
        """A copy of everything, to go back to."""
        with self.lock:
            other = World()
            kept = {k: v for k, v in vars(self).items() if k != "lock"}
            vars(other).update(copy.deepcopy(kept))
            return other

    def now(self) -> datetime:
        """This moment: a second later each time, as Zendesk tells times by the second."""
        self._now += timedelta(seconds=1)
        return self._now

    def pass_time(self, **amount: float) -> None:
        """Let time go by: `pass_time(hours=3)`."""
        self._now += timedelta(**amount)

    def number(self) -> int:
        """A number that no other thing has."""
        return next(self._ids)

    def ticket(self, number: int, caller: User | None = None) -> Ticket:
        """A ticket that this caller may see; 404 for none, 403 for one of other groups."""
        found = self.tickets.get(number)
        if found is None:
            raise ZendeskError(404, "RecordNotFound", "Not found")
        if caller is not None and not sees(caller, found):
            raise ZendeskError(403, "Forbidden", "You do not have access to this page.")
        return found


def sees(caller: User, ticket: Ticket) -> bool:
    """Whether an agent's restriction lets them see a ticket."""
    return not (caller.restriction == "groups" and ticket.group_id not in caller.groups)


def iso(at: datetime) -> str:
    """A time as Zendesk writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
