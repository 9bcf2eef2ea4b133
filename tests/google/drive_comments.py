"""Drive's comments and replies. None of these methods has supportsAllDrives; all need `fields`."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.google.drive_access import ORGANIZER, find, need, note, rank, refused, state
from tests.google.drive_list import page
from tests.google.drive_query import moment
from tests.google.drive_view import Json, author_json, need_fields, rfc3339
from tests.google.errors import BadValue
from tests.google.world import Call, File, GoogleError, Handlers, World, not_carried

MENTION = re.compile(r"[@+]([\w.-]+@[\w-]+\.[\w.-]*\w)")


@dataclass(slots=True)
class Reply:
    """A reply; `action` is resolve, reopen or nothing."""

    id: str
    author: str
    content: str
    created: datetime
    modified: datetime
    action: str = ""
    deleted: bool = False


@dataclass(slots=True)
class Comment:
    """A comment and its replies.

    Attributes:
        quote: The text that it was made on, in the editor; made through the API there is none.
        resolved: None where Google leaves it out: on comments made through the API that nobody
            resolved, and on those that were reopened. An anchored one says false.
    """

    id: str
    author: str
    content: str
    created: datetime
    modified: datetime
    quote: str = ""
    anchor: str = ""
    resolved: bool | None = None
    deleted: bool = False
    replies: list[Reply] = field(default_factory=list)


def comments_of(file: File) -> dict[str, Comment]:
    """A file's comments by id."""
    found: dict[str, Comment] = file.more.setdefault("comments", {})
    return found


def add(  # noqa: PLR0913 # what a comment is made of
    world: World, file: File, user: str, content: str, *, quote: str = "", anchor: str = ""
) -> Comment:
    """A new comment."""
    now = world.now()
    comment = Comment(world.new_id("AAAA")[:13], user, content, now, now, quote, anchor)
    if quote:
        comment.resolved = False
    comments_of(file)[comment.id] = comment
    told(world, file)
    return comment


def add_reply(  # noqa: PLR0913 # what a reply is made of
    world: World, file: File, comment: Comment, user: str, content: str, *, action: str = ""
) -> Reply:
    """A new reply; its action resolves or reopens the comment."""
    now = world.now()
    reply = Reply(world.new_id("AAAA")[:13], user, content, now, now, action)
    comment.replies.append(reply)
    comment.modified = now
    if action:
        comment.resolved = True if action == "resolve" else None
    told(world, file)
    return reply


def told(world: World, file: File) -> None:
    """A comment or an approval changed: the file's version and the change feed say so.

    That is inferred; `modifiedTime` stays, and state(world).comments_in_feed can be put off.
    """
    note(world, file, feed=state(world).comments_in_feed)


def list_comments(world: World, call: Call) -> Any:
    """`drive.comments.list`: the newest first."""
    file = _file(world, call)
    since = call.params.get("startModifiedTime")
    found = [
        each
        for each in comments_of(file).values()
        if (call.params.get("includeDeleted") or not each.deleted)
        and (not since or each.modified >= _time(since))
    ]
    found.sort(key=lambda each: each.created, reverse=True)
    shown, following = page(call, found, call.params["pageSize"])
    comments = [comment_json(world, each, call) for each in shown]
    return {"kind": "drive#commentList", "comments": comments, **following}


def get_comment(world: World, call: Call) -> Any:
    """`drive.comments.get`."""
    return comment_json(world, _comment(_file(world, call), call), call)


def create_comment(world: World, call: Call) -> Any:
    """`drive.comments.create`."""
    need_fields(call)
    file, body = _writable(world, call), call.body or {}
    _text(body)
    if "quotedFileContent" in body:
        raise not_carried("quotedFileContent made through the API")
    comment = add(world, file, call.user, body["content"], anchor=body.get("anchor", ""))
    return comment_json(world, comment, call)


def update_comment(world: World, call: Call) -> Any:
    """`drive.comments.update`: the author changes the text; it resolves nothing."""
    need_fields(call)
    file = _writable(world, call)
    comment, body = _comment(file, call, writing=True), call.body or {}
    _text(body)
    _own(file, comment, call)
    comment.content, comment.modified = body["content"], world.now()
    told(world, file)
    return comment_json(world, comment, call)


def delete_comment(world: World, call: Call) -> None:
    """`drive.comments.delete`: what was said goes, that there was something stays."""
    file = _writable(world, call)
    comment = _comment(file, call, writing=True)
    if rank(world, file, call.user) < ORGANIZER:
        _own(file, comment, call)
    erase(world, file, comment)


def erase(world: World, file: File, what: Comment | Reply) -> None:
    """Delete a comment or a reply."""
    what.deleted, what.modified = True, world.now()
    told(world, file)


def list_replies(world: World, call: Call) -> Any:
    """`drive.replies.list`."""
    comment = _comment(_file(world, call), call)
    wanted = [
        each for each in comment.replies if call.params.get("includeDeleted") or not each.deleted
    ]
    shown, following = page(call, wanted, call.params["pageSize"])
    replies = [reply_json(world, each, call) for each in shown]
    return {"kind": "drive#replyList", "replies": replies, **following}


