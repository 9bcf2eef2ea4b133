"""Make a workspace, or what one lacks."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from summarizer.backends import TRACKER
from summarizer.workspace import FOLDERS, PEOPLE, SETTINGS, Workspace, shipped
from tracker.errors import StorageFailed
from tracker.folders import sync_folder
from tracker.sqlite import SqliteTracker
from tracker.whole import clear, finished


def make(root: Path) -> list[str]:
    """Make what a workspace lacks, and nothing else; says what was made.

    Raises:
        StorageFailed: The folder can't be made or written.
        BadInput: Its settings can't be read.
    """
    made = []
    try:
        root.mkdir(parents=True, exist_ok=True)
        for name in (SETTINGS, PEOPLE):
            clear(root / name)
            if not (root / name).exists():
                _write_new(root / name, (shipped() / "workspace" / name).read_bytes())
                made.append(name)
        for folder in (Workspace(root).folder, *(root / name for name in FOLDERS)):
            if not folder.is_dir():
                folder.mkdir(parents=True)
                made.append(f"{folder.name}/")
        if not (root / TRACKER).exists() or not (root / TRACKER).stat().st_size:
            SqliteTracker(root / TRACKER).close()
            made.append(TRACKER)
    except OSError as error:
        raise StorageFailed(
            f"{root} can't be made a workspace",
            f"{error.strerror}.",
            "Name another folder: summarizer init DIR",
        ) from error
    return made


def _write_new(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; people's names are in it: mode 0600."""
    with finished(path, content, 0o600) as fresh, suppress(FileExistsError):
        os.link(fresh, path)
    sync_folder(path.parent)
