"""What a command leaves lasts through a power cut: seen in what it asks of the system."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.procedures import social
from tests.procedures.social import ANSWER, USER
from tests.undo.lives import PNG
from tests.walk.strace import Ask, asks, can_trace

pytestmark = pytest.mark.skipif(
    not can_trace(), reason="strace isn't installed, or may not look at programs here"
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "desk", monkeypatch)


def test_each_file_is_written_under_another_name_flushed_and_then_renamed(desk: Desk) -> None:
    other, picture = desk.root.with_name("other"), desk.root.with_name("post.png")
    picture.write_bytes(base64.b64decode(PNG))
    mail, number = str(social.receive(desk)), "44170"
    commands = (
        ("start", "--mail", mail, "--answer", ANSWER, *USER),
        ("check", number, "Iovation", "--finding", "No sign."),
        ("evidence", number, str(picture)),
        ("set", number, "Tickets", "4711"),
    )
    here = ("-w", str(desk.root))
    typed = [*((*here, *command) for command in commands), ("init", str(other))]
    before = _files(desk.root)
    asked = asks(typed, desk.root.with_name("trace"))
    made = [p for p in (*_files(desk.root), *_files(other)) if p not in before]
    kinds = sorted({Path(path).suffix for path in made})
    assert kinds == [".docx", ".eml", ".png", ".toml"]
    assert {path: _flaw(asked, path) for path in made if _flaw(asked, path)} == {}
    (document,) = (path for path in made if path.endswith(".docx"))
    assert sum(a.name == document for a in asked) >= 3  # made, and changed twice
    notes = {a.name for a in asked if "/begun/" in a.name}
    assert notes
    assert {note: _flaw(asked, note) for note in notes if _flaw(asked, note)} == {}
    _check_tracker(asked, desk.root)


def _check_tracker(asked: Sequence[Ask], root: Path) -> None:
    """What was recorded is on the disk before anything else is changed, and in the end."""
    waiting = flushed = 0
    for ask in asked:
        if ask.path in (f"{root}/tracker.db-wal", f"{root}/tracker.db"):
            waiting = waiting + 1 if ask.what == "write" else 0
            flushed += ask.what == "sync"
        elif ask.what == "name" and ask.name.endswith((".eml", ".docx")):
            assert not waiting, f"{ask} while the tracker isn't flushed"
    assert flushed > 5
    assert not waiting


def _flaw(asked: Sequence[Ask], path: str) -> str:
    """What could be lost, or be half there, of a file that was made or changed; "" for nothing."""
    if any(a.what == "write" and a.path == path for a in asked):
        return "it was written in its place"
    named = [n for n, a in enumerate(asked) if a.name == path]
    for n in named:
        touched = [a.what for a in asked[:n] if a.path == asked[n].path and a.what != "name"]
        if touched[-1:] != ["sync"]:
            return "it was renamed before it was flushed"
        if not any(a == Ask("sync", str(Path(path).parent)) for a in asked[n:]):
            return "its folder was not flushed"
    return "" if named else "it never got its name"


def _files(root: Path) -> list[str]:
    """A workspace's files, without the tracker's own and locks."""
    found = (path for path in root.rglob("*") if path.is_file())
    return [str(p) for p in found if "tracker.db" not in str(p) and "locks" not in str(p)]
