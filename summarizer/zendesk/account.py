"""Which Zendesk the desk works in, and the token for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from summarizer.addresses import is_address
from summarizer.private_url import is_private
from summarizer.secret_file import Token, place
from tracker.errors import BadInput

#: The variable that holds the token; it wins over the file.
TOKEN: Final = "SUMMARIZER_ZENDESK_TOKEN"  # noqa: S105 - the name of a variable
GET_ONE: Final = (
    f"Set {TOKEN}, or put an API token (Admin Center > Apps and integrations > APIs) into the"
    " file of zendesk.token_file."
)


@dataclass(frozen=True, slots=True)
class ZendeskAccount:
    """A Zendesk, and who comes in.

    Attributes:
        url: Without a slash at its end.
        user: The address of the agent whose API token it is.
        groups: Ids of groups by the names that procedures call them.
    """

    url: str
    user: str
    token: Token
    groups: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_mapping(
        cls, zendesk: Mapping[str, Any], environ: Mapping[str, str], root: Path
    ) -> ZendeskAccount:
        """From the settings' `[zendesk]`; BadInput for an address that isn't one.

        Args:
            zendesk: The settings `url`, `user`, `token_file` and `groups.NAME`.
            environ: The environment.
            root: The workspace, from which `token_file` is seen.
        """
        url, user = zendesk["url"].strip().rstrip("/"), zendesk["user"].strip()
        if not is_private(url) or any(urlsplit(url)[2:]) or "@" in url:
            why = "It is the address of your Zendesk and nothing else, with https."
            fix = 'Write it like "https://yourcompany.zendesk.com".'
            raise BadInput(f"zendesk.url can't be {url!r}", why, fix)
        if not is_address(user):
            raise BadInput(
                f"zendesk.user can't be {user!r}",
                "It is the address of the agent whose API token is used.",
                "Write it into summarizer.toml.",
            )
        prefix = "groups."
        groups = {k.removeprefix(prefix): v for k, v in zendesk.items() if k.startswith(prefix)}
        for name, number in groups.items():
            if not number.isdigit():
                why = "A group's id is a number; it ends the address of the group's page."
                raise BadInput(f"zendesk.groups.{name} can't be {number!r}", why)
        known = token(environ.get(TOKEN, "").strip(), place(zendesk["token_file"], root))
        return cls(url, user, known, groups)


def token(said: str = "", file: Path | None = None) -> Token:
    """The agent's API token, from the environment or from a file."""
    return Token("Zendesk", GET_ONE, "Whoever reads it can act as the agent.", said, file)
