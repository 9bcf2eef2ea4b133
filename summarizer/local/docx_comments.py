"""The comments of a docx: read with their states, answered and resolved as Word does it."""

from __future__ import annotations

from datetime import datetime

from summarizer.local.docx_comment_parts import allow_paragraph_ids, make_extended, set_own
from summarizer.local.docx_package import Package
from summarizer.local.docx_replies import add_reply, entry_of, key_of
from summarizer.local.docx_text import UNWRITABLE
from summarizer.local.docx_threads import Thread, threads
from summarizer.ports import Comment, CommentState, Reply
from tracker.errors import BadInput, NotFound


def read_comments(package: Package) -> tuple[Comment, ...]:
    """The comments that start a thread, in the order of the text, each with its replies.

    `at` is the UTC time where Word kept one, else the local time that it wrote, taken as UTC.
    `quote` is cut at 500 characters.
    """
    return tuple(
        Comment(
            id=thread.id,
            author=thread.root.author,
            text=thread.root.text,
            at=thread.root.at,
            state=_state(thread),
            replies=tuple(Reply(n.author, n.text, n.at) for n in thread.replies),
            quote=thread.quote,
        )
        for thread in threads(package)
    )


def answer(package: Package, comment_id: str, text: str, author: str, at: datetime) -> bool:
    """Reply in a comment's thread; whether that changed anything (003.6.3).

    The same words by the same author are there once. A resolved thread stays resolved.

    Args:
        package: The document; changed in place.
        comment_id: As `read_comments` says it.
        text: Each line becomes a paragraph.
        author: The display name to reply as.
        at: Written in UTC, to the second.

    Raises:
        NotFound: There is no such comment.
        BadInput: The text is empty, or it or the name holds what XML can't.
    """
    thread = _thread(package, comment_id)
    lines = _lines(text, author)
    if any(n.author == author and n.text.split() == text.split() for n in thread.replies):
        return False
    add_reply(package, _writable(package, comment_id), lines, author, at)
    return True


def resolve(package: Package, comment_id: str) -> bool:
    """Mark a comment's thread as resolved; whether that changed anything (003.6.3).

    Raises:
        NotFound: There is no such comment.
    """
    if _thread(package, comment_id).done:
        return False
    entry = entry_of(package, key_of(package, _writable(package, comment_id).root))
    set_own(entry, "done", "1")
    return True


def _state(thread: Thread) -> CommentState:
    """The root's own flag decides, whatever the flags of its replies say."""
    if thread.done:
        return "resolved"
    return "answered" if thread.replies else "open"


def _thread(package: Package, comment_id: str) -> Thread:
    found = threads(package)
    for thread in found:
        if thread.id == comment_id:
            return thread
    unsettled = ", ".join(t.id for t in found if _state(t) == "open")
    raise NotFound(
        f"{package.name} has no comment {comment_id!r}",
        f"Open ones: {unsettled or 'none'}.",
        "List them with: summarizer comments CASE",
    )


def _writable(package: Package, comment_id: str) -> Thread:
    """The thread, once the document has what an entry for it needs."""
    allow_paragraph_ids(package)
    make_extended(package)
    return _thread(package, comment_id)


def _lines(text: str, author: str) -> list[str]:
    lines = text.strip().splitlines()
    if not lines:
        raise BadInput("An answer to a comment needs words", "It is empty.", "Write what to say.")
    if bad := UNWRITABLE.search("".join([author, *lines])):
        raise BadInput(
            f"A document can't hold the character U+{ord(bad[0]):04X}",
            "It stands in the answer, or in the name of who answers.",
            "Write it without that character.",
        )
    return lines
