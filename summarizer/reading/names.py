"""The user's name and mail address in a text, by labels, by role words, and beside the id."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from summarizer.addresses import visible
from summarizer.reading.ids import Fact, Spot
from summarizer.reading.links import emails, without_links
from summarizer.reading.naming import MAX_NAME, leading_name, trailing_name, whole_name

_ROLE = (
    r"(?:user|client|freelancer|customer|member|contractor|talent|account (?:holder|owner)|seller"
    r"|buyer|subscriber|agency)"
)
#: A label whose value is a name, whatever it looks like; and one whose value may be one.
_NAME_LABEL = re.compile(
    rf"(?i)(?:^|[\t,;|(]\s*|[-*•·–]\s)(?:{_ROLE}(?:['’]s)?(?: full)? name|(?:full |display )?name"  # noqa: RUF001
    rf"|name of (?:the )?{_ROLE}|{_ROLE} ?/ ?id)\s*[:=]\s*"
)
_ROLE_LABEL = re.compile(rf"(?i)(?:^|[\t,;|(]\s*|[-*•·–]\s){_ROLE}(?: \([^)]{{1,20}}\))?\s*[:=]\s*")  # noqa: RUF001
_HELPDESK_LABEL = re.compile(r"(?i)(?:^|[\t,;|(]\s*)(?:requester|submitter)\s*[:=]?\s+")
_VALUE_END = re.compile(
    r"(?i)\t|[;|]|\s\(|\s[-–—/]+\s|/\s?\d|,?\s+(?:user\s?)?(?:id|uid)\b|,\s*(?:e-?mail|network|platform)\b"  # noqa: RUF001
)
_NO_VALUE = re.compile(
    r"(?i)(?:n/?a|none|unknown|unclear|not (?:known|sure|given|provided|stated)|tbd|tbc|\?+|-+)\.?"
)
_ROLE_WORD = re.compile(
    rf"(?i)\b{_ROLE}(?P<many>s)?\b(?:['’]s name)?[\s,:(–—-]{{1,3}}(?:(?:is|was|named|called|known as)\s+)?"  # noqa: RUF001
)
_LISTED = re.compile(r"\s*(?:,|;|&|/|\band\b)\s*")
_LEAD = re.compile(
    r"(?i)\b(?:named|called|name is|name was|goes by|belongs to|registered to|(?:account|profile) of"
    r"|(?:tweet|post|review|complaint|comment|video|thread|rant)s? (?:from|by)|escalations? for)\s+"
)
_TRAIL = re.compile(
    r"\s+(?:\(@|\(u/|(?:has |just |also |is |was )*(?:posted|posting|tweeted|tweeting|complained"
    r"|complaining|claims|alleges|threatening|threatens|(?:very |extremely |really |quite )?"
    r"(?:upset|furious|angry|unhappy|irate|frustrated|livid)|left an?|wrote an?|venting|ranting)\b)"
)
_COLLEAGUE = re.compile(
    r"(?i)\b(?:ceo|cfo|coo|cmo|vp|president|director|manager|head|lead|agent|colleague|teammate|boss"
    r"|rep|assistant|counsel)[\s,]*$"
)
_BEHIND_NAME = re.compile(r"\W{0,5}(?:e-?mail\W{1,3})?(\S+@\S+)", re.IGNORECASE)
_EMAIL_LABEL = re.compile(r"(?i)\be-?mail(?: address)?(?: is)?\s*[:=]?\s*(\S+@\S+)")
_AFTER_ID = re.compile(r"\s*[)\]]?\s*(?:[-–—|/:,(\t]|belongs to|is)\s*")  # noqa: RUF001
_OTHER = re.compile(r"(?i)\b(?:other|another|different|unrelated|not|non|each|every|fellow)[\s-]*$")
_SUBJECT_CUT = re.compile(r"\s[-–—|/:•·]+\s|[:|•·–—]\s|[()\[\]]|\s?/\s?|,\s|#|\d+")  # noqa: RUF001
_SUBJECT_TOPIC = re.compile(
    r"(?i)escalat|\bsm\b|social|complain|problematic|tweet|twitter|facebook|linkedin|instagram"
    r"|reddit|youtube|tiktok|trustpilot|glassdoor|bbb|\bx\b|threads|bluesky|review|user|client"
    r"|freelancer|customer|upset|furious|angry|\bid\b|summary|fyi|heads up|\d{4}"
)


def find_name(
    tiers: Sequence[Sequence[str]],
    subject: str,
    spots: Sequence[Spot],
    staff: Collection[str],
    *,
    helpdesk: bool = False,
) -> Fact:
    """The user's name: beside the id, else from the first tier that says just one.

    Args:
        tiers: Statements, those that count most first.
        subject: The mail's subject without prefixes; asked last.
        spots: Where the user's id stands.
        staff: Names that aren't the user's, casefolded: who wrote the mail.
        helpdesk: Whether a helpdesk made the mail, which calls the user "requester".
    """
    looks = [_beside_id(spots)]
    for statements in tiers:
        looks += [
            _labelled(statements, helpdesk=helpdesk),
            _by_role(statements),
            _by_deed(statements),
        ]
    looks.append(_in_subject(subject))
    for look in looks:
        found = {name: why for name, why in look if name.casefold() not in staff}
        if names := _whole(found):
            if len(names) > 1:
                said = " / ".join(dict.fromkeys(found.values()))
                return Fact("", f"two or more names, {', '.join(names[:5])}: {said[:500]}")
            return Fact(names[0], found[names[0]])
    return Fact("", "no user's name is said")


def find_email(statements: Iterable[str], name: str, staff: Collection[str]) -> Fact:
    """The user's own mail address: labelled as such, or behind the name; not one of the staff's."""
    found: dict[str, str] = {}
    for statement in statements:
        at = statement.casefold().find(name.casefold()) if name else -1
        behind = _BEHIND_NAME.match(statement, at + len(name)) if at >= 0 else None
        for match in (behind, _EMAIL_LABEL.search(statement)):
            for address in emails(match[1])[:1] if match else ():
                if address not in staff:
                    found.setdefault(address, statement)
    return Fact(*next(iter(found.items()))) if len(found) == 1 else Fact()


def _whole(found: Iterable[str]) -> list[str]:
    """The different names, each as the fullest form in which it is said."""
    names: list[str] = []
    for name in sorted(found, key=len, reverse=True):
        words = set(name.casefold().split())
        if not any(words <= set(other.casefold().split()) for other in names):
            names.append(name)
    return names


Found = Iterator[tuple[str, str]]


def _beside_id(spots: Sequence[Spot]) -> Found:
    for spot in spots:
        role = re.search(rf"(?i)\b{_ROLE}\W+\w+\W*$", spot.plain[: spot.start])
        name = trailing_name(spot.plain[: spot.start], fewest=1 if role else 2)
        after = _AFTER_ID.match(spot.plain, spot.end)
        if not name and after:
            name = leading_name(spot.plain[after.end() :])
        if name:
            yield name, spot.statement


def _labelled(statements: Iterable[str], *, helpdesk: bool) -> Found:
    for statement in statements:
        for match in _NAME_LABEL.finditer(statement):
            if value := _value(statement[match.end() :]):
                yield value, statement
        labels = [_ROLE_LABEL, _HELPDESK_LABEL] if helpdesk else [_ROLE_LABEL]
        for label in labels:
            for match in label.finditer(statement):
                if name := _role_value(statement[match.end() :]):
                    yield name, statement


def _value(text: str) -> str:
    """The value of a label, up to the next one, as it stands: it may be no name at all."""
    end = _VALUE_END.search(text)
    value = visible(text[: end.start()] if end else text).strip(" ,.*\"'“”")[:MAX_NAME]
    return "" if _NO_VALUE.fullmatch(value) or value.isdigit() or emails(value) else value


def _role_value(text: str) -> str:
    """A name after "Client:" or the like; what is no name counts only if it is no word either."""
    value = _value(text)
    if value[:1] in "{=<+@" and value and not value.startswith("@"):
        return value
    return leading_name(text) or (leading_name(value, 1) if whole_one(value) else "")


def whole_one(value: str) -> bool:
    """Whether a value is one name word and nothing else."""
    return bool(value) and leading_name(value, 1) == value


def _by_role(statements: Iterable[str]) -> Found:
    """Names behind a role word: "the freelancer Jane Doe"; behind "users" all that are listed."""
    for statement in statements:
        plain = without_links(statement)
        for match in _ROLE_WORD.finditer(plain):
            if _OTHER.search(plain[max(0, match.start() - 20) : match.start()]):
                continue
            rest = plain[match.end() :]
            for part in _LISTED.split(rest[:200]) if match["many"] else (rest,):
                if name := leading_name(part):
                    yield name, statement


def _by_deed(statements: Iterable[str]) -> Found:
    """Names of those who posted, complain, or whose post it is."""
    for statement in statements:
        plain = without_links(statement)
        for match in _LEAD.finditer(plain):
            if name := leading_name(plain[match.end() :]):
                yield name, statement
        for match in _TRAIL.finditer(plain):
            before = plain[: match.start()]
            name = trailing_name(before)
            if name and not _COLLEAGUE.search(before[: before.rfind(name.split()[0])][-20:]):
                yield name, statement


def _in_subject(subject: str) -> Found:
    """The one piece of an escalation's subject that is a name: "Escalation - Jane Doe - X"."""
    if not _SUBJECT_TOPIC.search(subject):
        return
    for piece in _SUBJECT_CUT.split(without_links(subject)):
        if name := whole_name(piece):
            yield name, subject
