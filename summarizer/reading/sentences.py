"""A text as the statements it is made of: sentences, and the labelled values of a form or table."""

from __future__ import annotations

import re
import unicodedata

from summarizer.patterns import Pattern

#: A statement is cut at this length; a mail's text is read for so many statements.
MAX_STATEMENT = 1_000
MAX_STATEMENTS = 4_000

_INVISIBLE = Pattern("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
_LABEL = Pattern(
    r"(?i)(?:(?:user|client|freelancer|customer|member|contractor|agency|account|profile)(?:'s)?"
    r"(?: (?:name|id|number|e-?mail|e-?mail address|link|url))?|(?:full |display )?name|uid|id"
    r"|(?:name|id) of (?:the )?(?:user|client|freelancer|customer|member)"
    r"|user ?name|e-?mail(?: address)?|networks?|platforms?|channels?|social (?:media|network)"
    r"|source|site|links?|urls?|posts?|tweets?|handles?"
    r"|summary(?: (?:needed|required|wanted|requested))?"
    r"|requester|reporter|reported by|requested by|issue|reason|priority|notes?)\s*[:?=]?"
)
_BOLD = Pattern(r"(?<!\*)\*{1,2}([^*\n]{1,80})\*{1,2}(?!\*)")
_ARROW = Pattern(r" ?(?:→|=>|->) ?")
#: A label is so long at most, and one without a colon so many words, to be joined with a value.
_LONGEST_LABEL, _LABEL_WORDS = 40, 2
#: A line that only draws a table.
_RULE = Pattern(r"[|+:=\s-]*[|+][|+:=\s-]*-[|+:=\s-]*")
_LIST_ITEM = Pattern(r"(?:[-*•·–—]|\d{1,2}[.)])\s|[^.!?]{1,40}:(?:\s|$)")
#: How a line ends that its writer ended: with a full stop, or a link of its own.
_ENDS = Pattern(r"[.!?:]$|https?://\S+$")
_WRAP_FROM, _WRAP_TO = 62, 80
_END = Pattern(r"[.!?…][\"'”’)\]]*\s+|[。！？]\s*")
_ABBREVIATION = Pattern(
    r"(?i)(?:^|[\s(])(?:mr|mrs|ms|dr|prof|jr|sr|st|vs|no|nr|acct|approx|e\.g|i\.e|a\.k\.a|inc|ltd"
    r"|co|[a-z])\.$"
)


def statements(text: str) -> list[str]:
    """The text's sentences and labelled values, in order, each on one line.

    Line breaks that a mailer put in are undone. A label and its value are one statement, also
    where the value stands on the next line, or under it in a table.
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\u00a0", " ")))
    text = _ARROW.sub(": ", _BOLD.sub(r"\1", text))
    lines = [line.strip() for line in text.split("\n")]
    found: list[str] = []
    for line in _unwrapped(_joined_labels(_turned_tables(lines))):
        found += [line] if "\t" in line else _sentences(line)
        if len(found) > MAX_STATEMENTS:
            break
    return [s[i : i + MAX_STATEMENT] for s in found for i in range(0, len(s), MAX_STATEMENT)]


def _is_label(cell: str) -> bool:
    return len(cell) < _LONGEST_LABEL and bool(_LABEL.fullmatch(cell))


def _turned_tables(lines: list[str]) -> list[str]:
    """Each row under a row of labels becomes lines of the form `label: value`."""
    turned: list[str] = []
    labels: list[str] = []
    for line in lines:
        if _RULE.fullmatch(line):
            continue
        cells = [cell.strip() for cell in re.split(r"[\t|]", line.strip("|"))]
        if pairs := _pairs(cells):
            turned += pairs
        elif _is_head(cells):
            labels = cells
        elif 1 < len(cells) <= len(labels):
            turned += _labelled(labels, cells)
        else:
            labels = labels if not line else []
            turned.append(line)
    return turned


def _pairs(cells: list[str]) -> list[str]:
    """A row of labels and values in turn, each pair a line; nothing if it isn't one."""
    labels, values = cells[::2], cells[1::2]
    if len(labels) != len(values) or not all(map(_is_label, labels)) or any(map(_is_label, values)):
        return []
    return _labelled(labels, values)


def _is_head(cells: list[str]) -> bool:
    """Whether a row is the head of a table: short cells, at least two and half of them labels."""
    known = sum(map(_is_label, cells))
    short = all(len(cell) < _LONGEST_LABEL for cell in cells)
    return short and known >= 2 and 2 * known >= len(cells)  # noqa: PLR2004  two labels make a head


def _labelled(labels: list[str], values: list[str]) -> list[str]:
    return [f"{k.rstrip(':?= ')}: {v}" for k, v in zip(labels, values, strict=False) if v]


def _joined_labels(lines: list[str]) -> list[str]:
    """A label on a line of its own, joined with the value on the next one."""
    joined: list[str] = []
    label = ""
    for line in lines:
        if label and line and not _is_label(line):
            joined.append(f"{label.rstrip(':?= ')}: {line.removeprefix(':').strip()}")
            label = ""
        elif line and _is_label(line) and (line[-1] in ":=?" or len(line.split()) <= _LABEL_WORDS):
            joined += [label] if label else []
            label = line
        elif not label:
            joined.append(line)
    return [*joined, label] if label else joined


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines with the breaks undone that a mailer put in because the line was full."""
    whole: list[str] = []
    before = ""
    for line in lines:
        first = line.split(" ", 1)[0]
        full = len(before) <= _WRAP_TO and len(before) + len(first) >= _WRAP_FROM
        if before and line and full and not _ENDS.search(before) and not _LIST_ITEM.match(line):
            whole[-1] += f" {line}"
        else:
            whole.append(line)
        before = line if "\t" not in line else ""
    return [line for line in whole if line]


def _sentences(line: str) -> list[str]:
    found, start = [], 0
    for end in _END.finditer(line):
        head = line[max(start, end.start() - 12) : end.start() + 1]
        follows = line[end.end() : end.end() + 1]
        label = _is_label(line[start : end.end()].strip())  # "Summary needed? No"
        if follows.islower() or label or _ABBREVIATION.search(head):
            continue
        found.append(line[start : end.end()].strip())
        start = end.end()
    return [s for s in (*found, line[start:].strip()) if s]
