from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from summarizer.toml_cache import read_toml

HOUR_AGO = time.time() - 3600
AGES_AGO = time.time() - 36_000


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "summarizer"


def written(folder: Path, text: str, at: float = HOUR_AGO) -> Path:
    """A file that was changed at this time."""
    file = folder / "some file.toml"
    file.write_text(text, encoding="utf-8")
    os.utime(file, (at, at))
    return file


def kept(cache: Path) -> Path:
    (only,) = cache.iterdir()
    return only


def test_what_a_file_said_is_kept_until_the_file_changes(tmp_path: Path, cache: Path) -> None:
    file = written(tmp_path, 'a = "é"\n[b]\nc = [1, true, 1.5]')
    values = {"a": "é", "b": {"c": [1, True, 1.5]}}
    assert read_toml(file) == values
    there = json.loads(kept(cache).read_text(encoding="utf-8"))
    assert there["values"] == values
    kept(cache).write_text(json.dumps(there | {"values": {"from": "there"}}), encoding="utf-8")
    assert read_toml(file) == {"from": "there"}
    assert read_toml(written(tmp_path, "a = 2", AGES_AGO)) == {"a": 2}
    assert read_toml(written(tmp_path, "a = 3")) == {"a": 3}


def test_a_file_that_has_just_changed_is_not_kept(tmp_path: Path, cache: Path) -> None:
    for text in ("a = 1", "a = 2"):
        assert read_toml(written(tmp_path, text, time.time())) == {"a": int(text[-1])}
    assert read_toml(written(tmp_path, "a = 3", time.time() + 3600)) == {"a": 3}
    assert not cache.exists()


def test_what_json_cannot_say_is_read_again_each_time(tmp_path: Path, cache: Path) -> None:
    file = written(tmp_path, "a = 2026-11-19")
    assert read_toml(file) == read_toml(file)
    assert not cache.exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", "1", "{}", '{"stamp": 1}', "\0"])
def test_a_damaged_copy_is_made_anew(tmp_path: Path, cache: Path, damage: str) -> None:
    file = written(tmp_path, "a = 1")
    read_toml(file)
    right = kept(cache).read_text(encoding="utf-8")
    kept(cache).write_text(damage, encoding="utf-8")
    assert read_toml(file) == {"a": 1}
    assert kept(cache).read_text(encoding="utf-8") == right


def test_without_a_folder_to_keep_it_in_a_file_is_still_read(tmp_path: Path, cache: Path) -> None:
    cache.parent.write_text("in the way", encoding="utf-8")
    assert read_toml(written(tmp_path, "a = 1")) == {"a": 1}


def test_only_its_owner_can_read_what_is_kept(tmp_path: Path, cache: Path) -> None:
    read_toml(written(tmp_path, "a = 1"))
    assert cache.stat().st_mode & 0o077 == 0
    assert kept(cache).stat().st_mode & 0o077 == 0
