"""Put a damaged tracker file aside, and a new one in its place; nothing is ever deleted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tracker import locks
from tracker.errors import StorageFailed
from tracker.sqlite import SqliteTracker
from tracker.sqlite_file import lock_folder

#: What SQLite keeps beside its file: what was written and not yet taken over, and an index of it.
_WAL, _SHM = "-wal", "-shm"
_PATIENCE = 30.0


@contextmanager
def rebuilding(path: Path) -> Iterator[None]:
    """Let nobody else rebuild this tracker meanwhile."""
    with locks.held(lock_folder(path), "rebuilding the tracker", _PATIENCE):
        _clear(_fresh(path))
        yield


class Contents(NamedTuple):
    """A tracker's file and the `-wal` file beside it; empty where there is none."""

    file: bytes = b""
    wal: bytes = b""


def contents(path: Path) -> Contents:
    """Both files as they are. Opening a damaged one may already change it: look before."""
    return Contents(_read(path), _read(_beside(path, _WAL)))


def has_wal(path: Path) -> bool:
    """Whether something stands beside the file that SQLite would take over on opening it."""
    wal = _beside(path, _WAL)
    return wal.is_file() and wal.stat().st_size > 0


def keep(path: Path, found: Contents, at: datetime) -> tuple[Path | None, Contents]:
    """Keep a copy of a damaged file under a dated name, once.

    Returns:
        Where the copy is, and what it holds: a run that was interrupted may have kept it, when
        there was more beside the file. None where the file holds nothing.
    """
    if not found.file:
        return None, found
    for aside in sorted(path.parent.glob(f"{path.name}.damaged-*[0-9]"), reverse=True):
        if _read(aside) == found.file and (known := contents(aside)).wal.startswith(found.wal):
            return aside, known
    aside = path.with_name(f"{path.name}.damaged-{at:%Y%m%dT%H%M%S}")
    while aside.exists():
        at += timedelta(seconds=1)
        aside = path.with_name(f"{path.name}.damaged-{at:%Y%m%dT%H%M%S}")
    if found.wal:
        _write(_beside(aside, _WAL), found.wal)
    _write(aside, found.file)
    return aside, found


@contextmanager
def in_place_of(path: Path) -> Iterator[SqliteTracker]:
    """A new tracker, which takes the place of the file at `path` once it is written and whole."""
    fresh = _fresh(path)
    _clear(fresh)
    tracker = SqliteTracker(fresh)
    try:
        yield tracker
        tracker.close()
        with _storing(path):
            _sync(fresh)
            # What stood beside the old file would be taken for changes of the new one.
            _beside(path, _WAL).unlink(missing_ok=True)
            _beside(path, _SHM).unlink(missing_ok=True)
            fresh.replace(path)
            _sync(path.parent)
    finally:
        tracker.close()
        _clear(fresh)


def _fresh(path: Path) -> Path:
    return _beside(path, ".new")


def _clear(fresh: Path) -> None:
    """Remove what a run that was interrupted has left of its new file."""
    for file in (fresh, _beside(fresh, _WAL), _beside(fresh, _SHM)):
        file.unlink(missing_ok=True)
    with suppress(OSError):
        lock_folder(fresh).rmdir()


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _read(path: Path) -> bytes:
    with _storing(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return b""


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes."""
    fresh = path.with_name(f"{path.name}.part")
    with _storing(path):
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync(path.parent)


def _sync(path: Path) -> None:
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageFailed(
            f"{path} can't be read or written",
            f"{error.strerror}",
            "Make room or ask for the permission, then run the command again",
        ) from error
