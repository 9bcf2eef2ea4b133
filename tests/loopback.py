"""What the loopback services share: an HTTP server on a thread, and faults that tests ask for."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Generic, Self, TypeVar
from urllib.parse import parse_qsl, urlsplit

JSON = "application/json; charset=UTF-8"
#: The world of a service.
W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Request:
    """A request. The path keeps its percent signs; the names of headers are lower case.

    `host` is the API's, where the path began with it.
    """

    verb: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    host: str = ""

    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def arguments(self) -> dict[str, str]:
        """The query, each name once."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; with `cut` none, after `wait` seconds; with `half` the connection ends in it.

    With `endless` its last bytes are repeated until nobody reads them any more.
    """

    status: int
    body: bytes = b""
    type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    half: bool = False
    endless: bool = False
    wait: float = 0.0


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer of JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(status, text.encode(), JSON, headers or {})


@dataclass(slots=True)
class Fault(Generic[W]):
    """One fault: it befalls the next `times` requests of a method, after some were let through.

    Attributes:
        kind: One of those that the service knows.
        method: What the service calls its methods: `sheets.*`, `chat.postMessage`, `tickets.*`.
        times: How often it still happens; None means until it is cleared.
        after: How many matching requests are let through first.
        retry_after: Seconds for the header of that name; None leaves it out.
        seconds: How long a time-out keeps the connection before it ends it.
        edit: What somebody does just before the request, for `edit`.
        past: The world that searches see, for `lag`.
    """

    kind: str
    method: str = "*"
    times: int | None = 1
    after: int = 0
    retry_after: float | None = None
    seconds: float = 30.0
    edit: Callable[[W], object] | None = None
    past: W | None = None

    def silence(self) -> Response:
        """The connection ends without an answer: at once, or after the client gave up."""
        return Response(0, cut=True, wait=self.seconds if self.kind.startswith("timeout") else 0.0)

    def waits(self) -> dict[str, str]:
        """The header that says for how long to stay away."""
        return {} if self.retry_after is None else {"Retry-After": f"{self.retry_after:g}"}


class Faults(Generic[W]):
    """The faults that wait; each request takes those that are for it.

    Args:
        kinds: Those that there are.
        beside: Those after which the request is answered as ever.
    """

    def __init__(self, kinds: Collection[str], beside: Collection[str] = ("edit",)) -> None:
        self.waiting: list[Fault[W]] = []
        self._kinds, self._beside = kinds, beside
        self._lock = threading.Lock()

    def add(  # noqa: PLR0913 - each is an option with a default
        self,
        kind: str,
        *,
        method: str = "*",
        times: int | None = 1,
        after: int = 0,
        retry_after: float | None = None,
        seconds: float = 30.0,
        edit: Callable[[W], object] | None = None,
    ) -> Fault[W]:
        """Ask for a fault. It is answered with, to be looked at or taken away later.

        Raises:
            ValueError: There is no such kind, or an `edit` without something to do.
        """
        if kind not in self._kinds or (kind == "edit") != (edit is not None):
            raise ValueError(f"no such fault: {kind} (one of {', '.join(sorted(self._kinds))})")
        fault = Fault(kind, method, times, after, retry_after, seconds, edit)
        self.prepare(fault)
        with self._lock:
            self.waiting.append(fault)
        return fault

    def prepare(self, fault: Fault[W]) -> None:
        """A service's own work for a fault that is asked for."""

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self.waiting.clear()

    def matches(self, fault: Fault[W], method: str) -> bool:
        """Whether the fault is for requests of this method, and one of them is due."""
        return fault.times != 0 and fnmatchcase(method, fault.method)

    def take(self, method: str) -> list[Fault[W]]:
        """What befalls this request: those beside, and at most one of the others."""
        with self._lock:
            found: list[Fault[W]] = []
            for fault in self.waiting:
                taken = any(one.kind not in self._beside for one in found)
                if not self.matches(fault, method) or (taken and fault.kind not in self._beside):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                found.append(fault)
                fault.times = None if fault.times is None else fault.times - 1
            self.waiting = [fault for fault in self.waiting if fault.times != 0]
            return found


class Server(ABC, Generic[W]):
    """A running server on loopback; port 0 takes a free one.

    As a context manager it ends, with its connections, at the end.

    Attributes:
        url: Where it is asked.
        world: What it answers from.
    """

    world: W

    def __init__(self, world: W, port: int = 0) -> None:
        self.reset(world)
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.02,), name=type(self).__module__, daemon=True
        )
        self._thread.start()

    @abstractmethod
    def reset(self, world: W) -> None:
        """Begin anew with another world: no faults, an empty log."""

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """The answer to a request, whatever is wrong with it."""

    def close(self) -> None:
        """Stop; whoever still waits for an answer gets none."""
        self._http.ended.set()
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    owner: Server[Any]

    def __init__(
        self, address: tuple[str, int], handler: type[socketserver.BaseRequestHandler]
    ) -> None:
        self.open: set[socket.socket] = set()
        self.ended = threading.Event()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind without asking for the host's name, which may take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def hang_up(self) -> None:
        """End all connections that are still open, so that their threads end too."""
        for connection in tuple(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # ended by itself meanwhile
                continue


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:  # the client went away; nothing is left to be told
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Keep quiet: the service's log has what was asked."""

    def _go(self) -> None:
        url = urlsplit(self.path)
        if "Transfer-Encoding" in self.headers:  # refused, and so never read
            self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, url.path, url.query, headers, body)
        self._send(self.server.owner.answer(request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _go  # noqa: N815 - the base's names

    def _send(self, response: Response) -> None:
        if response.cut:
            self.server.ended.wait(response.wait)
            self.close_connection = True
            return
        lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
        if response.endless:
            lines += ["Connection: close"]
        elif response.status != HTTPStatus.NO_CONTENT:
            lines += [f"Content-Type: {response.type}", f"Content-Length: {len(response.body)}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        body = response.body[: len(response.body) // 2] if response.half else response.body
        self.close_connection = self.close_connection or response.half or response.endless
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        while response.endless and not self.server.ended.is_set():
            self.wfile.write(body)
