"""Copies of screenshots and other files, in the workspace's evidence folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tracker.errors import BadInput, StorageFailed
from tracker.folders import sync_folder
from tracker.whole import write


class EvidenceFolder:
    """One folder a case; files are named by their hash, so that keeping one twice is once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, case: str, source: Path, name: str, sha256: str) -> str:
        """Keep a copy under this name, written new and renamed; says where it is."""
        target = self.folder / case / name
        if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
            return str(target)
        try:
            content = source.read_bytes()
        except OSError as error:
            raise BadInput(f"{source} can't be read", f"{error.strerror}.") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BadInput(f"{source} has changed meanwhile", "", "Run the command again.")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write(target, content)
            sync_folder(self.folder)
        except OSError as error:
            raise StorageFailed(
                f"{source.name} can't be kept in {target.parent}",
                f"{error.strerror}.",
                "Check the disk and the folder's permissions, then run the command again.",
            ) from error
        return str(target)
