from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.user_cache import keep, recall


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "summarizer"


def test_what_is_kept_is_known_by_its_name_and_stamp(cache: Path) -> None:
    keep("a/b", [1], {"é": None})
    assert recall("a/b", [1]) == {"é": None}
    assert recall("a/b", [2]) is None
    assert recall("a", [1]) is None
    assert [f.name for f in cache.iterdir()] == ["a%2Fb.json"]


def test_a_folder_in_which_others_can_write_is_not_used(cache: Path) -> None:
    keep("a", 1, "ours")
    cache.chmod(0o770)
    assert recall("a", 1) is None
    keep("b", 1, "ours")
    cache.chmod(0o700)
    assert (recall("a", 1), recall("b", 1)) == ("ours", None)


@pytest.mark.usefixtures("cache")
def test_a_name_too_long_for_a_file_is_not_kept() -> None:
    keep("x" * 300, 1, "y")
    assert recall("x" * 300, 1) is None
