"""Files in the shared folder: names safe everywhere, writes that are whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import BadInput, StorageFailed

#: Our unfinished files; a kill can leave one behind, and everybody passes over it.
UNFINISHED = ".summarizer-"
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


def write_new(path: Path, content: bytes) -> bool:
    """Write a file that isn't there yet, whole or not at all; False if there is one already.

    Raises:
        StorageFailed: It can't be written; nothing is left behind.
    """
    with _fresh(path, content) as fresh:
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


def replace(path: Path, content: bytes) -> None:
    """Put a file's new content in its place in one step, with the permissions it had.

    Raises:
        StorageFailed: It can't be written; the old content stands.
    """
    mode = path.stat().st_mode & 0o777
    with _fresh(path, content) as fresh:
        fresh.chmod(mode)
        fresh.replace(path)
        sync_folder(path.parent)


@contextmanager
def _fresh(path: Path, content: bytes) -> Iterator[Path]:
    """A finished copy under a name of its own, removed afterwards if it is still there."""
    fresh = path.with_name(f"{UNFINISHED}{secrets.token_hex(6)}")
    try:
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    except OSError as error:
        raise StorageFailed(
            f"{path.name} can't be written",
            f"{error.strerror or error}: {path.parent}.",
            "Check the disk and the folder's permissions, then run the command again.",
        ) from error
    finally:
        fresh.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
