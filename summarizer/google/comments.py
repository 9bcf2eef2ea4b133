"""The comments of a document in Drive: all of them, a page at a time; answered, resolved.

Every reading lists all comments: that one was deleted is seen by its absence, and a page holds a
hundred. Authors carry a display name only; it proves nothing.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from summarizer.google.api import Google
from summarizer.google.doc_requests import clean
from summarizer.ports import AnswerComment, Comment, CommentState, Edit, Reply, ResolveComment
from tracker.errors import BadInput, NotFound, Refused, SignInNeeded, Unavailable, UserError

_SAID = "author(displayName,me),content,createdTime,deleted"
_FIELDS = (
    f"nextPageToken,comments(id,resolved,quotedFileContent(mimeType,value),{_SAID},"
    f"replies({_SAID},action))"
)
_PAGE, _READING = 100, "read the document's comments"
_QUOTE = 500

Raw = Mapping[str, Any]


def threads(google: Google, document: str, first: Raw | None = None) -> list[Raw]:
    """All comments of a document that aren't deleted, as Drive tells them, oldest first.

    `first` is the first page where that was read already.
    """
    answer = first or google.ask(_page(google, document), _READING)
    found = list(answer.get("comments", ()))
    while page := answer.get("nextPageToken", ""):
        answer = google.ask(_page(google, document, pageToken=page), _READING)
        found += answer.get("comments", ())
    there = [raw for raw in found if not raw.get("deleted")]
    return sorted(there, key=lambda raw: str(raw.get("createdTime", "")))


def first_pages(google: Google, documents: Sequence[str]) -> dict[str, Raw | UserError]:
    """The first pages of the comments of many documents, a hundred a request.

    Where Google is away, that; what is wrong with one document is left out: reading it tells more.
    """
    try:
        found = google.ask_many("drive", [_page(google, d) for d in documents], _READING)
    except (Unavailable, SignInNeeded) as error:
        found = [error] * len(documents)
    except UserError:
        return {}
    pages = zip(documents, found, strict=True)
    return {d: page for d, page in pages if not isinstance(page, NotFound | Refused | BadInput)}


def _page(google: Google, document: str, **more: str) -> Any:
    comments = google.part("drive", "comments")
    return comments.list(fileId=document, pageSize=_PAGE, fields=_FIELDS, **more)


def comment_of(raw: Raw) -> Comment:
    """A comment with its state; what is odd in it is left out, and the rest stands.

    Drive says who reopened a comment: it stays "reopened" until somebody else answers.
    """
    said = [reply for reply in raw.get("replies") or () if not reply.get("deleted")]
    quote = raw.get("quotedFileContent") or {}
    text = str(quote.get("value", ""))
    text = html.unescape(text) if "html" in str(quote.get("mimeType", "html")) else text
    return Comment(
        id=str(raw.get("id", "")),
        author=_author(raw),
        text=str(raw.get("content", "")).strip(),
        at=_time(raw.get("createdTime")),
        state=_state(raw, said),
        replies=tuple(
            Reply(_author(reply), str(reply["content"]).strip(), _time(reply.get("createdTime")))
            for reply in said
            if reply.get("content")
        ),
        quote=text[:_QUOTE].strip(),
    )


def settle(google: Google, document: str, edits: Iterable[Edit], known: Sequence[Raw]) -> None:
    """Answer and resolve comments, as the account that is signed in; what is done stays done.

    Raises:
        NotFound: There is no such comment; nothing was written.
        BadInput: An answer is empty, or holds what can't be kept; nothing was written.
    """
    replies = google.part("drive", "replies")
    for comment, body in needed(edits, known):
        request = replies.create(fileId=document, commentId=comment, body=body, fields="id")
        google.ask(request, "answer the comment")


def needed(edits: Iterable[Edit], known: Sequence[Raw]) -> list[tuple[str, dict[str, str]]]:
    """The replies that are still to be written: the comment's id, and what to send."""
    by_id = {str(raw.get("id")): raw for raw in known}
    found: list[tuple[str, dict[str, str]]] = []
    for edit in edits:
        if isinstance(edit, AnswerComment | ResolveComment):
            raw = _named(by_id, edit.comment)
            if isinstance(edit, AnswerComment):
                text = _words(edit)
                if (
                    not _answered(raw, edit.author, text)
                    and (edit.comment, {"content": text}) not in found
                ):
                    found.append((edit.comment, {"content": text}))
            elif not raw.get("resolved"):
                found.append((edit.comment, {"action": "resolve"}))
    return found


def _named(by_id: Mapping[str, Raw], comment: str) -> Raw:
    if comment not in by_id:
        unsettled = [key for key, raw in by_id.items() if comment_of(raw).state == "open"]
        raise NotFound(
            f"The document has no comment {comment!r}",
            f"Open ones: {', '.join(unsettled) or 'none'}.",
            "List them with: summarizer comments CASE",
        )
    return by_id[comment]


def _words(edit: AnswerComment) -> str:
    text = clean(edit.text).strip()
    if not text:
        raise BadInput("An answer to a comment needs words", "It is empty.", "Write what to say.")
    return text


def _answered(raw: Raw, author: str, text: str) -> bool:
    """Whether these words are there: by this account, or by whoever has that name."""
    return any(
        str(reply.get("content", "")).split() == text.split()
        and (_author(reply) == author or (reply.get("author") or {}).get("me"))
        for reply in raw.get("replies") or ()
        if not reply.get("deleted")
    )


def _state(raw: Raw, said: Sequence[Raw]) -> CommentState:
    """Where it isn't said that it is resolved, it is open."""
    if raw.get("resolved"):
        return "resolved"
    reopened = [number for number, reply in enumerate(said) if reply.get("action") == "reopen"]
    if reopened:
        since = [reply for reply in said[reopened[-1] + 1 :] if reply.get("content")]
        return "answered" if since and _author(since[-1]) != _author(raw) else "reopened"
    return "answered" if any(reply.get("content") for reply in said) else "open"


def _author(raw: Raw) -> str:
    return str((raw.get("author") or {}).get("displayName", ""))


def _time(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
