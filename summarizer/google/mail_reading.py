"""Reading a mailbox: one mail that a person names, what came in, and what left on a thread."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from summarizer.google.errors import Said
from summarizer.google.mail_places import Source, read_place
from tracker.errors import NotFound

if TYPE_CHECKING:
    from summarizer.google.api import Google

#: Threads that the inbox shows at most: each costs a request.
MOST_THREADS = 50
#: Items of a page, and pages that are read of one list.
_PAGE, _MOST_PAGES = 500, 10
_BAD, _GONE = 400, 404
_ENOUGH = 1_000_000
#: What is asked of a thread's mails: texts as deep as people's drafts have them, since others may
#: have answered with parts in parts without end.
_PART = "mimeType,body(data)"
_SAID = (
    f"messages(id,labelIds,internalDate,payload(headers,{_PART}"
    f",parts({_PART},parts({_PART},parts({_PART})))))"
)


def find(google: Google, q: str, doing: str, most: int = 1) -> list[dict[str, Any]]:
    """The newest messages that fit a search: their `id` and `threadId`."""
    messages = google.service("gmail").users().messages()
    answer = google.ask(messages.list(userId="me", q=q, maxResults=most), doing)
    found: list[dict[str, Any]] = answer.get("messages", [])
    return found


def raw(google: Google, message_id: str) -> bytes:
    """A mail as its server got it. NotFound without one."""
    messages = google.service("gmail").users().messages()
    answer = google.ask(messages.get(userId="me", id=message_id, format="raw"), "read the mail")
    return decode(answer["raw"])


def decode(text: str) -> bytes:
    """Bytes as Gmail writes them."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fetch(google: Google, source: Source, *, newest: bool) -> bytes:
    """The mail that is meant. NotFound if it isn't in the mailbox."""
    if source.conversation and newest:
        return raw(google, _last_received(google, source.id))
    if source.id:
        return raw(google, source.id)
    found = find(google, f"in:anywhere rfc822msgid:{source.message_id}", "look for the mail")
    if not found:
        raise NotFound(
            f"This mailbox has no mail with the Message-ID {source.message_id}",
            "It may be in somebody else's.",
            "Have it forwarded as an attachment, or name an .eml file.",
        )
    return raw(google, found[0]["id"])


def _last_received(google: Google, thread_id: str) -> str:
    threads = google.service("gmail").users().threads()
    answer = google.ask(threads.get(userId="me", id=thread_id, format="minimal"), "read the thread")
    messages = answer["messages"]
    came = [m for m in messages if not {"SENT", "DRAFT"} & set(m.get("labelIds", ()))]
    return str((came or messages)[-1]["id"])


def received(google: Google, addresses: Sequence[str], since: datetime) -> list[bytes]:
    """The headers of the first mail since then of each thread that came to these addresses."""
    to = " ".join(f"{name}:{a}" for a in addresses for name in ("to", "deliveredto", "list"))
    q = f"{{{to}}} after:{int(since.timestamp())} -in:drafts"
    found = find(google, q, "look for new mails", _PAGE)
    first = {message["threadId"]: message["id"] for message in found}  # the oldest comes last
    return [_head(google, message) for message in list(first.values())[:MOST_THREADS]]


def _head(google: Google, message_id: str) -> bytes:
    messages = google.service("gmail").users().messages()
    request = messages.get(userId="me", id=message_id, format="metadata")
    headers = google.ask(request, "read a mail's headers")["payload"]["headers"]
    lines = (f"{h['name']}: {' '.join(h['value'].split())}\r\n" for h in headers)
    return f"{''.join(lines)}\r\n".encode()


def draft_ids(google: Google) -> set[str]:
    """The ids of all drafts in the mailbox, 500 a request."""
    drafts = google.service("gmail").users().drafts()
    return {item["id"] for item in _pages(google, drafts.list, "drafts", "list the drafts")}


def sent_threads(google: Google, since: datetime | None) -> set[str]:
    """The threads on which something was sent since then, 500 mails a request."""
    messages = google.service("gmail").users().messages()
    q = f"in:sent after:{int(since.timestamp())}" if since else "in:sent"
    found = _pages(google, messages.list, "messages", "list what was sent", q=q)
    return {item["threadId"] for item in found}


def sent_in(google: Google, thread_id: str) -> list[dict[str, Any]]:
    """What left on a thread, with headers and text; nothing where the thread is gone."""
    threads = google.service("gmail").users().threads()
    request = threads.get(userId="me", id=thread_id, format="full", fields=_SAID)
    try:
        answer = google.ask(request, "read the thread", told=(_BAD, _GONE))
    except Said:  # a thread of its own, and the draft was discarded
        return []
    return [m for m in answer.get("messages", ()) if "SENT" in m.get("labelIds", ())]


def came_in(
    google: Google,
    account: str,
    threads: Mapping[str, Sequence[str]],
    since: datetime,
    seen: Sequence[str],
) -> dict[str, dict[str, bytes]]:
    """What others sent since then on the threads of mails of this account, the oldest first.

    Of each the beginning, where its text is: many with pictures would be more than memory holds.
    """
    places = ((read_place(text), name) for name, texts in threads.items() for text in texts)
    named = {place.thread: name for place, name in places if place and place.account == account}
    if not named:
        return {}
    messages = google.service("gmail").users().messages()
    q = f"-in:sent -in:drafts after:{int(since.timestamp())}"
    found: dict[str, dict[str, bytes]] = {}
    listed = list(_pages(google, messages.list, "messages", "look for replies", q=q))
    for item in reversed(listed):
        if item["threadId"] in named:
            content = b"" if item["id"] in seen else raw(google, item["id"])[:_ENOUGH]
            found.setdefault(named[item["threadId"]], {})[item["id"]] = content
    return found


def _pages(
    google: Google, ask: Callable[..., Any], name: str, doing: str, **given: str
) -> Iterator[Mapping[str, Any]]:
    token = None
    for _ in range(_MOST_PAGES):
        request = ask(userId="me", maxResults=_PAGE, pageToken=token, **given)
        answer = google.ask(request, doing)
        yield from answer.get(name, ())
        if not (token := answer.get("nextPageToken")):
            return


def header(message: Mapping[str, Any], name: str) -> str:
    """A header of a message that was asked for with its headers; "" without one."""
    headers = message["payload"].get("headers", ())
    return next((str(h["value"]) for h in headers if h["name"].casefold() == name.casefold()), "")


def sent_at(message: Mapping[str, Any]) -> datetime:
    """When a message left, by the mailbox's clock."""
    return datetime.fromtimestamp(int(message["internalDate"]) / 1000, UTC)


def text(message: Mapping[str, Any]) -> str:
    """The plain text of a message that was asked for in full."""
    return "\n".join(_texts(message["payload"]))


def _texts(part: Mapping[str, Any]) -> Iterator[str]:
    data = part.get("body", {}).get("data", "")
    if part.get("mimeType") == "text/plain" and data:
        yield decode(data).decode("utf-8", "replace")
    for inner in part.get("parts", ()):
        yield from _texts(inner)
