"""The case documents in a folder: found by the number they carry, without unpacking them."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

from summarizer.local.docx_package import CUSTOM, MAX_XML, Package, read_package
from summarizer.local.docx_properties import CASE, case_of, title_of
from summarizer.local.docx_zip import STORED, Member
from summarizer.local.files import safe_name
from tracker.errors import UserError

#: Where documents go that were put aside; nothing is looked for there.
DISCARDED = "Discarded"
#: A zip's directory stands at its end, and those of documents are short.
_TAIL = 16_384
_ENTRY = struct.Struct("<4s6H3L5H2L")
_HEADER = 30


class DocumentFolder:
    """A folder, and which case each file in it is of: what was read is known until it changes.

    Args:
        folder: Where documents are looked for, at any depth.
        but: A folder in it where they aren't.
    """

    def __init__(self, folder: Path, but: Path | None = None) -> None:
        self.folder = folder
        self._but = str(but) if but else ""
        self._known: dict[str, tuple[int, int, int, str]] = {}

    def find(self, case: str) -> Path | None:
        """The file that carries this case's number.

        Should people have copied it, the one that has the name it was given; else the one nearest
        to the folder with the shortest name: `Copy of ...`, `... (2)` and `... - Copy` are longer.
        """
        found = [entry.path for entry in self._entries(self.folder) if self._case(entry) == case]
        return Path(_own_first(found, case)[0]) if found else None

    def all(self) -> Iterator[tuple[str, Path]]:
        """Every file that carries a number, with it; of each case its own before its copies."""
        found: dict[str, list[str]] = {}
        for entry in self._entries(self.folder):
            if case := self._case(entry):
                found.setdefault(case, []).append(entry.path)
        for case in sorted(found):
            yield from ((case, Path(path)) for path in _own_first(found[case], case))

    def _entries(self, folder: Path | str) -> Iterator[os.DirEntry[str]]:
        """The docx files below a folder, but those put aside, hidden or being written."""
        try:
            entries = list(os.scandir(folder))
        except OSError:
            return
        for entry in entries:
            name = entry.name
            if name.startswith((".", "~$")):
                continue
            if name.lower().endswith(".docx"):
                if entry.is_file(follow_symlinks=False):
                    yield entry
            elif self._is_looked_at(entry):
                yield from self._entries(entry.path)

    def _is_looked_at(self, entry: os.DirEntry[str]) -> bool:
        passed = entry.name == DISCARDED or entry.path == self._but
        return not passed and entry.is_dir(follow_symlinks=False)

    def _case(self, entry: os.DirEntry[str]) -> str:
        try:
            stat = entry.stat(follow_symlinks=False)
        except OSError:
            return ""
        known = self._known.get(entry.path)
        version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if known is None or known[:3] != version:
            known = (*version, case_in(entry.path))
            self._known[entry.path] = known
        return known[3]


def _own_first(paths: list[str], case: str) -> list[str]:
    if len(paths) > 1:
        paths.sort(key=lambda p: (not _has_given_name(p, case), p.count(os.sep), len(p), p))
    return paths


def _has_given_name(path: str, case: str) -> bool:
    """Whether it is still called what `create` has called it."""
    try:
        name = safe_name(title_of(read_package(Path(path))), case)
    except UserError:
        return False
    return Path(path).stem in (name, f"{name} ({case})")


def case_in(path: str | Path) -> str:
    """The case number that a file carries; "" for one without, and for what is no docx."""
    try:
        member = _quickly(path) or _slowly(path)
        if member is None or member.size > MAX_XML or CASE.encode() not in member.unpacked():
            return ""
        return case_of(Package({CUSTOM: member}))
    except (OSError, ValueError, struct.error, RuntimeError, UserError):
        return ""


def _quickly(path: str | Path) -> Member | None:
    """The properties' part by one look at the file's end; None where it isn't seen there."""
    name = CUSTOM.encode()
    with Path(path).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        at = tail.rfind(name) - _ENTRY.size
        if at < 0 or tail[at : at + 4] != b"PK\x01\x02":
            return None
        entry = _ENTRY.unpack_from(tail, at)
        method, crc, packed, whole, length, start = *(entry[i] for i in (4, 7, 8, 9, 10)), entry[16]
        if length != len(name) or packed > MAX_XML or method not in (0, 8):
            return None
        file.seek(start)
        header = file.read(_HEADER)
        if len(header) < _HEADER or header[:4] != b"PK\x03\x04":
            return None
        file.seek(start + _HEADER + sum(struct.unpack_from("<2H", header, 26)))
        return Member(file.read(packed), method, whole, crc)


def _slowly(path: str | Path) -> Member | None:
    """The same for a zip that is unusual at its end; ValueError for what is none."""
    import zipfile  # noqa: PLC0415 - 4 ms, and zips of documents are rarely unusual

    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.NameToInfo.get(CUSTOM)
            if info is None or info.file_size > MAX_XML:
                return None
            content = archive.read(info)
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error
    return Member(content, STORED, len(content), info.CRC)
