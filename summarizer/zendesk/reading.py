"""What a Zendesk says: its users, groups and tickets, and what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Final, TypeVar

from summarizer.addresses import is_address
from summarizer.tickets import Happening, Progress, Ticket
from summarizer.zendesk import words
from summarizer.zendesk.api import MANY, Zendesk
from tracker.errors import NotFound, Refused

_T = TypeVar("_T")
#: More tickets than a user has; a list that goes on for longer is not read to its end.
MOST: Final = 20_000
_AGENTS = ("agent", "admin")


class ZendeskReading:
    """What can be read of a Zendesk, by one agent; see the port for each.

    Args:
        zendesk: The way there.
        progress: Told where a call names none.
    """

    def __init__(self, zendesk: Zendesk, progress: Progress | None = None) -> None:
        self._zendesk, self._progress = zendesk, progress
        self._agents: dict[str, str] = {}
        self._names: dict[str, str] = {}

    # --- users and groups ------------------------------------------------------------------

    def agent(self, address: str) -> str:
        """As the port has it."""
        if address.isdigit():
            return address
        key = address.casefold()
        if key not in self._agents:
            found = [u for u in self._users(address) if u.get("role") in _AGENTS]
            if not found:
                raise NotFound(
                    f"Zendesk has no agent {address}",
                    "Tickets can be assigned to agents only.",
                    "See `me` and people.toml: the address must be the agent's in Zendesk.",
                )
            self._agents[key] = str(found[0]["id"])
        return self._agents[key]

    def requester(self, address: str, user_id: str = "") -> str:
        """As the port has it."""
        found = self._users(address) if is_address(address) else []
        if not found and user_id:
            asked = {"external_id": user_id}
            found = self._search(asked)
        return str(found[0]["id"]) if found else ""

    def _users(self, address: str) -> list[dict[str, Any]]:
        """Those with exactly this address: Zendesk's search also gives what begins like it."""
        found = self._search({"query": f'email:"{address}"'})
        return [u for u in found if str(u.get("email", "")).casefold() == address.casefold()]

    def _search(self, asked: Mapping[str, str]) -> list[dict[str, Any]]:
        found = self._zendesk.ask("GET", "users/search", "look for the user", params=asked)
        return list(found.get("users") or ())

    def state(self) -> str:
        """As the port has it; the groups of the settings must be there, too."""
        me = self._zendesk.ask("GET", "users/me", "sign in to Zendesk")["user"]
        if me.get("role") not in _AGENTS:
            why = "Tickets are changed by agents."
            raise Refused(f"{self._zendesk.account.user} is no agent of Zendesk", why)
        there = self._assignable
        gone = [n for n, i in self._zendesk.account.groups.items() if i not in there.values()]
        if gone:
            fix = "Mend [zendesk.groups] in summarizer.toml."
            raise NotFound(f"Zendesk has no group with the id of {', '.join(gone)}", "", fix)
        return f"as {me.get('name')} ({me['role']}); groups: {', '.join(there)}"

    def groups(self) -> Sequence[str]:
        """As the port has it."""
        return tuple(dict.fromkeys((*self._zendesk.account.groups, *self._assignable)))

    @cached_property
    def _assignable(self) -> dict[str, str]:
        """Ids of groups by their names in Zendesk."""
        pages = self._zendesk.pages("groups/assignable", "groups", "read the groups")
        return {str(g["name"]): str(g["id"]) for page in pages for g in page}

    def group(self, name: str) -> str:
        """The id of a group: as the settings say, else of the one that Zendesk calls so."""
        if not name or name.isdigit():
            return name
        for known in (self._zendesk.account.groups, self._assignable):
            by_name = {called.casefold(): number for called, number in known.items()}
            if name.casefold() in by_name:
                return by_name[name.casefold()]
        there = ", ".join(self.groups())
        fix = "Name one of them, or add it to [zendesk.groups] in summarizer.toml."
        raise NotFound(f"Zendesk has no group {name!r}", f"It has: {there}.", fix)

    # --- reading ---------------------------------------------------------------------------

    def of_user(
        self, address: str, user_id: str = "", progress: Progress | None = None
    ) -> Sequence[Ticket]:
        """As the port has it: a hundred a page, and not by a search, which stops at 1,000."""
        owner, progress = self.requester(address, user_id), progress or self._progress
        found: list[Ticket] = []
        if not owner:
            return found
        path = f"users/{owner}/tickets/requested"
        for page in self._zendesk.pages(path, "tickets", "read the user's tickets"):
            found += [self.ticket(said) for said in page]
            if progress:
                progress(len(found), 0)
            if len(found) > MOST:
                why = f"That is no user of ours: there are more than {MOST}."
                raise Refused("The user has too many tickets", why, "Do this in Zendesk.")
        return found

    def read(self, ids: Sequence[str]) -> Sequence[Ticket]:
        """As the port has it, a hundred at a time."""
        found: dict[str, Ticket] = {}
        for some in hundreds([number for number in dict.fromkeys(ids) if number.isdigit()]):
            asked = {"ids": ",".join(some)}
            answer = self._zendesk.ask("GET", "tickets/show_many", "read the tickets", params=asked)
            found |= {t.id: t for t in map(self.ticket, answer["tickets"])}
        return [found[number] for number in dict.fromkeys(ids) if number in found]

    def ticket(self, said: Mapping[str, Any]) -> Ticket:
        """A ticket as an answer has it."""
        return words.ticket(said, self._zendesk.account.url)

    def audits(self, ticket: str) -> Iterator[dict[str, Any]]:
        """The updates of a ticket, oldest first."""
        doing = f"read the history of ticket {ticket}"
        for page in self._zendesk.pages(f"tickets/{ticket}/audits", "audits", doing):
            yield from page

    def was_changed(self, ticket: str, key: str) -> bool:
        """As the port has it."""
        return any(words.keys(audit) == key for audit in self.audits(ticket))

    def history(self, ticket: str, since: str) -> Sequence[Happening]:
        """As the port has it."""
        then = datetime.fromisoformat(since)
        new = [a for a in self.audits(ticket) if words.at(a) > then and not words.keys(a)]
        told = [(a, what) for a in new if (what := words.told(a))]
        names = self._named({str(a.get("author_id")) for a, _ in told})
        return [
            Happening(words.at(a), names.get(str(a.get("author_id")), "somebody"), what)
            for a, what in told
        ]

    def _named(self, ids: set[str]) -> Mapping[str, str]:
        """The names of users by id; asked once."""
        for some in hundreds(sorted(n for n in ids if n.isdigit() and n not in self._names)):
            asked = {"ids": ",".join(some)}
            found = self._zendesk.ask("GET", "users/show_many", "read who it was", params=asked)
            self._names |= {str(u["id"]): str(u.get("name", "")) for u in found["users"]}
        return self._names


def hundreds(things: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """The things, as many at a time as Zendesk takes."""
    for start in range(0, len(things), MANY):
        yield things[start : start + MANY]
