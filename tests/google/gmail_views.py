"""A letter as the API shows it: minimal, metadata, full, raw."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from email.message import Message
from typing import Any

from tests.google.gmail_box import Letter, decoded
from tests.google.world import GoogleError

#: Letters of the text that the list of a mailbox shows.
_SNIPPET = 190
#: Parts that are nested deeper aren't shown (inference: no answer nests without end).
_DEEPEST = 300
#: A letter that is larger is shown without it: it would be read for that alone.
_LARGE = 1_000_000


def brief(letter: Letter) -> dict[str, Any]:
    """As lists and the answers of sending have it."""
    return {"id": letter.id, "threadId": letter.thread, "labelIds": list(letter.labels)}


def view(letter: Letter, format_: str, headers: Sequence[str] = ()) -> dict[str, Any]:
    found = brief(letter) | {
        "snippet": _snippet(letter),
        "sizeEstimate": len(letter.raw),
        "historyId": str(letter.history),
        "internalDate": str(int(letter.at.timestamp() * 1000)),
    }
    if format_ == "raw":
        found["raw"] = encoded(letter.raw)
    elif format_ == "full":
        found["payload"] = _part(letter.message, "")
    elif format_ == "metadata":
        wanted = {name.casefold() for name in headers}
        fields = [f for f in _headers(letter.head) if not wanted or f["name"].casefold() in wanted]
        found["payload"] = {"mimeType": letter.head.get_content_type(), "headers": fields}
    return found


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode("ascii")


def raw_of(message: dict[str, Any] | None, media: tuple[bytes, str] | None) -> bytes:
    """The bytes of a message that a request brings, as `raw` or as an upload."""
    if media is not None:
        return media[0]
    text = (message or {}).get("raw", "")
    if not text:
        raise GoogleError(
            400, "'raw' RFC822 payload message string or uploading message via /upload/* URL "
            "required", "invalidArgument",
        )  # fmt: skip
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        raise GoogleError(400, "Invalid value for ByteString: raw", "invalidArgument") from None


def _headers(message: Message) -> list[dict[str, str]]:
    return [{"name": name, "value": decoded(str(value))} for name, value in message.items()]


def _part(message: Message, number: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "partId": number,
        "mimeType": message.get_content_type(),
        "filename": message.get_filename() or "",
        "headers": _headers(message),
    }
    deep = number.count(".") >= _DEEPEST
    inside = message.get_payload() if message.is_multipart() and not deep else []
    assert isinstance(inside, list)
    if inside:
        start = f"{number}." if number else ""
        parts = [part for part in inside if isinstance(part, Message)]
        found["body"] = {"size": 0}
        found["parts"] = [_part(part, f"{start}{n}") for n, part in enumerate(parts)]
        return found
    content = message.get_payload(decode=True) or b""
    assert isinstance(content, bytes)
    found["body"] = {"size": len(content)}
    if found["filename"]:
        found["body"]["attachmentId"] = f"attachment-{number or '0'}"
    elif content:
        found["body"]["data"] = encoded(content)
    return found


def _snippet(letter: Letter) -> str:
    if len(letter.raw) > _LARGE:
        return ""
    for part in letter.message.walk():
        if part.get_content_type() == "text/plain":
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
            return " ".join(text.split())[:_SNIPPET]
    return ""
