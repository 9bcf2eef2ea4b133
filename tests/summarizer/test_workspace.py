from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.making import make
from summarizer.times import parse_time
from summarizer.workspace import FOLDERS, Workspace, find_root, shipped
from tracker.errors import BadInput, NotFound, StorageFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED = ["problematic-to-pr-cs", "problematic-to-pr-social", "social-media-summary", "tier-2"]
ZONE = "America/Los_Angeles"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "desk"
    make(made)
    return made


@pytest.fixture
def workspace(root: Path) -> Iterator[Workspace]:
    opened = Workspace(root)
    yield opened
    opened.close()


# --- making one ----------------------------------------------------------------------------


def test_a_workspace_is_made_once_and_what_is_there_stays(tmp_path: Path) -> None:
    root = tmp_path / "a" / "desk"
    assert make(root) == [
        "summarizer.toml",
        "people.toml",
        "Social Media Folder/",
        "outbox/",
        "evidence/",
        "tracker.db",
    ]
    (root / "summarizer.toml").write_text('desk = "Ours"\n')
    assert make(root) == []
    assert Workspace(root).settings.desk == "Ours"


def test_what_a_workspace_lacks_is_made_anew(root: Path) -> None:
    (root / "people.toml").unlink()
    (root / "outbox").rmdir()
    assert make(root) == ["people.toml", "outbox/"]


def test_peoples_names_are_for_the_user_alone_to_read(root: Path) -> None:
    for name in ("people.toml", "summarizer.toml"):
        assert stat.S_IMODE((root / name).stat().st_mode) == 0o600
    assert [p.name for p in root.iterdir() if p.name.startswith(".people")] == []


def test_a_workspace_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed) as refused:
        make(tmp_path / "file" / "desk")
    assert "can't be made a workspace" in refused.value.what
    assert refused.value.fix == "Name another folder: summarizer init DIR"


# --- finding one ---------------------------------------------------------------------------


def test_the_workspace_that_is_named_is_the_one(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    make(other)
    monkeypatch.setenv("SUMMARIZER_WORKSPACE", str(other))
    assert find_root(str(root), tmp_path)[0] == root
    assert find_root(None, root)[0] == other


def test_else_it_is_the_nearest_upwards(root: Path) -> None:
    deep = root / "outbox" / "deep"
    deep.mkdir()
    assert find_root(None, deep)[0] == root
    assert find_root(None, root)[0] == root


def test_else_it_is_the_users_own(tmp_path: Path) -> None:
    found, _ = find_root(None, tmp_path)
    assert found.is_relative_to(tmp_path / "home")


@pytest.mark.parametrize("named", ["none", ""])
def test_a_folder_that_is_no_workspace_is_refused(
    tmp_path: Path, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tmp_path / "none")
    monkeypatch.setenv("SUMMARIZER_WORKSPACE", folder)
    with pytest.raises(NotFound, match="is not a workspace") as refused:
        find_root(folder if named else None, tmp_path)
    assert refused.value.fix == f"Make one there with: summarizer init {folder}"


# --- what is in it -------------------------------------------------------------------------


def test_settings_of_the_user_lie_below_those_of_the_workspace(root: Path) -> None:
    user = Path(os.environ["XDG_CONFIG_HOME"]) / "summarizer" / "summarizer.toml"
    user.parent.mkdir(parents=True)
    user.write_text('desk = "Mine"\nfolder.url = "https://files.example.com/"\n')
    (root / "summarizer.toml").write_text('desk = "Ours"\n')
    settings = Workspace(root).settings
    assert (settings.desk, settings.folder_url) == ("Ours", "https://files.example.com/")
    assert settings.origin["folder.url"] == str(user)


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("", "dana"),
        ("sam", "sam"),
        ("Sam Okafor", "sam"),
        ("sam.okafor@example.com", "sam"),
        ("somebody@example.com", "somebody@example.com"),
    ],
)
def test_who_works_here_is_the_user_else_me(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str, actor: str
) -> None:
    monkeypatch.setenv("SUMMARIZER_USER", name)
    assert workspace.actor == actor


def test_every_shipped_procedure_is_there_and_can_be_read(workspace: Workspace) -> None:
    assert workspace.procedures() == SHIPPED
    for name in SHIPPED:
        assert workspace.procedure(name).name == name
        assert workspace.procedure(name) is workspace.procedure(name)


