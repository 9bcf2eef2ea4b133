"""What a case's Google Doc says: chart, summary, contact copy, questions, earlier summaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from summarizer.google.doc_layout import Layout, layout_of
from summarizer.google.doc_model import Block, Cell, Document, Paragraph, paragraphs
from summarizer.layout import chart_table, findings, parts_of, questions, section, text_of
from summarizer.placeholders import CHART, CONTACT, EARLIER, SUMMARY, left_over
from summarizer.ports import Comment, DocumentRef, Snapshot

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
        chart=tuple(findings(layout, _leads, chart)),
        summary=parts_of(layout, summary) if summary else {},
        contact_copy=text_of(layout, contact.inside) if contact else "",
        pictures=sum(map(_pictures, paragraphs(contact.inside))) if contact else 0,
        earlier=tuple(_earlier(layout)),
        questions=tuple(questions(layout)),
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


def _leads(cell: Cell) -> str:
    return next((url for _, url in links(cell.blocks)), "")


def _pictures(paragraph: Paragraph) -> int:
    kept = (_KEPT.match(url) and _PICTURE.search(shown) for shown, url in links([paragraph]))
    return paragraph.pictures + sum(map(bool, kept))


def _earlier(layout: Layout) -> Iterator[tuple[str, str]]:
    below = section(layout, EARLIER)
    yield from links(below.inside) if below else ()


def _unfilled(document: Document) -> dict[str, None]:
    """Placeholders that stand in the text, a header or a footer still."""
    return {name: None for p in document.paragraphs() for name in left_over(p.text)}
