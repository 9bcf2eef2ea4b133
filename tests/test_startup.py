from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: Libraries that cost more to import than most commands take.
HEAVY = {"docx", "jinja2", "lxml", "openpyxl", "rapidfuzz", "tomlkit"}
#: What carries commands out, and the values that only backends speak in.
ACTING = {"summarizer.engine", "summarizer.acts", "summarizer.ports", "email.message"}
RUN = """
import sys
from summarizer.cli import main
try:
    main(sys.argv[1:])
finally:
    print("LOADED", *sys.modules)
"""


def modules(folder: Path, *command: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.rpartition("LOADED ")[2].split())


def loaded(folder: Path, *command: str) -> set[str]:
    """The top-level packages that a command has loaded when it ends."""
    return {name.partition(".")[0] for name in modules(folder, *command)}


@pytest.mark.parametrize(
    "command", ["--help", "list --help", "list", "sla business 2026-11-19T09:00 8h"]
)
def test_a_look_loads_no_heavy_library(command: str, tmp_path: Path) -> None:
    loaded(tmp_path, "init", ".")
    packages = loaded(tmp_path, *command.split())
    assert "summarizer" in packages
    assert packages & HEAVY == set()


def test_help_loads_no_command(tmp_path: Path) -> None:
    assert "tracker" in loaded(tmp_path, "--help")
    assert "sqlite3" not in loaded(tmp_path, "--help")


def test_a_look_at_cases_loads_nothing_that_acts_on_them(tmp_path: Path) -> None:
    modules(tmp_path, "init", ".")
    modules(tmp_path, "start", "Uma Ray", "5")
    listed = modules(tmp_path, "list")
    assert "summarizer.picture" in listed
    assert listed & ACTING == set()
    for command in (["show", "5"], ["clocks", "5", "--explain"], ["history", "5"]):
        shown = modules(tmp_path, *command)
        assert shown & ACTING == set()
        assert {name.partition(".")[0] for name in shown} & HEAVY == set()


def test_a_case_is_begun_without_the_libraries_for_rarer_work(tmp_path: Path) -> None:
    modules(tmp_path, "init", ".")
    # Keeps what the wordings were parsed to, and the template compiled.
    modules(tmp_path, "start", "Uma Ray", "5")
    begun = modules(tmp_path, "start", "Uma Rai", "6")
    assert "summarizer.local.docx_render" in begun
    assert begun & {"jinja2", "rapidfuzz", "docx", "html.parser", "tempfile"} == set()
    assert begun & {"lxml", "zipfile", "summarizer.local.docx_template"} == set()
