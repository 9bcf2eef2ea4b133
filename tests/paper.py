"""A case's document as people edit it: typed into, commented on, saved."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document

if TYPE_CHECKING:
    from docx.document import Document as Opened
    from docx.table import Table
    from docx.text.paragraph import Paragraph

#: A summary that says something in each of its parts.
SUMMARY = {
    "History of the issue": "Her payment was held by a bank check that nobody told her about.",
    "How we will resolve it": "Payments released the amount this morning.",
    "Next steps": "Payments tells users of bank checks from now on (owner: Payments).",
    "Proposed communication to the customer": "Your payment is released. We are sorry.",
}
#: A research chart in which each step has its finding.
FINDINGS = {
    "Message Centers": "The client approved the work on Monday.",
    "CSS notes": "Two contacts on Tuesday, none answered.",
    "User's history": "Member since 2019, no dispute.",
    "The job itself": "Logo design, USD 480, delivered.",
    "Iovation": "Not applicable: no sign of a foreign device.",
    "Previous tickets": "One, in the payments queue.",
}
POST = "My payment is held since Monday and nobody answers."


class Paper:
    """The document in `path`; every change is saved at once, by python-docx."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self) -> None:
        """Do everything that a review waits for."""
        document = self._open()
        for part, text in SUMMARY.items():
            _below(document, part).add_run(text)
        _below(document, "Social Media Contact Copy").add_run(POST)
        _find(document, FINDINGS)
        document.save(str(self.path))

    def write(self, part: str, text: str) -> None:
        """Put a paragraph below a heading; it replaces what was typed there."""
        document = self._open()
        for run in (place := _below(document, part)).runs:
            run.text = ""
        place.add_run(text)
        document.save(str(self.path))

    def find(self, step: str, finding: str) -> None:
        """Type a step's finding into the chart."""
        document = self._open()
        _find(document, {step: finding})
        document.save(str(self.path))

    def comment(self, part: str, text: str, author: str = "Rosa Lindqvist") -> None:
        """Comment on the text of a part."""
        document = self._open()
        place = _below(document, part)
        document.add_comment(place.runs, text=text, author=author, initials="")
        document.save(str(self.path))

    def uncomment(self) -> None:
        """Delete every comment."""
        document = self._open()
        for mark in document.element.body.xpath(
            "//w:commentRangeStart | //w:commentRangeEnd | //w:r[w:commentReference]"
        ):
            mark.getparent().remove(mark)
        for comment in document.part._comments_part.element.xpath("//w:comment"):  # noqa: SLF001  python-docx can't delete
            comment.getparent().remove(comment)
        document.save(str(self.path))

    def reopen(self) -> None:
        """Reopen every resolved comment."""
        self._rewrite(b'w15:done="1"', b'w15:done="0"')

    @property
    def title(self) -> str:
        """Its title property."""
        return str(self._open().core_properties.title)

    def headings(self) -> list[str]:
        return [p.text for p in self._open().paragraphs if _style(p).startswith("Heading")]

    def steps(self) -> dict[str, str]:
        """The steps of the research chart, each with all that its first cell says."""
        cells = [row.cells[0] for row in _chart(self._open()).rows[1:]]
        return {cell.paragraphs[0].text: cell.text for cell in cells}

    def text(self) -> str:
        """All that can be read in it, tables too."""
        body = self._open().element.body
        return "\n".join(
            "".join(t.text or "" for t in p.xpath(".//w:t")) for p in body.xpath("//w:p")
        )

    def _open(self) -> Opened:
        return Document(str(self.path))

    def _rewrite(self, old: bytes, new: bytes) -> None:
        with zipfile.ZipFile(self.path) as archive:
            parts = {info: archive.read(info) for info in archive.infolist()}
        assert any(old in content for content in parts.values())
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for info, content in parts.items():
                archive.writestr(info, content.replace(old, new))


def _below(document: Opened, heading: str) -> Paragraph:
    """The paragraph under a heading and its hint; a new one where there is none."""
    paragraphs = document.paragraphs
    at = next(n for n, p in enumerate(paragraphs) if p.text.strip() == heading)
    for paragraph in paragraphs[at + 1 :]:
        if _style(paragraph).startswith("Heading"):
            return paragraph.insert_paragraph_before()
        if _style(paragraph) != "Hint":
            return paragraph
    return document.add_paragraph()


def _style(paragraph: Paragraph) -> str:
    return str(paragraph.style and paragraph.style.name)


def _chart(document: Opened) -> Table:
    return next(t for t in document.tables if t.rows[0].cells[0].text == "Step")


def _find(document: Opened, findings: Mapping[str, str]) -> None:
    for row in _chart(document).rows[1:]:
        step = row.cells[0].paragraphs[0].text
        if step in findings:
            row.cells[1].paragraphs[0].add_run(findings[step])
