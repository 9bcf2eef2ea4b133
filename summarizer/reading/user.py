"""Whom a mail is about, and who asks: the user, the person who wrote, and their colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from summarizer.addresses import Address
from summarizer.patterns import Pattern
from summarizer.reading.ids import Fact, Patterns, find_id
from summarizer.reading.mailtext import Mail
from summarizer.reading.names import find_email, find_name
from summarizer.reading.naming import spoken

#: What users say of themselves; a colleague who reports a user says "the user", "she".
_FIRST_PERSON = Pattern(
    r"(?i)\b(?:my|our) (?:\w+ )?(?:account|profile|money|payments?|contracts?|jobs?|funds|earnings"
    r"|refund|clients?|freelancer|projects?|balance|withdrawal|id|case|ticket)\b"
    r"|\byour (?:company|platform|site|website|support|service|fees|team)\b"
)
_THIRD_PERSON = Pattern(r"(?i)\b(?:the|this|a|our) (?:user|client|freelancer|customer|member)\b")


class User(NamedTuple):
    """Whom the mail is about; None where the mail doesn't say it, or says it twice."""

    name: str | None = None
    id: str | None = None
    email: str | None = None


def read_user(
    mail: Mail, tiers: Sequence[Sequence[str]], patterns: Patterns
) -> tuple[User, dict[str, str]]:
    """The user, and why, by field. `tiers`: the mail's statements, those that count most first.

    Who wrote a forwarded complaint of their own is the user.
    """
    user_id, spots = find_id([*tiers, mail.links], patterns)
    staff = {spoken(p.name).casefold() for p in (mail.from_, mail.writer) if p}
    name = find_name(tiers, mail.subject, spots, staff, helpdesk=mail.kind == "helpdesk")
    writer = mail.forwarded_from
    if not name.value and writer and writer.name and _complains(mail):
        name = Fact(spoken(writer.name), f"forwarded, From: {writer}")
    people = (mail.from_, mail.writer, *mail.reply_to, *mail.to, *mail.cc)
    statements = [statement for tier in tiers for statement in tier]
    email = find_email(statements, name.value, {p.key for p in people if p})
    if writer and name.value and spoken(writer.name).casefold() == name.value.casefold():
        email = Fact(writer.address, f"forwarded, From: {writer}")
    why = {"user.name": name.why, "user.id": user_id.why, "user.email": email.why}
    return User(name.value or None, user_id.value or None, email.value or None), why


def requested_by(mail: Mail, user: User) -> tuple[Address | None, str]:
    """The writer; for a forward, the colleague who wrote what is forwarded, if it was one."""
    writer, forwarded = mail.writer, mail.forwarded_from
    if writer is None:
        return None, "the mail doesn't say who wrote it"
    if forwarded and _domain(forwarded) == _domain(writer) and not _is_user(forwarded, user, mail):
        return forwarded, f"forwarded by {writer}; From: {forwarded}"
    return writer, f"From: {writer}"


def mentions(mail: Mail) -> set[str]:
    """How the people of the mail are mentioned: "@Mark", "@MarkEllis", "@mark.ellis"."""
    people = [p for p in (mail.from_, *mail.to, *mail.cc) if p]
    names = [spoken(p.name) for p in people if p.name]
    first, whole = {n.split()[0] for n in names}, {n.replace(" ", "") for n in names}
    return first | whole | {p.address.partition("@")[0] for p in people}


def _is_user(person: Address, user: User, mail: Mail) -> bool:
    same_name = (user.name or "").casefold() == spoken(person.name).casefold()
    return same_name or user.email == person.key or _complains(mail)


def _complains(mail: Mail) -> bool:
    """Whether what is forwarded is a user's own complaint, not a colleague's about a user."""
    text = mail.forwarded
    return bool(_FIRST_PERSON.search(text)) and not _THIRD_PERSON.search(text)


def _domain(person: Address) -> str:
    return person.key.rpartition("@")[2]
