"""Comments of a docx as threads: who said what about which words, and whether it is settled.

Word keeps the words in `comments.xml`, and threads and the resolved mark in
`commentsExtended.xml`, tied together by the id of each comment's last paragraph. LibreOffice
(7.4) rewrites those ids on saving, mentions only resolved comments there, and makes every reply
a comment of its own; what the program answered is therefore also kept as a property.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from summarizer.local.docx_package import DOCUMENT, Package
from summarizer.local.docx_parts import related
from summarizer.local.docx_properties import get_property
from summarizer.local.docx_text import blocks, local, text_of, w
from summarizer.ports import Comment, CommentState, Reply

if TYPE_CHECKING:
    from lxml.etree import _Element

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
PARA_ID = f"{{{W14}}}paraId"
#: The custom property with the program's own answers: the comment's id by the answer's.
ANSWERS = "Answers"
#: The elements whose text is no part of the running text, so that a quote doesn't run into it.
_ASIDE = ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "sdtPr")


@dataclass(frozen=True, slots=True)
class Note:
    """One comment or reply, as the file has it.

    Attributes:
        id: Made of author, minute and words: what editors keep on saving.
        number: The file's own number of it, which ties it to its place in the text.
        para: The id of its last paragraph, in capitals; "" where there is none.
        parent: The `para` of the comment that it answers; "" where the file names none.
    """

    element: _Element
    id: str
    number: str
    para: str
    author: str
    text: str
    at: datetime | None
    done: bool = False
    listed: bool = False
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and all answers to it, at any depth, in the file's order."""

    root: Note
    replies: tuple[Note, ...] = ()

    @property
    def state(self) -> CommentState:
        """The root decides; a mark on a reply says nothing (003.6.3)."""
        if self.root.done:
            return "resolved"
        return "answered" if self.replies else "open"


def read_comments(package: Package) -> tuple[Comment, ...]:
    """The threads, in the order in which they stand in the text."""
    found = threads(package)
    quotes = _quotes(package) if found else {}
    return tuple(
        Comment(
            id=thread.root.id,
            author=thread.root.author,
            text=thread.root.text,
            at=thread.root.at,
            state=thread.state,
            replies=tuple(
                Reply(n.author, n.text, n.at)
                for n in sorted(thread.replies, key=lambda n: n.at or datetime.min.replace(tzinfo=UTC))
            ),
            quote=quotes.get(thread.root.number, ""),
        )
        for thread in found
    )


def threads(package: Package) -> list[Thread]:
    """The threads with the elements they were read from."""
    notes = _notes(package)
    by_para = {note.para: note for note in notes if note.para}
    answers = kept_answers(package)
    by_id = {note.id: note for note in notes}
    parents: dict[str, Note | None] = {}
    for position, note in enumerate(notes):
        parent = by_para.get(note.parent)
        if parent is None and not note.listed:
            parent = by_id.get(answers.get(note.id, "")) or _quoted(note, notes[:position])
        parents[note.id] = parent
    places = {note.id: place for place, note in enumerate(notes)}
    replies: dict[str, list[Note]] = defaultdict(list)
    roots = []
    for note in notes:
        root = _root(note, parents, places)
        if root is note:
            roots.append(note)
        else:
            replies[root.id].append(note)
    return [Thread(root, tuple(replies[root.id])) for root in roots]


def _root(note: Note, parents: dict[str, Note | None], places: dict[str, int]) -> Note:
    """Whom a chain of answers began with; one that bites its own tail began with its first."""
    chain = [note]
    while (parent := parents[chain[-1].id]) is not None:
        if parent in chain:
            return min(chain[chain.index(parent) :], key=lambda n: places[n.id])
        chain.append(parent)
    return chain[-1]


def _quoted(note: Note, before: Sequence[Note]) -> Note | None:
    """Whom an answer written in LibreOffice quotes: `Reply to Ana (11/20/26, 09:12): "..."`.

    The words before the name are in the language of the program; the name and the shape aren't.
    """
    first = note.text.partition("\n")[0]
    for earlier in reversed(before):
        name = re.escape(earlier.author)
        if name and re.match(rf'[^\n()"]{{0,40}}{name} \([^()\n]{{4,40}}\): ["“„«]', first):
            return earlier
    return None


def kept_answers(package: Package) -> dict[str, str]:
    """The program's own answers: the comment's id by the answer's."""
    try:
        kept = json.loads(get_property(package, ANSWERS) or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in kept.items()} if isinstance(kept, dict) else {}


# --- notes ---------------------------------------------------------------------------------


