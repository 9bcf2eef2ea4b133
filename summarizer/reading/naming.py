"""What looks like a person's name in running text (pure; any script)."""

from __future__ import annotations

import re
import unicodedata

from summarizer.patterns import Pattern

#: The most words that a name is read as, and the most letters that are kept of one.
MAX_WORDS, MAX_NAME = 6, 100

_WORD = Pattern(r"[^\s\d_,;:!?()\[\]{}<>|/\\\"“”«»=+*&#@$%^~`。，、！？（）【】–—]+")  # noqa: RUF001
_PARTICLES_TEXT = """
    de la las los del della di da do dos das du van von der den ten ter het bin ibn binti al el
    le y e zu af av bint ul ur abu
"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
#: Names that are also words with which a sentence begins: "Will Jane Doe be refunded?"
_OPENERS = frozenset(["will", "can", "may", "do", "an", "he", "you"])
_SUFFIX = Pattern(r",?\s+((?:jr|sr)\b\.?|(?:ii|iii|iv|ph\.?d|md|esq)\b\.?)", re.IGNORECASE)
_SHORTENED = frozenset(
    ["jr", "sr", "esq", "st", "phd", "ph.d", "md", "m.d", "mr", "mrs", "ms", "mx", "dr", "prof"]
)
_TITLES = frozenset(["mr", "mrs", "ms", "mx", "miss", "dr", "prof", "sir", "madam", "mister"])
#: A company, by its legal form: "Big Sky Media LLC".
_COMPANY = Pattern(
    r"[\s\"'“‘(]*((?:[^\W\d_a-z][\w&'’.-]*\s){1,5}"  # noqa: RUF001  quotes as people type them
    r"(?:LLC|LLP|PLC|Inc|Ltd|Corp|Co|GmbH|AG|S\.A|Pty)\b\.?)"
)
#: Words that people capitalise and that are no part of a name here.
_NO_NAMES_TEXT = """
    a the this that these those their his her our your my its she they we i it us and or but if
    in on at by to of for from with about via per re fw fwd fyi asap eod cc as is are was were
    be been has have had does did could would should might must not no yes please pls kindly
    thanks thank hi hello hey dear team all everyone folks good morning afternoon also another
    other same new old see note notes both any some who whose which what when where why how
    there here today tomorrow yesterday monday tuesday wednesday thursday friday saturday
    sunday january february september october november december est pst edt pdt utc gmt
    apparently unfortunately currently recently reportedly allegedly hopefully meanwhile user
    users client clients customer customers freelancer freelancers member members account
    accounts profile profiles agency contractor talent buyer seller subscriber holder username
    userid uid id ids name names full number no. email e-mail address phone ticket tickets case
    cases job jobs order invoice transaction payment payments refund refunds contract contracts
    dispute chargeback fee fees withdrawal balance funds money identity verification zendesk zd
    jira slack dash helpdesk support service services care success experience operations
    relations research department desk office manager director head vp ceo cfo coo cmo cto
    executive executives president board legal media press pr sm ee bbb tns hq agreement terms
    policy social network networks platform channel site website app store page pages link
    links url post posts posted posting tweet tweets tweeted thread threads comment comments
    message messages review reviews rating story video videos feed hashtag handle dm dms reply
    replies response escalation escalations escalated escalate escalating complaint complaints
    complaining issue issues problem problems problematic concern urgent priority high low
    medium critical important attention action required needed need needs request requested
    requests summary summaries update updated updates follow followup up heads quick question
    inquiry help alert notice notification reminder confidential internal external public
    negative positive viral bad poor angry furious upset unhappy frustrated irate threatening
    threatens threat threats lawsuit boycott scam scams scammed fraud hacked locked banned
    suspended suspension closed blocked hold unfair stolen lost missing late delayed data
    breach privacy outage bug down broken error login access password security influencer
    journalist reporter blogger celebrity vip company brand twitter x facebook fb linkedin
    instagram ig reddit youtube tiktok trustpilot glassdoor bluesky mastodon pinterest quora
    yelp google apple play discord whatsapp telegram snapchat tumblr sitejabber capterra zoom
    paypal stripe marketing communications community moderation mediation trust safety billing
    finance sales engineering product compliance level tier first second last final next
    regarding subject sent date original forwarded begin attached attachment screenshot below
    above
