"""A server on loopback that keeps what it is asked and answers what it was told; and a clock."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from summarizer.google.retrying import WHOLE, Patience

CUT = 0


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Scripted:
    """`answers` are (status, headers, JSON), used up one by one; the last one stays."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def say(self, status: int, value: Any = None, **headers: str) -> None:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.answers.append((status, named, {} if value is None else value))

    def next(self) -> tuple[int, dict[str, str], Any]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def scripted() -> Iterator[Scripted]:
    made = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Keep quiet."""

        def go(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.asked.append(Asked(self.command, self.path, headers, body))
            status, more, value = made.next()
            if status == CUT:
                return
            content = json.dumps(value).encode()
            self.send_response(status)
            for name, text in {"Content-Length": str(len(content)), **more}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = go  # noqa: N815 - the base's names

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Waits:
    """A clock on which only waiting takes time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self, whole: float = WHOLE) -> Patience:
        return Patience(whole, lambda: self.now, self.sleep, lambda: 0.5)
