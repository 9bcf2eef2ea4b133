"""The threads of a docx's comments: who said what below what, and what is resolved."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from summarizer.local.docx_comment_parts import (
    COMMENTS,
    EXTENDED,
    EXTENSIBLE,
    IDS,
    W14,
    items,
    own,
)
from summarizer.local.docx_package import DOCUMENT, Package
from summarizer.local.docx_text import local, text_of, w

if TYPE_CHECKING:
    from lxml.etree import _Element

PARAGRAPH_ID = f"{{{W14}}}paraId"
#: Where people can comment.
PLACES = (DOCUMENT, "word/footnotes.xml", "word/endnotes.xml")

_DONE = frozenset({"1", "true", "on"})
_QUOTE = 500
_ANCHORS = ("commentRangeStart", "commentRangeEnd", "commentReference")
_SEEN = ("t", "tab", "br", "cr", "noBreakHyphen")
_UNSEEN = frozenset({"moveFrom", "del", "pPr", "Fallback"})


class Note(NamedTuple):
    """A comment or a reply, as comments.xml holds it.

    Attributes:
        element: Its `w:comment`.
        number: Its `w:id`, which the document's text refers to.
        key: The `w14:paraId` of its last paragraph, by which other parts know it; may be "".
        written: Its `w:date` as it stands: local time, also where a Z follows.
        at: When it was written; None where nothing says so.
    """

    element: _Element
    number: str
    key: str
    author: str
    text: str
    written: str
    at: datetime | None


class Thread(NamedTuple):
    """A comment and all replies below it, oldest first. `done` is the root's own flag."""

    id: str
    root: Note
    replies: tuple[Note, ...]
    done: bool
    quote: str


class _Ranges(NamedTuple):
    """The place of each comment among those in the text, and the text in its range."""

    order: dict[str, int]
    quotes: dict[str, str]


def threads(package: Package) -> list[Thread]:
    """The comments that start a thread, in the order of the text, with their replies.

    Their ids are durable: made of what Word and LibreOffice keep on saving, which is author,
    words, and the minute as people read it; neither `w:id` nor `w14:paraId` is kept.
    """
    notes, entries = _notes(package), _entries(package)
    ranges = _ranges(package) if notes else _Ranges({}, {})
    last = len(ranges.order)
    notes.sort(key=lambda note: ranges.order.get(note.number, last))
    tops = _tops(_parents(notes, entries))
    below: dict[int, list[Note]] = {number: [] for number in tops}
    for note, top in zip(notes, tops, strict=True):
        if note is not notes[top]:
            below[top].append(note)
    ids = _durable_ids([notes[top] for top in below])
    return [
        Thread(
            id=ids[place],
            root=notes[top],
            replies=tuple(sorted(below[top], key=_age)),
            done=entries.get(notes[top].key, ("", ""))[0] in _DONE,
            quote=ranges.quotes.get(notes[top].number, ""),
        )
        for place, top in enumerate(below)
    ]


def paragraphs(comment: _Element) -> list[_Element]:
    """The paragraphs of a comment, also those in tables."""
    return list(comment.iter(w("p")))


def anchors(package: Package) -> list[_Element]:
    """What marks the places of comments in the text: starts, ends and references."""
    return list(_iterate(package, _ANCHORS))


def _notes(package: Package) -> list[Note]:
    times = _times(package)
    return [
        _note(element, times) for element in items(package, COMMENTS) if local(element) == "comment"
    ]


def _note(element: _Element, times: Mapping[str, str]) -> Note:
    found = paragraphs(element)
    key = found[-1].get(PARAGRAPH_ID, "").upper() if found else ""
    written = element.get(w("date"), "")
    return Note(
        element=element,
        number=element.get(w("id"), ""),
        key=key,
        author=element.get(w("author"), ""),
        text="\n".join(map(text_of, found)).strip(),
        written=written,
        at=_time(times.get(key, "")) or _time(written),
    )