def _notes(package: Package) -> list[Note]:
    """All comments and replies, in the order in which they stand in the text."""
    elements: dict[str, _Element] = {}
    for part in related(package, "comments"):
        for element in package.xml(part).iter(w("comment")):
            elements.setdefault(element.get(w("id"), ""), element)
    if not elements:
        return []
    places = {number: n for n, number in enumerate(_references(package))}
    ordered = sorted(elements, key=lambda number: places.get(number, len(places)))
    extended = _extended(package)
    times = _utc_times(package)
    seen: Counter[str] = Counter()
    notes = []
    for number in ordered:
        element = elements[number]
        author, said = element.get(w("author"), ""), _said(element)
        key = note_id(author, _minute(element), said, 0)
        seen[key] += 1
        if seen[key] > 1:
            key = note_id(author, _minute(element), said, seen[key] - 1)
        para = last_para(element)
        done, parent = extended.get(para, (False, ""))
        notes.append(
            Note(
                element,
                key,
                number,
                para,
                author,
                said,
                times.get(para) or parse_date(element.get(w("date"), "")),
                done,
                para in extended and bool(para),
                parent,
            )
        )
    return notes


def note_id(author: str, minute: str, text: str, ordinal: int) -> str:
    """A comment's durable id: what editors change on saving has no part in it."""
    said = "\x1f".join((" ".join(author.split()), minute, " ".join(text.split()), str(ordinal)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _said(element: _Element) -> str:
    return "\n".join(text_of(p) for p in blocks(element)).strip()


def last_para(element: _Element) -> str:
    """The id of the comment's last paragraph: the key to its entry in commentsExtended.xml."""
    paragraphs = element.findall(w("p"))
    return paragraphs[-1].get(PARA_ID, "").upper() if paragraphs else ""


def _minute(element: _Element) -> str:
    """The minute as the file spells it: a wall clock's, whatever letter stands behind it."""
    at = parse_date(element.get(w("date"), ""))
    return f"{at:%Y-%m-%dT%H:%M}" if at else ""


def parse_date(text: str) -> datetime | None:
    """A time as Word and LibreOffice write it; None for none, and for year 0.

    They write the writer's wall clock and call it UTC; it is taken at its word.
    """
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?", text)
    try:
        return datetime(*(int(n or 0) for n in match.groups()), tzinfo=UTC) if match else None
    except ValueError:
        return None


def _extended(package: Package) -> dict[str, tuple[bool, str]]:
    """Per last paragraph: whether the comment is done, and the paragraph it answers."""
    found: dict[str, tuple[bool, str]] = {}
    for part in related(package, "commentsExtended"):
        for entry in package.xml(part):
            if local(entry) == "commentEx":
                done = entry.get(f"{{{W15}}}done", "0").lower() in ("1", "true", "on")
                parent = entry.get(f"{{{W15}}}paraIdParent", "").upper()
                found.setdefault(entry.get(f"{{{W15}}}paraId", "").upper(), (done, parent))
    return found


def _utc_times(package: Package) -> dict[str, datetime]:
    """True times by last paragraph, where a newer Word has noted them."""
    durable = {}
    for part in related(package, "commentsIds"):
        for entry in package.xml(part):
            values = {str(k).rpartition("}")[2]: str(v) for k, v in entry.attrib.items()}
            durable[values.get("durableId", "")] = values.get("paraId", "").upper()
    found = {}
    for part in related(package, "commentsExtensible"):
        for entry in package.xml(part):
            values = {str(k).rpartition("}")[2]: str(v) for k, v in entry.attrib.items()}
            at, para = parse_date(values.get("dateUtc", "")), durable.get(values.get("durableId"))
            if at and para:
                found[para] = at
    return found


# --- places in the text --------------------------------------------------------------------


def _references(package: Package) -> Iterator[str]:
    for mark in package.xml(DOCUMENT).iter(w("commentReference")):
        yield mark.get(w("id"), "")


def _quotes(package: Package) -> dict[str, str]:
    """The words that each comment is about; a range can begin and end anywhere."""
    found: dict[str, list[str]] = {}
    active: set[str] = set()
    for name, value in _walk(package.xml(DOCUMENT)):
        if name == "commentRangeStart":
            active.add(value)
            found.setdefault(value, [])
        elif name == "commentRangeEnd":
            active.discard(value)
        else:
            for number in active:
                found[number].append(value)
    return {number: "".join(words).strip() for number, words in found.items()}


def _walk(element: _Element) -> Iterator[tuple[str, str]]:
    """Range marks, words, and a line's end after each paragraph, in order."""
    for child in element:
        name = local(child)
        if name in _ASIDE:
            continue
        if name in ("commentRangeStart", "commentRangeEnd"):
            yield name, child.get(w("id"), "")
        elif name in ("t", "br", "cr", "tab", "noBreakHyphen"):
            yield "words", text_of(child)
        else:
            yield from _walk(child)
            if name == "p":
                yield "words", "\n"
