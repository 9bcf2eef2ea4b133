"""The desk's room in Slack: lines said once, and what was answered under them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http.client import HTTPException
from ssl import SSLError
from typing import TYPE_CHECKING, Any, Final
from urllib.error import URLError

from summarizer.ports import Reply
from summarizer.room import Line
from summarizer.slack.account import SlackAccount
from summarizer.slack.errors import Said, ThreadGone, failure, read_said
from summarizer.slack.words import read, written
from tracker.errors import Unavailable, UserError

if TYPE_CHECKING:
    from slack_sdk import WebClient

#: What marks our lines: https://docs.slack.dev/messaging/message-metadata
EVENT: Final = "summarizer"
TRIES: Final = 4
#: Seconds: for all tries and waits of one request; for each silence; before the second try.
WHOLE, SILENCE, FIRST = 60.0, 15, 1.0
#: Under what the scopes of a token are given that Slack told with an answer; scopes for names.
SCOPES: Final = "x-oauth-scopes"
_NAMES: Final = ("users:read", "users:read.email")
#: How far Slack's clock and ours can differ.
_SKEW = timedelta(minutes=10)
#: Lines a page, and how many pages are worth looking through for one of ours.
_PAGE, _PAGES = 200, 25


class SlackRoom:
    """A `Room` in Slack, as the app whose token it is. Nothing is asked before it is needed.

    The app needs the scopes `chat:write`, and `channels:history` (in a private room
    `groups:history`); with `users:read` and `users:read.email` it knows who answered.

    Args:
        account: Which room, and how to come in.
        clock: Seconds that only grow.
        sleep: Waits for seconds.
        whole: Seconds that a request may take with its repetitions.
        silence: Seconds that Slack may stay silent.
    """

    def __init__(
        self,
        account: SlackAccount,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        whole: float = WHOLE,
        silence: int = SILENCE,
    ) -> None:
        self._channel, self._account = account.channel, account
        self._clock, self._sleep = clock, sleep
        self._whole, self._silence = whole, silence
        self._people: dict[str, str] = {}

    def say(
        self,
        key: str,
        words: str,
        *,
        thread: str = "",
        link: str = "",
        since: datetime | None = None,
    ) -> Line:
        """Say this once; see `room.Room.say`."""
        text = written(words, link)
        if since is not None and (place := self._find(key, thread, since)):
            return self._line(place)
        asked = {
            "channel": self._channel,
            "text": text,
            "metadata": {"event_type": EVENT, "event_payload": {"key": key}},
            "mrkdwn": False,
            "parse": "none",
            "link_names": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread:
            asked["thread_ts"] = thread
        try:
            place = self._post(asked)
        except ThreadGone:
            if not thread:
                raise
            place = self._post({k: v for k, v in asked.items() if k != "thread_ts"})
        return self._line(place)

    def replies(self, thread: str, since: datetime) -> list[Reply]:
        """What people said in a thread; see `room.Room.replies`."""
        found = []
        for line in self._lines("conversations.replies", since, ts=thread):
            at = _time(line)
            theirs = line.get("ts") != thread and not _key(line) and not line.get("subtype")
            if theirs and at >= since:
                text = read(str(line.get("text", "")))
                found.append(Reply(self._author(line), text, at))
        return sorted(found, key=lambda reply: reply.at or since)

    def state(self) -> str:
        """As whom the app speaks, and whether it is in the room; see `room.Room.state`.

        Slack tells a token's scopes with each answer: https://docs.slack.dev/authentication
        """
        me = self._ask("auth.test", {}, "sign in to Slack")
        known = str(me.get(SCOPES, "")).replace(" ", "").split(",")
        if known != [""] and "chat:write" not in known:
            said = Said(200, "missing_scope", "chat:write")
            raise failure(said, "say something in the room", changing=False)
        look = {"channel": self._channel, "limit": 1}
        self._ask("conversations.history", look, "look into the room")
        names = [scope for scope in _NAMES if known != [""] and scope not in known]
        more = f"; without {' and '.join(names)} it isn't told by name who answers" if names else ""
        return f"as {me.get('user', '?')} of {me.get('team', '?')}, in {self._channel}{more}"

    # --- looking for a line of ours -------------------------------------------------------------

    def _find(self, key: str, thread: str, since: datetime) -> str:
        """Where the line with this key stands; "" if it was not said."""
        since -= _SKEW
        if thread:
            try:
                found = self._look("conversations.replies", key, since, ts=thread)
            except ThreadGone:  # then it was said beside it
                found = ""
            if found:
                return found
        return self._look("conversations.history", key, since)

    def _look(self, method: str, key: str, since: datetime, **more: str) -> str:
        lines = self._lines(method, since, **more)
        return next((str(line["ts"]) for line in lines if _key(line) == key), "")

    def _lines(self, method: str, since: datetime, **more: str) -> Iterator[Mapping[str, Any]]:
        """The lines since then, page by page.

        Raises:
            Unavailable: There are too many to look through.
        """
        asked: dict[str, Any] = {
            "channel": self._channel,
            "oldest": f"{since.timestamp():.6f}",
            "inclusive": True,
            "limit": _PAGE,
            "include_all_metadata": True,
            **more,
        }
        for _ in range(_PAGES):
            answer = self._ask(method, asked, "look into the room")
            yield from answer.get("messages", ())
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            asked["cursor"] = cursor
        raise Unavailable(
            "Could not look through the room",
            f"More than {_PAGE * _PAGES} lines were said there since {since:%Y-%m-%d %H:%M %Z}.",
            "Look there yourself, then: summarizer done CASE TODO",
            uncertain=True,
        )

    def _line(self, place: str) -> Line:
        """A line that is there; its address is a courtesy, it is left out where there is none."""
        asked = {"channel": self._channel, "message_ts": place}
        try:
            answer = self._ask("chat.getPermalink", asked, "get the line's address")
        except UserError:
            return Line(place)
        return Line(place, str(answer.get("permalink", "")))

    def _author(self, line: Mapping[str, Any]) -> str:
        """Who said it: the address if Slack tells it, else the name, else the id."""
        user = str(line.get("user", ""))
        if not user:
            return str(line.get("username", "") or line.get("bot_id", ""))
        if user not in self._people:
            try:
                answer = self._ask("users.info", {"user": user}, "see who answered")
            except Unavailable:
                raise
            except UserError:  # no scope for it
                answer = {}
            about = answer.get("user") or {}
            mail = (about.get("profile") or {}).get("email")
            self._people[user] = str(mail or about.get("real_name") or user)
        return self._people[user]

    # --- asking Slack ---------------------------------------------------------------------------

    def _post(self, asked: Mapping[str, Any]) -> str:
        answer = self._ask("chat.postMessage", asked, "say it in the room", changing=True)
        return str(answer["ts"])

    def _ask(
        self, method: str, asked: Mapping[str, Any], doing: str, *, changing: bool = False
    ) -> Mapping[str, Any]:
        """The answer of a method, asked again where that is safe and there is time.

        Raises:
            UserError: As errors.py words it.
        """
        end = self._clock() + self._whole
        for attempt in range(1, TRIES + 1):
            self._client.timeout = max(1, min(self._silence, int(end - self._clock())))
            answer = _asked_once(self._client, method, asked)
            if not isinstance(answer, Said):
                return answer
            again = answer.limited or not answer.sent or (answer.away and not changing)
            wait = FIRST * 2 ** (attempt - 1) if answer.after is None else answer.after
            if not again or attempt == TRIES or self._clock() + wait >= end:
                raise failure(answer, doing, changing=changing)
            self._sleep(wait)
        raise AssertionError  # the last try has returned or raised

    @cached_property
    def _client(self) -> WebClient:
        """Slack's own client, without its retries (they repeat what may have been done)."""
        from slack_sdk import WebClient as Client  # noqa: PLC0415 - takes 70 ms

        log = logging.getLogger(__name__)
        log.setLevel(logging.CRITICAL + 1)  # what the library would log holds the words
        account = self._account
        client = Client(account.token.read(), account.endpoint, retry_handlers=[], logger=log)
        client.proxy = None  # the standard library's own way knows NO_PROXY, too
        return client