def _times(package: Package) -> dict[str, str]:
    """The UTC times that newer versions of Word keep, by paragraph id."""
    kept = {own(e, "durableId"): own(e, "dateUtc") for e in items(package, EXTENSIBLE)}
    return {
        own(e, "paraId").upper(): kept.get(own(e, "durableId"), "") for e in items(package, IDS)
    }


def _time(text: str) -> datetime | None:
    """A time; one without a zone is taken as UTC. LibreOffice writes 0-00-00 for none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _entries(package: Package) -> dict[str, tuple[str, str]]:
    """By paragraph id: the done flag, and the paragraph id of the comment above."""
    found: dict[str, tuple[str, str]] = {}
    for entry in items(package, EXTENDED):
        values = own(entry, "done").lower(), own(entry, "paraIdParent").upper()
        found.setdefault(own(entry, "paraId").upper(), values)
    found.pop("", None)
    return found


def _parents(notes: Sequence[Note], entries: Mapping[str, tuple[str, str]]) -> list[int | None]:
    """For each comment, the place in this list of the one above it."""
    places: dict[str, int] = {}
    for place, note in enumerate(notes):
        places.setdefault(note.key, place)
    places.pop("", None)
    return [places.get(entries.get(note.key, ("", ""))[1]) for note in notes]


def _tops(parents: Sequence[int | None]) -> list[int]:
    """The root of each comment's thread, however deep; one on a circle starts its own."""
    tops: dict[int, int] = {}
    for start in range(len(parents)):
        path: dict[int, None] = {}
        place, above = start, parents[start]
        while place not in tops and place not in path and above is not None:
            path[place] = None
            place, above = above, parents[above]
        if place in path:
            way = list(path)
            tops.update({member: member for member in way[way.index(place) :]})
        top = tops.setdefault(place, place)
        for member in path:
            tops.setdefault(member, top)
    return [tops[place] for place in range(len(parents))]


def _age(note: Note) -> tuple[bool, datetime]:
    """Oldest first; those without a time keep their order behind the others."""
    return note.at is None, note.at or datetime.min.replace(tzinfo=UTC)


def _durable_ids(roots: Sequence[Note]) -> list[str]:
    """An id for each, with a number behind it where two can't be told apart."""
    met: Counter[str] = Counter()
    found = []
    for root in roots:
        digest = hashlib.sha256("|".join(_kept(root)).encode("utf-8", "surrogatepass"))
        short = digest.hexdigest()[:8]
        met[short] += 1
        found.append(short if met[short] == 1 else f"{short}-{met[short]}")
    return found


def _kept(note: Note) -> tuple[str, str, str]:
    """What survives saving: Word drops seconds, LibreOffice zones; both touch up the text."""
    written = _time(note.written)
    minute = f"{written:%Y-%m-%d %H:%M}" if written else ""
    return _letters(note.author), minute, _letters(note.text)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def _ranges(package: Package) -> _Ranges:
    """Where each comment's range begins and ends in the text, and the order of the comments."""
    order: dict[str, int] = {}
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    said: list[str] = []
    length = 0
    for element in _iterate(package, (*_ANCHORS, *_SEEN, "p")):
        name, number = local(element), element.get(w("id"), "")
        if name == "commentReference":
            order.setdefault(number, len(order))
        elif name in _ANCHORS:
            (starts if name == "commentRangeStart" else ends).setdefault(number, length)
        elif not any(local(above) in _UNSEEN for above in element.iterancestors()):
            said.append("\n" if name == "p" else text_of(element))
            length += len(said[-1])
    text = "".join(said)
    quotes = {n: text[starts[n] : min(ends[n], starts[n] + _QUOTE)] for n in starts if n in ends}
    return _Ranges(order, {number: quote.strip() for number, quote in quotes.items()})


def _iterate(package: Package, names: Iterable[str]) -> Iterator[_Element]:
    wanted = [w(name) for name in names]
    for place in PLACES:
        if place in package:
            yield from package.xml(place).iter(*wanted)
