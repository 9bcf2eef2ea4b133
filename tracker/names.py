"""Names of people, compared although they are misspelt, accented or turned around (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import permutations

#: How alike two names must be, 0 to 1: one slip in four letters, two in eight, three in twelve.
ALIKE = 0.75

#: Letters of a name that are compared.
_LONGEST = 100

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


def contains(name: str, part: str) -> bool:
    """Whether this part stands in the name, whatever the case, accents and punctuation."""
    wanted = " ".join(words(part))
    return bool(wanted) and wanted in " ".join(words(name))


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
    spelt = {"".join(words(name)), key(name).replace(" ", "")}
    turned = [
        (run, known)
        for known in keys
        for run in _turned(known)
        if any(_may_be_alike(wanted, run) for wanted in spelt)
    ]
    best: dict[str, float] = {}
    for wanted in spelt:
        for run, known in turned:
            if (likeness := _likeness(wanted, run)) >= ALIKE:
                best[known] = max(likeness, best.get(known, 0.0))
    return sorted(best.items(), key=lambda found: (-found[1], found[0]))


def _likeness(wanted: str, known: str) -> float:
    """1 less the share of letters that are slips; 0 for what isn't alike.

    Of names beyond any person's, the first letters are compared: hostile ones would take minutes.
    """
    wanted, known = wanted[:_LONGEST], known[:_LONGEST]
    longer = max(len(wanted), len(known), 1)
    slips = _slips(wanted, known, int((1 - ALIKE) * longer))
    return 0.0 if slips is None else 1 - slips / longer


def _slips(wanted: str, known: str, most: int) -> int | None:
    """How many letters are wrong, missing, too many, or swapped with the next; None beyond `most`.

    The optimal string alignment distance, row by row. The few names that are compared take a
    tenth of the 8 ms for which a library for it would be imported.
    """
    above: list[int] = []
    last = list(range(len(known) + 1))
    for i, letter in enumerate(wanted, 1):
        row = [i]
        for j, other in enumerate(known, 1):
            fewest = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and wanted[i - 2] == other:
                fewest = min(fewest, above[j - 2] + 1)
            row.append(fewest)
        if min(row) > most and min(last) > most:  # a swap reaches over one row
            return None
        above, last = last, row
    return last[-1] if last[-1] <= most else None


def _may_be_alike(wanted: str, known: str) -> bool:
    """Whether enough letters stand near their own place: each slip moves the rest by one at most.

    Never false for what is alike.
    """
    shorter, longer = sorted((wanted, known), key=len)
    slips = int((1 - ALIKE) * len(longer))
    near = sum(
        letter in shorter[max(0, at - slips) : at + slips + 1] for at, letter in enumerate(longer)
    )
    return near >= len(longer) - slips


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
