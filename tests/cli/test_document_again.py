"""A case's document is looked for where it may have got, and only when there may be one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.local import docx_find
from summarizer.local.docx import DocxDocuments
from tests.desk import Desk

if TYPE_CHECKING:
    import pytest


def documents(desk: Desk) -> list[Path]:
    return [*(desk.root / "Social Media Folder").glob("*.docx")]


def test_a_document_that_came_back_renamed_is_not_made_a_second_time(
    desk: Desk, started: str
) -> None:
    desk("undo", started)
    (aside,) = (desk.root / "Social Media Folder" / "Discarded").glob("*.docx")
    aside.rename(desk.root / "Social Media Folder" / "Ours.docx")
    desk("start", started)
    assert [path.name for path in documents(desk)] == ["Ours.docx"]
    assert desk.case(started).facts["document.id"] == "Ours.docx"


def test_the_first_document_of_a_case_is_made_without_a_look_into_others(
    desk: Desk, started: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []

    def look(path: object) -> str:
        looked.append(path)
        return ""

    monkeypatch.setattr(docx_find, "case_in", look)
    desk("start", "Bo Quine", "6")
    assert len(documents(desk)) == 2
    assert looked == []
    assert DocxDocuments(desk.root / "Social Media Folder").find(started) is None
    assert len(looked) == 2
