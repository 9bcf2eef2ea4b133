"""The LibreOffice of the tests does what a person would do in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest

from tests.office import Cell, Office, OfficeError, Replace, Type, pages


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two headings with a hint below the first, a table, and an old word."""
    document: Any = docx.Document()
    document.styles.add_style("Hint", 1)
    document.add_heading("History of the issue", 2)
    document.add_paragraph("Say what happened.", "Hint")
    document.add_paragraph("")
    document.add_heading("Next steps", 2)
    document.add_paragraph("Say what is next.", "Hint")
    table = document.add_table(2, 2)
    for number, text in enumerate(["Step", "Finding", "The job itself", ""]):
        table.cell(number // 2, number % 2).text = text
    document.add_paragraph("An old word.")
    found = tmp_path / "case.docx"
    document.save(str(found))
    return found


def _said(path: Path) -> list[tuple[str, str]]:
    document: Any = docx.Document(str(path))
    return [(p.style.name, p.text) for p in document.paragraphs]


def test_text_is_typed_below_a_heading_and_hints_stay(office: Office, path: Path) -> None:
    office.edit(path, Type("history of the  issue", "One\nTwo"), Type("Next steps", "Call"))
    said = _said(path)
    assert said[:6] == [
        ("Heading 2", "History of the issue"),
        ("Hint", "Say what happened."),
        ("Normal", "One"),
        ("Normal", "Two"),
        ("Heading 2", "Next steps"),
        ("Hint", "Say what is next."),
    ]
    assert said[6] == ("Normal", "Call")


def test_a_cell_is_found_by_its_titles_and_its_row(office: Office, path: Path) -> None:
    office.edit(path, Cell(("Finding",), "the job itself", "Finding", "Paid twice"))
    document: Any = docx.Document(str(path))
    assert document.tables[0].cell(1, 1).text == "Paid twice"


def test_a_word_is_replaced(office: Office, path: Path) -> None:
    office.edit(path, Replace("old", "new"))
    assert _said(path)[-1][1] == "An new word."


@pytest.mark.parametrize("action", [Replace("nowhere", "x"), Type("No heading", "x")])
def test_what_can_not_be_done_is_said_and_saves_nothing(
    office: Office, path: Path, action: Replace | Type
) -> None:
    before = path.read_bytes()
    with pytest.raises(OfficeError, match="no "):
        office.edit(path, Replace("old", "new"), action)
    assert path.read_bytes() == before


def test_pages_show_a_document(office: Office, path: Path) -> None:
    shown = pages(office.convert(path))
    assert [page.read_bytes()[:4] for page in shown] == [b"\x89PNG"]
