"""Gmail's search: `q` as a test of one letter. An operator that isn't carried here is 501."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.google.gmail_box import Letter, header
from tests.google.world import not_carried

Test = Callable[[Letter], bool]

_TOKEN = re.compile(
    r'\s*([(){}]|-?(?:[a-z0-9_]+:)?(?:"[^"]*"|\([^()]*\)|[^\s(){}"]+))', re.IGNORECASE
)
#: Dates mean midnight on the American west coast (Google's guide "Search for messages").
_ZONE = ZoneInfo("America/Los_Angeles")
_PLACES = {
    "inbox": "INBOX", "sent": "SENT", "draft": "DRAFT", "drafts": "DRAFT", "trash": "TRASH",
    "spam": "SPAM", "unread": "UNREAD", "starred": "STARRED", "important": "IMPORTANT",
}  # fmt: skip
_UNITS = {"d": timedelta(days=1), "m": timedelta(days=30), "y": timedelta(days=365)}
#: Headers in which an operator looks; `to:` finds copies, too.
_HEADERS = {
    "from": ("From",),
    "to": ("To", "Cc", "Bcc"),
    "cc": ("Cc",),
    "bcc": ("Bcc",),
    "subject": ("Subject",),
    "list": ("List-Id",),
    "deliveredto": ("Delivered-To",),
}


def search(q: str, now: datetime, *, everywhere: bool = False) -> Test:
    """Whether a letter fits the query; Spam and Trash only where they are asked for."""
    test = _all(list(_split(q)), now)
    asked = re.search(r"\bin:(anywhere|trash|spam)\b", q, re.IGNORECASE)
    if everywhere or asked:
        return test
    return lambda letter: not {"TRASH", "SPAM"} & set(letter.labels) and test(letter)


def _split(q: str) -> Iterator[str]:
    at = 0
    while q[at:].strip():
        found = _TOKEN.match(q, at)
        if found is None:
            raise not_carried(f"Gmail's search for {q[at:]!r}")
        yield found[1]
        at = found.end()


def _all(words: list[str], now: datetime) -> Test:
    """All of the terms; OR binds two of them more closely."""
    tests: list[Test] = []
    either = False
    while words and words[0] not in (")", "}"):
        word = words.pop(0)
        if word == "OR":
            either = True
            continue
        test = _term(word, words, now)
        if either and tests:
            test = _any([tests.pop(), test])
        tests.append(test)
        either = False
    return lambda letter: all(test(letter) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda letter: any(test(letter) for test in tests)


def _term(word: str, words: list[str], now: datetime) -> Test:
    if word == "(":
        inside = _all(words, now)
        words.pop(0)
        return inside
    if word == "{":
        choices: list[Test] = []
        while words and words[0] != "}":
            choices.append(_term(words.pop(0), words, now))
        words.pop(0)
        return _any(choices)
    if word.startswith("-") and len(word) > 1:
        excluded = _term(word[1:], words, now)
        return lambda letter: not excluded(letter)
    operator, colon, value = word.partition(":")
    if not colon or word.startswith('"'):
        return _words(word.strip('"'))
    return _operator(operator.lower(), value.strip('"()'), now)


def _operator(name: str, value: str, now: datetime) -> Test:
    wanted = value.casefold()
    if name == "rfc822msgid":
        bare = value.strip("<>")
        return lambda letter: letter.header("Message-ID").strip().strip("<>") == bare
    if name in _HEADERS:
        forms = {wanted, wanted.replace("@", ".")} if name == "list" else {wanted}  # as in List-Id
        return lambda letter: any(
            form in header(letter.head, h).casefold() for h in _HEADERS[name] for form in forms
        )
    if name in ("in", "is", "label"):
        return _place(name, wanted)
    if name in ("after", "newer", "before", "older"):
        moment, later = _moment(value), name in ("after", "newer")
        return lambda letter: (letter.at >= moment) is later
    if (
        name in ("newer_than", "older_than")
        and wanted[:-1].isdigit()
        and wanted[-1:] in list(_UNITS)
    ):
        since, later = now - int(wanted[:-1]) * _UNITS[wanted[-1]], name == "newer_than"
        return lambda letter: (letter.at >= since) is later
    raise not_carried(f"Gmail's search term {name}:{value}")


def _place(name: str, value: str) -> Test:
    if value == "anywhere":
        return lambda _: True
    if value == "read":
        return lambda letter: "UNREAD" not in letter.labels
    if value not in _PLACES:
        raise not_carried(f"Gmail's search term {name}:{value}")
    label = _PLACES[value]
    return lambda letter: label in letter.labels


def _moment(value: str) -> datetime:
    if value.isdigit():
        return datetime.fromtimestamp(int(value), UTC)
    found = re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", value)
    if found is None:
        raise not_carried(f"the date {value!r} in Gmail's search")
    year, month, day = map(int, found.groups())
    return datetime(year, month, day, tzinfo=_ZONE)


def _words(text: str) -> Test:
    wanted = text.casefold()

    def test(letter: Letter) -> bool:
        said = [header(letter.head, name) for name in ("Subject", "From", "To", "Cc")]
        return wanted in " ".join((*said, letter.raw.decode("utf-8", "replace"))).casefold()

    return test
