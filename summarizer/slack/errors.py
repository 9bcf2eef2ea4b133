"""What Slack says when it doesn't do what was asked, and how a person is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from summarizer.slack.account import GET_ONE
from tracker.errors import BadInput, NotFound, Refused, SignInNeeded, Unavailable, UserError

GO_ON = "Type the same command again: what is done already is not done twice."

_SIGNED_OUT = frozenset(
    {"not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired"}
)
_LIMITS = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
#: "It's possible some aspect of the operation succeeded before the error was raised."
_HALF = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
#: The team is being moved to another plan: another try heals it once that is done.
_MOVING = "team_added_to_org"
_BAD = re.compile(r"msg_too_long|no_text|invalid_(?!auth).*|.*_not_provided|metadata_.*")
_WORD = re.compile(r"[a-z][a-z0-9_]{1,60}")
_BAD_REQUEST, _TOO_MANY, _SERVER = 400, 429, 500


class ThreadGone(NotFound):
    """The room is there, and the thread isn't."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that isn't one.

    Attributes:
        status: HTTP's; 0 where there was no answer.
        word: Slack's word for it; "" where the answer can't be read.
        scope: The scope that Slack wants, where it wants one.
        after: Seconds to wait, as `Retry-After` asks; None where it doesn't say.
        why: What to say where there was no answer.
        sent: Whether the request can have arrived.
    """

    status: int
    word: str = ""
    scope: str = ""
    after: float | None = None
    why: str = ""
    sent: bool = True

    @property
    def limited(self) -> bool:
        """Nothing was done: Slack asks for patience."""
        return self.status == _TOO_MANY or self.word in _LIMITS

    @property
    def away(self) -> bool:
        """Another try may heal it, and a change may have been made all the same."""
        if self.limited or not self.sent:
            return False
        return self.status >= _SERVER or self.word in {*_HALF, _MOVING} or self.unread

    @property
    def unread(self) -> bool:
        """There was no answer, or none of Slack's."""
        return not self.word and self.status < _BAD_REQUEST


def read_said(status: int, data: object, headers: Mapping[str, Any]) -> Said:
    """What an answer says; one in no form that is known says little."""
    fields = data if isinstance(data, dict) else {}
    word, scope = str(fields.get("error", "")), str(fields.get("needed", ""))
    lower = {name.lower(): value for name, value in headers.items()}
    text = str(lower.get("retry-after", ""))
    return Said(
        status=status,
        word=word if _WORD.fullmatch(word) else "",
        scope=scope if re.fullmatch(r"[a-z.:,_]{1,100}", scope) else "",
        after=float(text) if re.fullmatch(r"[0-9]{1,6}", text) else None,
    )


def failure(said: Said, doing: str, *, changing: bool) -> UserError:
    """The error for a person.

    Args:
        said: What Slack said.
        doing: What was asked for, in words: "say it in the room".
        changing: Whether it would have changed something.
    """
    what, why = f"Could not {doing}", said.why or _why(said)
    if said.away or said.limited or not said.sent:
        uncertain = changing and said.away
        if uncertain:
            why += "\nIt is not known whether it was said."
        return Unavailable(what, why, GO_ON, uncertain=uncertain)
    if said.word in _SIGNED_OUT:
        return SignInNeeded(what, why, GET_ONE)
    if said.word == "missing_scope":
        fix = f"Give the app the scope {said.scope or 'it lacks'}, and install it again."
        return SignInNeeded(what, "The token does not cover this.", fix)
    if said.word in _KNOWN:
        kind, because, fix = _KNOWN[said.word]
        return kind(what, because, fix)
    if _BAD.fullmatch(said.word):
        return BadInput(what, why)
    return Refused(what, why)


_KNOWN: dict[str, tuple[type[UserError], str, str]] = {
    "channel_not_found": (
        NotFound,
        "There is no such room, or the app is not let into it.",
        "Check slack.channel in summarizer.toml; invite the app into a private room.",
    ),
    "not_in_channel": (
        Refused,
        "The app is not in that room.",
        "Type there: /invite and the app's name",
    ),
    "is_archived": (
        Refused,
        "The room is archived.",
        "Name another one: slack.channel in summarizer.toml",
    ),
    "thread_not_found": (ThreadGone, "The thread is gone.", ""),
    "msg_too_long": (BadInput, "It is too long for a line.", "Say it shorter."),
}


def _why(said: Said) -> str:
    if said.limited:
        return "Slack asks for patience: too much was asked of it."
    return f"Slack says: {said.word}." if said.word else f"Slack answered {said.status} only."
