"""Gmail: messages, threads, drafts, labels, and the addresses that one may send from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from tests.google.gmail_box import (
    Letter,
    Mailbox,
    add_alias,
    deliver,
    delivered,
    hand_delete_draft,
    hand_edit_draft,
    hand_send_draft,
    joined,
    keep,
    mailbox,
    mailboxes,
    send,
)
from tests.google.gmail_search import search
from tests.google.gmail_views import brief, raw_of, view
from tests.google.world import Call, GoogleError, Handlers, World, not_carried

#: What tests and other helpers use of it.
__all__ = [
    "HANDLERS",
    "add_alias",
    "deliver",
    "delivered",
    "hand_delete_draft",
    "hand_edit_draft",
    "hand_send_draft",
    "mailbox",
    "mailboxes",
]

_SYSTEM = ("INBOX", "SENT", "DRAFT", "UNREAD", "STARRED", "IMPORTANT", "TRASH", "SPAM")
#: Items of a page at most, whatever is asked for.
_LARGEST_PAGE = 500
Item = TypeVar("Item")


def _box(world: World, call: Call) -> Mailbox:
    wanted = call.params["userId"]
    if wanted not in ("me", call.user):
        raise GoogleError(403, f"Delegation denied for {call.user}", "forbidden")
    return mailbox(world, call.user)


def _profile(world: World, call: Call) -> Any:
    box = _box(world, call)
    return {
        "emailAddress": box.user,
        "messagesTotal": len(box.letters),
        "threadsTotal": len({letter.thread for letter in box.letters.values()}),
        "historyId": str(max((letter.history for letter in box.letters.values()), default=1)),
    }


# --- reading ----------------------------------------------------------------------------------


def _found(world: World, call: Call) -> list[Letter]:
    """The letters that a list asks for, the newest first."""
    given = call.params
    if given.get("q") and call.scopes and not _may_search(call.scopes):
        raise GoogleError(
            403, "Metadata scope does not support 'q' parameter", "insufficientPermissions"
        )
    everywhere = bool(given.get("includeSpamTrash"))
    test = search(given.get("q") or "", world.now(), everywhere=everywhere)
    labels = set(given.get("labelIds") or ())
    letters = _box(world, call).letters.values()
    fitting = [letter for letter in letters if labels <= set(letter.labels) and test(letter)]
    return sorted(fitting, key=lambda letter: letter.at, reverse=True)


def _may_search(scopes: frozenset[str]) -> bool:
    names = {scope.rstrip("/").rpartition("/")[2] for scope in scopes}
    return bool(names - {"gmail.metadata"})


def _page(call: Call, name: str, items: Sequence[Item], show: Callable[[Item], Any]) -> Any:
    """One page; an empty one has no member for its items, as Gmail answers it."""
    token = call.params.get("pageToken") or "0"
    if not token.isdigit():
        raise GoogleError(400, "Invalid pageToken", "invalidArgument")
    at, size = int(token), min(call.params.get("maxResults") or 100, _LARGEST_PAGE)
    answer: dict[str, Any] = {"resultSizeEstimate": len(items)}
    if chosen := items[at : at + size]:
        answer[name] = [show(item) for item in chosen]
    if at + size < len(items):
        answer["nextPageToken"] = str(at + size)
    return answer


def _ids(letter: Letter) -> dict[str, str]:
    return {"id": letter.id, "threadId": letter.thread}


def _list(world: World, call: Call) -> Any:
    return _page(call, "messages", _found(world, call), _ids)


def _get(world: World, call: Call) -> Any:
    letter = _box(world, call).letter(call.params["id"])
    return view(letter, *_format(call))


def _format(call: Call) -> tuple[str, Sequence[str]]:
    names = {scope.rstrip("/").rpartition("/")[2] for scope in call.scopes}
    wanted = call.params.get("format") or "full"
    if names == {"gmail.metadata"} and wanted in ("full", "raw"):
        what = f"Metadata scope doesn't allow format {wanted.upper()}"
        raise GoogleError(403, what, "insufficientPermissions")
    return wanted, call.params.get("metadataHeaders") or ()


def _threads(world: World, call: Call) -> Any:
    newest = {letter.thread: letter for letter in reversed(_found(world, call))}
    letters = sorted(newest.values(), key=lambda letter: letter.at, reverse=True)

    def show(letter: Letter) -> dict[str, str]:
        found = view(letter, "minimal")
        return {
            "id": letter.thread,
            "snippet": found["snippet"],
            "historyId": str(letter.history),
        }

    return _page(call, "threads", letters, show)


def _thread(world: World, call: Call) -> Any:
    letters = _box(world, call).thread(call.params["id"])
    return {
        "id": call.params["id"],
        "historyId": str(max(letter.history for letter in letters)),
        "messages": [view(letter, *_format(call)) for letter in letters],
    }


# --- writing ----------------------------------------------------------------------------------


def _insert(world: World, call: Call) -> Any:
    """Put a message into the mailbox without sending it: how tests set a mailbox up."""
    box, body = _box(world, call), call.body or {}
    if call.params.get("deleted") or call.params.get("processForCalendar"):
        raise not_carried("deleted messages and invitations")
    raw = raw_of(body, call.media)
    thread = joined(box, raw, body.get("threadId", ""))
    letter = keep(world, box, raw, body.get("labelIds", ()), thread)
    if call.params.get("internalDateSource") == "dateHeader" and letter.header("Date"):
        letter.at = _date(letter.header("Date"))
    return brief(letter)


def _date(text: str) -> datetime:
    found = parsedate_to_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _send(world: World, call: Call) -> Any:
    box, body = _box(world, call), call.body or {}
    raw = raw_of(body, call.media)
    return brief(send(world, box, raw, joined(box, raw, body.get("threadId", ""))))


def _modify(world: World, call: Call) -> Any:
    letter, body = _box(world, call).letter(call.params["id"]), call.body or {}
    if set(body) - {"addLabelIds", "removeLabelIds"}:
        raise not_carried("classification labels")
    added, removed = set(body.get("addLabelIds", ())), set(body.get("removeLabelIds", ()))
    for label in (added | removed) - set(_SYSTEM):
        raise GoogleError(400, f"Invalid label: {label}", "invalidArgument")
    return _relabelled(world, letter, added, removed)


def _trash(world: World, call: Call) -> Any:
    return _relabelled(world, _box(world, call).letter(call.params["id"]), {"TRASH"}, {"INBOX"})


def _untrash(world: World, call: Call) -> Any:
    return _relabelled(world, _box(world, call).letter(call.params["id"]), set(), {"TRASH"})


def _relabelled(world: World, letter: Letter, added: set[str], removed: set[str]) -> Any:
    letter.labels = sorted((set(letter.labels) | added) - removed)
    letter.history = world.number()
    return brief(letter)


# --- drafts -----------------------------------------------------------------------------------


def _draft(draft_id: str, letter: Letter) -> dict[str, Any]:
    return {"id": draft_id, "message": brief(letter)}


def _create(world: World, call: Call) -> Any:
    box, message = _box(world, call), (call.body or {}).get("message") or {}
    raw = raw_of(message, call.media)
    letter = keep(world, box, raw, ["DRAFT"], joined(box, raw, message.get("threadId", "")))
    draft_id = f"r{world.number():018d}"
    box.drafts[draft_id] = letter.id
    return _draft(draft_id, letter)


def _drafts(world: World, call: Call) -> Any:
    box = _box(world, call)
    by_message = {message: draft for draft, message in box.drafts.items()}
    letters = [letter for letter in _found(world, call) if letter.id in by_message]

    def show(letter: Letter) -> dict[str, Any]:
        return {"id": by_message[letter.id], "message": _ids(letter)}

    return _page(call, "drafts", letters, show)


def _get_draft(world: World, call: Call) -> Any:
    letter = _box(world, call).draft(call.params["id"])
    return {"id": call.params["id"], "message": view(letter, *_format(call))}


def _update(world: World, call: Call) -> Any:
    """Replace a draft's message: it gets another id, the draft keeps its own."""
    return _draft(call.params["id"], _replaced(world, call, call.params["id"]))


