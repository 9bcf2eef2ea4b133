"""What a document carries of its case: by that it is known, whatever its file is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.local.docx import DocxDocuments
from summarizer.local.docx_package import read_package
from summarizer.ports import FillStep
from tests.documents.cases import new
from tests.documents.contract import change


@pytest.fixture
def documents(tmp_path: Path) -> DocxDocuments:
    return DocxDocuments(tmp_path)


def test_a_file_that_took_anothers_name_is_not_taken_for_it(documents: DocxDocuments) -> None:
    first, second = documents.create(new("SM-1")), documents.create(new("SM-2"))
    change(documents, first, FillStep("Iovation", "Of the first"))
    aside = documents.folder / "aside.docx"
    Path(first.path).rename(aside)
    Path(second.path).rename(first.path)
    assert documents.read(first).chart[4].finding == "Of the first"
    assert documents.read(second).chart[4].finding == ""


def test_a_document_that_lost_its_number_is_still_known_where_it_was(
    documents: DocxDocuments,
) -> None:
    ref = documents.create(new())
    strip_properties(Path(ref.path))
    assert documents.find(ref.case) is None
    assert documents.read(ref).missing == ()


def strip_properties(path: Path) -> None:
    """Save it as a program does that knows no custom properties."""
    package = read_package(path)
    del package.members["docProps/custom.xml"]
    path.write_bytes(package.to_bytes())
