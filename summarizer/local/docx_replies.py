"""A reply in a docx, in all the parts that Word looks for it in."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING

from summarizer.local.docx_comment_parts import (
    COMMENTS,
    EXTENDED,
    EXTENSIBLE,
    IDS,
    add_item,
    items,
    own,
    part,
)
from summarizer.local.docx_package import Package
from summarizer.local.docx_text import local, w
from summarizer.local.docx_threads import PARAGRAPH_ID, PLACES, Note, Thread, anchors, paragraphs

if TYPE_CHECKING:
    from lxml.etree import _Element

_STYLES = "word/styles.xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Ids of paragraphs stand above 0 and below 0x80000000 (MS-DOCX).
_KEYS = 0x7FFFFFFF


def add_reply(
    package: Package, thread: Thread, lines: Sequence[str], author: str, at: datetime
) -> None:
    """Put a reply at the end of a thread, and its mark in the text beside the root's.

    The comments must allow paragraph ids already, and the thread must be read since.
    """
    stamp = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    number = _free_number(package)
    initials = "".join(word[0] for word in author.split())[:3].upper()
    values = {"id": number, "author": author, "date": stamp, "initials": initials}
    comment = _add(package.xml(part(package, COMMENTS)), "comment", values)
    for line in lines:
        _add_paragraph(package, comment, line)
    key = ""
    for paragraph in paragraphs(comment):
        key = _free_key(f"{thread.id} {author} {stamp}", _keys(package))
        paragraph.set(PARAGRAPH_ID, key)
    above = key_of(package, thread.root)
    entry_of(package, above)
    add_item(package, EXTENDED, "commentEx", {"paraId": key, "paraIdParent": above, "done": "0"})
    _add_time(package, key, stamp)
    _mark(package, thread, number)


def key_of(package: Package, note: Note) -> str:
    """The paragraph id by which other parts know a comment; given to it if it has none."""
    if note.key:
        return note.key
    found = paragraphs(note.element) or [_add(note.element, "p")]
    key = _free_key(f"{note.author} {note.text}", _keys(package))
    found[-1].set(PARAGRAPH_ID, key)
    return key


def entry_of(package: Package, key: str) -> _Element:
    """The entry in commentsExtended for this paragraph id; made as that of an open root."""
    for entry in items(package, EXTENDED):
        if own(entry, "paraId").upper() == key:
            return entry
    return add_item(package, EXTENDED, "commentEx", {"paraId": key, "done": "0"})


def _add_paragraph(package: Package, comment: _Element, line: str) -> None:
    paragraph = _add(comment, "p")
    if style := _style(package, "annotation text"):
        _add(_add(paragraph, "pPr"), "pStyle", {"val": style})
    if len(comment) == 1:
        run = _add(paragraph, "r")
        if style := _style(package, "annotation reference"):
            _add(_add(run, "rPr"), "rStyle", {"val": style})
        _add(run, "annotationRef")
    run = _add(paragraph, "r")
    for piece in re.split("(\t)", line):
        if piece == "\t":
            _add(run, "tab")
        elif piece:
            said = _add(run, "t")
            said.text = piece
            said.set(_SPACE, "preserve")


def _add_time(package: Package, key: str, stamp: str) -> None:
    """The time in UTC, where the document keeps such times: Word takes `w:date` as local."""
    if part(package, IDS) and part(package, EXTENSIBLE):
        taken = {own(e, "durableId").upper() for e in items(package, IDS)}
        durable = _free_key(key, taken)
        add_item(package, IDS, "commentId", {"paraId": key, "durableId": durable})
        values = {"durableId": durable, "dateUtc": stamp}
        add_item(package, EXTENSIBLE, "commentExtensible", values)


def _mark(package: Package, thread: Thread, number: str) -> None:
    """Mark the reply's place: what the root's range holds, behind the thread's other marks."""
    numbers = {thread.root.number, *(reply.number for reply in thread.replies)}
    marks = [e for e in anchors(package) if e.get(w("id")) in numbers]
    runs = [e.getparent() for e in marks if local(e) == "commentReference"]
    if not runs or (last := runs[-1]) is None:
        return  # the text doesn't show this thread at all
    run = last.makeelement(w("r"), {})
    look = last.find(w("rPr"))
    if look is not None:
        run.append(copy.deepcopy(look))
    _add(run, "commentReference", {"id": number})
    last.addnext(run)
    begin = next((e for e in marks if local(e) == "commentRangeStart"), None)
    if begin is not None:
        last.addnext(last.makeelement(w("commentRangeEnd"), {w("id"): number}))
        begin.addnext(begin.makeelement(w("commentRangeStart"), {w("id"): number}))


def _add(parent: _Element, name: str, values: Mapping[str, str] = MappingProxyType({})) -> _Element:
    made = parent.makeelement(w(name), {w(key): value for key, value in values.items()})
    parent.append(made)
    return made


def _style(package: Package, name: str) -> str:
    """The id of the style that Word knows by this name in every language; "" without one."""
    for style in package.xml(_STYLES).iter(w("style")) if _STYLES in package else ():
        found = style.find(w("name"))
        if found is not None and found.get(w("val"), "").lower() == name:
            return style.get(w("styleId"), "")
    return ""


def _free_number(package: Package) -> str:
    """A `w:id` that no comment and no mark in the text has."""
    taken = {e.get(w("id")) for e in (*items(package, COMMENTS), *anchors(package))}
    return next(number for number in map(str, count()) if number not in taken)


def _keys(package: Package) -> set[str]:
    """The paragraph ids of the text and of the comments, and those that entries speak of."""
    roots = [package.xml(name) for name in (part(package, COMMENTS), *PLACES) if name in package]
    found = {p.get(PARAGRAPH_ID, "") for root in roots for p in root.iter(w("p"))}
    found |= {own(entry, "paraId") for entry in items(package, EXTENDED)}
    return {key.upper() for key in found}


def _free_key(seed: str, taken: Collection[str]) -> str:
    """An id in eight digits, made of the seed, that isn't taken."""
    for attempt in count():
        digest = hashlib.sha256(f"{seed} {attempt}".encode("utf-8", "surrogatepass")).hexdigest()
        key = f"{int(digest[:8], 16) % _KEYS + 1:08X}"
        if key not in taken:
            return key
    raise AssertionError
