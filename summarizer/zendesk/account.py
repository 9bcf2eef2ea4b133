"""Which Zendesk the desk works in, and the token for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from summarizer.addresses import is_address
from summarizer.private_url import is_private
from summarizer.secret_file import read_secret
from tracker.errors import BadInput, SignInNeeded

#: The variable that holds the token; it wins over the file.
TOKEN: Final = "SUMMARIZER_ZENDESK_TOKEN"  # noqa: S105 - the name of a variable
GET_ONE: Final = (
    f"Set {TOKEN}, or put an API token (Admin Center > Apps and integrations > APIs) into the"
    " file of zendesk.token_file."
)
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class ZendeskAccount:
    """A Zendesk, and who comes in.

    Attributes:
        url: Without a slash at its end.
        user: The address of the agent whose API token it is.
        groups: Ids of groups by the names that procedures call them.
        token: "" to read `token_file` when it is needed.
    """

    url: str
    user: str
    groups: Mapping[str, str] = field(default_factory=dict)
    token: str = field(default="", repr=False)
    token_file: Path | None = None

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
        file = zendesk["token_file"]
        path = root / Path(file).expanduser() if file else None
        return cls(url, user, groups, environ.get(TOKEN, "").strip(), path)


def read_token(account: ZendeskAccount) -> str:
    """The account's token.

    Raises:
        SignInNeeded: There is none.
        BadInput: It isn't one, or others can read its file.
        StorageFailed: The file can't be read.
    """
    token = account.token or _in_file(account.token_file)
    if not _TOKEN.fullmatch(token):
        where = f"{account.token_file} holds" if not account.token else f"{TOKEN} is"
        raise BadInput(f"{where} no token", "A token is one word.", GET_ONE)
    return token


def _in_file(path: Path | None) -> str:
    if path is None:
        raise SignInNeeded("There is no token for Zendesk", "", GET_ONE)
    return read_secret(
        path,
        "Whoever reads it can act as the agent.",
        "Check zendesk.token_file, and your permissions.",
        missing=SignInNeeded(f"There is no {path}", "It holds Zendesk's token.", GET_ONE),
        not_text=BadInput(f"{path} can't be read", "It isn't text.", GET_ONE),
    ).strip()
