from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.settings_file import write_values
from summarizer.workspace import shipped
from tracker.errors import BadInput, StorageFailed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "summarizer.toml"
    path.write_bytes((shipped() / "workspace" / "summarizer.toml").read_bytes())
    path.chmod(0o640)
    return path


def test_values_are_set_and_comments_stay(file: Path) -> None:
    before = file.read_text()
    values = {"google.folder": "1abc", "backend.documents": "google", "google.templates.x": "d"}
    assert write_values(file, values) == list(values)
    after = file.read_text()
    read = tomllib.loads(after)
    assert read["google"]["folder"] == "1abc"
    assert read["google"]["templates"]["x"] == "d"
    assert read["backend"]["documents"] == "google"
    assert [line for line in before.splitlines() if line.startswith("#")] == [
        line for line in after.splitlines() if line.startswith("#")
    ]
    assert "# the shared folder's id" in after
    assert file.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_what_is_so_already_is_not_written(file: Path) -> None:
    before = file.stat().st_mtime_ns
    assert write_values(file, {"google.folder": ""}) == []
    assert file.stat().st_mtime_ns == before


def test_tables_are_made(tmp_path: Path) -> None:
    file = tmp_path / "summarizer.toml"
    file.write_text('desk = "Ours" # ours\n')
    assert write_values(file, {"google.templates.tier-2": "d"}) == ["google.templates.tier-2"]
    assert tomllib.loads(file.read_text()) == {
        "desk": "Ours",
        "google": {"templates": {"tier-2": "d"}},
    }


@given(st.text())
def test_any_text_is_kept_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("any") / "summarizer.toml"
    file.write_text("")
    write_values(file, {"google.folder": text})
    assert tomllib.loads(file.read_bytes().decode())["google"]["folder"] == text


@pytest.mark.parametrize("text", ["a = [", "google = 5"])
def test_a_file_that_cannot_be_added_to_stays_as_it_is(tmp_path: Path, text: str) -> None:
    file = tmp_path / "summarizer.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match="can't be added to"):
        write_values(file, {"google.folder": "1"})
    assert file.read_text() == text


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="can't be written"):
        write_values(tmp_path / "summarizer.toml", {"google.folder": "1"})
