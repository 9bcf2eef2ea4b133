"""What a case's docx says: chart, summary, contact copy, questions, comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizer.layout import chart_table, findings, parts_of, questions, section
from summarizer.layout import text_of as text_of_blocks
from summarizer.local.docx_comments import read_comments
from summarizer.local.docx_layout import Layout, layout_of
from summarizer.local.docx_package import DOCUMENT, Package
from summarizer.local.docx_parts import targets
from summarizer.local.docx_text import UNSEEN, R, local, text_of, w
from summarizer.placeholders import CHART, CONTACT, EARLIER, SUMMARY, left_over
from summarizer.ports import DocumentRef, Snapshot

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_snapshot(package: Package, ref: DocumentRef, revision: str) -> Snapshot:
    """What the document says now."""
    layout, urls = layout_of(package), targets(package)
    contact, chart = section(layout, CONTACT), chart_table(layout)
    summary = section(layout, SUMMARY)
    found = {CONTACT: contact, CHART: chart, SUMMARY: summary}
    return Snapshot(
        ref=ref,
        revision=revision,
        chart=tuple(findings(layout, lambda cell: _leads(cell, urls), chart)),
        summary=parts_of(layout, summary) if summary else {},
        contact_copy=text_of_blocks(layout, contact.inside) if contact else "",
        pictures=sum(map(_pictures, contact.inside)) if contact else 0,
        earlier=tuple(_earlier(layout, urls)),
        questions=tuple(questions(layout)),
        comments=read_comments(package),
        unfilled=tuple(_unfilled(package)),
        missing=tuple(title for title, there in found.items() if there is None),
    )


def _pictures(element: _Element) -> int:
    """How many pictures a reader sees: new ones (`blip`) and old ones (`imagedata`)."""
    if local(element) in ("blip", "imagedata"):
        return 1
    if local(element) in UNSEEN:
        return 0
    return sum(map(_pictures, element))


def _earlier(layout: Layout, urls: dict[str, str]) -> Iterator[tuple[str, str]]:
    below = section(layout, EARLIER)
    for element in below.inside if below else ():
        yield from _links(element, urls)


def _leads(cell: _Element, urls: dict[str, str]) -> str:
    return next((url for _, url in _links(cell, urls)), "")


def _links(element: _Element, urls: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The links below an element: what they show, and where they lead."""
    for link in element.iter(w("hyperlink")):
        if (url := urls.get(link.get(f"{{{R}}}id", ""), "")) and (shown := text_of(link)):
            yield shown, url


def _unfilled(package: Package) -> dict[str, None]:
    """Placeholders that stand in the text, a header or a footer still."""
    others = [n for n in package.members if n.startswith(("word/header", "word/footer"))]
    return {
        name: None
        for part in (DOCUMENT, *others)
        for paragraph in package.xml(part).iter(w("p"))
        for name in left_over(text_of(paragraph))
    }
