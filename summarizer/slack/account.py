"""Which room the desk has in Slack, and the token for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from summarizer.private_url import is_private
from summarizer.secret_file import read_secret
from tracker.errors import BadInput, SignInNeeded

#: The variable that holds the token; it wins over the file.
TOKEN: Final = "SUMMARIZER_SLACK_TOKEN"  # noqa: S105 - the name of a variable
SLACK: Final = "https://slack.com/api/"
#: How to get a token, for people who have none.
GET_ONE: Final = (
    f"Set {TOKEN}, or put the app's bot token (xoxb-...) into the file of slack.token_file."
)

_CHANNEL = re.compile(r"[CG][A-Z0-9]{6,}")
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class SlackAccount:
    """A room, and how to come in.

    Attributes:
        channel: Its id, as it ends the room's address: `C0123456789`.
        endpoint: Where Slack's methods are, with a slash at the end.
        token: "" to read `token_file` when it is needed.
    """

    channel: str
    endpoint: str = SLACK
    token: str = field(default="", repr=False)
    token_file: Path | None = None

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
        file = slack["token_file"]
        return cls(
            channel=channel,
            endpoint=read_endpoint(slack["endpoint"]),
            token=environ.get(TOKEN, "").strip(),
            token_file=root / Path(file).expanduser() if file else None,
        )


def read_endpoint(text: str) -> str:
    """Where Slack's methods are asked; "" is Slack itself.

    Raises:
        BadInput: It is neither https nor on this machine, or has a user, a query or a fragment.
    """
    text = text.strip()
    if not text:
        return SLACK
    try:
        place = urlsplit(text)
        _port = place.port
    except ValueError:
        raise _no_endpoint("That is not an address.") from None
    if not is_private(text):
        raise _no_endpoint("It is neither https nor on this machine: the token would be read.")
    if place.username is not None or place.query or place.fragment:
        raise _no_endpoint("It takes no user, no query and no fragment.")
    return f"{text.rstrip('/')}/"


def read_token(account: SlackAccount) -> str:
    """The token; it is never shown.

    Raises:
        SignInNeeded: There is none, or it is no token.
        BadInput: Others can read its file.
        StorageFailed: Its file can't be read.
    """
    token = account.token or _from_file(account.token_file)
    if not token:
        raise SignInNeeded("There is no token for Slack", "Nothing was said.", GET_ONE)
    if not _TOKEN.fullmatch(token):
        raise SignInNeeded("The token for Slack isn't one", "It holds spaces or the like.", GET_ONE)
    return token


def _from_file(path: Path | None) -> str:
    if path is None:
        return ""
    return read_secret(
        path,
        "Whoever reads it can speak in the desk's name.",
        "Mend slack.token_file in summarizer.toml.",
        missing=SignInNeeded(f"There is no {path}", "Nothing was said.", GET_ONE),
        not_text=SignInNeeded(f"{path} holds no token", "It isn't text.", GET_ONE),
    ).strip()


def _no_endpoint(why: str) -> BadInput:
    fix = "Leave it empty for Slack itself."
    return BadInput("slack.endpoint can't be used", why, fix)
