from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local.files import replace, safe_name, write_new
from tracker.errors import BadInput, Refused, StorageFailed


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Uma Ray / 44170", "Uma Ray - 44170"),
        ("Uma/Ray", "Uma-Ray"),
        ("Ann  \t Lee", "Ann Lee"),
        ("Ann\tLee", "Ann Lee"),
        ("..", "SM-1"),
        ("", "SM-1"),
        ("\u202e\u200f", "SM-1"),
        ("CON", "SM-1 CON"),
        ("com1.txt", "SM-1 com1.txt"),
        ("AUX .x / 1", "SM-1 AUX .x - 1"),
        ("lpt³", "SM-1 lpt³"),
        ("conin$", "SM-1 conin$"),
        ("Console", "Console"),
        ("~$Uma", "$Uma"),
        ("e\u0301", "é"),
    ],
)
def test_a_title_becomes_a_file_name(title: str, name: str) -> None:
    assert safe_name(title, "SM-1") == name


@given(st.text())
def test_any_title_makes_a_name_that_every_system_takes(title: str) -> None:
    try:
        name = safe_name(title, "SM-1")
    except BadInput:
        assert set(title) & set("\0\r\n")
        return
    assert 0 < len(name.encode()) <= 130
    assert not set(name) & set('<>:"/\\|?*')
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in name)
    assert name == name.strip(" .")
    assert not name.startswith(("~", "."))
    assert Path(f"/folder/{name}").name == name


@pytest.mark.parametrize("title", ["a\0b", "a\nb", "a\rb"])
def test_a_title_with_nul_or_a_line_break_is_refused(title: str) -> None:
    with pytest.raises(BadInput, match="can't be a title"):
        safe_name(title, "SM-1")


def test_a_new_file_never_takes_anothers_place(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    assert write_new(path, b"first")
    assert not write_new(path, b"second")
    assert path.read_bytes() == b"first"
    assert [p.name for p in tmp_path.iterdir()] == ["a.docx"]


def test_where_there_are_no_hard_links_files_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", unable)
    test_a_new_file_never_takes_anothers_place(tmp_path)


def test_a_file_is_replaced_in_one_step_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"first")
    path.chmod(0o640)
    with path.open("rb") as reader:
        replace(path, b"second", lambda: None)
        assert reader.read() == b"first"
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"second", 0o640)
    with pytest.raises(StorageFailed, match="can't be written"):
        write_new(tmp_path / "none" / "a.docx", b"x")


def test_a_file_stays_as_it_is_if_the_last_look_at_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"theirs")

    def look() -> None:
        raise Refused("no")

    with pytest.raises(Refused):
        replace(path, b"ours", look)
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]
