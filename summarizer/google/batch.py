"""Many reads of one API in one request, each answered by itself.

Source: https://developers.google.com/workspace/drive/api/guides/performance#batch-requests, and the
same page of Calendar's guide. Each read counts against the quota as if it were asked alone.
googleapiclient has batches too, but they can't say that a POST is safe to repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from typing import Any, Final
from urllib.parse import urlsplit

#: Reads that one request may hold, by API.
MOST: Final = {"drive": 100, "calendar": 50}
_BOUNDARY: Final = "summarizer-reads"
#: What says of what kind a request's body is.
TYPE: Final = f"multipart/mixed; boundary={_BOUNDARY}"


def address(api: str, version: str) -> str:
    """Where batches of an API go."""
    return f"https://www.googleapis.com/batch/{api}/{version}"


def written(urls: Sequence[str]) -> bytes:
    """The body of a request for these reads."""
    lines: list[str] = []
    for number, url in enumerate(urls):
        place = urlsplit(url)
        head = ("Content-Type: application/http", f"Content-ID: <{number}>")
        asked = f"GET {place.path}{'?' * bool(place.query)}{place.query} HTTP/1.1"
        lines += [f"--{_BOUNDARY}", *head, "", asked, "", ""]
    return "\r\n".join([*lines, f"--{_BOUNDARY}--", ""]).encode("ascii")


def read(kind: str, content: bytes) -> dict[int, tuple[int, bytes]]:
    """Status and content of each answer, by the number of what was asked; in no order.

    What can't be read is left out.
    """
    message: Any = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + content)
    found: dict[int, tuple[int, bytes]] = {}
    for part in message.get_payload() if message.is_multipart() else ():
        said: bytes = part.get_payload(decode=True) or b""
        number = str(part["Content-ID"] or "").strip("<>").removeprefix("response-")
        head, _, body = said.replace(b"\r\n", b"\n").partition(b"\n\n")
        words = head.split(maxsplit=2)
        if number.isdigit() and len(words) > 1 and words[1].isdigit():
            found[int(number)] = int(words[1]), body
    return found