def _asked_once(
    client: WebClient, method: str, asked: Mapping[str, Any]
) -> Mapping[str, Any] | Said:
    """The answer, or why there is none."""
    from slack_sdk.errors import SlackApiError  # noqa: PLC0415 - takes 70 ms

    way: Any = {"json": dict(asked)} if method.startswith("chat.post") else {"params": dict(asked)}
    try:
        answer = client.api_call(method, **way)
    except SlackApiError as error:
        return read_said(error.response.status_code, error.response.data, error.response.headers)
    except URLError as error:  # raised before the request was sent whole
        tls = isinstance(error.reason, SSLError)
        return Said(0, why=f"Slack can't {'prove who it is (TLS)' if tls else 'be reached'}.",
                    sent=False)  # fmt: skip
    except TimeoutError:
        return Said(0, why="Slack did not answer in time.")
    except (OSError, HTTPException):
        return Said(0, why="Slack cut the connection.")
    except (ValueError, AttributeError, TypeError):  # not text, not JSON, not an object
        return Said(0, why="Slack's answer can't be read.")
    return _with_scopes(answer.data, answer.headers)


def _with_scopes(data: object, headers: Mapping[str, Any]) -> Mapping[str, Any] | Said:
    """An answer, with the scopes of the token where Slack told them."""
    if not isinstance(data, dict):
        return Said(0, why="Slack's answer can't be read.")
    told = {name.lower(): text for name, text in headers.items()}
    return {**data, SCOPES: told[SCOPES]} if SCOPES in told else data


def _key(line: Mapping[str, Any]) -> str:
    """The key of a line of ours; "" for anybody else's."""
    metadata = line.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return ""
    return str((metadata.get("event_payload") or {}).get("key", ""))


def _time(line: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(float(line["ts"]), UTC)
