"""Sending by SMTP, and knowing after every failure whether the message can have left."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from summarizer.local.smtp import PASSWORD, SmtpSettings, read_password
from tracker.errors import Refused, SignInNeeded, Unavailable, UserError

#: The first reply codes for "not now" and for "never" (RFC 5321, 4.2.1).
_NOT_NOW, _NEVER = 400, 500
_MEND = "Mend the draft or the settings, then run the command again."


class _Watched(smtplib.SMTP):
    """Notes whether the message itself was handed over: from then on it can have left.

    It goes to nobody while one of its recipients is refused for now only: later it goes to all.
    """

    handed_over = False

    def rcpt(self, recip: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        code, said = super().rcpt(recip, options)
        if _NOT_NOW <= code < _NEVER:
            raise smtplib.SMTPRecipientsRefused({recip: (code, said)})
        return code, said

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.handed_over = True
        return super().data(msg)


class _WatchedTls(_Watched, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


def send(settings: SmtpSettings, sender: str, to: Sequence[str], content: bytes) -> tuple[str, ...]:
    """Hand the message to the server; the addresses that it wouldn't deliver to.

    Raises:
        Refused: The server said no for good, or offers less security than the settings want.
        SignInNeeded: There is no password, or the server doesn't take it.
        Unavailable: The server isn't there, or said no for now; with `uncertain` if the message
            was handed over and the answer was lost.
        BadInput: The file with the password can be read by others.
        StorageFailed: That file can't be read.
    """
    password = read_password(settings)
    with _connected(settings) as server:
        try:
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, password)
            refused = server.sendmail(sender, list(to), content)
        except (smtplib.SMTPException, OSError) as error:
            raise _explained(error, settings, handed_over=server.handed_over) from error
    return tuple(refused)


@contextmanager
def _connected(settings: SmtpSettings) -> Iterator[_Watched]:
    host, port, timeout = settings.host, settings.port, settings.timeout
    try:
        server: _Watched = (
            _WatchedTls(host, port, timeout=timeout, context=ssl.create_default_context())
            if settings.security == "tls"
            else _Watched(host, port, timeout=timeout)
        )
    except (smtplib.SMTPException, OSError) as error:
        raise _explained(error, settings, handed_over=False) from error
    try:
        yield server
    finally:
        # The message has its answer by now; how the server says goodbye changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _explained(error: Exception, settings: SmtpSettings, *, handed_over: bool) -> UserError:
    """What an exception of smtplib means for the message."""
    where = f"{settings.host}:{settings.port}"
    if handed_over and not (isinstance(error, smtplib.SMTPDataError) and _is_no(error.smtp_code)):
        return Unavailable(
            "It is not known whether the message left",
            f"The connection to {where} was lost before it answered ({error}).",
            "Look into the mailbox before sending it again.",
            uncertain=True,
        )
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException):
        return _said_no(error, where, settings.user)
    if isinstance(error, smtplib.SMTPNotSupportedError) or type(error) is smtplib.SMTPException:
        return Refused(
            f"{where} doesn't offer what smtp.security and smtp.user want",
            f"{error} Nothing was sent.",
            "Ask whoever runs that server, or mend [smtp] in summarizer.toml.",
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refused(
            f"{where} can't prove who it is",
            f"{error.verify_message}. Nothing was sent.",
            "Ask whoever runs that server for a certificate that is trusted here.",
        )
    return Unavailable(
        f"{where} can't be reached",
        f"{error}. Nothing was sent.",
        "Run the command again later.",
    )


def _said_no(
    error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException, where: str, user: str
) -> UserError:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return SignInNeeded(
            f"{where} doesn't take the password of {user}",
            f"It says: {_line(error.smtp_error)}. Nothing was sent.",
            f"Set {PASSWORD}, or mend smtp.password_file.",
        )
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        said = "; ".join(f"{to}: {_line(text)}" for to, (_, text) in error.recipients.items())
    else:
        codes, said = [error.smtp_code], f"{error.smtp_code} {_line(error.smtp_error)}"
    kind = Refused if all(code >= _NEVER for code in codes) else Unavailable
    return kind(f"{where} doesn't take the message", f"It says: {said}. Nothing was sent.", _MEND)


def _is_no(code: int) -> bool:
    return code >= _NOT_NOW


def _line(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
