"""The methods that the loopback Slack carries, by their names: each a function of a Call."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.slack import world as w
from tests.slack.arguments import Call, Wanted
from tests.slack.world import Channel, Message, SlackError, User

LONGEST = 40_000
_TS = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,6})?")
_NO = frozenset({"0", "false"})
Answer = dict[str, Any]


def auth_test(call: Call) -> Answer:
    user = call.world.users[call.user]
    return {
        "url": f"https://{w.DOMAIN}/",
        "team": "Desk",
        "user": user.name,
        "team_id": w.TEAM,
        "user_id": user.id,
        **({"bot_id": user.bot} if user.bot else {}),
    }


def post_message(call: Call) -> Answer:
    call.needs("chat:write")
    channel = _open(call, by_name=True)
    text, thread = _text(call), call.text("thread_ts")
    if thread:
        parent = channel.message(thread)
        if parent is None or parent.thread not in ("", thread):
            raise SlackError("thread_not_found")
        parent.thread = thread
    options = {
        **{name: call.flag(name, otherwise=True) for name in ("mrkdwn", "unfurl_links")},
        "parse": call.text("parse"),
        "link_names": call.flag("link_names"),
    }
    made = Message(call.world.stamp(), call.user, text, thread, _metadata(call), options)
    channel.messages.append(made)
    seen = _message(call, channel, made, metadata=False)
    return {"channel": channel.id, "ts": made.ts, "message": seen}


def update(call: Call) -> Answer:
    call.needs("chat:write")
    channel = _open(call)
    message = _own(call, channel, "cant_update_message")
    message.text, message.edited = _text(call), call.world.stamp()
    if (metadata := _metadata(call)) is not None:
        message.metadata = metadata
    seen = _message(call, channel, message, metadata=False)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": seen}


def delete(call: Call) -> Answer:
    call.needs("chat:write")
    channel = _open(call)
    message = _own(call, channel, "cant_delete_message")
    w.hand_delete(call.world, message.ts, channel.id)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Answer:
    channel = _channel(call)
    message = channel.message(call.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    url = f"https://{w.DOMAIN}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread and message.thread != message.ts:
        url += f"?thread_ts={message.thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": url}


def history(call: Call) -> Answer:
    channel = _readable(call)
    chosen = [m for m in channel.messages if not m.gone and m.thread in ("", m.ts)]
    chosen = _between(call, sorted(chosen, key=lambda m: float(m.ts), reverse=True))
    return _page(call, [_message(call, channel, m) for m in chosen], "messages", 999)


def replies(call: Call) -> Answer:
    channel, ts = _readable(call), call.text("ts")
    there = [m for m in channel.messages if not m.gone]
    first = next((m for m in there if m.ts == ts), None)
    if first is None:
        raise SlackError("thread_not_found")
    below = [m for m in there if m.thread == (first.thread or ts) and m.ts != first.thread]
    chosen = [first, *_between(call, sorted(below, key=lambda m: float(m.ts)))]
    unique = list({m.ts: m for m in chosen}.values())
    return _page(call, [_message(call, channel, m) for m in unique], "messages", 1000)


def info(call: Call) -> Answer:
    channel = _channel(call)
    call.needs(_kind(channel, "read"))
    return {"channel": _about(call, channel)}


def list_channels(call: Call) -> Answer:
    wanted = (call.text("types") or "public_channel").split(",")
    if strange := set(wanted) - {"public_channel", "private_channel"}:
        raise w.NotCarried(f"conversations of {', '.join(sorted(strange))}")
    if "private_channel" in wanted:
        call.needs("groups:read")
    if "public_channel" in wanted:
        call.needs("channels:read")
    found = [
        _about(call, channel)
        for channel in call.world.channels.values()
        if ("private_channel" if channel.private else "public_channel") in wanted
        if not channel.private or call.user in channel.members
        if not (channel.archived and call.flag("exclude_archived"))
    ]
    return _page(call, found, "channels", 1000)


def lookup_by_email(call: Call) -> Answer:
    call.needs("users:read.email")
    email = call.text("email").casefold()
    users = call.world.users.values()
    user = next((u for u in users if u.email and u.email.casefold() == email), None)
    if user is None:
        raise SlackError("users_not_found")
    return {"user": _person(call, user)}


def user_info(call: Call) -> Answer:
    call.needs("users:read")
    user = call.world.users.get(call.text("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": _person(call, user)}


# --- rooms -------------------------------------------------------------------------------------


def _channel(call: Call, *, by_name: bool = False) -> Channel:
    """The room that is named; one that the caller can't see isn't there."""
    wanted = call.text("channel")
    channel = call.world.channels.get(wanted)
    if channel is None and by_name:
        named = wanted.removeprefix("#")
        channel = next((c for c in call.world.channels.values() if c.name == named), None)
    if channel is None or (channel.private and call.user not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def _open(call: Call, *, by_name: bool = False) -> Channel:
    """The room, if the caller can say something there."""
    channel = _channel(call, by_name=by_name)
    if call.user not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def _readable(call: Call) -> Channel:
    channel = _channel(call)
    call.needs(_kind(channel, "history"))
    if call.user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _kind(channel: Channel, what: str) -> str:
    return f"{'groups' if channel.private else 'channels'}:{what}"


def _about(call: Call, channel: Channel) -> Answer:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.private,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_member": call.user in channel.members,
        "num_members": len(channel.members),
    }


def _person(call: Call, user: User) -> Answer:
    shown = user.email and "users:read.email" in call.scopes
    profile = {"real_name": user.real_name, **({"email": user.email} if shown else {})}
    common = {"id": user.id, "team_id": w.TEAM, "name": user.name, "real_name": user.real_name}
    return {**common, "is_bot": bool(user.bot), "profile": profile}


# --- lines -------------------------------------------------------------------------------------


def _text(call: Call) -> str:
    text = call.text("text")
    if not text.strip():
        raise SlackError("no_text")
    if len(text) > LONGEST:
        raise SlackError("msg_too_long")
    return text


def _metadata(call: Call) -> Mapping[str, Any] | None:
    given = call.object("metadata")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise SlackError("invalid_metadata_format")
    if set(given) != {"event_type", "event_payload"} or not isinstance(given["event_type"], str):
        raise SlackError("invalid_metadata_schema")
    if not re.fullmatch(r"\w{1,255}", given["event_type"], re.ASCII):
        raise SlackError("invalid_metadata_schema")
    if not isinstance(given["event_payload"], dict):
        raise SlackError("invalid_metadata_schema")
    return given


def _own(call: Call, channel: Channel, otherwise: str) -> Message:
    message = channel.message(call.text("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.user != call.user:
        raise SlackError(otherwise)
    return message


def _between(call: Call, messages: Sequence[Message]) -> list[Message]:
    """Those from `oldest` to `latest`; the ends count with `inclusive` only."""
    ends = {}
    for name in ("oldest", "latest"):
        if text := call.text(name):
            if not _TS.fullmatch(text):
                raise SlackError(f"invalid_ts_{name}")
            ends[name] = float(text)
    low, high = ends.get("oldest", 0.0), ends.get("latest", float("inf"))
    inclusive = call.flag("inclusive")
    return [
        m
        for m in messages
        if low < float(m.ts) < high or (inclusive and float(m.ts) in (low, high))
    ]


def _message(call: Call, channel: Channel, message: Message, *, metadata: bool = True) -> Answer:
    """A line as it is told; of its metadata the payload only where all of it is asked for."""
    found: Answer = {"type": "message", "user": message.user, "text": message.text}
    found["ts"] = message.ts
    user = call.world.users.get(message.user)
    if user is None:
        found["subtype"] = "tombstone"
    elif user.bot:
        found |= {"bot_id": user.bot, "team": w.TEAM}
    if message.thread:
        found["thread_ts"] = message.thread
        below = [m for m in channel.messages if m.thread == message.ts != m.ts and not m.gone]
        if below:
            found |= {"reply_count": len(below), "latest_reply": below[-1].ts}
    if message.edited:
        found["edited"] = {"user": message.user, "ts": message.edited}
    if message.metadata:
        whole = metadata and call.flag("include_all_metadata")
        found["metadata"] = message.metadata if whole else {**message.metadata, "event_payload": {}}
    return found


def _page(call: Call, rows: Sequence[Answer], name: str, most: int) -> Answer:
    limit, start = call.number("limit", 100, most), 0
    if cursor := call.text("cursor"):
        try:
            start = int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
        except ValueError:
            raise SlackError("invalid_cursor") from None
    more = start + limit < len(rows)
    after = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    found: Answer = {name: rows[start : start + limit]}
    if name == "messages":
        found["has_more"] = more
    return {**found, "response_metadata": {"next_cursor": after}}


def _takes(*names: str, **fixed: frozenset[str]) -> Wanted:
    return Wanted(frozenset(names), fixed)


_PAGED = ("channel", "cursor", "limit")
_SPAN = (*_PAGED, "oldest", "latest", "inclusive", "include_all_metadata")
_SAID = ("channel", "text", "metadata", "link_names")
HANDLERS: Mapping[str, tuple[Callable[[Call], Answer], Wanted]] = {
    "auth.test": (auth_test, _takes()),
    "chat.postMessage": (
        post_message,
        _takes(
            *(*_SAID, "thread_ts", "mrkdwn", "unfurl_links", "unfurl_media"),
            parse=frozenset({"none"}),
            reply_broadcast=_NO,
        ),
    ),
    "chat.update": (update, _takes(*_SAID, "ts", parse=frozenset({"none"}))),
    "chat.delete": (delete, _takes("channel", "ts")),
    "chat.getPermalink": (permalink, _takes("channel", "message_ts")),
    "conversations.history": (history, _takes(*_SPAN)),
    "conversations.replies": (replies, _takes(*_SPAN, "ts")),
    "conversations.info": (info, _takes("channel", include_locale=_NO, include_num_members=_NO)),
    "conversations.list": (list_channels, _takes("cursor", "limit", "types", "exclude_archived")),
    "users.info": (user_info, _takes("user", include_locale=_NO)),
    "users.lookupByEmail": (lookup_by_email, _takes("email")),
}
