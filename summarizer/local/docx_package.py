"""A docx file as its parts: opened with limits, and written back with the untouched parts as is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import NotFound, StorageFailed

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Bytes of the file, of all its parts unpacked, of one XML part, and how many parts there are.
MAX_FILE, MAX_UNPACKED, MAX_XML, MAX_PARTS = 200_000_000, 400_000_000, 40_000_000, 5_000

DOCUMENT = "word/document.xml"
CUSTOM = "docProps/custom.xml"
CORE = "docProps/core.xml"
_XML = (".xml", ".rels")
_CHUNK = 1 << 20


class Package:
    """The parts of a docx file by name, in the file's order."""

    def __init__(self, parts: dict[str, bytes], name: str = "the document") -> None:
        self.parts = parts
        self.name = name
        self._parsed: dict[str, _Element] = {}

    def xml(self, name: str) -> _Element:
        """The root of an XML part; what is changed in it is written by `to_bytes`."""
        if name not in self._parsed:
            if name not in self.parts:
                raise damaged(self.name, f"It has no {name}.")
            self._parsed[name] = parse(self.parts[name], self.name)
        return self._parsed[name]

    def put(self, name: str, content: bytes) -> None:
        """Add a part, or replace one."""
        self._parsed.pop(name, None)
        self.parts[name] = content

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def to_bytes(self) -> bytes:
        """The file, with the parts that were parsed written anew."""
        from lxml import etree  # noqa: PLC0415 - imported late: `list` and `show` don't need it

        for name, root in self._parsed.items():
            self.parts[name] = etree.tostring(
                root, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return target.getvalue()


def read_package(path: Path) -> Package:
    """The parts of a docx file.

    Raises:
        NotFound: There is no such file.
        StorageFailed: It can't be read, is no docx file, or unpacks to more than it may.
    """
    return unpack(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """The file's bytes. NotFound if it is gone, StorageFailed if it can't be read."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise damaged(path.name, f"It is larger than {MAX_FILE // 1_000_000} MB.")
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(
            f"{path.name} is gone",
            f"It was at {path}.",
            "Put it back, or take `start` back with: summarizer undo CASE",
        ) from None
    except OSError as error:
        raise StorageFailed(
            f"{path.name} can't be read", f"{error.strerror}.", "Check the file's permissions."
        ) from error


def unpack(content: bytes, name: str) -> Package:
    """The parts of a docx file's bytes; never more of them than the limits allow."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return Package(_parts(archive, name), name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise damaged(name, f"It can't be unpacked: {error}.") from error
    except (ValueError, zipfile.LargeZipFile) as error:
        raise damaged(name, f"{error}.") from error


def _parts(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS:
        raise damaged(name, f"It has {len(infos)} parts.")
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for info in infos:
        if info.is_dir():
            continue
        limit = min(left, MAX_XML if info.filename.endswith(_XML) else MAX_UNPACKED)
        content = _bounded(archive, info, limit, name)
        left -= len(content)
        parts[info.filename] = content
    if DOCUMENT not in parts:
        raise damaged(name, f"It has no {DOCUMENT}.")
    return parts


def _bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, name: str) -> bytes:
    """A part's bytes; what it declares as its size is not believed."""
    import zlib  # noqa: PLC0415 - for its error alone

    read = bytearray()
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                read += chunk
                if len(read) > limit:
                    raise damaged(name, f"{info.filename} unpacks to more than {limit} bytes.")
    except zlib.error as error:
        raise damaged(name, f"{info.filename} can't be unpacked.") from error
    return bytes(read)


def parse(content: bytes, name: str) -> _Element:
    """An XML part; one that declares a DTD or entities is refused, and nothing is fetched."""
    from lxml import etree  # noqa: PLC0415 - imported late: `list` and `show` don't need it

    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise damaged(name, "It declares a DTD, which no word processor writes.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(name, f"Its XML is broken: {error}.") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise damaged(name, "It declares a DTD, which no word processor writes.")
    return root


def damaged(name: str, why: str) -> StorageFailed:
    """The error for a file that is no sound docx."""
    return StorageFailed(
        f"{name} is damaged, or no Word document",
        why,
        "Open it in Word or LibreOffice and save it.",
    )
