"""A real SMTP server on this machine, whose behaviour tests choose."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from summarizer.local.smtp import Security, SmtpSettings
from tests.mail.contract import Arrived


@dataclass
class Post:
    """What the server does with what it gets; `says` answers a mail, "" drops the connection."""

    arrived: list[Arrived] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    says: str = "250 OK"
    hangs_up_at_rcpt: bool = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session, options
        if self.hangs_up_at_rcpt:
            _hang_up(server)
        if address in self.refused:
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - same
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        if self.says in ("", "250 OK"):
            assert isinstance(envelope.content, bytes)
            raw = envelope.content.replace(b"\r\n", b"\n")
            message = message_from_bytes(raw, policy=policy.default)
            self.arrived.append(Arrived(tuple(envelope.rcpt_tos), message))
        if not self.says:
            _hang_up(server)
        return self.says


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class Server:
    """The server; `settings` say how to reach it."""

    def __init__(
        self, post: Post, security: Security = "none", tls: ssl.SSLContext | None = None, **kw: Any
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        kw["ssl_context" if security == "tls" else "tls_context"] = tls
        self._controller = Controller(post, hostname="127.0.0.1", port=port, **kw)
        self.settings = SmtpSettings("127.0.0.1", port, security, timeout=5)

    def start(self) -> Server:
        self._controller.start()
        return self

    def stop(self) -> None:
        if self._controller.server is not None:
            self._controller.stop()


def only_dana(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
) -> AuthResult:
    """An authenticator that lets in dana with the password "sesame"."""
    del server, session, envelope, mechanism
    right = (given.login, given.password) == (b"dana", b"sesame")
    return AuthResult(success=right, handled=False)
