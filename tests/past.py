"""Earlier summaries as other people left them: small docx files, sound and hostile."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from tests.documents.docx_files import W

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"


def summary(path: Path, title: str = "", text: str = "", created: str = "", head: str = "") -> Path:
    """A docx with this title property and this one paragraph."""
    path.parent.mkdir(parents=True, exist_ok=True)
    core = (
        f'<?xml version="1.0"?>{head}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="{_DC}"'
        f' xmlns:dcterms="{_TERMS}"><dc:title>{escape(title)}</dc:title>'
        f"<dcterms:created>{created}</dcterms:created></cp:coreProperties>"
    )
    body = f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", core)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}">{body}</w:document>')
    return path


def bomb(path: Path) -> Path:
    """A docx of a few hundred kilobytes whose text unpacks to fifty megabytes of XML."""
    summary(path, "Zip Bomb / 99")
    piece = b" " * 10_000_000
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/large.xml", "w") as part,
    ):
        for _ in range(5):
            part.write(piece)
    return path


def locked(path: Path) -> Path:
    """A document with a password: an OLE file around it."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    return path
