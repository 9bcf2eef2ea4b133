"""The user's name and mail address in a text: by labels, by role words, and beside the id."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from summarizer.addresses import visible
from summarizer.patterns import Pattern
from summarizer.reading.ids import Fact, Spot
from summarizer.reading.links import emails, without_links
from summarizer.reading.naming import MAX_NAME, leading_name, trailing_name, whole_name

_ROLE = (
    r"(?:user|client|freelancer|customer|member|contractor|talent|account (?:holder|owner)|seller"
    r"|buyer|subscriber|agency|FL|CL)"
)
#: Where a label can stand: at the start, behind a separator or a list's dot.
_START = r"(?i)(?:^|[\t,;|(/]\s*|[-*•·–]\s)"
#: A label whose value is the name, whatever it looks like; and one whose value can be a name.
_NAME_LABEL = Pattern(
    rf"{_START}(?:{_ROLE}(?:['’]s)?(?: full)? name|(?:full |display )?name"
    rf"|name of (?:the )?{_ROLE}|{_ROLE} ?/ ?id)\s*[:=]\s*"
)
_ROLE_LABEL = Pattern(rf"{_START}{_ROLE}(?: \([^)]{{1,20}}\))?\s*[:=]\s*")
_HELPDESK_LABEL = Pattern(rf"{_START}(?:requester|submitter)\s*[:=]?\s+")

#: Where a value ends that is made of plain words, and where any other does.
_WORDS = Pattern(r"[\w\s.,'’·-]*")
_WORDS_END = Pattern(
    r"(?i)[\t;|]|\s[(/–—-]|/\s?\d|,?\s+(?:user\s?)?(?:id|uid)\b|,\s*(?:e-?mail|network|platform)\b"
)
_VALUE_END = Pattern(r"(?i)\t|[;|,/]\s*\w[\w ]{0,20}[:=]|[,\s(]+(?:user\s?)?(?:id|uid)\b")
_NO_VALUE = Pattern(
    r"(?i)(?:n/?a|none|unknown|unclear|not (?:known|sure|given|provided)|tbd|tbc|\?+|-+)\.?"
)

_ROLE_WORD = Pattern(
    rf"(?i)\b{_ROLE}(?P<many>s)?\b(?:['’]s name| in question)?[\s,:(–—-]{{1,3}}"
    r"(?:(?:is|was|named|called|known as)\s+)?"
)
_LISTED = Pattern(r"\s*(?:,|;|&|/|\band\b)\s*")
#: What stands before a name, and what behind it, where no role word does.
_LEAD = Pattern(
    r"(?i)\b(?:named|called|goes by|belong(?:s|ing) to|registered to|(?:account|profile) of"
    r"|escalations? for|name (?:(?:on|of|for) (?:\w+ ){1,3})?(?:is|was)"
    r"|(?:tweet|post|review|complaint|comment|video|thread|rant)s? (?:from|by))\s+"
)
_TRAIL = Pattern(
    r"\s+(?:\(@|\(u/|(?:has |just |also |is |was )*(?:posted|posting|tweeted|tweeting|complained"
    r"|complaining|claims|alleges|threatening|threatens|(?:very |extremely |really |quite )?"
    r"(?:upset|furious|angry|unhappy|irate|frustrated|livid)|left an?|wrote an?|venting|ranting"
    r"|blasting|bashing|slamming|trashing)\b)"
)
_COLLEAGUE = Pattern(
    r"(?i)\b(?:ceo|cfo|coo|cmo|vp|president|director|manager|head|lead|agent|colleague|teammate|boss"
    r"|rep|assistant|counsel)[\s,]*$"
)
_OTHER = Pattern(r"(?i)\b(?:other|another|different|unrelated|not|non|each|every|fellow)[\s-]*$")

#: What can stand between a name and its id: "Jane Doe's account (", "Jane Doe (she), user ".
_ACCOUNT_OF = Pattern(r"(?i)(?:\s(?:account|profile|user))?[\s(,:]*$")
_ASIDE = Pattern(r"\s\([^()]{0,60}\)\W*$")
_ROLE_AND_WORD = Pattern(rf"(?i)\b{_ROLE}\W+\w+\W*$")
_AFTER_ID = Pattern(r"\s*[)\]]?\s*(?:[-–—|/:,(\t]|belongs to|is)\s*|\s?[)\]]\s+")

_SUBJECT_CUT = Pattern(r"\s[-–—|/:•·]+\s|[:|•·–—]\s|[()\[\]]|\s?/\s?|,\s|#|\d+")
_SUBJECT_TOPIC = Pattern(
    r"(?i)escalat|\bsm\b|social|complain|problematic|tweet|twitter|facebook|linkedin|instagram"
    r"|reddit|youtube|tiktok|trustpilot|glassdoor|bbb|\bx\b|threads|bluesky|review|user|client"
    r"|freelancer|customer|upset|furious|angry|\bid\b|summary|fyi|heads up|\d{4}"
)

_EMAIL_BEHIND = Pattern(r"\W{0,5}(?:e-?mail\W{1,3})?(\S+@\S+)", re.IGNORECASE)
_EMAIL_LABEL = Pattern(r"(?i)\be-?mail(?: address)?(?: is)?\s*[:=]?\s*(\S+@\S+)")

#: Names, each with its statement.
Found = Iterator[tuple[str, str]]


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
    labels = [_ROLE_LABEL, _HELPDESK_LABEL] if helpdesk else [_ROLE_LABEL]
    looks = [_beside_id(spots)]
    for statements in tiers:
        looks += [_labelled(statements, labels), _by_role(statements), _by_deed(statements)]
    looks.append(_in_subject(subject))
    for look in looks:
        found = {name: why for name, why in look if name.casefold() not in staff}
        if names := _fullest(found):
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
        behind = _EMAIL_BEHIND.match(statement, at + len(name)) if at >= 0 else None
        for match in (behind, _EMAIL_LABEL.search(statement)):
            for address in emails(match[1])[:1] if match else ():
                if address not in staff:
                    found.setdefault(address, statement)
    return Fact(*next(iter(found.items()))) if len(found) == 1 else Fact()


def _fullest(found: Iterable[str]) -> list[str]:
    """The different names, each in the fullest form in which it is said."""
    names: list[str] = []
    for name in sorted(found, key=len, reverse=True):
        words = set(name.casefold().split())
        if not any(words <= set(other.casefold().split()) for other in names):
            names.append(name)
    return names


def _beside_id(spots: Sequence[Spot]) -> Found:
    for spot in spots:
        before = _ACCOUNT_OF.sub("", spot.plain[: spot.start])
        fewest = 1 if _ROLE_AND_WORD.search(before) else 2
        name = trailing_name(before, fewest) or trailing_name(_ASIDE.sub("", before), fewest)
        after = _AFTER_ID.match(spot.plain, spot.end)
        if not name and after:
            name = leading_name(spot.plain[after.end() :])
        if name:
            yield name, spot.statement
        elif name := whole_name(spot.above):
            yield name, f"{spot.above} / {spot.statement}"


def _labelled(statements: Iterable[str], role_labels: Sequence[Pattern]) -> Found:
    for statement in statements:
        for match in _NAME_LABEL.finditer(statement):
            before, rest = statement[: match.end()], statement[match.end() :]
            if before.count("(") > before.count(")"):
                rest = rest.partition(")")[0]
            if value := _value(rest):
                yield value, statement
        for label in role_labels:
            for match in label.finditer(statement):
                if name := _role_value(statement[match.end() :]):
                    yield name, statement


def _value(text: str) -> str:
    """The value of a label. What was typed in a name's place is kept as it was typed."""
    end = _WORDS_END.search(text)
    value = text[: end.start()] if end else text
    if not _WORDS.fullmatch(value):
        end = _VALUE_END.search(text)
        value = text[: end.start()] if end else text
    value = visible(value).strip(" ,.*\"'“”")[:MAX_NAME]
    return "" if _NO_VALUE.fullmatch(value) or value.isdigit() or emails(value) else value


def _role_value(text: str) -> str:
    """A name after "Client:"; what is no name at all counts only if it is no sentence either."""
    value = _value(text)
    if value[:1] and value[0] in "{=<+":
        return value
    single = leading_name(value, 1)
    return leading_name(text) or (single if single == value else "")


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
    if _SUBJECT_TOPIC.search(subject):
        for piece in _SUBJECT_CUT.split(without_links(subject)):
            if name := whole_name(piece):
                yield name, subject
