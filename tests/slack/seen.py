"""What the people of a room see of a line, and whom it calls; our reading of Slack's pages.

Source: https://docs.slack.dev/messaging/formatting-message-text. Written apart from the client, so
that its escaping is read by somebody else than who wrote it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from tests.slack.world import Message

_SPECIAL = re.compile(r"<([^<>]+)>")
_EVERYBODY = re.compile(r"@(here|channel|everyone)\b")
_ADDRESS = re.compile(r"\b(?:https?://|mailto:)\S+")
_MARKED = re.compile(r"([*_~`])(?=\S).*?\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Seen:
    """A line on somebody's screen.

    Attributes:
        words: Its text, links by their labels.
        links: Where one can click: (label, address).
        calls: Who is told of it: `!here`, `@U0000000002`.
        marked: Whether something in it is bold, code, struck out or quoted.
    """

    words: str
    links: tuple[tuple[str, str], ...]
    calls: tuple[str, ...]
    marked: bool


def seen(message: Message) -> Seen:
    """What the text comes to, with the options that it was said with."""
    links: list[tuple[str, str]] = []
    calls: list[str] = []

    def special(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target[:1] in ("!", "@", "#"):
            calls.append(target)
            return label or target
        links.append((html.unescape(label or target), html.unescape(target)))
        return label or target

    words = _SPECIAL.sub(special, message.text)
    plain = _SPECIAL.sub("", message.text)
    if message.options.get("parse") != "none":
        links += [(found, found) for found in _ADDRESS.findall(plain)]
    if message.options.get("link_names") or message.options.get("parse") == "full":
        calls += [f"!{found}" for found in _EVERYBODY.findall(plain)]
    marked = bool(message.options.get("mrkdwn", True)) and bool(
        _MARKED.search(plain) or re.search(r"(?m)^&gt;", plain)
    )
    return Seen(html.unescape(words), tuple(links), tuple(calls), marked)
