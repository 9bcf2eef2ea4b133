"""What the desk asks of a helpdesk, and the values it speaks in; a backend has its own file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple, Protocol

Status = Literal["new", "open", "pending", "hold", "solved", "closed"]
#: In `Change.assignee`: nobody.
NOBODY: Final = ""
#: Told how many tickets were dealt with so far, of how many (0 where that isn't known).
Progress = Callable[[int, int], None]


class Ticket(NamedTuple):
    """A ticket as the helpdesk says it is.

    Attributes:
        id: Its number.
        requester, assignee, group: Their ids in the helpdesk; "" for nobody.
        updated: When it was last changed, in the helpdesk's own words: a change of a ticket that
            was changed since is not made.
        external: The key that it was created under; "" for none.
    """

    id: str
    subject: str
    status: Status
    requester: str = ""
    assignee: str = ""
    group: str = ""
    updated: str = ""
    url: str = ""
    external: str = ""


class Change(NamedTuple):
    """What is to be made of a ticket; what isn't named stays as it is.

    Attributes:
        assignee: The address of an agent, or their id; NOBODY takes it from whoever has it.
        status: The status to be set, or "".
        group: A group's name, or its id; "" leaves it.
        note: An internal note: the user never sees it.
        reply: A public comment: the user gets it.
        only: The statuses in which it may be changed; empty for all but closed ones.
    """

    assignee: str | None = None
    status: Status | Literal[""] = ""
    group: str = ""
    note: str = ""
    reply: str = ""
    only: tuple[Status, ...] = ()


class Changed(NamedTuple):
    """What became of one ticket.

    Attributes:
        problem: Why it was not changed, for people; "" if it is as it should be.
        already: An earlier run of the same had done it.
        untouched: Why it was not to be changed (`Change.only`); "" if it was.
    """

    ticket: str
    problem: str = ""
    already: bool = False
    untouched: str = ""


class NewTicket(NamedTuple):
    """A ticket to a user: who, what, and the key under which it is there once.

    Attributes:
        name, address: The user's; they needn't be known to the helpdesk.
        assignee: The address of the agent who has it; "" for nobody.
    """

    key: str
    name: str
    address: str
    subject: str
    text: str
    assignee: str = ""


class Happening(NamedTuple):
    """One thing that somebody did to a ticket: when, who (a name), and what, in words."""

    at: datetime
    by: str
    what: str


class Tickets(Protocol):
    """The helpdesk. All may raise SignInNeeded, Refused (no permission) and Unavailable."""

    def agent(self, address: str) -> str:
        """The id of the agent with this address. NotFound if there is none."""
        ...

    def groups(self) -> Sequence[str]:
        """The names of the groups that tickets can be given to."""
        ...

    def group(self, name: str) -> str:
        """The id of the group of this name. NotFound if there is none."""
        ...

    def requester(self, address: str, user_id: str = "") -> str:
        """The id of the user with this address, or whose external id this is; "" for none."""
        ...

    def of_user(
        self, address: str, user_id: str = "", progress: Progress | None = None
    ) -> Sequence[Ticket]:
        """All tickets of the user, whatever their status; none of a user who isn't known."""
        ...

    def read(self, ids: Sequence[str]) -> Sequence[Ticket]:
        """These tickets as they are now; those that don't exist are left out."""
        ...

    def change(
        self,
        wanted: Sequence[tuple[Ticket, Change]],
        key: str,
        progress: Progress | None = None,
    ) -> Sequence[Changed]:
        """Change these tickets, each once under this key; what became of each, in their order.

        A ticket that somebody changed since it was read is not overwritten: that is its problem.
        Unavailable, with `uncertain` set, if an answer was lost: the same call finds out.
        """
        ...

    def create(self, new: NewTicket) -> Ticket:
        """Create the ticket, once under its key; the one that is there if there is one.

        BadInput for a user without an address, or a text that no ticket can hold. Unavailable,
        with `uncertain` set, if the answer was lost: the same call finds out.
        """
        ...

    def find(self, key: str) -> Ticket | None:
        """The ticket that was created under this key."""
        ...

    def was_changed(self, ticket: str, key: str) -> bool:
        """Whether a change under this key was made to the ticket."""
        ...

    def history(self, ticket: str, since: str) -> Sequence[Happening]:
        """What happened to a ticket since a `Ticket.updated`, but for our changes; oldest first."""
        ...

    def state(self) -> str:
        """Who we are there, for people. Refused if that isn't enough for what the desk does."""
        ...
