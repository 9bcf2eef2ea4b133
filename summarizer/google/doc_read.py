"""What a case's Google Doc says: chart, summary, contact copy, questions, earlier summaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from summarizer.google.doc_layout import (
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
    table_lines,
)
from summarizer.google.doc_model import Block, Document, Paragraph, Table, paragraphs
from summarizer.placeholders import CHART, CONTACT, EARLIER, SUMMARY, left_over
from summarizer.ports import Comment, DocumentRef, Finding, Snapshot

#: A link to a picture that is kept in Drive counts as a picture: Docs can't hold a private one.
_KEPT = re.compile(r"https://(drive|docs)\.google\.com/(file/|open\?|uc\?)")
_PICTURE = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|webp|heic)\s*\Z", re.IGNORECASE)


def read_snapshot(
    document: Document, ref: DocumentRef, comments: tuple[Comment, ...] = ()
) -> Snapshot:
    """What the document says now."""
    layout = layout_of(document)
    contact, chart = section(layout, CONTACT), chart_table(layout)
    summary = section(layout, SUMMARY)
    found = {CONTACT: contact, CHART: chart, SUMMARY: summary}
    return Snapshot(
        ref=ref,
        revision=document.revision,
        chart=tuple(_findings(layout, chart)) if chart else (),
        summary=_parts(layout, summary) if summary else {},
        contact_copy=_text(layout, contact.inside) if contact else "",
        pictures=sum(map(_pictures, paragraphs(contact.inside))) if contact else 0,
        earlier=tuple(_earlier(layout)),
        questions=tuple(_questions(layout)),
        comments=comments,
        unfilled=tuple(_unfilled(document)),
        missing=tuple(title for title, there in found.items() if there is None),
    )


def links(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """The links in these blocks: what they show, and where they lead.

    Neighbours that lead to the same place are one link: a look may change within it.
    """
    for paragraph in paragraphs(blocks):
        shown, url = "", ""
        for run in paragraph.runs:
            if run.url != url and shown and url:
                yield shown, url
            shown = shown + run.text if run.url == url else run.text
            url = run.url
        if shown and url:
            yield shown, url


def _findings(layout: Layout, table: Table) -> Iterator[Finding]:
    for line in table_lines(layout, table):
        said = {title: content_of(layout, cell.blocks) for title, cell in line.cells.items()}
        step, below = step_of(layout, line)
        if step:
            inside = line.cells["link"].blocks if "link" in line.cells else ()
            link = next((url for _, url in links(inside)), "")
            yield Finding(
                step=step,
                finding="\n".join(filter(None, (below, said.get("finding", "")))),
                link=link or said.get("link", ""),
                by=said.get("by", ""),
                at=said.get("at", ""),
            )


def _parts(layout: Layout, summary: Section) -> dict[str, str]:
    """Text by part; what stands above the first part is a part without a title."""
    levels = [block.level for block in summary.inside if isinstance(block, Paragraph)]
    parts = sections(summary.inside, min(filter(None, levels), default=0))
    end = summary.inside.index(parts[0].heading) if parts else len(summary.inside)
    above = _text(layout, summary.inside[:end])
    found = {"": above} if above else {}
    for part in parts:
        text = _text(layout, part.inside)
        found[part.title] = f"{found[part.title]}\n{text}" if part.title in found else text
    return found


def _text(layout: Layout, blocks: Iterable[Block]) -> str:
    return "\n".join(lines_of(layout, blocks)).strip()


def _pictures(paragraph: Paragraph) -> int:
    kept = (_KEPT.match(url) and _PICTURE.search(shown) for shown, url in links([paragraph]))
    return paragraph.pictures + sum(map(bool, kept))


def _earlier(layout: Layout) -> Iterator[tuple[str, str]]:
    below = section(layout, EARLIER)
    yield from links(below.inside) if below else ()


def _questions(layout: Layout) -> Iterator[tuple[str, str, str]]:
    table = question_table(layout)
    for line in table_lines(layout, table) if table else ():
        said = {title: content_of(layout, cell.blocks) for title, cell in line.cells.items()}
        if said.get("team") or said.get("question"):
            yield said.get("team", ""), said.get("question", ""), said.get("answer", "")


def _unfilled(document: Document) -> dict[str, None]:
    """Placeholders that stand in the text, a header or a footer still."""
    return {name: None for p in document.paragraphs() for name in left_over(p.text)}
