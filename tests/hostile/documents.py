"""Documents that are damaged, or made to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from summarizer.local.docx_package import CUSTOM, DOCUMENT

_RELATIONS = "word/_rels/document.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DTD = b'<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa">%s]>'
_LAUGHS = b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 9))
_MANY = 4_000_000

Damage = Callable[[Path], object]


def changed(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Replace something in a part, once."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    assert old in parts[part], (part, old)
    parts[part] = parts[part].replace(old, new, 1)
    path.write_bytes(zipped(parts))


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _with(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def _xml_cut(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[DOCUMENT] = parts[DOCUMENT][:-300]
    path.write_bytes(zipped(parts))


def _dtd(path: Path) -> None:
    changed(path, DOCUMENT, b"<w:document", _DTD % b"" + b"<w:document")


def _laughs(path: Path) -> None:
    declared = b'<!ENTITY b0 "ha">' + _LAUGHS
    changed(path, DOCUMENT, b"<w:document", _DTD % declared + b"<w:document")
    changed(path, DOCUMENT, b"<w:body>", b"<w:body><w:p><w:r><w:t>&b8;</w:t></w:r></w:p>")


def _stranger(path: Path) -> None:
    """An entity that is a file."""
    declared = _DTD % b'<!ENTITY x SYSTEM "file:///etc/passwd">'
    changed(path, DOCUMENT, b"<w:document", declared + b"<w:document")
    changed(path, DOCUMENT, b"<w:body>", b"<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p>")


def _external(path: Path) -> None:
    """Relations that lead elsewhere: a picture, a template, a frame."""
    targets = {
        "image": "http://127.0.0.1:9/x.png",
        "attachedTemplate": "file:///etc/passwd",
        "frame": "http://127.0.0.1:9/",
        "hyperlink": "javascript:alert(1)",
    }
    more = "".join(
        f'<Relationship Id="rIdX{kind}" Type="{_OFFICE}/{kind}" Target="{target}"'
        ' TargetMode="External"/>'
        for kind, target in targets.items()
    )
    changed(path, _RELATIONS, b"</Relationships>", more.encode() + b"</Relationships>")


def _bomb(path: Path) -> None:
    """A part that unpacks to a gigabyte, and says so."""
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/media/bomb.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(1_000):
            part.write(bytes(1_000_000))


def _lying(path: Path) -> None:
    """A main part that unpacks to 300 MB, and says that it is a kilobyte."""
    with zipfile.ZipFile(path) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist()}
    parts[DOCUMENT] = b"<w:document>" + b" " * 300_000_000
    content = zipped(parts)
    size = len(parts[DOCUMENT]).to_bytes(4, "little")
    assert content.count(size) == 2  # before the part, and in the directory
    path.write_bytes(content.replace(size, (1_000).to_bytes(4, "little")))


def _tags(path: Path) -> None:
    """A main part of nothing but paragraphs."""
    changed(path, DOCUMENT, b"<w:body>", b"<w:body>" + b"<w:p/>" * _MANY)


def _deep(path: Path) -> None:
    changed(path, DOCUMENT, b"<w:body>", b"<w:body>" + b"<w:sdt>" * 100_000)


def _hints(path: Path) -> None:
    """The list that says which texts are hints, within lists without end."""
    changed(path, CUSTOM, b"[&quot;", b"[" * 100_000 + b"&quot;")


def _parts(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(6_000):
            archive.writestr(f"word/media/{number}.txt", b"")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


#: What is done to the case's document; those that hold for reading stay a document.
DAMAGES: dict[str, Damage] = {
    "truncated": _cut,
    "not a zip": lambda path: path.write_text("Dear all,"),
    "empty": lambda path: path.write_bytes(b""),
    "XML cut": _xml_cut,
    "a DTD": _dtd,
    "a billion laughs": _laughs,
    "an entity of a file": _stranger,
    "external relations": _external,
    "a gigabyte": _bomb,
    "a lying zip": _lying,
    "four million tags": _tags,
    "nested deep": _deep,
    "hints nested deep": _hints,
    "6,000 parts": _parts,
    "an old .doc": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99),
    "a part outside": lambda path: _with(path, "../../../outside.txt", b"x"),
    "a folder": _folder,
    "a link": _link,
    "gone": lambda path: path.unlink(),
}
#: Those that are still a document: they are read as others are.
SOUND = frozenset({"hints nested deep", "external relations", "a part outside"})
#: Those that cost too much to make for a sample.
HEAVY = frozenset({"a gigabyte", "a lying zip", "four million tags"})
