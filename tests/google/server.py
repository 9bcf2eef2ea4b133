"""The loopback Google as an HTTP server: all APIs on one port, by their paths.

A path may begin with the API's host, as a proxy's would (`/sheets.googleapis.com/v4/...`).
Beside Google's paths it has its own, below `/-/`; see control.py.
"""

from __future__ import annotations

import socket
import socketserver
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.google import control
from tests.google.dispatch import Dispatch
from tests.google.faults import Faults
from tests.google.wire import Request, Response
from tests.google.world import World


class Server:
    """A running server. As a context manager it ends, with its connections, at the end.

    Attributes:
        world: What it answers from.
        faults: Where a test asks for faults.
        log: Method id and status of each request; status 0 where no answer was sent.
        bugs: What went wrong in the server itself.
    """

    def __init__(self, world: World, port: int = 0) -> None:
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.reset(world)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.02,), name="google", daemon=True
        )
        self._thread.start()

    def reset(self, world: World) -> None:
        """Begin anew with another world: no faults, an empty log."""
        self.world, self.dispatch = world, Dispatch(world)
        self.faults: Faults = self.dispatch.faults
        self.log, self.bugs = self.dispatch.log, self.dispatch.bugs

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


def serve(world: World, port: int = 0) -> Server:
    """Start a server on loopback; port 0 takes a free one."""
    return Server(world, port)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    owner: Server

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
        """Keep quiet: Server.log has what was asked."""

    def _go(self) -> None:
        url = urlsplit(self.path)
        if "Transfer-Encoding" in self.headers:  # refused, and so never read
            self.close_connection = True
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        request = Request(self.command, url.path, url.query, headers, body)
        server = self.server.owner
        self._send(control.answer(server, request) or server.dispatch.answer(request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _go  # noqa: N815 - the base's names

    def _send(self, response: Response) -> None:
        if response.cut:
            self.server.ended.wait(response.wait)
            self.close_connection = True
            return
        lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
        if response.status != HTTPStatus.NO_CONTENT:
            lines += [f"Content-Type: {response.type}", f"Content-Length: {len(response.body)}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + response.body)
