"""The comments of a docx: read with their state, answered and resolved as Word does it."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from summarizer.local.docx_comment_parts import (
    COMMENTS,
    EXTENDED,
    EXTENSIBLE,
    IDS,
    add_item,
    allow_paragraph_ids,
    items,
    make_extended,
    own,
    part,
)
from summarizer.local.docx_package import Package
from summarizer.local.docx_text import local, w
from summarizer.local.docx_threads import (
    PARAGRAPH_ID,
    PLACES,
    Note,
    Thread,
    paragraphs,
    threads,
)
from summarizer.ports import Comment, Reply
from tracker.errors import BadInput, NotFound

if TYPE_CHECKING:
    from lxml.etree import _Element

_STYLES = "word/styles.xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Ids of paragraphs and comments stand below this (MS-DOCX 2.2.4); 0 is none.
_BOUND = 0x7FFFFFFF


def read_comments(package: Package) -> tuple[Comment, ...]:
    """The comments that start a thread, in the order of the text, each with its replies.

    `at` is the UTC time where Word kept one, else the local time that it wrote, read as UTC.
    """
    return tuple(
        Comment(
            id=thread.id,
            author=thread.root.author,
            text=thread.root.text,
            at=thread.root.at,
            state="resolved" if thread.done else "answered" if thread.replies else "open",
            replies=tuple(Reply(n.author, n.text, n.at) for n in thread.replies),
            quote=thread.quote,
        )
        for thread in threads(package)
    )


def answer(package: Package, comment_id: str, text: str, author: str, at: datetime) -> bool:
    """Reply at the end of a comment's thread; whether that changed anything.

    The same words by the same author are there once. A resolved thread stays resolved.

    Args:
        package: The document; changed in place.
        comment_id: As `read_comments` says it.
        text: Each line becomes a paragraph.
        author: The display name to reply as.
        at: Written in UTC, to the second.

    Raises:
        NotFound: There is no such comment.
        BadInput: The text is empty, or holds what XML can't.
    """
    thread = _thread(package, comment_id)
    lines = _lines(text)
    if any(n.author == author and _same(n.text, text) for n in thread.replies):
        return False
    allow_paragraph_ids(package)
    thread = _thread(package, comment_id)
    number, key = _free_number(package), _free_key(f"{comment_id}|{author}|{text}", package)
    reply = _comment(thread.root.element, number, author, at)
    reply.extend(_paragraphs(package, reply, lines))
    _set_keys(package, reply, key)
    _append(package, reply)
    add_values = {"paraId": key, "paraIdParent": _root_key(package, thread.root), "done": "0"}
    add_item(package, EXTENDED, "commentEx", add_values)
    _add_time(package, key, at)
    _mark_place(package, thread, number)
    return True
