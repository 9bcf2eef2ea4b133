"""Names of people, compared although they are misspelt, accented or turned around (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import permutations

#: How alike two names must be, 0 to 1: one slip in four letters, two in eight, three in twelve.
ALIKE = 0.75

#: The words of longer names are compared in alphabetical order only.
_TURNED_WORDS = 4

#: Accents and vowel points of the scripts that can be written without them: Latin, Greek,
#: Cyrillic, Hebrew, Arabic.
_ACCENTS = "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]"

#: Letters that people type without their stroke, though Unicode doesn't take them apart.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe"}
)

_APOSTROPHES = frozenset("'`\u00b4\u2018\u2019\u02bc")


def words(name: str) -> list[str]:
    """The words of a name as written, but for case, accents and punctuation."""
    folded = unicodedata.normalize("NFKD", name.casefold()).casefold().translate(_PLAIN)
    return "".join(map(_letter, re.sub(_ACCENTS, "", folded))).split()


def key(name: str) -> str:
    """The same text for all spellings of a name that differ in case, accents, order or spaces.

    "" where the name has no letters or digits at all.
    """
    return " ".join(sorted(words(name)))


def padded(key: str) -> str:
    """The key with the blanks around each word that make its first and last letters trigrams."""
    return "  " + "  ".join(key.split()) + "  " if key else ""


def trigrams(key: str) -> set[str]:
    """Every three letters in a row, as SQLite's trigram tokenizer cuts `padded(key)`."""
    text = padded(key)
    return {text[i : i + 3] for i in range(len(text) - 2)}


def alike(name: str, keys: Iterable[str]) -> list[tuple[str, float]]:
    """The keys of names that are alike, most alike first, each with its likeness up to 1.

    A blank that is missing, or stands elsewhere, makes no difference.
    """
    from rapidfuzz import process  # noqa: PLC0415  costs more than most commands
    from rapidfuzz.distance import OSA  # noqa: PLC0415  same

    turned = [(run, known) for known in keys for run in _turned(known)]
    best: dict[str, float] = {}
    for wanted in {"".join(words(name)), key(name).replace(" ", "")}:
        scored = process.extract(
            wanted,
            [run for run, _ in turned],
            scorer=OSA.normalized_similarity,
            limit=None,
            score_cutoff=ALIKE,
        )
        for _, likeness, place in scored:
            known = turned[place][1]
            best[known] = max(likeness, best.get(known, 0.0))
    return sorted(best.items(), key=lambda found: (-found[1], found[0]))


def _letter(character: str) -> str:
    """The character if it belongs to a word; "" if it stands inside words, else a space."""
    category = unicodedata.category(character)
    if category[0] in "LNM":
        return character
    return "" if category == "Cf" or character in _APOSTROPHES else " "


def _turned(known: str) -> set[str]:
    """The words in every order, run together."""
    parts = known.split()
    if len(parts) > _TURNED_WORDS:
        return {"".join(parts)}
    return {"".join(order) for order in permutations(parts)}