"""
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())


def spoken(name: str) -> str:
    """A name as it is said: directories write "Doe, Jane"."""
    last, comma, first = name.partition(",")
    turned = comma and first.strip() and not _SUFFIX.fullmatch(comma + first)
    return f"{first.strip()} {last.strip()}" if turned else name


def leading_name(text: str, fewest: int = 2) -> str:
    """The name with which a text begins, after quotes and a title; "" if it begins with none.

    Args:
        text: Running text.
        fewest: Of how many words a name must be made; one word of a script without capitals,
            such as 王小明, always does.
    """
    if company := _COMPANY.match(text):
        return company[1].rstrip(".")
    words: list[tuple[str, int]] = []
    at = len(text) - len(text.lstrip(" \t\"'“‘«("))  # noqa: RUF001  quotes as people type them
    while len(words) < MAX_WORDS and (match := _WORD.match(text, at)):
        word, ends = _bare(match[0])
        if not words and word.rstrip(".").casefold() in _TITLES:
            at = _after_space(text, match.end())
            continue
        if not (is_name_word(word) or (words and word in _PARTICLES)):
            break
        words.append((word, match.start() + len(word)))
        at = _after_space(text, match.end())
        if ends or at == match.end():
            break
    while words and words[-1][0] in _PARTICLES:
        words.pop()
    if not _enough([w for w, _ in words], fewest):
        return ""
    name = " ".join(w for w, _ in words)
    suffix = _SUFFIX.match(text, words[-1][1])
    return f"{name} {suffix[1]}" if suffix and name.count(" ") < MAX_WORDS else name


def trailing_name(text: str, fewest: int = 2) -> str:
    """The name with which a text ends, before brackets and dashes; "" if it ends with none."""
    text = text.rstrip(" \t\"'”’»([{,:;|/#–—-").removesuffix("'s").removesuffix("’s")
    suffix = ""
    if match := re.search(_SUFFIX.pattern + "$", text[-12:], re.IGNORECASE):
        suffix = f" {match[1]}"
        text = text[: len(text) - len(match[0])]
    words: list[str] = []
    end = len(text)
    for match in reversed(list(_WORD.finditer(text, max(0, end - 120)))):
        word, ends = _bare(match[0])
        apart = text[match.end() : end]
        if (words and (ends or apart.strip() or not apart)) or (not words and apart.strip()):
            break
        if len(words) == MAX_WORDS or not (is_name_word(word) or (words and word in _PARTICLES)):
            break
        words.insert(0, word)
        end = match.start()
    while words and _opens(words, sentence=not text[:end].strip()):
        words.pop(0)
    return " ".join(words) + suffix if _enough(words, fewest) else ""


def _opens(words: list[str], *, sentence: bool) -> bool:
    """Whether the first word stands before the name: a title, or the sentence's first word."""
    first = words[0].rstrip(".").casefold()
    if words[0] in _PARTICLES or first in _TITLES:
        return True
    return sentence and len(words) > 2 and first in _OPENERS  # noqa: PLR2004  opener, first, last


def whole_name(text: str) -> str:
    """The text if it is a name and nothing else, "" otherwise."""
    text = text.strip(" \t\"'“”‘’*.")  # noqa: RUF001  quotes as people type them
    return text if text and leading_name(text) == text else ""


def is_name_word(word: str) -> bool:
    """Whether a word can be part of a name: letters, the first one a capital if it can be."""
    first, second = word[0], word[1:2]
    if first in "dl" and second and second in "'’":
        first = word[2:3] or first
    initial = word.endswith(".") and len(word) == len("J.")
    if not first.isalpha() or first.islower():
        return False
    if word.rstrip(".").casefold() in _NO_NAMES and not initial:
        return False
    return all(c.isalpha() or c in "'’.-‐·" or unicodedata.category(c)[0] == "M" for c in word)  # noqa: RUF001


def _bare(word: str) -> tuple[str, bool]:
    """The word less a possessive and a sentence's full stop, and whether it ended so."""
    for ending in ("'s", "’s", "s'", "s’"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + ("s" if ending[0] == "s" else ""), True
    word = word.strip("'’-")
    short = word.rstrip(".")
    if word.endswith(".") and len(short) > 1 and short.casefold() not in _SHORTENED:
        return short or "-", True
    return word or "-", False


def _after_space(text: str, at: int) -> int:
    """Where the next word of the same name may start; `at` itself if no single space is there."""
    return at + 1 if text[at : at + 1] == " " and text[at + 1 : at + 2] != " " else at


def _enough(words: list[str], fewest: int) -> bool:
    if not words:
        return False
    # A whole name in a script without spaces is short; a longer word is a sentence.
    without_case = len(words) == 1 and 1 < len(words[0]) <= 5 and not words[0][0].isupper()  # noqa: PLR2004
    capital = sum(word not in _PARTICLES for word in words)
    return without_case or capital >= fewest
