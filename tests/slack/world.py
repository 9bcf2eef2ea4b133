"""What the loopback Slack holds: people, rooms, lines, tokens, and the clock."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

TEAM, DOMAIN = "T0000000001", "desk.slack.example.com"
#: The ids of the world that `desk` makes.
ROOM, PRIVATE, STRANGE, OLD = "C0000000001", "G0000000002", "C0000000003", "C0000000004"
BOT, DANA, OLGA = "U0000000001", "U0000000002", "U0000000003"
TEST_TOKEN = "xoxb-test-token"  # noqa: S105 - opens nothing but this server
EVERYTHING = frozenset(
    {"chat:write", "channels:history", "groups:history", "channels:read", "groups:read"}
    | {"users:read", "users:read.email"}
)
NEXT = timedelta(microseconds=100)


class SlackError(Exception):
    """An answer with `ok: false`.

    Attributes:
        word: Slack's word: `channel_not_found`.
        more: Other fields of the answer.
    """

    def __init__(self, word: str, **more: Any) -> None:
        super().__init__(word)
        self.word, self.more = word, more


class NotCarried(Exception):
    """What Slack has and this server has not: it is answered 501."""


@dataclass(slots=True)
class User:
    """Somebody of the team; `bot` is the app that a bot speaks for."""

    id: str
    name: str
    real_name: str
    email: str = ""
    bot: str = ""


@dataclass(slots=True)
class Message:
    """A line. `thread` is the ts of the line that it answers, its own for one that is answered."""

    ts: str
    user: str
    text: str
    thread: str = ""
    metadata: Mapping[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    edited: str = ""
    gone: bool = False


@dataclass(slots=True)
class Channel:
    """A room."""

    id: str
    name: str
    members: set[str]
    private: bool = False
    archived: bool = False
    messages: list[Message] = field(default_factory=list)

    def message(self, ts: str) -> Message | None:
        """The line with this ts, unless it was deleted."""
        return next((m for m in self.messages if m.ts == ts and not m.gone), None)


@dataclass(slots=True)
class Token:
    """Whom a token stands for, and what for."""

    user: str
    scopes: frozenset[str] = EVERYTHING


class World:
    """Everything of one team.

    Attributes:
        now: The time of the next line; None follows the clock on the wall.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.tokens: dict[str, Token] = {}
        self.now, self.lock = now, threading.RLock()
        self._last = datetime.fromtimestamp(0, UTC)

    def snapshot(self) -> World:
        """A copy of everything, to go back to."""
        with self.lock:
            other = World()
            kept = {k: v for k, v in vars(self).items() if k != "lock"}
            vars(other).update(copy.deepcopy(kept))
            return other

    def stamp(self) -> str:
        """A new ts: later than all before."""
        now = self.now or datetime.now(UTC)
        self._last = max(now, self._last + NEXT)
        whole = int(self._last.timestamp())
        return f"{whole}.{self._last.microsecond:06d}"

    def room(self, name: str = ROOM) -> Channel:
        """The room of this id or name."""
        with self.lock:
            return next(c for c in self.channels.values() if name in (c.id, c.name))


def desk(now: datetime | None = None) -> World:
    """A team with the desk's room, a private one, one without our app, and an archived one."""
    world = World(now)
    for user in (
        User(BOT, "summarizer", "Summarizer", bot="B0000000001"),
        User(DANA, "dana", "Dana Reyes", "dana.reyes@example.com"),
        User(OLGA, "olga", "Olga Petrova", "olga.petrova@example.com"),
    ):
        world.users[user.id] = user
    everybody = {BOT, DANA, OLGA}
    for channel in (
        Channel(ROOM, "ee-dash", set(everybody)),
        Channel(PRIVATE, "ee-private", {BOT, DANA}, private=True),
        Channel(STRANGE, "others", {OLGA}),
        Channel(OLD, "old", set(everybody), archived=True),
        Channel("G0000000005", "secret", {OLGA}, private=True),
    ):
        world.channels[channel.id] = channel
    world.tokens[TEST_TOKEN] = Token(BOT)
    return world


def hand_say(
    world: World, user: str, text: str, *, thread: str = "", room: str = ROOM, **more: Any
) -> Message:
    """Somebody says something by hand: the text as Slack keeps it, escaped."""
    with world.lock:
        channel = world.room(room)
        if thread and (parent := channel.message(thread)):
            parent.thread = thread
        message = Message(world.stamp(), user, text, thread, **more)
        channel.messages.append(message)
        return message


def hand_delete(world: World, ts: str, room: str = ROOM) -> None:
    """Somebody deletes a line; with answers below it, a tombstone stays."""
    with world.lock:
        channel = world.room(room)
        answered = [m for m in channel.messages if m.thread == ts and m.ts != ts and not m.gone]
        for message in channel.messages:
            message.gone = message.gone or message.ts == ts
        if answered:
            channel.messages.append(Message(ts, "USLACKBOT", "This message was deleted.", ts))
