"""The loopback Slack as an HTTP server: methods below `/api/`, its own paths below `/-/`."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import traceback
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.slack import arguments
from tests.slack import world as w
from tests.slack.arguments import Call
from tests.slack.faults import INSTEAD, Fault, Faults
from tests.slack.methods import HANDLERS
from tests.slack.world import NotCarried, SlackError, World

HTML = b"<!DOCTYPE html><title>Slack</title><p>Something went wrong."


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came: names of headers in lower case."""

    verb: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; with `cut` none, after `wait` seconds; with `half` the connection ends in it."""

    status: int
    body: bytes = b""
    type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    half: bool = False
    wait: float = 0.0


class Server:
    """A running server. As a context manager it ends, with its connections, at the end.

    Attributes:
        world: What it answers from.
        faults: Where a test asks for faults.
        log: Method and its outcome (`ok`, Slack's word, a status, `none`) of each request.
        bugs: What went wrong in the server itself.
    """

    def __init__(self, world: World, port: int = 0) -> None:
        self.reset(world)
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/api/"
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.02,), name="slack", daemon=True
        )
        self._thread.start()

    def reset(self, world: World) -> None:
        """Begin anew with another world."""
        self.world, self.faults = world, Faults()
        self.log: list[tuple[str, str]] = []
        self.bugs: list[str] = []

    @property
    def asked(self) -> list[str]:
        """The methods that were asked, in order."""
        return [method for method, _ in self.log]

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

    def answer(self, request: Request) -> Response:
        """The answer to a request, whatever is wrong with it."""
        if request.path.startswith("/-/"):
            return _control(self, request)
        method = request.path.removeprefix("/api/")
        taken = self.faults.take(method)
        for edit in (f.edit for f in taken if f.edit):
            with self.world.lock:
                edit(self.world)
        fault = next((f for f in taken if f.kind != "edit"), None)
        if fault and fault.kind in INSTEAD:
            response, said = _instead(fault), fault.kind
        else:
            response, said = self._answered(request, method)
            if fault:
                response, said = _after(fault, response), fault.kind
        self.log.append((method, said))
        return response

    def _answered(self, request: Request, method: str) -> tuple[Response, str]:
        try:
            with self.world.lock:
                found = self._called(request, method)
        except SlackError as error:
            return _json({"ok": False, "error": error.word, **error.more}), error.word
        except NotCarried as error:
            text = f"The loopback Slack does not carry {error}"
            return _json({"ok": False, "error": "not_carried", "why": text}, 501), "501"
        except Exception as error:  # noqa: BLE001 - whatever breaks must be seen by the client
            self.bugs.append(f"{method}: {error!r}\n{''.join(traceback.format_exception(error))}")
            return _json({"ok": False, "error": "bug_of_the_loopback"}, 500), "bug"
        return _json({"ok": True, **found}), "ok"

    def _called(self, request: Request, method: str) -> dict[str, Any]:
        if method not in HANDLERS:
            if method in arguments.known_methods():
                raise NotCarried(method)
            raise SlackError("unknown_method", req_method=method)
        args = arguments.read(request.headers, request.query, request.body)
        token = self._token(request, args)
        handler, wanted = HANDLERS[method]
        arguments.check(method, args, wanted)
        return handler(Call(self.world, token.user, token.scopes, args))

    def _token(self, request: Request, args: dict[str, Any]) -> w.Token:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        in_form = "json" not in request.headers.get("content-type", "")
        text = given if kind.casefold() == "bearer" else args.get("token", "") if in_form else ""
        if not text:
            raise SlackError("not_authed")
        if text not in self.world.tokens:
            raise SlackError("invalid_auth")
        return self.world.tokens[text]


def _instead(fault: Fault) -> Response:
    if fault.kind == "429":
        wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return _json({"ok": False, "error": "ratelimited"}, 429, wait)
    if fault.kind in ("500", "503"):
        return Response(int(fault.kind), HTML, "text/html; charset=utf-8")
    if fault.kind == "html":
        return Response(200, HTML, "text/html; charset=utf-8")
    return _silence(fault)


def _after(fault: Fault, response: Response) -> Response:
    if fault.kind == "fatal_error":
        return _json({"ok": False, "error": "fatal_error"})
    if fault.kind == "html-after":
        return Response(200, HTML, "text/html; charset=utf-8")
    if fault.kind == "cut-body":
        return Response(response.status, response.body, half=True)
    return _silence(fault)


def _silence(fault: Fault) -> Response:
    return Response(0, cut=True, wait=fault.seconds if fault.kind.startswith("timeout") else 0.0)


def _json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(status, json.dumps(value).encode(), headers=headers or {})


def _control(server: Server, request: Request) -> Response:
    """What a path of the server's own does: faults, the log, all lines, a new world."""
    way = f"{request.verb} {request.path}"
    try:
        if way == "POST /-/faults":
            server.faults.add(**json.loads(request.body))
        elif way == "DELETE /-/faults":
            server.faults.clear()
        elif way == "POST /-/reset":
            server.reset(w.desk())
        elif way == "GET /-/log":
            return _json({"log": server.log, "bugs": server.bugs})
        elif way == "GET /-/lines":
            lines = [(m.ts, m.thread, m.text) for m in server.world.room().messages if not m.gone]
            return _json({"lines": lines})
        else:
            return _json({"error": f"there is no {way}"}, 404)
    except (ValueError, TypeError) as error:
        return _json({"error": str(error)}, 400)
    return _json({})


class _Http(ThreadingHTTPServer):
    daemon_threads = True
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
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        self._send(
            self.server.owner.answer(Request(self.command, url.path, url.query, headers, body))
        )

    do_GET = do_POST = do_DELETE = _go  # noqa: N815 - the base's names

    def _send(self, response: Response) -> None:
        if response.cut:
            self.server.ended.wait(response.wait)
            self.close_connection = True
            return
        lines = [
            f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}",
            f"Content-Type: {response.type}",
            f"Content-Length: {len(response.body)}",
            *(f"{name}: {value}" for name, value in response.headers.items()),
        ]
        body = response.body[: len(response.body) // 2] if response.half else response.body
        self.close_connection = self.close_connection or response.half
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
