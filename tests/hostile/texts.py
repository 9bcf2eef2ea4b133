"""Texts that people and programs type, and what each kind of slot does with them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import Literal

#: What Jinja, a formula or a shell would make of a product; it stands in no picture otherwise.
PRODUCT = "1787569"
#: An address that no mail may go to.
STRANGER = "stranger@evil.example.com"

TEXTS: dict[str, str] = {
    "path": "../../etc/passwd",
    "formula": '=HYPERLINK("https://evil.example.com","1337*1337")',
    "braces": "{{1337*1337}}",
    "block": "{% for x in y %}{{1337*1337}}",
    "hole": "{{name}} {case} %(x)s ${HOME}",
    "header": f"Uma Ray\r\nBcc: {STRANGER}",
    "newline": "Uma\nRay",
    "300": "Ü" * 300,
    "turned": "\u202eUma\u2066 Ray\u200f",
    "emoji": "Uma \U0001f469\u200d\U0001f467 Ray \U0001f3f3\ufe0f\u200d\U0001f308",
    "NUL": "Uma\0Ray",
    "escape": "\x1b]0;owned\x07\x1b[31mred",
    "bytes": "Uma \udcff Ray",
    "nonchar": "Uma \ufffe Ray",
    "CON": "CON",
    "dots": "..",
    "slashes": "12/34\\56",
    "markup": "<script>a</script> & <!channel> <@U123> <b>",
    "link": "[here](https://evil.example.com) <https://evil.example.com|here>",
    "address": f"{STRANGER}",
    "dashes": "--help",
    "blank": "   ",
    "empty": "",
}

Kind = Literal["name", "text", "answer", "path", "other", "too much"]
#: What holds a line break or a character that no line may hold.
BROKEN = frozenset({"header", "newline", "NUL", "escape", "bytes", "nonchar"})
_EMPTY = frozenset({"blank", "empty"})
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_DONE, _BAD, _GONE, _REFUSED, _TOO_LONG = 0, 2, 3, 5, 7

#: Kinds for which it doesn't matter what the text is. What is named must be there, or be of a
#: certain form.
_WHATEVER: dict[Kind, Collection[int]] = {
    "other": (_DONE, _BAD, _GONE, _REFUSED),
    "path": (_DONE, _BAD, _GONE, _TOO_LONG),
    "too much": (_BAD,),
}


def codes(kind: Kind, text: str) -> Collection[int]:
    """The exit codes that are right for a text in a slot of this kind."""
    if kind in _WHATEVER:
        return _WHATEVER[kind]
    if text in _EMPTY or kind == "answer":  # 003.2.4: it says something
        return (_DONE, _BAD, _REFUSED)
    if kind == "name":
        return (_BAD,) if text in BROKEN else (_DONE,)
    return (_DONE, _BAD) if text in BROKEN else (_DONE,)


def steering(said: str) -> str:
    """The characters in what a command said that steer a terminal or turn a line around."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    odd = [c for c in set(said) if not c.isprintable() and c not in f"\n{_JOINERS}"]
    return "".join(sorted(c for c in odd if unicodedata.category(c) in kinds))
