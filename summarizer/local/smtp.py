"""The server that sends our mails, and the password for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from summarizer.private_url import is_this_machine
from summarizer.secret_file import place, read_secret
from tracker.errors import BadInput, SignInNeeded

PASSWORD: Final = "SUMMARIZER_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The server that sends, and how to sign in; BadInput for settings that aren't safe.

    Attributes:
        security: `starttls` and `tls` are never given up for less; `none` only on this machine.
        user: "" where the server wants no sign-in.
        password: From the environment; "" to read `password_file` when it is needed.
        timeout: Seconds to wait for each answer.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    password_file: Path | None = None
    timeout: float = 30.0

    def __post_init__(self) -> None:
        if self.security not in get_args(Security):
            raise BadInput(
                f"smtp.security can't be {self.security!r}",
                f"It is one of {', '.join(get_args(Security))}.",
                "Mend smtp.security in summarizer.toml.",
            )
        if self.security == "none" and not is_this_machine(self.host):
            raise BadInput(
                'smtp.security = "none" is only for a server on this machine',
                f"Mails and the password would travel in the clear to {self.host}.",
                'Set smtp.security to "starttls" or "tls" in summarizer.toml.',
            )

    @classmethod
    def from_mapping(
        cls, smtp: Mapping[str, Any], environ: Mapping[str, str], root: Path
    ) -> SmtpSettings:
        """From the settings' `[smtp]`, the password from SUMMARIZER_SMTP_PASSWORD if it is set.

        `root` is the workspace, from which `password_file` is seen.
        """
        return cls(
            host=smtp["host"],
            port=smtp["port"],
            security=smtp["security"],
            user=smtp["user"],
            password=environ.get(PASSWORD, ""),
            password_file=place(smtp["password_file"], root),
        )


def read_password(settings: SmtpSettings) -> str:
    """The password; "" where the server wants none.

    Raises:
        SignInNeeded: It is needed, and nothing says it.
        BadInput: The file with it can be read by others, or isn't text.
        StorageFailed: The file can't be read.
    """
    if not settings.user or settings.password:
        return settings.password
    path = settings.password_file
    if path is None:
        raise SignInNeeded(
            f"There is no password for {settings.user}",
            f"{settings.host} wants one. Nothing was sent.",
            f"Set {PASSWORD}, or smtp.password_file in summarizer.toml.",
        )
    fix = "Mend smtp.password_file."
    not_text = BadInput(f"{path} can't be read", "It isn't text.", fix)
    return read_secret(path, "It holds a password.", fix, not_text=not_text).partition("\n")[0]
