"""Mailboxes: letters in threads, drafts, addresses to send from; sending, delivering, people."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from tests.google.world import GoogleError, World

#: Message ids are sixteen hexadecimal digits; the first of a thread is the thread's id, too.
_FIRST_ID = 0x18C0000000000000
_REPLY = re.compile(r"^\s*((re|fwd?|aw)\s*:\s*)+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>,;:\"()@]+@[^\s<>,;:\"()@]+")
_IDS = re.compile(r"<[^<>\s]+>")
_BLANK = re.compile(rb"\r?\n\r?\n")
#: Keeps what was written as it is: nothing is folded anew, lines end as mail wants it.
_KEPT = policy.compat32.clone(linesep="\r\n", max_line_length=0)


@dataclass(slots=True)
class Letter:
    """A message of a mailbox; `labels` are label ids: DRAFT, SENT, INBOX, UNREAD, TRASH."""

    id: str
    thread: str
    raw: bytes
    labels: list[str]
    at: datetime
    history: int

    @property
    def message(self) -> Message:
        return message_from_bytes(self.raw)

    @property
    def head(self) -> Message:
        """Its header fields alone, for those who only read them."""
        return _head(self.raw)

    def header(self, name: str) -> str:
        return header(self.head, name)


@dataclass(slots=True)
class Mailbox:
    """One account's mail. `drafts`: draft id to message id. `aliases`: address to accepted."""

    user: str
    letters: dict[str, Letter] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, bool] = field(default_factory=dict)

    def letter(self, message_id: str) -> Letter:
        if not re.fullmatch(r"[0-9a-f]{1,16}", message_id):
            raise GoogleError(400, "Invalid id value", "invalidArgument")
        if message_id not in self.letters:
            raise GoogleError(404, "Requested entity was not found.", "notFound")
        return self.letters[message_id]

    def draft(self, draft_id: str) -> Letter:
        if draft_id not in self.drafts:
            raise GoogleError(404, "Requested entity was not found.", "notFound")
        return self.letters[self.drafts[draft_id]]

    def thread(self, thread_id: str) -> list[Letter]:
        found = [letter for letter in self.letters.values() if letter.thread == thread_id]
        if not found:
            raise GoogleError(404, "Requested entity was not found.", "notFound")
        return sorted(found, key=lambda letter: letter.at)

    def addresses(self) -> set[str]:
        return {self.user, *(address for address, accepted in self.aliases.items() if accepted)}


@dataclass(slots=True)
class Mailboxes:
    """All mailboxes, and what left them.

    Attributes:
        delivered: Each mail that was sent: the addresses of its envelope, and its bytes.
        keeps_message_ids: Whether a mail keeps the Message-ID that its writer gave it when it is
            sent, and when a person edits its draft. Google documents neither; people who sent
            through the API report that it is replaced (README.md), so it is unless a test says
            otherwise.
    """

    boxes: dict[str, Mailbox] = field(default_factory=dict)
    delivered: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    keeps_message_ids: bool = False


@functools.lru_cache(maxsize=200)
def _head(raw: bytes) -> Message:
    return message_from_bytes(_BLANK.split(raw, 1)[0])


def mailboxes(world: World) -> Mailboxes:
    found: Mailboxes = world.part("gmail", Mailboxes)
    return found


def mailbox(world: World, user: str) -> Mailbox:
    return mailboxes(world).boxes.setdefault(user, Mailbox(user))


def header(message: Message, name: str) -> str:
    """A header's text, decoded and in one line; several of a name are joined with commas."""
    return ", ".join(decoded(str(value)) for value in message.get_all(name, []))


def decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(" ".join(value.split()))))
    except (LookupError, ValueError, HeaderParseError):
        return value


def people(message: Message, *names: str) -> list[str]:
    """The addresses in these headers. 400 where one can't be read."""
    found: list[str] = []
    for name in names:
        values = [str(value) for value in message.get_all(name, []) if str(value).strip()]
        read = [address for _, address in getaddresses(values)]
        if not all(map(_ADDRESS.fullmatch, read)) or any(";" in value for value in values):
            raise GoogleError(400, f"Invalid {name} header", "invalidArgument")
        found += read
    return list(dict.fromkeys(found))


def keep(world: World, box: Mailbox, raw: bytes, labels: Iterable[str], thread: str = "") -> Letter:
    """A new letter in the mailbox, in this thread or in one of its own."""
    number = world.number()
    name = f"{_FIRST_ID + (number << 20):016x}"
    letter = Letter(name, thread or name, raw, sorted(set(labels)), world.now(), number)
    box.letters[name] = letter
    return letter


def joined(box: Mailbox, raw: bytes, thread: str) -> str:
    """The thread that a letter joins; "" where it begins its own (schema: Message.threadId).

    The thread must be named, In-Reply-To or References must name a mail of it, and the subjects
    must match. A thread that doesn't exist is 404.
    """
    return thread if thread and _belongs(box.thread(thread), raw) else ""


def found_thread(box: Mailbox, raw: bytes) -> str:
    """The thread that a mail joins when it arrives: by what it refers to, with its subject."""
    threads = dict.fromkeys(letter.thread for letter in box.letters.values())
    return next((t for t in threads if _belongs(box.thread(t), raw)), "")


