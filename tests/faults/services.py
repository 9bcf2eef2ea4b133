"""The services that fail: how each can, and how it is asked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tests.kills import post
from tests.kills.place import GooglePlace, Place
from tests.kills.post import Fault, free_port
from tests.slack import faults as slack_faults
from tests.zendesk import desk as helpdesk
from tests.zendesk import faults as zendesk_faults
from tests.zendesk.world import World

#: What the answer to a limit asks to wait, in seconds; for kinds with a plus.
_RETRY_AFTER = 7
#: How often it happens: once, three times, for ever.
TIMES = (1, 3, None)
_SILENT = ("timeout-before", "timeout-after")
_CUT = ("cut-before", "cut-after")
#: What the helpdesk says no to, by what it was asked; every request can meet the rest.
_CHANGES = ("tickets.update", "tickets.update_many", "tickets.create")
_ONLY_FOR = {
    **dict.fromkeys(("409", "409-database", "422", "edit"), _CHANGES),
    "404": ("tickets.update",),
    **dict.fromkeys(zendesk_faults.JOBS, ("tickets.update_many",)),
}
#: What isn't healed by waiting: a command may end with the code of the refusal.
_NOES = {*_ONLY_FOR, "401", "403", *slack_faults.WORDS}
_REFUSED = (2, 3, 4, 5)
#: What a colleague writes into every ticket, just before a request.
NOTE = "I look at it, too."


@dataclass(frozen=True, slots=True)
class Cell:
    """A fault for one request, counted from 0, that a command makes of a service."""

    service: str
    request: int
    kind: str
    times: int | None

    def words(self) -> str:
        often = {1: "once", 3: "three times", None: "for ever"}[self.times]
        return f"{self.service} request {self.request + 1} {self.kind} {often}"


class Service(Protocol):
    """A service that fails where it is asked to."""

    name: str
    kinds: tuple[str, ...]

    def codes(self, kind: str) -> tuple[int, ...]:
        """The exit codes of a command that meets this; beside 0, and 6: it is away."""

    def asked(self) -> list[str]:
        """The requests it has got, by name."""

    def befall(self, cell: Cell) -> None:
        """Let this happen to the next requests."""

    def clear(self) -> None:
        """Let nothing happen any more."""


class Http:
    """Google, the helpdesk or the room."""

    def __init__(self, place: Place, name: str, *kinds: str) -> None:
        self._place, self.name = place, name
        self.kinds = (*kinds, *_SILENT, *_CUT)

    def _server(self) -> Any:
        if self.name == "google":
            assert isinstance(self._place, GooglePlace)
            return self._place.google
        return getattr(self._place.services, self.name)

    def codes(self, kind: str) -> tuple[int, ...]:
        """A refusal has its own."""
        return _REFUSED if kind in _NOES else ()

    def asked(self) -> list[str]:
        """The requests it has got, by name."""
        return [name for name, _ in self._server().log]

    def befall(self, cell: Cell) -> None:
        """A silence is a cut here, and the clock goes on as if it had been waited for."""
        self._place.patience.silent = cell.kind in _SILENT
        kind = cell.kind.replace("timeout", "cut") if cell.kind in _SILENT else cell.kind
        longer = _RETRY_AFTER if cell.kind.endswith("+") else None
        edit = _note if kind == "edit" else None
        self._server().faults.add(
            kind.rstrip("+"), times=cell.times, after=cell.request, retry_after=longer, edit=edit
        )

    def clear(self) -> None:
        """Let nothing happen any more."""
        self._server().faults.clear()
        self._place.patience.silent = False


class MailServer:
    """The mail server, at each stage of its dialogue; `no-server`: nobody listens at all."""

    name = "smtp"
    kinds: tuple[str, ...] = (*post.KINDS, "no-server")

    def __init__(self, place: Place) -> None:
        self._place, self._office = place, place.services.office

    def codes(self, kind: str) -> tuple[int, ...]:
        """It refuses a mail, or a password."""
        del kind
        return 4, 5

    def asked(self) -> list[str]:
        """The stages that there were."""
        return list(self._office.post.log)

    def befall(self, cell: Cell) -> None:
        """Fail at this stage."""
        self._place.patience.silent = cell.kind in _SILENT
        if cell.kind == "no-server":
            self._place.services.mail_at(free_port())
            return
        self._office.post.fault = Fault(cell.kind, cell.request, cell.times)

    def clear(self) -> None:
        """Let nothing happen any more."""
        self._place.services.mail_at(self._office.port)
        self._office.post.fault = None
        self._place.patience.silent = False


def of_google(place: GooglePlace) -> list[Service]:
    """Google alone."""
    return [Http(place, "google", "429", "429+", "403", "500", "503", "503+")]


def connected(place: Place) -> list[Service]:
    """The helpdesk, the room and the mail server."""
    common = ("429", "429+", "500", "503", "html", "html-after", "cut-body")
    noes = ("401", "403", "404", "409", "409-database", "422", *zendesk_faults.JOBS, "edit")
    return [
        Http(place, "zendesk", *common, "429-plain", *noes),
        Http(place, "slack", *common, "fatal_error", *slack_faults.WORDS),
        MailServer(place),
    ]


def cells(service: Service, requests: Sequence[str]) -> list[Cell]:
    """All faults for a command that makes these requests of it."""
    return [
        Cell(service.name, n, kind, times)
        for n, name in enumerate(requests)
        for kind in service.kinds
        for times in TIMES
        if kind != "no-server" or (n == 0 and times is None)
        if name in _ONLY_FOR.get(kind, (name,)) or service.name != "zendesk"
    ]


def _note(world: World) -> None:
    """A colleague is faster: every ticket that can be changed is another one then."""
    for ticket in world.tickets.values():
        if ticket.status != "closed":
            helpdesk.write(world, ticket.id, helpdesk.COLLEAGUE, NOTE)
