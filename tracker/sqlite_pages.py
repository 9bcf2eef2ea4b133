"""A SQLite file read page by page, without SQLite: what its leaves still hold (pure).

For files that SQLite refuses: cut short, overwritten in the middle, or without their first page.
The format is https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

Value = None | int | float | str | bytes

_MAGIC = b"SQLite format 3\0"
#: A file of ours has pages of this size; one with its first page says so itself.
_PAGE = 4096
_HEADER = 100
_TABLE_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_WAL_HEADER, _FRAME = 32, 24
#: Sizes in bytes of a value by its serial type; 8 and 9 are the numbers 0 and 1.
_SIZES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}
_REAL, _ZERO, _ONE, _BLOB, _TEXT = 7, 8, 9, 12, 13
_VARINT = 9
#: What reading a damaged page can end with.
_DAMAGE = (IndexError, ValueError, struct.error, OverflowError, KeyError)


class Record(NamedTuple):
    """A line of a table, or (`row` is None) of an index or a table without row numbers."""

    row: int | None
    values: tuple[Value, ...]


def records(content: bytes, wal: bytes = b"") -> Iterator[Record]:
    """Every line that a leaf of the file still holds; what can't be read is passed over.

    Args:
        content: The file.
        wal: The `-wal` file beside it: what was committed there counts.
    """
    size, spare = _sizes(content)
    pages = _Pages(with_wal(content, wal, size), size, size - spare)
    unused = pages.free()
    for number in range(1, pages.count + 1):
        if number not in unused:
            yield from pages.leaf(number)


def with_wal(content: bytes, wal: bytes, size: int) -> bytes:
    """The file with the pages of the `-wal` file, up to the last commit there."""
    if len(wal) < _WAL_HEADER or int.from_bytes(wal[:4], "big") not in _WAL_MAGIC:
        return content
    salts, waiting, committed = wal[16:24], dict[int, bytes](), dict[int, bytes]()
    for at in range(_WAL_HEADER, len(wal) - _FRAME - size + 1, _FRAME + size):
        number, after = struct.unpack_from(">2L", wal, at)
        if wal[at + 8 : at + 16] != salts:
            break
        waiting[number] = wal[at + _FRAME : at + _FRAME + size]
        if after:
            committed |= waiting
            waiting = {}
    merged = bytearray(content)
    for number, page in committed.items():
        begin = (number - 1) * size
        merged.extend(bytes(max(0, begin + size - len(merged))))
        merged[begin : begin + size] = page
    return bytes(merged)


def _sizes(content: bytes) -> tuple[int, int]:
    """The size of a page, and how much of it is left unused at its end."""
    if not content.startswith(_MAGIC) or len(content) < _HEADER:
        return _PAGE, 0
    told = int.from_bytes(content[16:18], "big")
    size = 65536 if told == 1 else told
    good = 512 <= size <= 65536 and size & (size - 1) == 0  # noqa: PLR2004  what the format allows
    return (size, content[20]) if good else (_PAGE, 0)


class _Pages:
    """The pages of a file, counted from 1."""

    def __init__(self, content: bytes, size: int, usable: int) -> None:
        self._content, self._size, self._usable = content, size, usable
        self.count = -(-len(content) // size)

    def page(self, number: int) -> bytes:
        """One page; IndexError where the file has none of that number."""
        if not 1 <= number <= self.count:
            raise IndexError(number)
        return self._content[(number - 1) * self._size : number * self._size]

    def free(self) -> set[int]:
        """Pages that are not in use: they may hold what was deleted."""
        found: set[int] = set()
        if not self._content.startswith(_MAGIC):
            return found
        trunk = int.from_bytes(self._content[32:36], "big")
        while 0 < trunk <= self.count and trunk not in found:
            page = self.page(trunk)
            found.add(trunk)
            many = min(int.from_bytes(page[4:8], "big"), self._usable // 4 - 2)
            found |= {int.from_bytes(page[8 + 4 * n : 12 + 4 * n], "big") for n in range(many)}
            trunk = int.from_bytes(page[:4], "big")
        return found

    def leaf(self, number: int) -> Iterator[Record]:
        """The lines in a page; none where it is no leaf."""
        page = self.page(number)
        start = _HEADER if number == 1 and page.startswith(_MAGIC) else 0
        if len(page) < start + 8 or page[start] not in (_TABLE_LEAF, _INDEX_LEAF):
            return
        many = int.from_bytes(page[start + 3 : start + 5], "big")
        for n in range(min(many, self._usable // 2)):
            at = start + 8 + 2 * n
            try:
                cell = int.from_bytes(page[at : at + 2], "big")
                yield self._cell(page, cell, table=page[start] == _TABLE_LEAF)
            except _DAMAGE:
                continue

    def _cell(self, page: bytes, at: int, *, table: bool) -> Record:
        length, at = _varint(page, at)
        row = None
        if table:
            row, at = _varint(page, at)
        if length > len(self._content):
            raise ValueError(length)
        here = self._here(length, table=table)
        payload = page[at : at + here]
        if here < length:
            following = int.from_bytes(page[at + here : at + here + 4], "big")
            payload += self._overflow(following, length - here)
        if len(payload) != length:
            raise ValueError(length)
        return Record(row, _values(payload))

    def _here(self, length: int, *, table: bool) -> int:
        """How much of a line stands in its own page."""
        usable = self._usable
        most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (usable - 12) * 32 // 255 - 23
        kept = least + (length - least) % (usable - 4)
        return kept if kept <= most else least

    def _overflow(self, number: int, length: int) -> bytes:
        parts, seen = list[bytes](), set[int]()
        while length > 0:
            if number in seen:
                raise ValueError(number)
            seen.add(number)
            page = self.page(number)
            parts.append(page[4 : 4 + min(length, self._usable - 4)])
            length -= self._usable - 4
            number = int.from_bytes(page[:4], "big")
        return b"".join(parts)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where what follows it begins."""
    value = 0
    for n in range(_VARINT):
        byte = data[at + n]
        if n == _VARINT - 1:
            value = (value << 8) | byte
        else:
            value = (value << 7) | (byte & 0x7F)
            if byte < 0x80:  # noqa: PLR2004  the bit that says that more follows
                return value, at + n + 1
    return value - (1 << 64) if value >> 63 else value, at + _VARINT


def _values(payload: bytes) -> tuple[Value, ...]:
    head, at = _varint(payload, 0)
    types = []
    while at < head:
        kind, at = _varint(payload, at)
        types.append(kind)
    if at != head:
        raise ValueError(head)
    found: list[Value] = []
    for kind in types:
        length = _SIZES[kind] if kind < _BLOB else (kind - _BLOB) // 2
        if length < 0 or at + length > len(payload):
            raise ValueError(kind)
        found.append(_value(kind, payload[at : at + length]))
        at += length
    return tuple(found)


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind in (_ZERO, _ONE):
        return kind - _ZERO
    if kind == _REAL:
        number: float = struct.unpack(">d", data)[0]
        return number
    if kind < _BLOB:
        return int.from_bytes(data, "big", signed=True)
    return data.decode() if kind % 2 else data
