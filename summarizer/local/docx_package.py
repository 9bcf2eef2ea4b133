"""A docx file as its parts: opened with limits, and written back with the untouched parts as is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.local.docx_zip import BadZip, Member, members_of, packed, zipped
from tracker.errors import NotFound, StorageFailed

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Bytes of the file, of all its parts unpacked, of one XML part, and how many parts there are.
MAX_FILE, MAX_UNPACKED, MAX_XML, MAX_PARTS = 200_000_000, 400_000_000, 40_000_000, 5_000
#: Tags of one XML part: each costs some 200 bytes of memory, and a long document has 100,000.
MAX_TAGS = 1_500_000

DOCUMENT = "word/document.xml"
CUSTOM = "docProps/custom.xml"
CORE = "docProps/core.xml"
_XML = (".xml", ".rels")
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


class Package:
    """The parts of a docx file by name, in the file's order."""

    def __init__(self, members: dict[str, Member], name: str = "the document") -> None:
        self.name = name
        self.members = members
        self._parsed: dict[str, tuple[_Element, bytes]] = {}

    def __contains__(self, part: str) -> bool:
        return part in self.members

    def read(self, part: str) -> bytes:
        """A part's bytes. StorageFailed if it is missing or broken."""
        if part not in self.members:
            raise damaged(self.name, f"It has no {part}.")
        try:
            return self.members[part].unpacked()
        except BadZip as error:
            raise damaged(self.name, f"{part} can't be unpacked: {error}.") from error

    def xml(self, part: str) -> _Element:
        """The root of an XML part; what is changed in it is written by `to_bytes`."""
        if part not in self._parsed:
            root = parse(self.read(part), self.name)
            self._parsed[part] = (root, serialised(root))
        return self._parsed[part][0]

    def put(self, part: str, content: bytes) -> None:
        """Add a part, or replace one."""
        self._parsed.pop(part, None)
        self.members[part] = packed(content)

    def to_bytes(self) -> bytes:
        """The file; parts that were not changed are the bytes that they were."""
        for part, (root, before) in self._parsed.items():
            if (now := serialised(root)) != before:
                self.members[part] = packed(now)
                self._parsed[part] = (root, now)
        return zipped(self.members)


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
    """The parts of a docx file's bytes; more than the limits allow is refused, not unpacked."""
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise damaged(name, "It is locked with a password, or an old .doc file.")
    try:
        members = members_of(content)
    except BadZip as error:
        raise damaged(name, f"It can't be unpacked: {error}.") from error
    if len(members) > MAX_PARTS:
        raise damaged(name, f"It has {len(members)} parts.")
    if sum(member.size for member in members.values()) > MAX_UNPACKED:
        raise damaged(name, f"It unpacks to more than {MAX_UNPACKED // 1_000_000} MB.")
    for part, member in members.items():
        if part.endswith(_XML) and member.size > MAX_XML:
            raise damaged(name, f"{part} unpacks to more than {MAX_XML // 1_000_000} MB.")
    if DOCUMENT not in members:
        raise damaged(name, f"It has no {DOCUMENT}.")
    return Package(members, name)


def parse(content: bytes, name: str) -> _Element:
    """An XML part; one that declares a DTD or entities is refused, and nothing is fetched."""
    if _STRICT in content[:4096]:
        raise damaged(name, "It is a “Strict Open XML” document: save it as a Word document.")
    if content.count(b"<") > MAX_TAGS:
        raise damaged(name, f"A part of it has more than {MAX_TAGS:,} tags.")
    from lxml import etree  # noqa: PLC0415 - 6 ms that making a document doesn't need

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(name, f"Its XML is broken: {error}.") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise damaged(name, "It declares a DTD, which no word processor writes.")
    return root


def serialised(root: _Element) -> bytes:
    """An XML part's bytes."""
    from lxml import etree  # noqa: PLC0415 - as in `parse`

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def damaged(name: str, why: str) -> StorageFailed:
    """The error for a file that is no sound docx."""
    return StorageFailed(
        f"{name} is damaged, or no Word document",
        why,
        "Open it in Word or LibreOffice and save it.",
    )
