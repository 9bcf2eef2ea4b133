"""What fuzzing begins with, by target; and the bytes that broke one once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from summarizer.local.docx_package import CUSTOM, DOCUMENT
from summarizer.local.docx_render import render
from summarizer.workspace import shipped
from tests.documents.cases import new
from tests.documents.docx_files import Note, comments
from tests.summarizer.mails import MAILS
from tests.summarizer.mistakes import BASE

FOUND = Path(__file__).parent / "found"
_TIMES = (b"14:05", b"2026-11-19T14:05Z", b"4 Mar 2025", b"Mar 4, 2025", b"1h30m", b"48h", b"-5")
_CELLS = (b"Title <https://example.com/x>", b"https://example.com", b"4711", b"2026-11-19T10:00Z")
_TITLES = (b"EE/Legal/Social pending", b"It's 50/50!", "خ \N{RIGHT-TO-LEFT OVERRIDE}x".encode())
_CSV = b"User;User ID;Summary;Sent\nUma Ray;12345;https://example.com/d;2025-03-04\n'=1+1;2;;\n"


def seeds_of(target: str) -> list[bytes]:
    """The bytes to begin with: right ones, and those that were found."""
    return [*_SEEDS[target](), *found(target)]


def found(target: str) -> list[bytes]:
    """What broke the target once."""
    folder = FOUND / target
    return [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else []


def _mails() -> Iterator[bytes]:
    return (path.read_bytes() for path in MAILS.glob("*.eml"))


def _part(name: str) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(render(new()))) as archive:
        yield archive.read(name)


def _file(*parts: str) -> Iterator[bytes]:
    yield shipped().joinpath(*parts).read_bytes()


_SEEDS: dict[str, Callable[[], Iterator[bytes] | tuple[bytes, ...]]] = {
    "mail": _mails,
    "docx": lambda: (render(new()),),
    "docx_head": lambda: (render(new()),),
    "docx_body": lambda: _part(DOCUMENT),
    "docx_comments": lambda: (comments([Note("By when?"), Note("Soon.", below=0)]).encode(),),
    "docx_properties": lambda: _part(CUSTOM),
    "people": lambda: _file("workspace", "people.toml"),
    "procedure": lambda: (BASE.encode(),),
    "settings": lambda: _file("workspace", "summarizer.toml"),
    "times": lambda: _TIMES,
    "cells": lambda: _CELLS,
    "ranges": lambda: _TITLES,
    "table": lambda: (_CSV,),
    "workbook": tuple,
}
