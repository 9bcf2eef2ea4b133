"""Zip files part by part: each stays packed until it is read, and is copied as it is otherwise."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import zipfile

#: APPNOTE.TXT 4.4.5.
STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x1, 0x800
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
#: 1 January 1980: the same parts make the same file, whenever they are packed.
_DATE = 0x21


class BadZip(ValueError):
    """It is no zip file, or one that breaks its own promises."""


class Member(NamedTuple):
    """A part as it stands in the zip. `size` and `crc` are what the file says of it."""

    packed: bytes
    method: int
    size: int
    crc: int

    def unpacked(self) -> bytes:
        """The part's bytes: never more of them than the file says there are."""
        if self.method == STORED:
            content, over = self.packed, b""
        else:
            engine = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                content = engine.decompress(self.packed, self.size + 1)
            except zlib.error as error:
                raise BadZip(str(error)) from error
            over = engine.unconsumed_tail
        if over or len(content) != self.size or zlib.crc32(content) != self.crc:
            raise BadZip("a part is not what the file says of it")
        return content


def packed(content: bytes) -> Member:
    """A new part; the fastest level packs a document's XML nearly as well as the best one."""
    engine = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Member(
        engine.compress(content) + engine.flush(), _DEFLATED, len(content), zlib.crc32(content)
    )


def members_of(content: bytes) -> dict[str, Member]:
    """The parts of a zip file, in its order; of a name that is there twice, the last.

    Raises:
        BadZip: It can't be read as a zip file, or is locked with a password.
    """
    import zipfile  # noqa: PLC0415 - 4 ms that making a document doesn't need

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        raise BadZip(str(error)) from error
    return {info.filename: _member(content, info) for info in infos}


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part's bytes: never more of them than the file says there are.

    `ZipFile.read` unpacks up to 2 GB before it looks at what the file says.

    Raises:
        zipfile.BadZipFile: The part is not what the file says of it; or another error of zipfile.
    """
    with archive.open(info) as part:
        return part.read(info.file_size + 1)


def _member(content: bytes, info: zipfile.ZipInfo) -> Member:
    if info.flag_bits & _ENCRYPTED:
        raise BadZip(f"{info.filename} is locked with a password")
    if info.compress_type not in (STORED, _DEFLATED):
        raise BadZip(f"{info.filename} is packed in a way that docx doesn't know")
    start = info.header_offset
    header = content[start : start + _LOCAL.size]
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise BadZip(f"{info.filename} has no header")
    *_, name, extra = _LOCAL.unpack(header)
    start += _LOCAL.size + name + extra
    body = content[start : start + info.compress_size]
    if len(body) != info.compress_size:
        raise BadZip(f"{info.filename} is cut short")
    return Member(body, info.compress_type, info.file_size, info.CRC)


def zipped(members: Mapping[str, Member]) -> bytes:
    """A zip file of these parts, in this order."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for key, member in members.items():
        name = key.encode()
        flags = 0 if key.isascii() else _UTF8
        common = (20, flags, member.method, 0, _DATE, member.crc, len(member.packed), member.size)
        header = _LOCAL.pack(b"PK\x03\x04", *common, len(name), 0)
        parts += (header, name, member.packed)
        directory.append(
            _CENTRAL.pack(b"PK\x01\x02", 20, *common, len(name), 0, 0, 0, 0, 0, offset) + name
        )
        offset += len(header) + len(name) + len(member.packed)
    central = b"".join(directory)
    count = len(members)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), offset, 0)
    return b"".join((*parts, central, end))
