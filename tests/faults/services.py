"""The services that fail: how each can, and how it is asked to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from tests.kills import post
from tests.kills.place import GooglePlace, Place
from tests.kills.post import Fault, free_port

#: What the answer to a limit asks to wait, in seconds; for kinds with a plus.
_RETRY_AFTER = 7
#: How often it happens: once, three times, for ever.
TIMES = (1, 3, None)
_SILENT = ("timeout-before", "timeout-after")
_CUT = ("cut-before", "cut-after")


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
    #: The exit codes of a command that meets such a fault; beside 0, and 6: it is away.
    codes: tuple[int, ...]

    def asked(self) -> int:
        """How many requests it has got."""

    def befall(self, cell: Cell) -> None:
        """Let this happen to the next requests."""

    def clear(self) -> None:
        """Let nothing happen any more."""


class Http:
    """Google, the helpdesk or the room."""

    codes: tuple[int, ...] = ()

    def __init__(self, place: Place, name: str, *kinds: str) -> None:
        self._place, self.name = place, name
        self.kinds = (*kinds, *_SILENT, *_CUT)

    def _server(self) -> Any:
        if self.name == "google":
            assert isinstance(self._place, GooglePlace)
            return self._place.google
        return getattr(self._place.services, self.name)

    def asked(self) -> int:
        """How many requests it has got."""
        return len(self._server().log)

    def befall(self, cell: Cell) -> None:
        """A silence is a cut here, and the clock goes on as if it had been waited for."""
        self._place.patience.silent = cell.kind in _SILENT
        kind = cell.kind.rstrip("+").replace("timeout", "cut")
        longer = _RETRY_AFTER if cell.kind.endswith("+") else None
        self._server().faults.add(kind, times=cell.times, after=cell.request, retry_after=longer)

    def clear(self) -> None:
        """Let nothing happen any more."""
        self._server().faults.clear()
        self._place.patience.silent = False


class MailServer:
    """The mail server, at each stage of its dialogue; `no-server`: nobody listens at all."""

    name = "smtp"
    kinds: tuple[str, ...] = (*post.KINDS, "no-server")
    codes: tuple[int, ...] = (4, 5)

    def __init__(self, place: Place) -> None:
        self._place, self._office = place, place.services.office

    def asked(self) -> int:
        """How many stages there were."""
        return len(self._office.post.log)

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
    limits = ("429", "429+", "500", "503")
    return [
        Http(place, "zendesk", *limits, "429-plain"),
        Http(place, "slack", *limits, "ratelimited", "fatal_error", "html", "html-after"),
        MailServer(place),
    ]


def cells(service: Service, requests: int) -> list[Cell]:
    """All faults for a command that makes so many requests of it."""
    return [
        Cell(service.name, n, kind, times)
        for n in range(requests)
        for kind in service.kinds
        for times in TIMES
        if kind != "no-server" or (n == 0 and times is None)
    ]
