"""Locks between processes of one machine; the system frees them when their holder is killed."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tracker.errors import StorageFailed

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.02
_OURS = re.compile(r"[0-9a-f]{32}\.(?:lock|next)")
#: Files that nobody has touched for so many seconds may be those of holders who were killed.
_OLD = 60.0


@contextmanager
def held(folder: Path, name: str, timeout: float) -> Iterator[None]:
    """Hold the lock of this name, a file in the folder, against everyone else who asks for it.

    Not re-entrant. The file's name is a hash, so `name` can be any text. One of those who wait is
    at the door, the others wait for the door: so a holder who comes back at once stands behind.

    Args:
        folder: Made where it is missing, readable for its owner only.
        name: What is locked, such as a case's number.
        timeout: For how many seconds to wait for another holder.

    Raises:
        StorageFailed: The lock isn't free in time, or the folder can't be written.
    """
    import hashlib  # noqa: PLC0415  3 ms that commands which only look needn't spend

    file = folder / hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]
    until = time.monotonic() + timeout
    with _locked(file.with_suffix(".next"), name, until):
        inside = ExitStack()
        inside.enter_context(_locked(file.with_suffix(".lock"), name, until))
    with inside:
        _sweep(folder)
        yield


def _sweep(folder: Path) -> None:
    """Remove what holders left who were killed: old files that nobody has locked.

    Each is locked first and removed while it is, as its holder would: whoever has it open then
    sees that it isn't current, and opens the next one.
    """
    with suppress(OSError):
        for path in [p for p in folder.iterdir() if _OURS.fullmatch(p.name)]:
            with suppress(OSError):  # gone meanwhile, or somebody else's
                if time.time() - path.stat().st_mtime > _OLD:
                    _remove(path)


def _remove(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        if try_lock(handle) and is_current(handle, path):
            path.unlink()
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path, name: str, until: float) -> Iterator[None]:
    handle = _acquire(path, name, until)
    try:
        yield
    finally:
        # Removed while still held, else it could be the file that the next holder has locked.
        with suppress(OSError):
            path.unlink()
        os.close(handle)


def _acquire(path: Path, name: str, until: float) -> int:
    while True:
        handle = _open(path)
        if try_lock(handle) and is_current(handle, path):
            os.truncate(path, 0)
            os.write(handle, str(os.getpid()).encode())
            return handle
        holder = os.pread(handle, 20, 0).decode("ascii", "replace") if hasattr(os, "pread") else ""
        os.close(handle)
        if time.monotonic() >= until:
            raise StorageFailed(
                f"{name} is in use",
                f"Process {holder} on this machine works on it, or waits for it" if holder else "",
                "Wait until it has finished, then run the command again",
            )
        time.sleep(_PAUSE)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageFailed(
            "A lock can't be taken",
            f"{path}: {error.strerror}",
            "Make sure that you may write to this folder, and that the disk isn't full",
        ) from error


def try_lock(handle: int) -> bool:
    """Lock an open file until it is closed, unless another process has; whether it is ours."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def is_current(handle: int, path: Path) -> bool:
    """Whether the file still has its name: the last holder removes it on leaving."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
