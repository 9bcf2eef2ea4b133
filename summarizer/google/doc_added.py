"""What is put at the end of a section of a Google Doc: evidence, links to earlier summaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from summarizer.google.doc_layout import Layout
from summarizer.google.doc_model import SOFT, Block, Paragraph
from summarizer.google.doc_read import links
from summarizer.google.doc_requests import PLAIN, Change, Piece, Written, clean, insert, write
from summarizer.layout import Section, lines_of, section, text_of
from summarizer.placeholders import CONTACT, EARLIER
from summarizer.ports import AddEarlier, AddEvidence
from tracker.errors import NotFound

_ADDRESSES = ("http://", "https://", "mailto:")


def evidence(
    layout: Layout, edits: Sequence[AddEvidence], pictures: Mapping[str, Piece]
) -> Iterator[Change]:
    """Evidence at the end of the contact copy, once for each hash and link."""
    if not edits:
        return
    contact = _section(layout, CONTACT)
    met = [
        (" ".join(lines_of(layout, [block])), _urls(layout, block))
        for block in contact.inside
        if isinstance(block, Paragraph)
    ]
    written: list[Written] = []
    for edit in edits:
        if any(edit.sha256 in said and (not edit.link or edit.link in urls) for said, urls in met):
            continue
        source = [Piece(clean(f"{edit.at}  ·  SHA-256 {edit.sha256}"), {})]
        if edit.link:
            source += [Piece(SOFT, {}), *_link(edit.link, edit.link)]
        text = [Piece(clean(edit.text).replace("\n", SOFT), {})] if edit.text else []
        shown = [pictures[edit.sha256]] if edit.picture is not None else []
        written += [Written(pieces, PLAIN) for pieces in (text, shown, source) if pieces]
        met.append((edit.sha256, [edit.link]))
    yield from _appended(layout, contact, written)


def earlier(layout: Layout, edits: Sequence[AddEarlier]) -> Iterator[Change]:
    """Links to earlier summaries, each once."""
    if not edits:
        return
    below = _section(layout, EARLIER)
    urls = [url for block in below.inside for url in _urls(layout, block)]
    shown = [text_of(layout, [block]) for block in below.inside]
    written: list[Written] = []
    for edit in edits:
        if edit.url in urls or (edit.title in shown and not leads(edit.url)):
            continue
        written.append(Written(_link(edit.url, edit.title or edit.url), PLAIN))
        urls.append(edit.url)
        shown.append(edit.title)
    yield from _appended(layout, below, written)


def _link(url: str, shown: str) -> list[Piece]:
    text = " ".join(clean(shown).split("\n"))
    return [Piece(text, {}, clean(url) if leads(url) else "")]


def _urls(layout: Layout, block: Block) -> list[str]:
    """Where the links below a block lead, and its words, where an address stands as text."""
    return [*(url for _, url in links([block])), *text_of(layout, [block]).split()]


def _section(layout: Layout, title: str) -> Section[Block]:
    found = section(layout, title)
    if found is None:
        raise NotFound(
            f"The document has no section “{title}” any more",
            "The program writes only below that heading.",
            "Put the heading back, in the style Heading 1, and run the command again.",
        )
    return found


def _appended(
    layout: Layout, place: Section[Block], written: Sequence[Written]
) -> Iterator[Change]:
    """Paragraphs at the end of a section, before the empty lines that people left there."""
    if not written:
        return
    last: Block = place.heading
    for block in place.inside:
        empty = isinstance(block, Paragraph) and not block.pictures
        if not empty or lines_of(layout, [block]) != [""]:
            last = block
    where = place.heading.place
    if isinstance(last, Paragraph):
        at = last.end - 1
        requests = [insert(where, at, "\n"), *write(where, at + 1, written)]
    else:  # nothing can be put behind a table but in front of what follows it
        at = last.end
        requests = [insert(where, at, "\n"), *write(where, at, written)]
    yield Change(where, at, requests)


def leads(url: str) -> bool:
    """Whether this is an address that a link can lead to."""
    return url.lower().startswith(_ADDRESSES)
