"""What a docx says of itself at its head: title, case, when it was made; the rest stays packed."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from summarizer.local.docx_package import (
    CORE,
    CUSTOM,
    DOCUMENT,
    MAX_FILE,
    MAX_PARTS,
    MAX_UNPACKED,
    MAX_XML,
    Package,
    damaged,
    parse,
)
from summarizer.local.docx_properties import case_of, title_of
from summarizer.local.docx_text import text_of, w
from summarizer.local.docx_zip import Member, read_member
from tracker.errors import NotFound, StorageFailed

#: Properties are short; a part of them that unpacks to more is no list of properties.
_MAX_PROPERTIES = 1_000_000
_LOCKED_OR_OLD = b"\xd0\xcf\x11\xe0"
_CREATED = "{http://purl.org/dc/terms/}created"
_ENCRYPTED = 0x1
#: What zipfile lets out where a file is no sound zip.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, RuntimeError, EOFError)


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of itself.

    Attributes:
        title: The title property.
        case: The case number that it carries; "" for a document that isn't ours.
        created: When it was made, as it says (ISO 8601); "" where it doesn't.
    """

    title: str
    case: str
    created: str


def read_head(path: Path) -> Head:
    """Title, case number and time of a docx, without unpacking its text.

    Raises:
        NotFound: There is no such file.
        StorageFailed: It can't be read, is damaged or locked, or unpacks to more than it may.
    """
    with _opened(path) as archive:
        parts = {name: _member(archive, name, path.name) for name in (CORE, CUSTOM)}
    package = Package({n: part for n, part in parts.items() if part}, path.name)
    created = package.xml(CORE).findtext(_CREATED) if CORE in package else ""
    return Head(title_of(package), case_of(package), (created or "").strip())


def first_lines(path: Path, count: int) -> list[str]:
    """The text of the document's first paragraphs, where its title doesn't say enough."""
    with _opened(path) as archive:
        content = read_member(archive, archive.NameToInfo[DOCUMENT])
    paragraphs = parse(content, path.name).iter(w("p"))
    return [text_of(paragraph).strip() for paragraph in islice(paragraphs, count)]


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The file as a zip within the limits, every error of it told in words."""
    try:
        with path.open("rb") as file:
            if file.read(4) == _LOCKED_OR_OLD:
                raise damaged(path.name, "It is locked with a password, or an old .doc file.")
            with zipfile.ZipFile(file) as archive:
                _check(archive, path)
                yield archive
    except FileNotFoundError:
        raise NotFound(f"{path.name} is gone", f"It was at {path}.") from None
    except OSError as error:
        fix = "Check the file's permissions."
        raise StorageFailed(f"{path.name} can't be read", f"{error.strerror}.", fix) from error
    except _BROKEN as error:
        raise damaged(path.name, f"It can't be unpacked: {error}.") from error


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse what reading the whole document would refuse later (`docx_package.unpack`)."""
    infos = archive.infolist()
    if len(infos) > MAX_PARTS:
        raise damaged(path.name, f"It has {len(infos)} parts.")
    whole = sum(info.file_size for info in infos)
    large = any(i.file_size > MAX_XML and i.filename.endswith((".xml", ".rels")) for i in infos)
    if large or whole > MAX_UNPACKED or path.stat().st_size > MAX_FILE:
        raise damaged(path.name, f"It unpacks to {whole // 1_000_000} MB, more than it may.")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise damaged(path.name, "It is locked with a password.")
    if DOCUMENT not in archive.NameToInfo:
        raise damaged(path.name, f"It has no {DOCUMENT}.")


def _member(archive: zipfile.ZipFile, name: str, file: str) -> Member | None:
    info = archive.NameToInfo.get(name)
    if info is None:
        return None
    if info.file_size > _MAX_PROPERTIES:
        raise damaged(file, f"{name} is larger than properties are.")
    content = read_member(archive, info)
    return Member(content, zipfile.ZIP_STORED, len(content), zlib.crc32(content))
