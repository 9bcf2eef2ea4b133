"""Files written whole or not at all; what a run leaves that is killed, the next one removes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tracker.folders import sync_folder
from tracker.locks import is_current, try_lock

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write(path: Path, content: bytes, mode: int | None = None) -> None:
    """Put content in a file's place in one step; see `finished`.

    Raises:
        OSError: It can't be written; the file is as it was.
    """
    with finished(path, content, mode) as fresh:
        fresh.replace(path)
        sync_folder(path.parent)


@contextmanager
def finished(path: Path, content: bytes, mode: int | None = None) -> Iterator[Path]:
    """A finished copy beside the file, to be given its name; afterwards it is gone.

    It is called `.NAME.new`, so that the next run finds what one has left that was killed; where
    another process is writing the same file, this one's has a name of its own.

    Args:
        path: The file that it shall be.
        content: What it holds.
        mode: Its permissions; None for those that files have here.

    Raises:
        OSError: It can't be written; nothing is left behind.
    """
    fresh, handle = _opened(path, mode)
    with os.fdopen(handle, "wb") as file:
        try:
            if mode is not None:
                fresh.chmod(mode)
            file.write(content)
            file.flush()
            os.fsync(handle)
            if sys.platform == "win32":  # an open file can't be renamed there
                file.close()
            yield fresh
        finally:
            if file.closed or is_current(handle, fresh):
                fresh.unlink(missing_ok=True)


def clear(path: Path) -> None:
    """Remove what a run has left of this file that was killed; not what somebody is writing."""
    fresh, how = _fresh(path), os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
    with suppress(OSError), os.fdopen(os.open(fresh, how), "rb") as left:
        if try_lock(left.fileno()) and is_current(left.fileno(), fresh):
            if sys.platform == "win32":  # an open file can't be removed there
                left.close()
            fresh.unlink()


def _fresh(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _opened(path: Path, mode: int | None) -> tuple[Path, int]:
    """A new file and its name, locked until it is closed: the system frees it after a kill."""
    allowed = 0o666 if mode is None else mode
    clear(path)
    fresh = _fresh(path)
    with suppress(FileExistsError):
        handle = os.open(fresh, _NEW, allowed)
        if try_lock(handle) and is_current(handle, fresh):
            return fresh, handle
        if is_current(handle, fresh):  # no locks in this file system
            fresh.unlink()
        os.close(handle)
    fresh = path.with_name(f".{path.name}.{os.urandom(6).hex()}.new")
    return fresh, os.open(fresh, _NEW, allowed)