def _belongs(letters: list[Letter], raw: bytes) -> bool:
    message = message_from_bytes(raw)
    said = " ".join(header(message, name) for name in ("In-Reply-To", "References"))
    named = set(_IDS.findall(said))
    known = {letter.header("Message-ID").strip() for letter in letters}
    subjects = {_bare(letter.header("Subject")) for letter in letters}
    return bool(named & known) and _bare(header(message, "Subject")) in subjects


def _bare(subject: str) -> str:
    return _REPLY.sub("", subject).strip().casefold()


def changed(raw: bytes, headers: Mapping[str, str | None], text: str | None = None) -> bytes:
    """A mail with other headers (None: taken out), and another plain text."""
    message = message_from_bytes(raw, policy=_KEPT)
    for name, value in headers.items():
        del message[name]
        if value is not None:
            message[name] = value
    if text is not None:
        del message["Content-Transfer-Encoding"]
        message.set_payload(text, "utf-8")
    return message.as_bytes(policy=_KEPT)


def new_message_id(world: World) -> str:
    return f"<CAloopback+{world.number():08d}@mail.gmail.com>"


def send(world: World, box: Mailbox, raw: bytes, thread: str) -> Letter:
    """Send a mail: it leaves, stays in the mailbox with its Bcc, and arrives where it can.

    A From that isn't the primary address or an accepted alias becomes the primary one, as Gmail
    documents it for "Send mail as".
    """
    message = message_from_bytes(raw)
    to = people(message, "To", "Cc", "Bcc")
    if not to:
        raise GoogleError(400, "Recipient address required", "invalidArgument")
    anew: dict[str, str | None] = {}
    senders = people(message, "From")
    if len(senders) != 1 or senders[0] not in box.addresses():
        anew |= {"X-Google-Original-From": header(message, "From") or None, "From": box.user}
    if not mailboxes(world).keeps_message_ids or not message["Message-ID"]:
        anew["Message-ID"] = new_message_id(world)
    sent = changed(raw, anew)
    here = to_whom(world, to)
    letter = keep(world, box, sent, ["SENT", *(["INBOX"] if box.user in here else [])], thread)
    open_to_all = changed(sent, {"Bcc": None})
    mailboxes(world).delivered.append((tuple(to), open_to_all))
    for user in here - {box.user}:
        deliver(world, user, open_to_all)
    return letter


def to_whom(world: World, addresses: Iterable[str]) -> set[str]:
    """The accounts of this world behind these addresses."""
    owners = {name: b.user for b in mailboxes(world).boxes.values() for name in b.addresses()}
    owners |= {user: user for user in world.accounts}
    return {owners[address] for address in addresses if address in owners}


# --- people beside ----------------------------------------------------------------------------


def deliver(world: World, user: str, raw: bytes) -> str:
    """A mail arrives; its message id in this mailbox."""
    with world.lock:
        box = mailbox(world, user)
        return keep(world, box, raw, ["INBOX", "UNREAD"], found_thread(box, raw)).id


def add_alias(world: World, user: str, address: str, *, accepted: bool = True) -> None:
    """Somebody adds an address to send from, and confirms it or not yet."""
    with world.lock:
        mailbox(world, user).aliases[address] = accepted


def hand_send_draft(world: World, user: str, draft_id: str) -> str:
    """A person opens a draft and presses Send; the id of the sent message."""
    with world.lock:
        box = mailbox(world, user)
        letter = box.draft(draft_id)
        sent = send(world, box, letter.raw, letter.thread)
        del box.letters[box.drafts.pop(draft_id)]
        return sent.id


def hand_edit_draft(
    world: World,
    user: str,
    draft_id: str,
    headers: Mapping[str, str | None] | None = None,
    text: str | None = None,
) -> str:
    """A person edits a draft in Gmail: the draft keeps its id, its message gets another one.

    What Gmail's editor doesn't know of (X- headers, and the Message-ID) is gone, and a draft whose
    subject changed leaves its thread.
    """
    with world.lock:
        box = mailbox(world, user)
        letter, anew = box.draft(draft_id), dict(headers or {})
        if not mailboxes(world).keeps_message_ids:
            unknown = [name for name in letter.message if name.lower().startswith("x-")]
            anew = {**dict.fromkeys(unknown), "Message-ID": new_message_id(world), **anew}
        raw = changed(letter.raw, anew, text)
        same = _bare(header(message_from_bytes(raw), "Subject")) == _bare(letter.header("Subject"))
        del box.letters[letter.id]
        edited = keep(world, box, raw, ["DRAFT"], letter.thread if same else "")
        box.drafts[draft_id] = edited.id
        return edited.id


def hand_delete_draft(world: World, user: str, draft_id: str) -> None:
    """A person discards a draft."""
    with world.lock:
        box = mailbox(world, user)
        box.draft(draft_id)
        del box.letters[box.drafts.pop(draft_id)]


def delivered(world: World) -> list[tuple[tuple[str, ...], bytes]]:
    """What left all mailboxes: (the addresses it went to, the mail without Bcc)."""
    return mailboxes(world).delivered
