from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Mend, Shell
from tests.procedures.conftest import (
    acknowledged,
    approved,
    desk,
    held,
    in_review,
    reviewed,
    stages,
    started,
    written,
)

#: The fixtures of an escalation's life; each goes on from the one before.
__all__ = [
    "acknowledged",
    "approved",
    "desk",
    "held",
    "in_review",
    "reviewed",
    "stages",
    "started",
    "written",
]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Somebody in an empty folder, without a workspace."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return Shell(here)


@pytest.fixture
def mend(shell: Shell) -> Mend:
    """Replace a text in a file of the workspace here: it must stand there."""
    shell("init")

    def replace(name: str, old: str, new: str) -> None:
        file = shell.here / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
