"""Every test runs alone: nobody's settings, nobody's home, no network beyond this machine."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
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

#: Memory as a folder, and how much of it must be free: a run leaves little, LibreOffice uses some.
MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30  # noqa: S108 - pytest makes a folder of its own in it

# A test waits for the disk at each of its thousands of transactions, and nothing that it says
# depends on that: none pulls the plug. So temporary folders lie in memory, unless one was named.
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# Whoever wants no bytecode beside the sources still gets it kept in pytest's folder: else each
# worker and each process of a test compiles everything anew.
if sys.dont_write_bytecode and sys.pycache_prefix is None:
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")
    sys.dont_write_bytecode = False
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A shell starts what runs behind it deaf to Ctrl-C; programs that tests end by it would be, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

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
