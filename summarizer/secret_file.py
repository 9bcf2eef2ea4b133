"""Secrets of the settings: a variable says them, or a file that nobody but its owner can read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from tracker.errors import BadInput, SignInNeeded, StorageFailed, UserError

_OTHERS = 0o077
_WORD = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Token:
    """The word by which a service lets the desk in.

    Attributes:
        service: How people call the service.
        said: What the environment says; "" to read `file` when it is needed.
        file: None where the settings name none.
        get_one: How to get one, for people who have none.
        harm: What follows if others read it.
    """

    service: str
    get_one: str
    harm: str
    said: str = field(default="", repr=False)
    file: Path | None = None

    def read(self) -> str:
        """The token; it is never shown.

        Raises:
            SignInNeeded: There is none, or it is no token.
            BadInput: Others can read its file.
            StorageFailed: Its file can't be read.
        """
        token = self.said or self._in_file()
        if not token:
            raise self._none(f"There is no token for {self.service}", "")
        if not _WORD.fullmatch(token):
            raise self._none(f"The token for {self.service} isn't one", "A token is one word.")
        return token

    def _in_file(self) -> str:
        if self.file is None:
            return ""
        return read_secret(
            self.file,
            self.harm,
            "Name another file in summarizer.toml, or check your permissions.",
            missing=self._none(f"There is no {self.file}", f"It holds {self.service}'s token."),
            not_text=self._none(f"{self.file} holds no token", "It isn't text."),
        ).strip()

    def _none(self, what: str, why: str) -> SignInNeeded:
        return SignInNeeded(what, why, self.get_one)


def place(name: str, root: Path) -> Path | None:
    """Where a file is that the settings name, as seen from the workspace; None for no name."""
    return root / Path(name).expanduser() if name else None


def read_secret(
    path: Path, harm: str, fix: str, *, missing: UserError | None = None, not_text: UserError
) -> str:
    """The text of the file. On Windows, the user's files are the user's.

    Args:
        path: The file.
        harm: What follows if others read it: why it is refused.
        fix: What to do about a file that can't be read.
        missing: Raised where there is no such file; without it, that is one that can't be read.
        not_text: Raised where it isn't UTF-8.

    Raises:
        BadInput: Others can read it.
        StorageFailed: It can't be read.
        UserError: `missing` or `not_text`.
    """
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
                raise BadInput(f"{path} can be read by others", harm, f"chmod 600 {path}")
            return file.read()
    except UnicodeDecodeError:
        raise not_text from None
    except OSError as error:
        if missing and isinstance(error, FileNotFoundError):
            raise missing from None
        raise StorageFailed(f"{path} can't be read", f"{error.strerror}.", fix) from None
