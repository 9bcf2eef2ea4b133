"""Drafts as files that every mail program opens, sent by SMTP where the desk has a server."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.errors import InvalidHeaderDefect
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from summarizer.addresses import parser_failures
from summarizer.local.files import write_new
from summarizer.ports import Drafted
from tracker.errors import NotFound, Refused, StorageFailed
from tracker.folders import sync_folder
from tracker.whole import clear

if TYPE_CHECKING:
    from email.message import EmailMessage

    from summarizer.local.smtp import SmtpSettings

__all__ = ["Outbox", "file_name"]

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")
#: Names that Windows keeps for devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Outbox:
    """A folder of drafts, `KEY.eml`; what was sent goes to `sent/`.

    A draft has `X-Unsent: 1`, so that Outlook and others open it ready to be sent, and its Bcc.
    """

    def __init__(self, folder: Path, server: SmtpSettings | None = None) -> None:
        self.folder = folder
        self.server = server

    def draft(self, key: str, mail: bytes) -> str:
        """Keep a draft and say where it is; what has the key already stays untouched."""
        path = self._draft(key)
        if existing := self._existing(key):
            clear(path)
            return str(existing)
        with _storing(path):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_new(path, mail, 0o600)  # for its owner's eyes
        return str(path)

    def read(self, key: str, place: str = "") -> EmailMessage:
        """The draft as people left it, or as it was sent. NotFound without one."""
        del place  # a file is found by its name
        path = self._existing(key)
        if path is None:
            raise self._gone(key)
        with _storing(path):
            raw = path.read_bytes().replace(b"\r\n", b"\n")
        return _read(raw)

    def send(self, key: str, place: str = "") -> tuple[str, ...]:
        """Send the draft as people left it; see `ports.Mail.send`."""
        del place
        path, sent = self._draft(key), self._sent(key)
        if sent.exists():
            return ()
        message = self.read(key)
        if self.server is None:
            raise Refused(
                "This desk makes drafts and doesn't send",
                "smtp.host is empty in summarizer.toml.",
                f"Open {path}, send it, then type: summarizer sent CASE MESSAGE",
            )
        sender, to = _envelope(message, path)
        del message["bcc"], message["x-unsent"]
        with _storing(sent):
            sent.parent.mkdir(parents=True, exist_ok=True)
        from summarizer.local.sending import send  # noqa: PLC0415 - 25 ms that drafting doesn't need

        refused = send(self.server, sender, to, message.as_bytes())
        # It has left: that the file can't be moved must not look as if it hadn't.
        with suppress(OSError):
            path.rename(sent)
            for folder in (sent.parent, path.parent):
                sync_folder(folder)
        return refused

    def left(self, drafts: Sequence[Drafted]) -> Mapping[str, datetime | Literal[False]]:
        """When each of these left, as far as it is known: what still lies here may have left.

        Somebody may have sent it with a mail program, or the server's answer was lost.
        """
        found = {}
        for draft in drafts:
            path = self._sent(draft.key)
            with _storing(path):
                if path.exists():  # it was moved there once it had left
                    found[draft.key] = datetime.fromtimestamp(path.stat().st_ctime, UTC)
        return found

    def fetch(self, place: str, *, newest: bool = False) -> bytes:
        """Nothing can be fetched: there is no mailbox here."""
        del newest
        raise Refused(
            f"{place} can't be read: this desk's mailbox isn't connected",
            'backend.mail is "outbox" in summarizer.toml.',
            "Save the mail as an .eml file, and name that.",
        )

    def received(self, addresses: Sequence[str], since: datetime) -> None:
        """No mailbox is connected."""

    def replies(
        self, threads: Mapping[str, Sequence[str]], since: datetime, seen: Sequence[str]
    ) -> None:
        """No mailbox is connected."""

    def strays(self, known: Sequence[Drafted]) -> list[Drafted]:
        """The drafts here that are none of the known ones; `sent/` isn't looked at."""
        ours = {file_name(draft.key) for draft in known}
        with _storing(self.folder):
            found = sorted(self.folder.glob("*.eml"))
        return [Drafted(_key(path), str(path)) for path in found if path.name not in ours]

    def discard(self, key: str, place: str = "") -> bool:
        """Remove an unsent draft; whether there was one."""
        del place
        path = self._draft(key)
        with _storing(path):
            existed = path.exists()
            path.unlink(missing_ok=True)
        return existed

    def _existing(self, key: str) -> Path | None:
        return next((p for p in (self._draft(key), self._sent(key)) if p.exists()), None)

    def _draft(self, key: str) -> Path:
        return self.folder / file_name(key)

    def _sent(self, key: str) -> Path:
        return self.folder / "sent" / file_name(key)

    def _gone(self, key: str) -> NotFound:
        return NotFound(
            f"There is no draft {self._draft(key)}",
            "It was never made, or somebody moved or deleted it.",
            "If it was sent by hand, type: summarizer sent CASE MESSAGE",
        )


def file_name(key: str) -> str:
    """A safe file name for any key; different keys have different ones."""
    if _SAFE.fullmatch(key) and not _DEVICES.match(key):
        return f"{key}.eml"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip(".-")[:80]
    return f"_{plain}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.eml"


def _key(path: Path) -> str:
    """The key of a draft as far as its file's name tells it."""
    stem = path.stem
    return stem[1:].rpartition("-")[0] if stem.startswith("_") else stem


def _read(raw: bytes) -> EmailMessage:
    """What people and mail programs wrote stays as it is; lines end as mail wants it."""
    from email import message_from_bytes  # noqa: PLC0415 - 6 ms that drafting doesn't need
    from email.policy import EmailPolicy  # noqa: PLC0415 - same

    return message_from_bytes(raw, policy=EmailPolicy(linesep="\r\n", refold_source="none"))


def _envelope(message: EmailMessage, path: Path) -> tuple[str, list[str]]:
    """Who sends and who receives, blind copies too; Refused if To is empty or one can't be read."""
    fix = f"Mend it in {path}, then run the command again."
    found = {}
    for name in ("From", "To", "Cc", "Bcc"):
        found[name] = _addresses(message, name)
        if found[name] is None:
            raise Refused(f"{name} can't be read as addresses", "Nothing was sent.", fix)
    senders = found["From"] or []
    if len(senders) != 1:
        raise Refused("One address must stand in From", "Nothing was sent.", fix)
    if not found["To"]:
        raise Refused("Nobody stands in To", "Nothing was sent.", fix)
    everybody = [address for name in ("To", "Cc", "Bcc") for address in found[name] or []]
    return senders[0], list(dict.fromkeys(everybody))


def _addresses(message: EmailMessage, name: str) -> list[str] | None:
    """The addresses in a header; None if one of them can't be told: nobody is left out silently."""
    try:
        headers = message.get_all(name, [])
        found = [a.addr_spec for header in headers for a in header.addresses]
    except parser_failures():
        return None
    defects = [d for header in headers for d in header.defects]
    unclear = any(isinstance(d, InvalidHeaderDefect) for d in defects)
    return None if unclear or not all(map(_ADDRESS.fullmatch, found)) else found


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageFailed(
            f"{path} can't be read or written",
            f"{error.strerror}.",
            "Check the disk and the folder's permissions, then run the command again.",
        ) from error
