"""Copies of screenshots and other files, in a folder of the case beside the documents."""

from __future__ import annotations

import hashlib
import io
import mimetypes
from pathlib import Path
from typing import Any

from summarizer.google.api import Google
from summarizer.google.drive import FOLDER, carrying, shared_folder
from tracker.errors import BadInput

#: The properties of what is kept: the case, and the hash of what is in it.
EVIDENCE, HASH = "summarizer.evidence", "summarizer.sha256"
_LARGEST = 25_000_000
#: How whole pictures begin and end: one that was cut short doesn't.
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": b"IEND\xaeB`\x82",
    b"\xff\xd8\xff": b"\xff\xd9",
    b"GIF8": b";",
    b"BM": b"",
    b"II*\0": b"",
    b"MM\0*": b"",
}
_SHORTEST, _TAIL = 32, 64


class DriveEvidence:
    """A folder a case, in the shared folder; nothing is shared beyond what that is.

    Args:
        google: The way to Drive.
        folder: The shared folder's id.
    """

    def __init__(self, google: Google, folder: str) -> None:
        self._google = google
        self._folder = folder
        self._drive: str | None = None

    def keep(self, case: str, source: Path, name: str, sha256: str) -> str:
        """Keep a copy under this name, once; says where it is."""
        content = read_file(source)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BadInput(f"{source} has changed meanwhile", "", "Run the command again.")
        kept = carrying(self._google, self._in_drive(), {EVIDENCE: case})
        for file in kept:
            if sha256 in (file.get("sha256Checksum"), _hash(file)):
                return url_of(file["id"])
        folders = [file["id"] for file in kept if file.get("mimeType") == FOLDER]
        folder = folders[0] if folders else self._make_folder(case)
        body = {"name": name, "parents": [folder], "properties": {EVIDENCE: case, HASH: sha256}}
        return url_of(self._create(body, f"keep {name} in Drive", content))

    def _in_drive(self) -> str:
        if self._drive is None:
            self._drive = shared_folder(self._google, self._folder).drive
        return self._drive

    def _make_folder(self, case: str) -> str:
        body = {
            "name": f"evidence {case}",
            "mimeType": FOLDER,
            "parents": [self._folder],
            "properties": {EVIDENCE: case},
        }
        return self._create(body, "make a folder for the evidence")

    def _create(self, body: dict[str, Any], doing: str, content: bytes | None = None) -> str:
        files = self._google.part("drive", "files")
        more = {} if content is None else {"media_body": media(body["name"], content)}
        request = files.create(body=body, fields="id", supportsAllDrives=True, **more)
        return str(self._google.ask(request, doing)["id"])


def media(name: str, content: bytes, kind: str = "") -> Any:
    """Content to be uploaded, in one request."""
    from googleapiclient.http import MediaIoBaseUpload  # type: ignore[import-untyped]  # noqa: PLC0415 - 0.2 s; it has no types

    kind = kind or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return MediaIoBaseUpload(io.BytesIO(content), mimetype=kind)


def url_of(file: str) -> str:
    """Where people see a file that is kept in Drive."""
    return f"https://drive.google.com/file/d/{file}/view"


def read_file(path: Path) -> bytes:
    """A file's content. BadInput if it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} can't be read", f"{error.strerror}.") from error


def check_picture(path: Path) -> str:
    """The SHA-256 of a picture. BadInput if it is none that people could look at."""
    content = read_file(path)
    fix = "Save it as PNG or JPEG, and run the command again."
    if len(content) > _LARGEST:
        raise BadInput(f"{path.name} is too large", f"More than {_LARGEST // 1_000_000} MB.", fix)
    ending = next((end for begin, end in _PICTURES.items() if content.startswith(begin)), None)
    if ending is None:
        raise BadInput(f"{path.name} can't be kept as a picture", "It isn't one.", fix)
    if len(content) < _SHORTEST or ending not in content[-_TAIL:]:
        raise BadInput(f"{path.name} can't be kept as a picture", "It is cut short.", fix)
    return hashlib.sha256(content).hexdigest()


def _hash(file: dict[str, Any]) -> str:
    """The hash that a file was kept with, where Drive has none of its content."""
    return "" if file.get("sha256Checksum") else str(file.get("properties", {}).get(HASH, ""))
