"""Which room the desk has in Slack, and the token for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from summarizer.private_url import is_private
from summarizer.secret_file import Token, place
from tracker.errors import BadInput

#: The variable that holds the token; it wins over the file.
TOKEN: Final = "SUMMARIZER_SLACK_TOKEN"  # noqa: S105 - the name of a variable
SLACK: Final = "https://slack.com/api/"
#: How to get a token, for people who have none.
GET_ONE: Final = (
    f"Set {TOKEN}, or put the app's bot token (xoxb-...) into the file of slack.token_file."
)

_CHANNEL = re.compile(r"[CG][A-Z0-9]{6,}")


@dataclass(frozen=True, slots=True)
class SlackAccount:
    """A room, and how to come in.

    Attributes:
        channel: Its id, as it ends the room's address: `C0123456789`.
        endpoint: Where Slack's methods are, with a slash at the end.
    """

    channel: str
    token: Token
    endpoint: str = SLACK

    @classmethod
    def from_mapping(
        cls, slack: Mapping[str, str], environ: Mapping[str, str], root: Path
    ) -> SlackAccount:
        """From the settings' `[slack]`; BadInput for a channel or an endpoint that isn't one.

        Args:
            slack: The settings `channel`, `token_file` and `endpoint`.
            environ: The environment.
            root: The workspace, from which `token_file` is seen.
        """
        channel = slack["channel"].strip()
        if not _CHANNEL.fullmatch(channel):
            raise BadInput(
                f"slack.channel can't be {channel!r}",
                "It is the room's id, not its name: names change.",
                "Take the last part of the room's address: .../archives/C0123456789",
            )
        known = token(environ.get(TOKEN, "").strip(), place(slack["token_file"], root))
        return cls(channel, known, read_endpoint(slack["endpoint"]))


def read_endpoint(text: str) -> str:
    """Where Slack's methods are asked; "" is Slack itself.

    Raises:
        BadInput: It is neither https nor on this machine, or has a user, a query or a fragment.
    """
    text = text.strip()
    if not text:
        return SLACK
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        raise _no_endpoint("That is not an address.") from None
    if not is_private(text):
        raise _no_endpoint("It is neither https nor on this machine: the token would be read.")
    if parts.username is not None or parts.query or parts.fragment:
        raise _no_endpoint("It takes no user, no query and no fragment.")
    return f"{text.rstrip('/')}/"


def token(said: str = "", file: Path | None = None) -> Token:
    """The app's bot token, from the environment or from a file."""
    return Token("Slack", GET_ONE, "Whoever reads it can speak in the desk's name.", said, file)


def _no_endpoint(why: str) -> BadInput:
    fix = "Leave it empty for Slack itself."
    return BadInput("slack.endpoint can't be used", why, fix)
