"""TOML files, parsed once: what one said is kept in the user's cache folder until it changes.

Parsing takes a fifth of the time of a command that only looks. What is kept is JSON, which can't
do anything; it is only ever a copy, and any of it may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

#: A file that changed less long ago can change again without a sign: times are kept coarsely.
_SETTLED = 3_000_000_000


def read_toml(file: Path) -> dict[str, Any]:
    """What the file says.

    Raises:
        OSError: It can't be read.
        ValueError: It isn't TOML, or isn't UTF-8.
        RecursionError: Its values are nested too deep.
    """
    found = file.stat()
    stamp = [found.st_mtime_ns, found.st_size, found.st_ino]
    place = _folder() / f"{quote(str(file.absolute()), safe='')}.json"
    with suppress(OSError, ValueError, LookupError, TypeError):
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["stamp"] == stamp:
            values: dict[str, Any] = kept["values"]
            return values
    import tomllib  # noqa: PLC0415 - 2 ms that are spared where the values were kept

    values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    if time.time_ns() - found.st_mtime_ns > _SETTLED:
        _keep(place, {"stamp": stamp, "values": values})
    return values


def _keep(place: Path, kept: dict[str, Any]) -> None:
    """Write it whole or not at all; not where there is no room, nor where JSON has no such type."""
    with suppress(OSError, ValueError, TypeError, RecursionError):
        text = json.dumps(kept)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = place.with_name(f"{place.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(text, encoding="utf-8")
        new.replace(place)


def _folder() -> Path:
    here: str = sys.platform
    if here == "linux":  # as platformdirs has it, without the 10 ms that it takes
        base = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(base or Path.home() / ".cache") / "summarizer"
    import platformdirs  # noqa: PLC0415 - same

    return Path(platformdirs.user_cache_dir("summarizer"))
