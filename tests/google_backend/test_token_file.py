from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from summarizer.google.token_file import Token, read_token, write_token
from tracker.errors import BadInput, SignInNeeded, StorageFailed

TOKEN = Token(
    client_id="desk",
    endpoint="",
    access="ya29.access",
    renewal="1//renewal",
    expires=datetime(2026, 11, 19, 9, tzinfo=UTC),
    scopes=("a", "b"),
    account="agent@example.com",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own" / "token.json"


def test_a_token_is_read_as_it_was_written(path: Path) -> None:
    write_token(path, TOKEN)
    assert read_token(path) == TOKEN


def test_it_is_its_owner_s_alone_whatever_was_there(path: Path) -> None:
    old = os.umask(0)
    try:
        write_token(path, TOKEN)
        path.chmod(0o644)
        write_token(path, TOKEN)
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [*path.parent.iterdir()] == [path], "nothing else is left there"


def test_a_token_that_others_can_read_is_refused_with_what_to_type(path: Path) -> None:
    write_token(path, TOKEN)
    path.chmod(0o640)
    with pytest.raises(BadInput) as raised:
        read_token(path)
    assert raised.value.fix == f"chmod 600 {path}"


@pytest.mark.parametrize(
    "change",
    [
        {"access": None},
        {"scopes": [1]},
        {"scopes": None},
        {"expires": "soon"},
        {"expires": "2026-11-19T09:00:00"},
        {"expires": 5},
    ],
)
def test_a_damaged_token_asks_for_a_new_sign_in(path: Path, change: dict[str, Any]) -> None:
    write_token(path, TOKEN)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(SignInNeeded) as raised:
        read_token(path)
    assert raised.value.why == f"{path} is damaged."
    assert raised.value.fix == "summarizer login"


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b"{}"])
def test_so_does_what_is_no_token(path: Path, content: bytes) -> None:
    write_token(path, TOKEN)
    path.write_bytes(content)
    with pytest.raises(SignInNeeded):
        read_token(path)


def test_a_token_that_cannot_be_written_leaves_the_old_one(path: Path) -> None:
    write_token(path, TOKEN)
    before = path.read_text()
    (path.parent / "in the way").mkdir()
    with pytest.raises(StorageFailed):
        write_token(path / "x", replace(TOKEN, access="new"))
    with pytest.raises(StorageFailed):
        write_token(path.parent / "in the way", replace(TOKEN, access="new"))
    assert path.read_text() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["in the way", "token.json"]


def test_no_token_shows_what_it_opens() -> None:
    assert "ya29" not in repr(TOKEN)
    assert "1//" not in repr(TOKEN)
