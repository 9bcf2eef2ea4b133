"""A case's document to be made, and a screenshot to be kept."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

from summarizer.ports import NewDocument
from summarizer.workspace import shipped

TEMPLATE = shipped() / "social-media-summary" / "summary.docx"
STEPS = (
    ("Message Centers", "What the two sides wrote."),
    ("CSS notes", "What support noted."),
    ("User's history", "Age of the account."),
    ("The job itself", "What was agreed."),
    ("Iovation", "Device signals."),
    ("Previous tickets", ""),
)
PARTS = (
    ("History of the issue", "What is, or might be, happening."),
    ("How we will resolve it", "What we will do."),
    ("Next steps", "Each with its owner."),
    ("Proposed communication to the customer", "The words that we propose."),
)
NAMES = (
    "user.name",
    "user.id",
    "requested_by",
    "network",
    "links",
    "answer",
    "tickets",
    "received",
    "due",
    "owner",
)


def new(case: str = "SM-20261119-7K3F", **changes: Any) -> NewDocument:
    """A document to be made, with every value given."""
    values = {name: f"the {name}" for name in NAMES} | changes.pop("values", {})
    made = NewDocument(case, "Uma Ray / 44170", TEMPLATE, values, STEPS, PARTS)
    return made._replace(**changes)


def png(width: int = 8, height: int = 4) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x60\x90\xc0" * width) * height)
    return b"".join(
        (b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    )


def screenshot(folder: Path, content: bytes | None = None) -> Path:
    """A screenshot in a file."""
    path = folder / "screenshot.png"
    path.write_bytes(png() if content is None else content)
    return path
