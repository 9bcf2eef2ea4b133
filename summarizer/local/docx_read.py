"""What a case's docx says: chart, summary, contact copy, questions, comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizer.local.docx_comments import read_comments
from summarizer.local.docx_layout import (
    Layout,
    Section,
    chart_table,
    content_of,
    layout_of,
    lines_of,
    question_table,
    section,
    sections,
    step_of,
    table_rows,
)
from summarizer.local.docx_package import DOCUMENT, Package
from summarizer.local.docx_parts import targets
from summarizer.local.docx_text import UNSEEN, R, local, text_of, w
from summarizer.placeholders import CHART, CONTACT, EARLIER, SUMMARY, left_over
from summarizer.ports import DocumentRef, Finding, Snapshot

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
        chart=tuple(_findings(layout, chart, urls)) if chart is not None else (),
        summary=_parts(layout, summary) if summary else {},
        contact_copy=_text(layout, contact.inside) if contact else "",
        pictures=sum(map(_pictures, contact.inside)) if contact else 0,
        earlier=tuple(_earlier(layout, urls)),
        questions=tuple(_questions(layout)),
        comments=read_comments(package),
        unfilled=tuple(_unfilled(package)),
        missing=tuple(title for title, there in found.items() if there is None),
    )


def _findings(layout: Layout, table: _Element, urls: dict[str, str]) -> Iterator[Finding]:
    for row in table_rows(layout, table):
        said = {title: content_of(layout, cell) for title, cell in row.items()}
        step, below = step_of(layout, row)
        if step:
            link = next((url for _, url in _links(row["link"], urls)), "") if "link" in row else ""
            yield Finding(
                step=step,
                finding="\n".join(filter(None, (below, said.get("finding", "")))),
                link=link or said.get("link", ""),
                by=said.get("by", ""),
                at=said.get("at", ""),
            )


def _parts(layout: Layout, summary: Section) -> dict[str, str]:
    """Text by part; what stands above the first part is a part without a title."""
    levels = [layout.level(e) for e in summary.inside if local(e) == "p"]
    parts = sections(layout, summary.inside, min(filter(None, levels), default=0))
    end = summary.inside.index(parts[0].heading) if parts else len(summary.inside)
    above = _text(layout, summary.inside[:end])
    found = {"": above} if above else {}
    for part in parts:
        text = _text(layout, part.inside)
        found[part.title] = f"{found[part.title]}\n{text}" if part.title in found else text
    return found


def _text(layout: Layout, elements: list[_Element]) -> str:
    return "\n".join(lines_of(layout, elements)).strip()


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


def _links(element: _Element, urls: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The links below an element: what they show, and where they lead."""
    for link in element.iter(w("hyperlink")):
        if (url := urls.get(link.get(f"{{{R}}}id", ""), "")) and (shown := text_of(link)):
            yield shown, url


def _questions(layout: Layout) -> Iterator[tuple[str, str, str]]:
    table = question_table(layout)
    for row in table_rows(layout, table) if table is not None else ():
        said = {title: content_of(layout, cell) for title, cell in row.items()}
        if said.get("team") or said.get("question"):
            yield said.get("team", ""), said.get("question", ""), said.get("answer", "")


def _unfilled(package: Package) -> dict[str, None]:
    """Placeholders that stand in the text, a header or a footer still."""
    others = [n for n in package.members if n.startswith(("word/header", "word/footer"))]
    return {
        name: None
        for part in (DOCUMENT, *others)
        for paragraph in package.xml(part).iter(w("p"))
        for name in left_over(text_of(paragraph))
    }
