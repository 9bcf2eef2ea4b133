"""The comments and the approval: what is open, and whether the approved text still stands."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, get_args

from summarizer.ports import Comment, CommentState, Reply

#: How the first workspaces called a comment of a Word document; a name has eight letters now.
_OLD_ID = re.compile("[0-9a-f]{10}")


class Seen(NamedTuple):
    """A comment with its state after comparing two readings, and the state it had before."""

    comment: Comment
    was: CommentState = "open"


def compare(
    before: Sequence[Seen], now: Sequence[Comment], answered: frozenset[str] = frozenset()
) -> tuple[Seen, ...]:
    """The comments of this reading in five states (003.6.3), deleted ones last.

    A comment that was resolved and isn't any more is reopened until it is answered or resolved
    again; one that is gone is deleted, and keeps the state it had. `answered` are the ids of
    comments whose answer a file format lost. LibreOffice saves an answer as a comment of its own:
    one that was an answer in the reading before is put back under its comment.
    """
    before = _renamed(before, now)
    earlier = {seen.comment.id: seen for seen in before}
    now = _rejoined(before, now)
    found = [_with_state(earlier.get(c.id), c, answered) for c in now]
    present = {c.id for c in now}
    gone = [
        seen
        if seen.comment.state == "deleted"
        else Seen(seen.comment._replace(state="deleted"), seen.comment.state)
        for seen in before
        if seen.comment.id not in present
    ]
    return (*found, *gone)


def _renamed(before: Sequence[Seen], now: Sequence[Comment]) -> list[Seen]:
    """The reading before, its comments called as they are now.

    Older versions of this program called the same comments otherwise: one that has such a name
    is known again by who wrote what and when.
    """
    here, there = {c.id for c in now}, {seen.comment.id for seen in before}
    new = [(_print(c), c.id) for c in now if c.id not in there]
    gone = Counter(_print(seen.comment) for seen in before if seen.comment.id not in here)
    alone = Counter(said for said, _ in new)
    names = {said: id_ for said, id_ in new if gone[said] == alone[said] == 1}
    found = list[Seen]()
    for seen in before:
        old = seen.comment.id not in here and _OLD_ID.fullmatch(seen.comment.id)
        ours = names.get(_print(seen.comment), "") if old else ""
        found.append(seen._replace(comment=seen.comment._replace(id=ours)) if ours else seen)
    return found


def _rejoined(before: Sequence[Seen], now: Sequence[Comment]) -> list[Comment]:
    """This reading with the answers that stand alone back under the comments they answered."""
    ours = {seen.comment.id for seen in before}
    parents = {_print(r): s.comment.id for s in before for r in s.comment.replies}
    alone = {c.id: parents[_print(c)] for c in now if c.id not in ours and _print(c) in parents}
    answers: dict[str, list[Reply]] = {}
    for comment in now:
        if comment.id in alone:
            answer = Reply(comment.author, comment.text, comment.at)
            answers.setdefault(alone[comment.id], []).append(answer)
    return [_answered(c, answers.get(c.id, [])) for c in now if c.id not in alone]


def _print(said: Comment | Reply) -> tuple[str, str, str]:
    """By what a comment or an answer is known again: editors keep its time to the minute."""
    at = f"{said.at:%Y-%m-%d %H:%M}" if said.at else ""
    return said.author, " ".join(said.text.split()), at


def _answered(comment: Comment, answers: Sequence[Reply]) -> Comment:
    if not answers:
        return comment
    state: CommentState = "answered" if comment.state == "open" else comment.state
    return comment._replace(replies=(*comment.replies, *answers), state=state)


def _with_state(before: Seen | None, comment: Comment, answered: frozenset[str]) -> Seen:
    was = before.comment.state if before else comment.state
    state = comment.state
    if state == "open" and comment.id in answered:
        state = "answered"
    elif state != "resolved" and before and _reopened(before, comment):
        state = "reopened"
    return Seen(comment._replace(state=state), was)


def _reopened(before: Seen, comment: Comment) -> bool:
    """Resolved or reopened before, and not answered anew since; its author's word is no answer."""
    new = comment.replies[len(before.comment.replies) :]
    answered_anew = bool(new) and new[-1].author != comment.author
    return not answered_anew and before.comment.state in ("resolved", "reopened")


def unsettled(comments: Iterable[Seen]) -> list[Comment]:
    """Comments that stand in the way of an approval: open or reopened."""
    return [s.comment for s in comments if s.comment.state in ("open", "reopened")]


def lost(comments: Iterable[Seen]) -> list[Comment]:
    """Comments that were deleted without having been answered or resolved."""
    return [
        s.comment
        for s in comments
        if s.comment.state == "deleted" and s.was in ("open", "reopened")
    ]


def counts(comments: Iterable[Seen]) -> dict[str, int]:
    """How many comments are in each of the five states."""
    found = Counter(s.comment.state for s in comments)
    return {state: found[state] for state in get_args(CommentState)}


def summary_hash(summary: Mapping[str, str]) -> str:
    """SHA-256 of the Summary section's text: what an approval is bound to.

    Spacing within and around lines doesn't count: editors change it on saving.
    """
    lines = [line for title, text in summary.items() for line in _lines(title, text)]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _lines(title: str, text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in [f"## {title}", *text.splitlines()]]
    return [unicodedata.normalize("NFC", line) for line in lines if line]


def difference(approved: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What changed in the summary since it was approved, as a unified diff."""
    import difflib  # noqa: PLC0415 - 3 ms for a text that is seldom needed

    return "\n".join(
        difflib.unified_diff(
            [line for title, text in approved.items() for line in _lines(title, text)],
            [line for title, text in now.items() for line in _lines(title, text)],
            "approved",
            "now",
            lineterm="",
            n=1,
        )
    )


def to_data(comments: Iterable[Seen]) -> list[dict[str, Any]]:
    """Comments as JSON values, for an observation."""
    return [
        {
            "id": s.comment.id,
            "author": s.comment.author,
            "text": s.comment.text,
            "at": s.comment.at.isoformat() if s.comment.at else None,
            "state": s.comment.state,
            "was": s.was,
            "quote": s.comment.quote,
            "replies": [
                {"author": r.author, "text": r.text, "at": r.at.isoformat() if r.at else None}
                for r in s.comment.replies
            ],
        }
        for s in comments
    ]


def from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Seen, ...]:
    """Comments from an observation's JSON values."""

    def time(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    return tuple(
        Seen(
            Comment(
                id=item["id"],
                author=item["author"],
                text=item["text"],
                at=time(item["at"]),
                state=item["state"],
                quote=item["quote"],
                replies=tuple(
                    Reply(r["author"], r["text"], time(r["at"])) for r in item["replies"]
                ),
            ),
            item["was"],
        )
        for item in data
    )
