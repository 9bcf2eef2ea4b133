from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from summarizer.local import docx_find
from summarizer.local.docx_find import DocumentFolder, case_in
from summarizer.local.docx_render import render
from tests.documents.cases import new
from tests.office import Office


def put(path: Path, case: str = "SM-1") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render(new(case)))
    return path


def test_the_number_is_read_from_any_zip_that_holds_it(tmp_path: Path) -> None:
    path = put(tmp_path / "a.docx", "SM-1 & Söhne")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", how) as archive:
            for name, content in reversed(parts.items()):
                archive.writestr(name, content)
            archive.comment = b"docProps/custom.xml" * 1000
        path.write_bytes(target.getvalue())
        assert case_in(path) == "SM-1 & Söhne"


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x01\x02" + b"x" * 42 + b"docProps/custom.xml"]
)
def test_what_is_no_document_has_no_number(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    assert case_in(path) == ""
    assert case_in(tmp_path) == case_in(tmp_path / "none.docx") == ""


def test_any_cut_of_a_document_is_looked_at_without_harm(tmp_path: Path) -> None:
    path = put(tmp_path / "a.docx")
    content = path.read_bytes()
    for end in range(0, len(content), 97):
        path.write_bytes(content[:end])
        assert case_in(path) in ("", "SM-1")
    path.write_bytes(content[:-1])
    assert case_in(path) == "SM-1"  # damaged, yet known: it isn't made a second time


def test_hidden_unfinished_discarded_and_linked_files_are_passed_over(tmp_path: Path) -> None:
    for name in (".a.docx", "~$a.docx", "a.docx.tmp", "Discarded/a.docx", ".trash/a.docx"):
        put(tmp_path / "folder" / name)
    put(tmp_path / "outside" / "a.docx")
    (tmp_path / "folder" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "folder" / "loop").symlink_to(tmp_path / "folder")
    (tmp_path / "folder" / "dir.docx").mkdir()
    folder = DocumentFolder(tmp_path / "folder")
    assert folder.find("SM-1") is None
    found = put(tmp_path / "folder" / "2026" / "November" / "A.DOCX")
    assert folder.find("SM-1") == found


@pytest.mark.parametrize(
    "copy", ["Copy of Uma.docx", "Uma (2).docx", "Uma - Copy.docx", "A/Uma.docx", "Umb.docx"]
)
def test_of_copies_the_nearest_with_the_shortest_name_is_taken(tmp_path: Path, copy: str) -> None:
    original = put(tmp_path / "Uma.docx")
    os.utime(put(tmp_path / copy), (1, 1))
    assert DocumentFolder(tmp_path).find("SM-1") == original


@pytest.mark.parametrize("name", ["Uma Ray - 44170", "Uma Ray - 44170 (SM-1)"])
def test_of_copies_the_one_that_still_has_its_given_name_is_taken(
    tmp_path: Path, name: str
) -> None:
    original = put(tmp_path / "2026" / f"{name}.docx")
    put(tmp_path / "Uma.docx")
    (tmp_path / "Cut.docx").write_bytes(original.read_bytes()[:-1])
    assert DocumentFolder(tmp_path).find("SM-1") == original


def test_a_file_is_read_again_when_it_changed_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(path: str) -> str:
        read.append(path)
        return case_in(path)

    monkeypatch.setattr(docx_find, "case_in", reading)
    paths = [put(tmp_path / f"{n}.docx", f"SM-{n}") for n in range(5)]
    folder = DocumentFolder(tmp_path)
    assert folder.find("SM-3") == paths[3]
    assert folder.find("SM-4") == paths[4]
    assert len(read) == 5
    time.sleep(0.01)
    put(paths[0], "SM-9")
    assert folder.find("SM-9") == paths[0]
    assert folder.find("SM-0") is None
    assert len(read) == 6


def test_libreoffice_keeps_the_number_where_it_is_found(office: Office, tmp_path: Path) -> None:
    path = put(tmp_path / "a.docx", "SM-20261119-7K3F")
    office.edit(path)
    assert case_in(path) == "SM-20261119-7K3F"
