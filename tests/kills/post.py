"""A mail server on this machine that fails where it is asked to, at any stage of the dialogue."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

#: The stages at which it can fail, as they come; `END` is the final dot.
STAGES = ("CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "END", "QUIT")
#: What it says instead of yes: for now, for good, for now with a farewell, and no SMTP at all.
SAYS = {
    "4xx": "451 4.3.0 Try again later",
    "5xx": "554 5.7.1 No",
    "421": "421 4.3.2 Closing",
    "no-smtp": "HTTP/1.1 400 Bad Request",
}
#: No answer: before a mail is taken, or after.
SILENT = ("timeout-before", "timeout-after", "cut-before", "cut-after")
KINDS = (*SAYS, *SILENT)
USER, PASSWORD = "dana", "sesame"  # of this server only
#: One of several recipients that is refused.
_NOBODY = "550 5.1.1 No such user"


@dataclass(slots=True)
class Mail:
    """A mail that was taken: its envelope, and what it says."""

    to: tuple[str, ...]
    raw: bytes

    def lines(self) -> Iterator[str]:
        """What counts of it."""
        mail: Any = message_from_bytes(self.raw, policy=policy.default)
        body = mail.get_body(preferencelist=("plain",))
        yield f"mail {sorted(self.to)} {mail['Subject']} {mail['Message-ID']}"
        yield f"mail {body.get_content() if body else ''}"

    @property
    def message_id(self) -> str:
        """Its name."""
        found: Any = message_from_bytes(self.raw, policy=policy.default)["Message-ID"]
        return str(found)


@dataclass(slots=True)
class Fault:
    """At the stage that comes after so many, and the next ones of that name, `times` in all."""

    kind: str
    after: int
    times: int | None = 1
    stage: str = ""


@dataclass
class Post:
    """What the server took, what it was asked, and the fault that waits.

    Attributes:
        log: The stages, in their order.
        refused: Recipients that it doesn't know.
        seconds: How long it is silent.
    """

    arrived: list[Mail] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    fault: Fault | None = None
    seconds: float = 0.4

    def come(self, stage: str) -> str:
        """A stage has come: the kind of fault that befalls it, or "" for none."""
        self.log.append(stage)
        fault = self.fault
        if fault is None or fault.times == 0:
            return ""
        if not fault.stage:
            if fault.after > 0:
                fault.after -= 1
                return ""
            fault.stage = stage
        if stage != fault.stage:
            return ""
        fault.times = None if fault.times is None else fault.times - 1
        return fault.kind

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self.refused:
            return _NOBODY
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        del session
        kind = self.come("END")
        if not kind or kind.endswith("-after"):
            assert isinstance(envelope.content, bytes)
            self.arrived.append(Mail(tuple(envelope.rcpt_tos), envelope.content))
        if kind:
            await _fail(server, self, kind)
        return SAYS.get(kind, "250 OK")


async def _fail(server: SMTP, post: Post, kind: str) -> None:
    """Say nothing for a while, and end the connection; nothing for what is said."""
    if kind in SAYS:
        return
    if kind.startswith("timeout"):
        await asyncio.sleep(post.seconds)
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class _Smtp(SMTP):
    """Asks at each stage whether it is to fail."""

    post: Post

    async def _handle_client(self) -> None:
        if not await self._failed("CONNECT"):
            await super()._handle_client()

    async def _failed(self, stage: str) -> bool:
        kind = self.post.come(stage)
        if not kind:
            return False
        await _fail(self, self.post, kind)
        if kind in SAYS:
            await self.push(SAYS[kind])
        if kind in SAYS and (kind == "421" or stage == "CONNECT") and self.transport:
            self.transport.close()
        return True


def _stage(name: str) -> Any:
    """The method of a command that may fail before it does what it does."""
    base = getattr(SMTP, f"smtp_{name}")

    async def method(self: _Smtp, arg: str | None = None) -> None:
        if not await self._failed(name):
            await base(self, arg)

    return method


for _name in ("EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"):
    setattr(_Smtp, f"smtp_{_name}", _stage(_name))


class _Controller(Controller):
    def factory(self) -> SMTP:
        made = _Smtp(self.handler, authenticator=_let_in, auth_require_tls=False)
        made.post = self.handler
        return made


def _let_in(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    del server, session, envelope, mechanism
    right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


class PostOffice:
    """The server, running; as a context manager it ends."""

    def __init__(self) -> None:
        self.post, self.port = Post(), free_port()
        self._controller = _Controller(self.post, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
