from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.making import make
from summarizer.past import importing
from summarizer.past.importing import BATCH, Importer, Options, procedure_of
from summarizer.workspace import Workspace
from tests.past import summary
from tracker.errors import BadInput, NotFound
from tracker.port import Query

MANY = 250


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    make(tmp_path / "desk")
    return Workspace(tmp_path / "desk")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A CSV of many lines, all of one day."""
    lines = [f"Uma Ray,{n},2025-03-04,https://docs.example.com/{n}" for n in range(MANY)]
    path = tmp_path / "old.csv"
    path.write_text("\n".join(["User;User ID;Received;Summary".replace(";", ","), *lines]))
    return path


def importer(desk: Workspace) -> Importer:
    return Importer(desk, procedure_of(desk, ""), Options({}))


def taken_in(desk: Workspace, source: Path, batches: int = 99) -> tuple[list[str], int]:
    """Import so many batches; the new numbers, and how many were known."""
    run, new, known = importer(desk), list[str](), 0
    found, unread = run.sources([source])
    assert unread == []
    for batch, _ in zip(run.batches(found), range(batches), strict=False):
        run.write(batch.new)
        new += [wish.case for wish in batch.new]
        known += batch.known
    return new, known


def test_a_run_that_was_broken_off_is_gone_on_with(desk: Workspace, old: Path) -> None:
    first, _ = taken_in(desk, old, batches=1)
    assert len(first) == BATCH
    second, known = taken_in(desk, old)
    assert (len(second), known) == (MANY - BATCH, BATCH)
    assert len({*first, *second}) == MANY
    assert taken_in(desk, old) == ([], MANY)
    assert len(list(desk.tracker.cases(Query(open=False)))) == MANY


def test_two_of_a_day_never_share_a_number(
    desk: Workspace, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_LENGTH", 1)
    new, _ = taken_in(desk, old)
    assert len(set(new)) == MANY
    assert {len(number) for number in new} > {len("SM-20250304-X")}
    users = {case.facts["user.id"] for case in desk.tracker.load(new)}
    assert len(users) == MANY
    assert taken_in(desk, old) == ([], MANY)


def test_nothing_is_written_until_it_is_told_to(desk: Workspace, old: Path) -> None:
    run = importer(desk)
    found, _ = run.sources([old])
    assert sum(len(batch.new) for batch in run.batches(found)) == MANY
    assert desk.tracker.numbers() == []


def test_a_document_is_known_by_its_place_in_the_workspace(desk: Workspace, tmp_path: Path) -> None:
    summary(desk.root / "old" / "Uma Ray - 12345.docx")
    (number,), _ = taken_in(desk, desk.root / "old")
    moved = desk.root.rename(tmp_path / "moved")
    assert taken_in(Workspace(moved), moved / "old") == ([], 1)
    assert number.startswith("SM-19700101-")


def test_links_hidden_files_and_locks_are_passed_over(desk: Workspace, tmp_path: Path) -> None:
    away = summary(tmp_path / "away" / "Uma Ray - 12345.docx")
    folder = tmp_path / "old"
    for name in (".hidden - 1.docx", "~$a Ray - 2.docx", ".git/Uma Ray - 3.docx"):
        summary(folder / name)
    (folder / "Jane Doe - 4.docx").symlink_to(away)
    (folder / "linked").symlink_to(away.parent)
    (folder / "folder - 5.docx").mkdir()
    assert taken_in(desk, folder) == ([], 0)


def test_a_source_that_is_nothing_of_this_is_refused(desk: Workspace, tmp_path: Path) -> None:
    (tmp_path / "old.pdf").write_bytes(b"%PDF")
    with pytest.raises(BadInput, match="no folder"):
        importer(desk).sources([tmp_path / "old.pdf"])
    with pytest.raises(NotFound):
        importer(desk).sources([tmp_path / "nothing"])
    with pytest.raises(NotFound):
        procedure_of(desk, "nothing")
    with pytest.raises(BadInput, match="approved"):
        Importer(desk, procedure_of(desk, ""), Options({"Yes": "approved.by"}))
