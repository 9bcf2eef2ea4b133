"""Every test runs alone: nobody's settings, nobody's home, no network beyond this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60, database=None)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

pytest_plugins = [
    "tests.office",
    "tests.google.fixtures",
    "tests.slack.fixtures",
    "tests.zendesk.fixtures",
]

#: The one variable that reaches the tests: `tests.rows` breaks a copy of the procedures by it.
TEMPLATES = "SUMMARIZER_TEMPLATES"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that is empty, and an environment that says nothing about a desk."""
    for name in tuple(os.environ):
        if name.startswith("SUMMARIZER_") and name != TEMPLATES:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("PAGER", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
