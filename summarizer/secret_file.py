"""A file that holds a secret: it is read only if nobody but its owner can read it."""

from __future__ import annotations

import os
from pathlib import Path

from tracker.errors import BadInput, StorageFailed, UserError

_OTHERS = 0o077


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
