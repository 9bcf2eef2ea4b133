"""What ties a process's hands: a disk without room, folders without permission."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
from collections.abc import Callable
from functools import partial

Hands = Callable[[], None]
_ENDLESS = resource.RLIM_INFINITY
_VERSION_3 = 0x20080522


def room(most: int) -> Hands:
    """No file may grow beyond so many bytes: what writes more meets an error, as on a full disk."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, _ENDLESS))


def free_hands() -> None:
    """There is room again."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ENDLESS, _ENDLESS))


def no_space() -> None:
    """Nothing can be made to last: the disk is full when the bytes are asked to be on it."""

    def full(fd: object) -> None:
        del fd
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    os.fsync = full


def no_privilege() -> None:
    """Permissions hold for this process, also if it is root's."""
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, nothing):
        raise OSError(ctypes.get_errno(), "capset")
