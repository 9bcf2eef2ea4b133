"""What was worked out once is kept in the user's cache folder, as JSON, which can't do anything.

It is only ever a copy: any of it may be deleted at any time. A folder in which others can write is
not used, for what is kept there is believed.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

#: A file that changed less long ago can change again without a sign: times are kept coarsely.
_SETTLED = 3_000_000_000


def recall(name: str, stamp: object) -> Any:
    """What was kept under this name with this stamp; None where nothing is."""
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        place = _place(name)
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["stamp"] == stamp and _is_ours(place.parent):
            return kept["values"]
    return None


def keep(name: str, stamp: object, values: object) -> None:
    """Keep it whole or not at all; not where there is no room, nor what JSON has no type for."""
    with suppress(OSError, ValueError, TypeError, RecursionError):
        text = json.dumps({"stamp": stamp, "values": values})
        place = _place(name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_ours(place.parent):
            from tracker.whole import write  # noqa: PLC0415  what is known already needs none of it

            write(place, text.encode(), 0o600)


def is_settled(changed: int) -> bool:
    """Whether a file that changed then (`st_mtime_ns`) shows by its time when it changes again."""
    return time.time_ns() - changed > _SETTLED


def _place(name: str) -> Path:
    return _folder() / f"{quote(name, safe='')}.json"


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can write there; on Windows, the user's folders are the user's."""
    here: str = sys.platform
    if here == "win32":
        return True
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _folder() -> Path:
    here: str = sys.platform
    if here == "linux":  # as platformdirs has it, without the 10 ms that it takes
        base = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(base or Path.home() / ".cache") / "summarizer"
    import platformdirs  # noqa: PLC0415 - same

    return Path(platformdirs.user_cache_dir("summarizer"))
