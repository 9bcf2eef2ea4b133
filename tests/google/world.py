"""What the loopback Google holds: accounts, files, and the clock; each API keeps its own part.

The HTTP half (server.py) finds the method of a request in Google's discovery documents, checks
the request against them, calls the method's handler, and checks the answer as well. A handler is a
plain function `(world, call) -> answer`, registered by the method's id: `drive.files.copy`.
"""

from __future__ import annotations

import copy
import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

FOLDER = "application/vnd.google-apps.folder"
DOCUMENT = "application/vnd.google-apps.document"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"


class GoogleError(Exception):
    """An answer that isn't one: what Google says, with its HTTP status.

    Attributes:
        status: 400, 401, 403, 404, 409, 429, 500, 501 (this server hasn't got it), 503.
        reason: The machine's word: `notFound`, `rateLimitExceeded`, `INVALID_ARGUMENT`.
    """

    def __init__(self, status: int, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.reason = status, message, reason


def not_carried(what: str) -> GoogleError:
    """What Google has and this server has not."""
    return GoogleError(501, f"The loopback Google does not carry {what}", "notImplemented")


@dataclass(slots=True)
class Call:
    """One request, checked: its method's id, its parameters (typed, with defaults), its body.

    Attributes:
        user: The address of the account whose token came along.
        media: The uploaded content and its type, if the request carried one.
        scopes: What the token was given for.
    """

    method: str
    params: dict[str, Any]
    body: Any = None
    user: str = ""
    media: tuple[bytes, str] | None = None
    scopes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Media:
    """An answer that is a file's content, not JSON."""

    content: bytes
    type: str


@dataclass(slots=True)
class File:
    """A file of Drive. `content` is bytes, or the model that sheets or docs keep of it."""

    id: str
    name: str
    mime: str
    parents: list[str]
    owner: str
    created: datetime
    modified: datetime
    drive: str = ""
    trashed: bool = False
    version: int = 1
    content: Any = None
    properties: dict[str, str] = field(default_factory=dict)
    app_properties: dict[str, str] = field(default_factory=dict)
    #: Everything else that drive.py keeps of it: permissions, comments, approvals, revisions.
    more: dict[str, Any] = field(default_factory=dict)
    modified_by: str = ""


class World:
    """All state, behind one lock: a request is answered whole or not at all.

    Attributes:
        files: Drive's files by id; sheets and docs keep their model in `File.content`.
        changes: The ids of files in the order in which they changed: the change feed.
        parts: What the other APIs keep, by their name: `world.part("gmail", Mailboxes)`.
        accounts: Address to display name. Tokens are kept by oauth.py.
    """

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.lock = threading.RLock()
        self.files: dict[str, File] = {}
        self.changes: list[str] = []
        self.accounts: dict[str, str] = {}
        self._parts: dict[str, Any] = {}
        self._count = itertools.count(1)
        self._now, self._last = now, datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """This moment; never the same twice, so that what happened later has a later time."""
        found = self._now() if self._now else datetime.now(UTC)
        self._last = max(found, self._last + timedelta(milliseconds=1))
        return self._last

    def new_id(self, prefix: str = "") -> str:
        """An id that no other thing has, as long as Google's own."""
        return f"{prefix}{next(self._count):06d}".ljust(33, "x")

    def number(self) -> int:
        """A number that no other thing has: sheet ids, revisions."""
        return next(self._count)

    def part(self, name: str, make: Callable[[], Any]) -> Any:
        """What an API keeps beside files; made when first asked for."""
        if name not in self._parts:
            self._parts[name] = make()
        return self._parts[name]

    def file(self, file_id: str, mime: str = "") -> File:
        """A file by its id; the 404 of Drive where there is none of that type."""
        found = self.files.get(file_id)
        if found is None or (mime and found.mime != mime):
            raise GoogleError(404, f"File not found: {file_id}.", "notFound")
        return found

    def touch(self, file: File, user: str) -> None:
        """A file was changed by somebody: a new version, a time, an entry in the change feed."""
        file.version += 1
        file.modified, file.modified_by = self.now(), user
        self.changes.append(file.id)

    def snapshot(self) -> World:
        """A copy of everything, to compare with later."""
        with self.lock:
            other = World(self._now)
            other.files, other.changes = copy.deepcopy(self.files), list(self.changes)
            other.accounts, other._parts = dict(self.accounts), copy.deepcopy(self._parts)
            other._count, other._last = copy.copy(self._count), self._last
            return other


Handler = Callable[[World, Call], Any]
#: A handler answers with JSON values, with Media, or with None (204, no content).
Handlers = Mapping[str, Handler]