def get_reply(world: World, call: Call) -> Any:
    """`drive.replies.get`."""
    comment = _comment(_file(world, call), call)
    return reply_json(world, _reply(comment, call), call)


def create_reply(world: World, call: Call) -> Any:
    """`drive.replies.create`: text, or an action, or both."""
    need_fields(call)
    file, body = _writable(world, call), call.body or {}
    comment = _comment(file, call, writing=True)
    action = body.get("action", "")
    if action not in {"", "resolve", "reopen"}:
        raise BadValue("Invalid Value", "action", "invalid")
    if not action:
        _text(body)
    reply = add_reply(world, file, comment, call.user, body.get("content", ""), action=action)
    return reply_json(world, reply, call)


def update_reply(world: World, call: Call) -> Any:
    """`drive.replies.update`: the author changes the text."""
    need_fields(call)
    file, body = _writable(world, call), call.body or {}
    comment = _comment(file, call, writing=True)
    reply = _reply(comment, call, writing=True)
    _text(body)
    if "action" in body:
        raise not_carried("another action of a reply that is there")
    _own(file, reply, call)
    reply.content = body["content"]
    reply.modified = comment.modified = world.now()
    told(world, file)
    return reply_json(world, reply, call)


def delete_reply(world: World, call: Call) -> None:
    """`drive.replies.delete`."""
    file = _writable(world, call)
    comment = _comment(file, call, writing=True)
    reply = _reply(comment, call, writing=True)
    _own(file, reply, call)
    erase(world, file, reply)
    comment.modified = reply.modified


def comment_json(world: World, comment: Comment, call: Call) -> Json:
    """A Comment, its replies in the order in which they were made."""
    found = _common("drive#comment", world, comment, call)
    with_deleted = bool(call.params.get("includeDeleted"))
    found["replies"] = [
        reply_json(world, each, call)
        for each in comment.replies
        if with_deleted or not each.deleted
    ]
    if comment.deleted:
        return found
    if comment.resolved is not None:
        found["resolved"] = comment.resolved
    if comment.anchor:
        found["anchor"] = comment.anchor
    if comment.quote:
        found["quotedFileContent"] = {"mimeType": "text/html", "value": html.escape(comment.quote)}
    return found


def reply_json(world: World, reply: Reply, call: Call) -> Json:
    """A Reply."""
    found = _common("drive#reply", world, reply, call)
    return found | ({"action": reply.action} if reply.action and not reply.deleted else {})


def _common(kind: str, world: World, what: Comment | Reply, call: Call) -> Json:
    found: Json = {
        "kind": kind,
        "id": what.id,
        "createdTime": rfc3339(what.created),
        "modifiedTime": rfc3339(what.modified),
        "deleted": what.deleted,
    }
    if what.deleted:
        return found
    found |= {
        "author": author_json(world, what.author, call.user),
        "content": what.content,
        "htmlContent": html.escape(what.content).replace("\n", "<br>"),
    }
    if mentioned := MENTION.findall(what.content):
        found["mentionedEmailAddresses"] = mentioned
    return found


def _file(world: World, call: Call) -> File:
    need_fields(call)
    return find(world, call, call.params["fileId"])


def _writable(world: World, call: Call) -> File:
    file = find(world, call, call.params["fileId"])
    need(world, file, call.user, "canComment")
    return file


def _comment(file: File, call: Call, *, writing: bool = False) -> Comment:
    key = call.params["commentId"]
    found = comments_of(file).get(key)
    if found is None or (found.deleted and (writing or not call.params.get("includeDeleted"))):
        raise GoogleError(404, f"Comment not found: {key}.", "notFound")
    return found


def _reply(comment: Comment, call: Call, *, writing: bool = False) -> Reply:
    key = call.params["replyId"]
    found = next((each for each in comment.replies if each.id == key), None)
    if found is None or (found.deleted and (writing or not call.params.get("includeDeleted"))):
        raise GoogleError(404, f"Reply not found: {key}.", "notFound")
    return found


def _own(file: File, what: Comment | Reply, call: Call) -> None:
    if what.author != call.user:
        raise refused(file)


def _text(body: Json) -> None:
    if not body.get("content"):
        raise BadValue("Missing required field: content", "content", "required")


def _time(text: str) -> datetime:
    try:
        return moment(text)
    except BadValue:
        raise BadValue("Invalid Value", "startModifiedTime", "invalid", "parameter") from None


HANDLERS: Handlers = {
    "drive.comments.list": list_comments,
    "drive.comments.get": get_comment,
    "drive.comments.create": create_comment,
    "drive.comments.update": update_comment,
    "drive.comments.delete": delete_comment,
    "drive.replies.list": list_replies,
    "drive.replies.get": get_reply,
    "drive.replies.create": create_reply,
    "drive.replies.update": update_reply,
    "drive.replies.delete": delete_reply,
}
