from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.pages import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The package as people install it."""
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")))
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_every_file_of_the_procedures_is_installed(wheel: zipfile.ZipFile) -> None:
    files = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    names = {f"summarizer/templates/{path.relative_to(ROOT / 'templates')}" for path in files}
    assert names
    assert names <= set(wheel.namelist())


def test_nothing_but_the_program_and_its_procedures_is_installed(wheel: zipfile.ZipFile) -> None:
    tops = {Path(name).parts[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"summarizer", "tracker"}


def test_the_command_and_the_licence_are_installed(wheel: zipfile.ZipFile) -> None:
    (points,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    assert b"summarizer = summarizer.__main__:main" in wheel.read(points)
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())
