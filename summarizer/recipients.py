"""Who gets a mail: computed from the rule each time, and linted before anything is drafted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.addresses import Address, parser_failures, read_addresses, unique
from summarizer.parties import Parties, resolve
from summarizer.procedure import MessageRule
from tracker.errors import BadInput, Refused

if TYPE_CHECKING:
    from email.message import EmailMessage


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a mail; each address once, in the first of To, Cc and Bcc that has it.

    Attributes:
        sender: Whom it is from.
        missing: Why nobody stands in To; "" if somebody does. Until then it can't be sent.
        remarks: What a person should know before it is sent: that, and mailboxes of the thread
            that were left out.
    """

    sender: Address
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    missing: str = ""
    remarks: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Address]:
        return iter((*self.to, *self.cc, *self.bcc))


def recipients(rule: MessageRule, parties: Parties) -> Recipients:
    """Who gets the mail (003.1.4, 003.1.5, 003.2.3).

    What the thread names goes in without whoever writes; what the rule itself names always goes
    in, such as the alias that gets a blind copy of its own mail. A blind copy never becomes an
    open one. The user's address may be unknown: then `missing` says so.

    Raises:
        BadInput: A token stands for nothing that can be used; says which.
        NotFound: Nobody holds a role.
        Refused: A name would break a header.
    """
    sender = _sender(rule, parties)
    taken: set[str] = set()
    to, cc, bcc = (
        unique(_others(tokens, parties, sender), taken) for tokens in (rule.to, rule.cc, rule.bcc)
    )
    missing = "" if to else _missing(rule)
    remarks = [missing] if missing else []
    remarks += (
        f"Left out of the answer: {mailbox} ({who}) is not an address"
        for who in (*rule.to, *rule.cc, *rule.bcc)
        for mailbox in resolve(who, parties)[1]
    )
    return Recipients(sender, to, cc, bcc, missing, tuple(remarks))


def demanded(rule: MessageRule, parties: Parties) -> list[Address]:
    """Who must get the mail beside the people of the thread, where they are known."""
    return [
        a for who in rule.must if not who.startswith("thread.") for a in resolve(who, parties)[0]
    ]


def recipients_of(message: EmailMessage) -> Recipients:
    """Who would get a mail as it stands, such as a draft that people changed.

    Raises:
        Refused: It hasn't one usable From, or a recipient can't be used.
    """
    found: dict[str, list[Address]] = {}
    for header in ("From", "To", "Cc", "Bcc"):
        try:
            text = ", ".join(map(str, message.get_all(header, [])))
        except parser_failures() as error:
            raise Refused(f"{header} can't be read", "", "Mend it in the draft.") from error
        found[header], bad = read_addresses(text)
        if bad:
            raise Refused(
                f"{header} has {bad[0]}, which is no address", "", "Mend it in the draft."
            )
    if len(found["From"]) != 1:
        raise Refused("The draft has no From", "", "Write one address there.")
    to, cc, bcc = (tuple(found[header]) for header in ("To", "Cc", "Bcc"))
    missing = "" if to else "Nobody stands in To: write somebody there."
    return Recipients(found["From"][0], to, cc, bcc, missing)


def lint(rule: MessageRule, found: Recipients, parties: Parties) -> None:
    """Refuse a wrong sender, a recipient that the rule forbids, and the lack of one it demands.

    A user whose address isn't known is not demanded: that mail is drafted without To, and is
    not sent so.

    Raises:
        Refused: Names the address and the rule's row.
    """
    sender = _sender(rule, parties)
    row = f" ({rule.rule})" if rule.rule else ""
    if found.sender.key != sender.key:
        raise Refused(
            f"{rule.name} must be sent from {sender.address}, not {found.sender.address}{row}",
            "",
            "Put that into From.",
        )
    present = {address.key for address in found}
    for who in rule.must:
        _lint_must(rule, who, present, parties, row)
    _lint_blind(rule, found, parties, row)
    forbidden = [(who, address) for who in rule.never for address in resolve(who, parties)[0]]
    if "user" in rule.never and not parties.facts.get("user.email"):
        forbidden += [("user", address) for address in found if _is_named(address, parties)]
    for who, address in forbidden:
        if address.key in present:
            raise Refused(
                f"{rule.name} must not go to {address.address} ({who}){row}",
                "That address is among its recipients.",
                "Take it out, or change `never` in the procedure.",
            )


def _is_named(address: Address, parties: Parties) -> bool:
    """Whether a mailbox bears the user's name: all that is known where no address is."""
    name = " ".join(parties.facts.get("user.name", "").split()).casefold()
    return bool(name) and " ".join(address.name.split()).casefold() == name


def _lint_blind(rule: MessageRule, found: Recipients, parties: Parties, row: str) -> None:
    """Whom the rule names in Bcc only, nobody else may see: not in To, and not in Cc (003.1.5)."""
    seen = {address.key for address in (*found.to, *found.cc)}
    open_ = {a.key for who in (*rule.to, *rule.cc) for a in resolve(who, parties)[0]}
    for who in rule.bcc:
        for address in resolve(who, parties)[0]:
            if address.key in seen - open_:
                raise Refused(
                    f"{rule.name} must hide {address.address} ({who}){row}",
                    "That address stands in To or Cc, where everybody sees it.",
                    "Move it to Bcc.",
                )


def _lint_must(
    rule: MessageRule, who: str, present: Collection[str], parties: Parties, row: str
) -> None:
    if who != "user" and not resolve(who, parties)[0]:
        raise Refused(
            f"{rule.name} must go to {who}, and nobody is known there{row}",
            "",
            "Say who that is with: summarizer set CASE FIELD VALUE; or in people.toml.",
        )
    for address in _others([who], parties, _sender(rule, parties)):
        if address.key not in present:
            raise Refused(
                f"{rule.name} must go to {address.address} ({who}){row}",
                "That address is not among its recipients.",
                "Put it back, or change `must` in the procedure.",
            )


def _sender(rule: MessageRule, parties: Parties) -> Address:
    found, _ = resolve(rule.sender, parties)
    if len(found) != 1:
        raise BadInput(f"{rule.name}: {rule.sender} is not one address to send from")
    return found[0]


def _missing(rule: MessageRule) -> str:
    who = "the user's address" if "user" in rule.to else ", ".join(rule.to)
    return f"Nobody stands in To: {who} is not known. Write it there before this is sent."


def _others(tokens: Iterable[str], parties: Parties, sender: Address) -> list[Address]:
    """The addresses of the tokens, less those of whoever writes where the thread names them."""
    own = {sender.key, parties.me.email.casefold()}
    return [
        address
        for who in tokens
        for address in resolve(who, parties)[0]
        if not (who.startswith("thread.") and address.key in own)
    ]
