"""`ack` and `start` killed on their way, wherever that is, and run again: as if they never were.

`start` acknowledges first, so that both are killed in both.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.desk import Desk, everything
from tests.procedures import social
from tests.procedures.social import ANSWER, USER, receive


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a case of the same user, whose document and the new one link to each other."""
    desk = Desk(tmp_path / "desk", monkeypatch)
    social.begun(desk, name="earlier", message_id="<earlier@mail.example.com>")
    return desk


@pytest.mark.parametrize(("name", "moments"), [("ack", 10), ("start", 26)])
def test_what_was_killed_is_gone_on_with_and_done_once(desk: Desk, name: str, moments: int) -> None:
    command = (name, "--mail", receive(desk), "--answer", ANSWER, *USER)
    killer = (sys.executable, "-m", "tests.walk.killer", desk.root, *command)
    ended = subprocess.run(killer, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    whole = everything(desk.root)
    left = {int(p.name): everything(p) for p in desk.root.with_name("left").iterdir()}
    assert len(left) >= moments
    for moment, state in sorted(left.items()):
        assert state == whole, f"{name} was killed at {moment}"
    again = desk(*command, "--json").json
    assert again["already_done"] is True
    assert everything(desk.root) == whole
    check_once(desk, again["case"], documents=0 if name == "ack" else 1)


def check_once(desk: Desk, number: str, documents: int) -> None:
    """One document, one row, one draft a message, one set of events."""
    shown = desk("show", number, "--json").json
    folder = desk.root / "Social Media Folder"
    assert len(list(folder.glob("Jane Doe - 44170*.docx"))) == 1 + documents
    assert [c["case"] for c in desk("list", "--json").json].count(number) == 1
    drafts = [p.name for p in (desk.root / "outbox").glob(f"{number}-*")]
    assert sorted(drafts) == [f"{number}-acknowledgement.eml", f"{number}-user-notice.eml"]
    assert [m["message"] for m in shown["messages"]] == ["acknowledgement", "user-notice"]
    kinds = Counter(event["kind"] for event in shown["events"])
    assert kinds["received"] == 1
    assert kinds["document made"] == kinds["started"] == documents
    assert shown["unfinished"] == []
