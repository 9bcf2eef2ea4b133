"""Write values into summarizer.toml; everything else in it, comments too, stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tracker.errors import BadInput, StorageFailed
from tracker.whole import write


def write_values(file: Path, values: Mapping[str, str]) -> list[str]:
    """Set these dotted keys; the names of those that were others before.

    The file is written new and renamed, with the mode that it had.

    Raises:
        BadInput: It isn't TOML, or a key's table is none.
        StorageFailed: It can't be read or written.
    """
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8"))
        changed = [key for key, value in values.items() if _set(document, key, value)]
        if changed:
            write(file, tomlkit.dumps(document).encode(), file.stat().st_mode & 0o777)
    except (TOMLKitError, TypeError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} can't be added to", f"{error}.", f"Mend {file}.") from error
    except OSError as error:
        raise StorageFailed(
            f"{file} can't be written", f"{error.strerror}.", "Check its permissions."
        ) from error
    return changed


def _set(document: tomlkit.TOMLDocument, key: str, value: str) -> bool:
    *tables, last = key.split(".")
    table: tomlkit.TOMLDocument | tomlkit.items.Table = document
    for name in tables:
        inner = table.setdefault(name, tomlkit.table())
        if not isinstance(inner, tomlkit.items.Table):
            raise TypeError(f"{name} is no table")
        table = inner
    if table.get(last) == value:
        return False
    table[last] = value
    return True
