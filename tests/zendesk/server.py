"""The loopback Zendesk as an HTTP server."""

from __future__ import annotations

import json
import socketserver
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.google.wire import Request, Response, answer
from tests.zendesk.dispatch import Dispatch
from tests.zendesk.world import World


class Server:
    """A running server. As a context manager it ends, with its connections, at the end.

    Attributes:
        world: What it answers from; faults: where a test asks for faults.
        log: Name and status of each request; bugs: what went wrong in the server itself.
    """

    def __init__(self, world: World, port: int = 0) -> None:
        self.world, self.dispatch = world, Dispatch(world)
        self.faults, self.log, self.bugs = (
            self.dispatch.faults,
            self.dispatch.log,
            self.dispatch.bugs,
        )
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.02,), name="zendesk", daemon=True
        )
        self._thread.start()

    def asked(self, name: str) -> int:
        """How many requests of this name came."""
        return sum(1 for found, _ in self.log if found == name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.ended.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: Server

    def __init__(
        self, address: tuple[str, int], handler: type[socketserver.BaseRequestHandler]
    ) -> None:
        self.ended = threading.Event()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind without asking for the host's name, which may take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: _Http

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:  # the client went away; nothing is left to be told
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Keep quiet: Server.log has what was asked."""

    def _go(self) -> None:
        url, owner = urlsplit(self.path), self.server.owner
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, url.path, url.query, headers, body)
        self._send(control(owner, request) or owner.dispatch.answer(request))

    do_GET = do_POST = do_PUT = do_DELETE = _go  # noqa: N815 - the base's names

    def _send(self, response: Response) -> None:
        if response.cut:
            self.server.ended.wait(response.wait)
            self.close_connection = True
            return
        lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
        lines += [f"Content-Type: {response.type}", f"Content-Length: {len(response.body)}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + response.body)


def control(server: Server, request: Request) -> Response | None:
    """The server's own paths, for whoever runs it by hand: `/-/faults`, `/-/log`."""
    if not request.path.startswith("/-/"):
        return None
    if (request.verb, request.path) == ("GET", "/-/log"):
        return answer({"log": server.log, "bugs": server.bugs})
    if (request.verb, request.path) == ("POST", "/-/faults"):
        try:
            server.faults.add(**json.loads(request.body))
        except (ValueError, TypeError) as error:
            return answer({"error": str(error)}, 400)
        return answer({})
    return answer({"error": "GET /-/log or POST /-/faults"}, 404)