def test_a_workspace_has_procedures_and_wordings_of_its_own(root: Path) -> None:
    own = root / "templates"
    text = (shipped() / "tier-2" / "procedure.toml").read_text(encoding="utf-8")
    for name, title in (("tier-2", "Ours"), ("tier-3", "New")):
        (own / name).mkdir(parents=True)
        changed = text.replace('title = "Tier 1 and Tier 2 hand-offs"', f'title = "{title}"', 1)
        (own / name / "procedure.toml").write_text(changed, encoding="utf-8")
    (own / "social-media-summary").mkdir()
    (own / "social-media-summary" / "call.j2").write_text("Call them.")
    (own / "common").mkdir()
    (own / "common" / "user-notice.j2").write_text("Hello.")
    workspace = Workspace(root)
    assert workspace.procedures() == [*SHIPPED, "tier-3"]
    assert workspace.procedure("tier-2").title == "Ours"
    assert workspace.procedure("tier-3").title == "New"
    social = workspace.procedure("social-media-summary")
    assert social.file("call.j2") == own / "social-media-summary" / "call.j2"
    assert social.file("user-notice.j2") == own / "common" / "user-notice.j2"
    assert social.file("answer.j2").is_relative_to(shipped())


@pytest.mark.parametrize("name", ["", "..", "../tier-2", "tier-2/", "/etc", "none", "common"])
def test_a_procedure_that_is_not_there_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(NotFound, match="There is no procedure"):
        workspace.procedure(name)


@pytest.mark.parametrize("path", ["../elsewhere", "/etc/elsewhere", "a/../../b"])
def test_the_shared_folder_lies_in_the_workspace(root: Path, path: str) -> None:
    (root / "summarizer.toml").write_text(f'folder.path = "{path}"\n')
    with pytest.raises(BadInput, match=r"folder\.path leads out of the workspace"):
        _ = Workspace(root).folder


def test_each_backend_works_in_its_part_of_the_workspace(workspace: Workspace) -> None:
    assert workspace.folder == workspace.root / "Social Media Folder"
    assert workspace.tracker.tabs() == []
    assert workspace.mail.discard("none") is False
    source = workspace.root / "post.txt"
    source.write_text("x")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    kept = Path(workspace.evidence.keep("SM-1", source, "post.txt", digest))
    assert kept.is_relative_to(workspace.root / FOLDERS[1])
    assert workspace.documents.find("SM-1") is None


def test_a_tracker_that_is_gone_is_not_made_anew(root: Path) -> None:
    (root / "tracker.db").unlink()
    with pytest.raises(StorageFailed, match=r"There is no tracker\.db"):
        _ = Workspace(root).tracker
    assert not (root / "tracker.db").exists()


# --- time ----------------------------------------------------------------------------------


def test_another_now_can_be_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert abs((workspace.now() - datetime.now(UTC)).total_seconds()) < 60
    monkeypatch.setenv("SUMMARIZER_NOW", "2026-11-19T10:00")
    assert workspace.now() == datetime(2026, 11, 19, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-19T10:00", 18),
        (" 2026-11-19 10:00 ", 18),
        ("2026-11-19T10:00+01:00", 9),
        ("2026-11-19T10:00Z", 10),
        ("2026-11-19T10:00:00.5-05:00", 15),
        ("2026-07-19T10:00", 17),
    ],
)
def test_a_time_without_a_zone_is_the_desks(text: str, hour: int) -> None:
    found = parse_time(text, ZONE)
    assert (found.hour, found.tzinfo) == (hour, UTC)


def test_a_time_of_day_is_today_where_that_is_known() -> None:
    late = datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert parse_time("9:05", ZONE, late) == datetime(2026, 11, 19, 17, 5, tzinfo=UTC)
    with pytest.raises(BadInput):
        parse_time("9:05", ZONE)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T10:00", "10 am", "9999-12-31T23:59"])
def test_what_is_no_time_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_time(text, ZONE)
    assert refused.value.what == f"{text!r} is not a time"
    assert "2026-11-19T14:05" in refused.value.fix


@given(st.text(max_size=20))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        found = parse_time(text, ZONE, datetime(2026, 11, 19, tzinfo=UTC))
    except BadInput:
        return
    assert found.tzinfo is UTC
