"""Documents spelled in WordprocessingML, as other programs and other templates spell them."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from summarizer.local.docx_package import DOCUMENT, Package, unpack
from summarizer.local.docx_read import read_snapshot
from summarizer.local.docx_render import render
from summarizer.ports import DocumentRef, Snapshot
from tests.documents.cases import TEMPLATE, new

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(*inside: str, style: str = "") -> str:
    """A paragraph of runs; what is no markup becomes one."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{''.join(i if i.startswith('<') else run(i) for i in inside)}</w:p>"


def h1(text: str) -> str:
    return par(text, style="Heading1")


def h2(text: str) -> str:
    return par(text, style="Heading2")


def cell(*inside: str) -> str:
    """A table cell; what is no markup becomes a paragraph."""
    return f"<w:tc>{''.join(i if i.startswith('<') else par(i) for i in inside) or par()}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A table row; what is no markup becomes a cell."""
    inside = "".join(c if c.startswith("<") else cell(c) for c in cells)
    return f"<w:tr>{properties}{inside}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def inserted(*inside: str) -> str:
    """Tracked as inserted."""
    return f'<w:ins w:id="90" w:author="Robin">{"".join(map(run, inside))}</w:ins>'


def deleted(text: str) -> str:
    """Tracked as deleted."""
    text = escape(text)
    return f'<w:del w:id="91" w:author="Robin"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def control(inside: str, *, prompt: bool = False) -> str:
    """A content control; `prompt`: it still shows what to type."""
    shows = "<w:showingPlcHdr/>" if prompt else ""
    return f"<w:sdt><w:sdtPr>{shows}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def written(*body: str) -> Package:
    """A case's document whose body is this."""
    package = unpack(render(new(steps=(), parts=())), "Case.docx")
    package.put(DOCUMENT, _document(body))
    return unpack(package.to_bytes(), "Case.docx")


def template(folder: Path, *body: str) -> Path:
    """A team's own template: the shipped one's styles, and this body."""
    package = unpack(TEMPLATE.read_bytes(), "template.docx")
    package.put(DOCUMENT, _document(body))
    path = folder / "template.docx"
    path.write_bytes(package.to_bytes())
    return path


def seen(package: Package) -> Snapshot:
    """What a document says."""
    return read_snapshot(package, DocumentRef("SM-1", "Case.docx", "Case", ""), "1")


def _document(body: tuple[str, ...]) -> bytes:
    return f"<w:document {_NAMES}><w:body>{''.join(body)}</w:body></w:document>".encode()
