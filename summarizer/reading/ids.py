"""User ids in a text, told from the numbers of tickets, jobs, amounts, telephones and dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from summarizer.patterns import Pattern
from summarizer.reading.links import find_links, parts, under, without_links
from summarizer.reading.naming import trailing_name
from summarizer.reading.networks import network_of

_COUNTED_PERSON = (
    *("user", "member", "client", "customer", "freelancer", "contractor", "talent", "account"),
    *("profile", "buyer", "seller", "subscriber"),
)
_OTHER_PERSON = ("agency", "agencies", "fl", "cl")
_PERSON = f"(?:(?:{'|'.join(_COUNTED_PERSON)})s?|{'|'.join(_OTHER_PERSON)})"
#: A number that stands alone: no part of a date, an amount, a telephone number or a word.
_NUMBER = r"(\d{1,15})(?![\w%]|[.,:/’'-]\d|\s?(?:USD|EUR|GBP|dollars|euros|followers|days|hours)\b)"
_OF = r"(?:\s(?:of|for)\s[^\d.;:]{1,50}?(?=[:=#]|\s(?:is|-|–)\s))?"
_BETWEEN = r"[\s:#=,()\[\]*–—-]{0,8}(?:(?:is|was|no\.?|number|num\.?)\b[\s:#=*]{0,4})?"

#: Patterns of user ids in running text, the surest first; the group is the id.
USER_ID = (
    (
        rf"(?i)\b(?:{_PERSON}(?:['’]s)?[\s_-]{{0,2}}(?:id|identifier)s?|uid|userid)\b"
        rf"(?:\s\(u?id\))?{_OF}{_BETWEEN}{_NUMBER}"
    ),
    rf"(?i)(?<![\w'’])ids?\b{_OF}{_BETWEEN}{_NUMBER}",
    (
        r"(?i)\b(?:user|member|client|customer|freelancer)\b[\s:(]{1,3}"
        rf"(?:(?:#|no\.?|number|num\.?)\s?{_NUMBER}|(?=\d{{5}}){_NUMBER})"
        rf"|\b(?:account|profile)(?: in question)?(?: is)? #{_NUMBER}"
    ),
    rf"(?:\s|(?<=\w))[(/|#–—-]\s?(?=\d{{4}})(?!(?:19|20)\d\d\b){_NUMBER}",
)
#: Patterns of the addresses of profile pages on the platform; the group is the id.
PROFILE = (
    (
        r"(?i)/(?:users?|profiles?|members?|freelancers?|clients?|people|accounts?)/(?:id/)?~?"
        r"(\d{2,15})(?![\w.]|-\d)"
    ),
    (
        r"(?i)[?&](?:user_?id|uid|member_?id|freelancer_?id|client_?id|profile_?id)="
        r"~?(\d{1,15})(?!\w)"
    ),
)
#: Services whose own user ids stand in their addresses.
_ELSEWHERE = (
    "zendesk.com", "freshdesk.com", "helpscout.com", "helpscout.net", "intercom.com",
    "atlassian.net", "salesforce.com", "slack.com", "github.com", "stackoverflow.com",
    "google.com", "microsoft.com", "hubspot.com",
)  # fmt: skip

#: Services: an id before which one of them stands is not one of our platform.
_SERVICE_WORDS = """
zendesk zd jira salesforce slack paypal stripe twitter x facebook fb instagram ig linkedin tiktok
reddit youtube google apple discord telegram github zoom webex teams bank ad ads
"""
#: What has ids, too, alone or in numbers. A bare "ID" that belongs to one of these is not the
#: user's. Words are looked up, and no pattern: to compile one of so many takes 2 ms.
_COUNTED_WORDS = """
ticket case job gig project order invoice transaction payment contract post tweet message reference
dispute meeting request session event refund proposal offer milestone thread comment video group app
device bug incident task article document receipt deposit withdrawal chat call conversation template
listing product channel report claim
"""
_OTHER_WORDS = """
ref conference webinar tracking employee staff badge status photo national government passport
license tax vat campaign confirmation batch organisation organization org workspace store location
billing helpdesk support phone fax zip room extension ext bbb file complaint review rating
"""
_SERVICES = frozenset(_SERVICE_WORDS.split())
_COUNTED = _COUNTED_WORDS.split()
_THINGS = _SERVICES.union(_COUNTED, (f"{word}s" for word in _COUNTED), _OTHER_WORDS.split())
#: What has a title of its own, which can look like a name: "job Logo Design (ID 5566)".
_TITLED_AT_END = Pattern(
    r"(?i)\b(?:job|gig|project|contract|listing|proposal|campaign|product|event|group|article)s?$"
)
_PERSONS = {*_COUNTED_PERSON, *(f"{word}s" for word in _COUNTED_PERSON), *_OTHER_PERSON}
_PEOPLE = _PERSONS | {"she", "he", "her", "his", "their", "person", "lady", "man", "woman", "guy"}
_WORD, _LAST_WORD = Pattern(r"\w+"), Pattern(r"\w+$")
#: Words directly before a bare "ID" that leave it open whose it is.
_BEFORE_ID = Pattern(
    rf"(?i)(?:^|\b(?:the|an?|his|her|their|its|with|by|under|is|whose|has|have|and|or|for|this"
    rf"|that|our|new|correct|right|actual|numeric|internal|platform|site|{_PERSON})|['’]s)\s*$"
)
_NOT_THIS = Pattern(
    rf"(?i)(?:\b(?:not|wrong)(?: the| for| about)?(?: {_PERSON})?"
    rf"|\b(?:other|another|different|unrelated) {_PERSON}\b,?[^.;,]{{0,30}}"
    r"|\b(?:agent|colleague|employee|manager|moderator|rep)\b[^.;,]{0,30})\s*[(\[]?\s*$",
    needs="not|wrong|other|different|unrelated|agent|colleague|employee|manager|moderator|rep",
)
_MORE = Pattern(rf"\s*(?:,|/|&|and|or)\s*#?{_NUMBER}")


class Fact(NamedTuple):
    """What was read of a field, and the sentence that decided, or why it could not be read."""

    value: str = ""
    why: str = ""


class Spot(NamedTuple):
    """An id in a statement: `plain` is the statement without links, from `start` to `end`.

    `above` is the statement before it.
    """

    id: str
    statement: str
    above: str = ""
    plain: str = ""
    start: int = 0
    end: int = 0


_USER_ID, _PROFILE = tuple(map(Pattern, USER_ID)), tuple(map(Pattern, PROFILE))


class Patterns(NamedTuple):
    """Patterns of ids. Those of the settings (`own_`) are trusted without the context."""

    text: tuple[Pattern, ...] = _USER_ID
    profile: tuple[Pattern, ...] = _PROFILE
    own_text: bool = False
    own_profile: bool = False


def find_id(tiers: Sequence[Sequence[str]], patterns: Patterns) -> tuple[Fact, list[Spot]]:
    """The user's id, from the first tier of statements that says one, and where it stands.

    Within a tier the surest pattern decides. Two ids there are told, and neither is taken.
    """
    for statements in tiers:
        for spots in _by_rank(statements, patterns):
            if not spots:
                continue
            ids = list(dict.fromkeys(spot.id for spot in spots))
            if len(ids) > 1:
                said = " / ".join(dict.fromkeys(spot.statement for spot in spots))
                return Fact("", f"two or more user ids, {', '.join(ids[:5])}: {said[:500]}"), []
            return Fact(ids[0], spots[0].statement), spots
    return Fact("", "no user id is said"), []


def _by_rank(statements: Sequence[str], patterns: Patterns) -> Iterator[list[Spot]]:
    """What each pattern finds, the surest first; profile addresses are as sure as the first."""
    addresses = [
        Spot(match[1], statement, above)
        for above, statement in zip(("", *statements), statements, strict=False)
        for link in find_links(statement)
        if patterns.own_profile or not _is_elsewhere(link)
        for pattern in patterns.profile
        if (match := pattern.search(link))
    ]
    plain = [without_links(statement) for statement in statements]
    for rank, pattern in enumerate(patterns.text):
        found = [
            spot._replace(statement=statement, above=above)
            for above, statement, text in zip(("", *statements), statements, plain, strict=False)
            for match in pattern.finditer(text)
            if patterns.own_text or _is_users(match, rank)
            for spot in _spots(match)
        ]
        yield [*found, *addresses] if rank == 0 else found


def _spots(match: re.Match[str]) -> Iterator[Spot]:
    """The id of a match, and those that are listed behind it ("user IDs 44170 and 44171")."""
    first = next((g for g in match.groups() if g), "")
    if not first:
        return
    where = Spot(first, "", "", match.string, match.start(), match.end())
    yield where
    at = match.end()
    while (more := _MORE.match(match.string, at)) and abs(len(more[1]) - len(first)) <= 1:
        yield where._replace(id=more[1])
        at = more.end()


def _is_elsewhere(link: str) -> bool:
    host = parts(link)[0]
    return bool(network_of(link)) or any(under(host, domain) for domain in _ELSEWHERE)


def _is_users(match: re.Match[str], rank: int) -> bool:
    """Whether the words around a number leave it a user's id; `rank` is the pattern's."""
    before = match.string[max(0, match.start() - 80) : match.start()]
    elsewhere = _last(_THINGS, match[0]) >= 0 or _is_services(before[-30:])
    if elsewhere or _NOT_THIS.search(before):
        return False
    if rank in (0, 2):  # the pattern itself says "user"
        return True
    bare = before.rstrip(" \t([{,:;#|/*\"'“–—-")
    if _last_word(bare[-24:]) in _THINGS:
        return False
    if name := trailing_name(bare):
        front = bare[: bare.rfind(name.split()[0])].rstrip(" \"'“:")
        return not _TITLED_AT_END.search(front[-24:])
    if rank > 2 or (bare == before.rstrip() and not _BEFORE_ID.search(bare)):  # noqa: PLR2004
        return False
    return _last(_THINGS, bare) <= _last(_PEOPLE, bare)


def _is_services(before: str) -> bool:
    """Whether what stands before an id says that it is a service's: "Slack", "Zendesk user"."""
    before = before.rstrip()
    word = _last_word(before)
    if word in _PERSONS:
        word = _last_word(before[: -len(word)].rstrip())
    return word in _SERVICES


def _last_word(text: str) -> str:
    """The word with which the text ends, in small letters; "" where it ends with no word."""
    found = _LAST_WORD.search(text)
    return found[0].lower() if found else ""


def _last(words: Collection[str], text: str) -> int:
    """Where the last of these words begins in the text; -1 without any."""
    found = (m.start() for m in _WORD.finditer(text) if m[0].lower() in words)
    return max(found, default=-1)
