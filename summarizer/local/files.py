"""Files in the shared folder: names safe everywhere, writes that are whole or not at all."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import BadInput, StorageFailed
from tracker.folders import sync_folder
from tracker.whole import finished

_LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])", re.IGNORECASE)


def safe_name(title: str, otherwise: str) -> str:
    """A title spelt as a file name that Windows, macOS and Linux take: `First Last - 44170`.

    Args:
        title: What people call the thing.
        otherwise: The name where nothing of the title is left.

    Raises:
        BadInput: The title holds NUL or a line break.
    """
    if any(c in title for c in "\0\r\n"):
        raise BadInput(f"{title!r} can't be a title", "It holds NUL or a line break.")
    text = " ".join(unicodedata.normalize("NFC", title).split()).replace(" / ", " - ")
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    name = " ".join(_FORBIDDEN.sub("-", kept).split()).strip(". ~")
    name = _shortened(name).strip(". ")
    if not name:
        return otherwise
    return f"{otherwise} {name}" if _DEVICES.fullmatch(name.partition(".")[0].strip()) else name


def _shortened(name: str) -> str:
    """At most as many bytes as leave room for a number and an ending in every file system."""
    while len(name.encode()) > _LONGEST:
        name = name[:-1]
    return name


def write_new(path: Path, content: bytes, mode: int | None = None) -> bool:
    """Write a file that isn't there yet, whole or not at all; False if there is one already.

    Args:
        path: The file.
        content: What it shall hold.
        mode: Its permissions; None for those that files have here.

    Raises:
        StorageFailed: It can't be written; nothing is left behind.
    """
    with _fresh(path, content, mode) as fresh:
        try:
            _name(fresh, path)
        except FileExistsError:
            return False
        sync_folder(path.parent)
    return True


def _name(fresh: Path, path: Path) -> None:
    """Give a finished file its name, never another file's; FileExistsError if it is taken."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # no hard links here: FAT, some network drives
        if path.exists():
            raise FileExistsError(path) from None
        fresh.rename(path)


def replace(path: Path, content: bytes, check: Callable[[], object]) -> None:
    """Put a file's new content in its place in one step, with the permissions it had.

    Args:
        path: The file.
        content: What it shall hold.
        check: Called when all is ready to be renamed; what it raises leaves the file as it is.

    Raises:
        StorageFailed: It can't be written; the old content stands.
    """
    with _fresh(path, content, path.stat().st_mode & 0o777) as fresh:
        check()
        fresh.replace(path)
        sync_folder(path.parent)


@contextmanager
def _fresh(path: Path, content: bytes, mode: int | None = None) -> Iterator[Path]:
    """A finished copy under a name of its own, removed afterwards if it is still there."""
    try:
        with finished(path, content, mode) as fresh:
            yield fresh
    except OSError as error:
        raise StorageFailed(
            f"{path.name} can't be written",
            f"{error.strerror or error}: {path.parent}.",
            "Check the disk and the folder's permissions, then run the command again.",
        ) from error
