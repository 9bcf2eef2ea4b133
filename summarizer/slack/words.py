"""Words as Slack has them: what people wrote stays text, and never becomes markup or a call."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from tracker.errors import BadInput

#: Slack cuts off what is longer: https://docs.slack.dev/changelog/2018-truncating-really-long-messages
LONGEST = 40_000
#: Calls to everybody; an invisible character after the @ keeps them words wherever they are read.
_CALLS = re.compile(r"@(?=(?:here|channel|everyone|group)\b)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
#: Letters that turn the direction of what stands around them.
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROL = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def written(words: str, link: str = "") -> str:
    """The text of a line: plain words, and below them the one link that is ours.

    Source: https://docs.slack.dev/messaging/formatting-message-text (escaping, control sequences).

    Raises:
        BadInput: It is empty, longer than Slack keeps, or the link isn't one.
    """
    text = escape(clean(words)).strip()
    if not text:
        raise BadInput("There is nothing to say in the room", "The words are empty.")
    if link:
        text += f"\n<{_link(link)}>"
    if len(text) > LONGEST:
        raise BadInput(
            "That is too long for a line in the room",
            f"It has {len(text)} characters as Slack counts them, of {LONGEST} at most.",
            "Say it shorter, and put the rest into the document.",
        )
    return text


def clean(words: str) -> str:
    """The words without control characters, halves of letters and what turns the direction."""
    lines = re.sub(r"\r\n?|[\u2028\u2029\u0085\v\f]", "\n", words)
    kept = (
        c
        for c in lines
        if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _TURNING)
    )
    return "".join(kept)


def escape(words: str) -> str:
    """Words that stay words: no link, no mention, no call to everybody."""
    text = re.sub(r"[&<>]", lambda match: _ESCAPES[match[0]], words)
    return _CALLS.sub(f"@{_WORD_JOINER}", text)


def read(text: str) -> str:
    """What people see of a line's text, as plain words: `<url|label>` becomes `label (url)`."""
    plain = _CONTROL.sub(_seen, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _seen(match: re.Match[str]) -> str:
    target, label = match[1], match[2] or ""
    if target[:1] in ("@", "#", "!"):
        return label or target.replace("!", "@", 1)
    return f"{label} ({target})" if label and label != target else target


def _link(link: str) -> str:
    """An address that can stand between < and >."""
    try:
        place = urlsplit(link)
    except ValueError:
        place = urlsplit("")
    odd = re.search(r"[\s<>|\\\"]", link) or not link.isprintable()
    if place.scheme not in ("http", "https") or not place.hostname or odd:
        raise BadInput(f"{link!r} can't be linked in the room", "It isn't a web address.")
    return link.replace("&", "&amp;")