def _replaced(world: World, call: Call, draft_id: str) -> Letter:
    box, message = _box(world, call), (call.body or {}).get("message") or {}
    old, raw = box.draft(draft_id), raw_of(message, call.media)
    thread = joined(box, raw, message.get("threadId", ""))
    del box.letters[old.id]
    fresh = keep(world, box, raw, ["DRAFT"], thread)
    box.drafts[draft_id] = fresh.id
    return fresh


def _send_draft(world: World, call: Call) -> Any:
    """Send a draft, as it is or with another message; it is gone then."""
    box, body = _box(world, call), call.body or {}
    if not body.get("id"):
        raise not_carried("sending a draft that was never kept")
    letter = box.draft(body["id"])
    if body.get("message") or call.media:
        letter = _replaced(world, call, body["id"])
    sent = send(world, box, letter.raw, letter.thread)
    del box.letters[box.drafts.pop(body["id"])]
    return brief(sent)


def _delete_draft(world: World, call: Call) -> None:
    box = _box(world, call)
    letter = box.draft(call.params["id"])
    del box.drafts[call.params["id"]], box.letters[letter.id]


# --- settings ---------------------------------------------------------------------------------


def _labels(world: World, call: Call) -> Any:
    _box(world, call)
    return {"labels": [{"id": name, "name": name, "type": "system"} for name in _SYSTEM]}


def _send_as(world: World, call: Call) -> Any:
    box = _box(world, call)
    common = {"replyToAddress": "", "signature": ""}
    found: list[dict[str, Any]] = [
        {
            "sendAsEmail": box.user,
            "displayName": world.accounts.get(box.user, ""),
            "isPrimary": True,
            "isDefault": True,
            **common,
        }
    ]
    for address, accepted in box.aliases.items():
        status = "accepted" if accepted else "pending"
        alias = {"sendAsEmail": address, "displayName": "", "isDefault": False, **common}
        found.append(alias | {"treatAsAlias": True, "verificationStatus": status})
    return {"sendAs": found}


HANDLERS: Handlers = {
    "gmail.users.getProfile": _profile,
    "gmail.users.messages.list": _list,
    "gmail.users.messages.get": _get,
    "gmail.users.messages.insert": _insert,
    "gmail.users.messages.import": _insert,
    "gmail.users.messages.send": _send,
    "gmail.users.messages.modify": _modify,
    "gmail.users.messages.trash": _trash,
    "gmail.users.messages.untrash": _untrash,
    "gmail.users.threads.list": _threads,
    "gmail.users.threads.get": _thread,
    "gmail.users.drafts.create": _create,
    "gmail.users.drafts.list": _drafts,
    "gmail.users.drafts.get": _get_draft,
    "gmail.users.drafts.update": _update,
    "gmail.users.drafts.send": _send_draft,
    "gmail.users.drafts.delete": _delete_draft,
    "gmail.users.labels.list": _labels,
    "gmail.users.settings.sendAs.list": _send_as,
}
