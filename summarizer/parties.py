"""Everybody whom a mail of a case can concern, and the tokens by which procedures name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from summarizer.addresses import Address, Mailboxes, is_line, read_addresses, visible
from summarizer.people import People, Person
from tracker.errors import BadInput, Refused

#: Usable addresses, and the mailboxes that are none.
Found = tuple[list[Address], list[str]]


class Thread(NamedTuple):
    """What is known of the mail that is answered; header texts, or pairs of name and address.

    Attributes:
        message_id: Of the mail that is answered, with its < and >.
        reply_to: Where answers shall go instead of to the sender; "" for none.
        references: Its References, else its In-Reply-To, as the header's text.
    """

    message_id: str
    subject: str
    sender: Mailboxes
    to: Mailboxes = ""
    cc: Mailboxes = ""
    reply_to: Mailboxes = ""
    references: str = ""


class Parties(NamedTuple):
    """Whom the tokens can stand for.

    Attributes:
        people: The desk's people and their roles.
        me: Who writes.
        addresses: The settings' `[addresses]` by name.
        facts: The case's facts: `user.email`, `user.name`, `owner`, and those that tokens name.
        thread: The mail that is answered; None where the case has none.
    """

    people: People
    me: Person
    addresses: Mapping[str, str]
    facts: Mapping[str, str]
    thread: Thread | None = None


def resolve(who: str, parties: Parties) -> Found:
    """The addresses that a token stands for now, and what of the thread can't be used.

    Tokens are those of `procedure.MessageRule`. The user, a fact or the thread may stand for
    nobody yet.

    Raises:
        BadInput: No such token, or what it stands for can't be used; says which.
        NotFound: Nobody holds the role.
        Refused: A name has a line break or a control character.
    """
    kind = who.partition(":")[0].partition(".")[0]
    if kind not in _KINDS:
        raise BadInput(f"Nobody is called {who}", f"Tokens begin with {', '.join(_KINDS)}.")
    found, bad = _KINDS[kind](who, parties)
    for address in found:
        if not is_line(address.name):
            raise Refused(
                f"The name {visible(address.name)!r} in {who} can't stand in a mail's header",
                "It has a line break or a control character.",
                "Correct it with: summarizer set CASE FIELD VALUE; or write this mail by hand.",
            )
    return found, bad


def _thread(who: str, parties: Parties) -> Found:
    thread = parties.thread
    if thread is None:
        return [], []
    parts = {
        "thread.from": thread.reply_to or thread.sender,
        "thread.to": thread.to,
        "thread.cc": thread.cc,
    }
    if who not in parts:
        raise BadInput(f"Nobody is called {who}", f"There are {', '.join(parts)}.")
    return read_addresses(parts[who])


def _me(who: str, parties: Parties) -> Found:
    del who
    return [_of(parties.me)], []


def _user(who: str, parties: Parties) -> Found:
    email = parties.facts.get("user.email", "").strip()
    if not email:
        return [], []
    found, bad = read_addresses([(parties.facts.get("user.name", "").strip(), email)])
    if bad:
        raise _unusable(who, f"an address in user.email, not {visible(email)!r}")
    return found, []


def _address(who: str, parties: Parties) -> Found:
    name = who.partition(":")[2]
    text = parties.addresses.get(name, "")
    found, bad = read_addresses(text)
    if bad or len(found) != 1:
        raise BadInput(
            f"The address {name} is {visible(text)!r}" if text else f"No address {name} is set",
            "A mail needs one address there.",
            f"Set addresses.{name} in summarizer.toml.",
        )
    return found, []


def _role(who: str, parties: Parties) -> Found:
    return [_of(person) for person in parties.people.role(who.partition(":")[2])], []


def _fact(who: str, parties: Parties) -> Found:
    """People by key, or addresses, between commas."""
    found, bad = read_addresses(parties.facts.get(who.partition(":")[2] or who, ""))
    for part in bad:
        person = parties.people.get(part)
        if person is None:
            raise _unusable(who, f"keys of people, or addresses, not {part!r}")
        found.append(_of(person))
    return found, []


def _of(person: Person) -> Address:
    return Address(person.name, person.email)


def _unusable(who: str, expected: str) -> BadInput:
    return BadInput(
        f"A mail can't be addressed to {who}",
        f"Expected {expected}.",
        "Correct it with: summarizer set CASE FIELD VALUE",
    )


_KINDS: dict[str, Callable[[str, Parties], Found]] = {
    "thread": _thread,
    "user": _user,
    "owner": _fact,
    "me": _me,
    "address": _address,
    "role": _role,
    "fact": _fact,
}
