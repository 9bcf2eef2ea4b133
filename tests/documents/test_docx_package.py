from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local import docx_package
from summarizer.local.docx_package import DOCUMENT, Package, read_bytes, read_package, unpack
from summarizer.local.docx_render import render
from tests.documents.cases import new
from tests.documents.wordml import h1, seen, written
from tracker.errors import NotFound, StorageFailed


def zipped(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def refused(content: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(StorageFailed) as error:
        seen(unpack(content, "Case.docx"))
    assert error.value.what.startswith("Case.docx is damaged")
    assert error.value.fix
    return error.value.why


def test_a_file_is_written_with_the_bytes_it_was_read_with() -> None:
    content = render(new())
    assert unpack(content, "Case.docx").to_bytes() == content
    stored = zipped(parts(content), zipfile.ZIP_STORED)
    assert parts(unpack(stored, "Case.docx").to_bytes()) == parts(content)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_part_that_was_only_read_is_not_written_anew() -> None:
    odd = b"<?xml version='1.0'?>\r\n<w:document  xmlns:w='x' ><w:body/></w:document>"
    package = unpack(zipped({DOCUMENT: odd, "ü/漢.xml": b"<a/>"}), "Case.docx")
    assert package.xml(DOCUMENT).tag == "{x}document"
    assert parts(package.to_bytes()) == {DOCUMENT: odd, "ü/漢.xml": b"<a/>"}
    package.xml(DOCUMENT).set("changed", "yes")
    assert b'changed="yes"' in parts(package.to_bytes())[DOCUMENT]


UNSOUND = {
    "unpacked: File is not a zip": b"",
    "unpacked: File": b"Hello",
    "password, or an old .doc": b"\xd0\xcf\x11\xe0" + bytes(600),
    "no word/document.xml": zipped({"a.txt": b"x"}),
    "XML is broken": zipped({DOCUMENT: b"<a"}),
    "no body": zipped({DOCUMENT: b"<a/>"}),
    "doesn't know": zipped({DOCUMENT: b"<a/>"}, zipfile.ZIP_BZIP2),
    "a DTD": zipped(
        {DOCUMENT: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}
    ),
    "DTD": zipped({DOCUMENT: "<!DOCTYPE a><a/>".encode("utf-16")}),
    "Strict": zipped({DOCUMENT: b'<a xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'}),
}


@pytest.mark.parametrize("why", UNSOUND)
def test_what_is_no_sound_document_is_refused_with_the_reason(why: str) -> None:
    assert why in refused(UNSOUND[why])


def test_no_entity_is_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l11;</a>'
    assert refused(zipped({DOCUMENT: text.encode()}))


def test_a_part_that_lies_about_its_size_is_not_unpacked() -> None:
    bomb = bytearray(zipped({DOCUMENT: bytes(30_000_000)}))
    central = bomb.rfind(b"PK\x01\x02")
    struct.pack_into("<L", bomb, central + 24, 1000)
    assert "not what the file says" in refused(bytes(bomb))


@pytest.mark.parametrize(
    ("name", "limit", "why"),
    [
        ("MAX_XML", 9_000, "document.xml"),
        ("MAX_UNPACKED", 20_000, "unpacks"),
        ("MAX_PARTS", 3, "parts"),
    ],
)
def test_a_file_beyond_the_limits_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, limit: int, why: str
) -> None:
    content = render(new())
    monkeypatch.setattr(docx_package, name, limit)
    assert why in refused(content)


def test_a_file_that_is_too_large_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(bytes(100))
    monkeypatch.setattr(docx_package, "MAX_FILE", 99)
    with pytest.raises(StorageFailed, match="damaged"):
        read_bytes(tmp_path / "a.docx")


def test_a_file_that_is_gone_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"a\.docx is gone"):
        read_package(tmp_path / "a.docx")
    with pytest.raises(StorageFailed, match="can't be read"):
        read_bytes(tmp_path)


def test_of_a_part_that_is_there_twice_the_last_counts() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(DOCUMENT, b"<first/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(DOCUMENT, b"<second/>")
    package = unpack(target.getvalue(), "Case.docx")
    assert package.xml(DOCUMENT).tag == "second"
    assert parts(package.to_bytes()) == {DOCUMENT: b"<second/>"}


@given(st.data())
def test_a_file_with_any_byte_changed_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(written(h1("Summary")).to_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    for candidate in (bytes(content), bytes(content[:cut])):
        with contextlib.suppress(StorageFailed):
            seen(unpack(candidate, "Case.docx"))


def test_a_part_that_is_missing_is_said() -> None:
    with pytest.raises(StorageFailed) as error:
        Package({}, "Case.docx").xml(DOCUMENT)
    assert error.value.why == "It has no word/document.xml."
