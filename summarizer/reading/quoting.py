"""What the writer of a mail wrote, what is forwarded with it, and what is only quoted history.

Own rules by line: they keep forwards apart from replies, which mail-parser-reply doesn't, and
their time grows with the text only.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from summarizer.patterns import Pattern

#: How a subject says that the mail is a forward, or a reply.
_FORWARD_PREFIX = Pattern(r"(?i)\s*(?:fwd?|wg|tr|rv|enc|doorst)\s*(?:\[\d+\])?\s*:")
_REPLY_PREFIX = Pattern(r"(?i)\s*(?:re|aw|sv|antw|res|rif|odp)\s*(?:\[\d+\])?\s*:")

_FORWARD_LINE = Pattern(
    r"(?i)(?:[-_=*]{2,}\s*[^\n]{0,30}(?:forward(?:ed)? (?:message|mail|e-mail|by)|weitergeleitete"
    r"|transféré|reenviado|inoltrato|encaminhada|doorgestuurd)"
    r"|begin forwarded message\s*:|forwarded message\s*:?$)"
)
_ORIGINAL_LINE = Pattern(
    r"(?i)[-_=*]{2,}\s*(?:original (?:message|appointment)|ursprüngliche nachricht"
    r"|message d'origine|mensaje original|messaggio originale)"
)
#: "On Monday at 9:30 she wrote:" is the writer's own sentence about a post.
_WROTE = Pattern(
    r"(?i)(?<!\bshe )(?<!\bhe )(?<!\bthey )(?<!\buser )(?<!\bclient )(?<!\bfreelancer )"
    r"(?:wrote|writes|a écrit|schrieb|escribió|ha scritto|escreveu|schreef|skrev|napisał)"
    r"\b[^\n]{0,120}:$"
)
_WROTE_START = Pattern(
    r"(?i)(?:on|le|am|el|il|em|op|den|dnia|w dniu|at)\b|\d{4}[-/]\d|[^<]{1,80}<\S+@"
)
#: The header fields that mailers copy into a text, in the languages of the common ones.
_FIELDS = {
    "from": "from von de da van",
    "when": "sent date gesendet datum envoyé fecha enviado inviato data verzonden",
    "to": "to an à para a aan",
    "subject": "subject betreff objet asunto oggetto assunto onderwerp",
    "other": "cc bcc kopie reply-to importance",
}
_MEANING = {label: field for field, labels in _FIELDS.items() for label in labels.split()}
_HEADER_LINE = Pattern(
    rf"(?i)[*_]{{0,2}}({'|'.join(_MEANING)})[*_]{{0,2}}\s?:[*_]{{0,2}}(?:\s+(.*)|$)"
)
#: How many lines an attribution or a block of header fields is looked for.
_WROTE_LINES, _HEADER_LINES = 4, 30
_WROTE_LENGTH, _BLANK_LINES = 400, 2
#: How many forwards inside each other are taken out of their quoting.
_MAX_FORWARDS = 10


class Pieces(NamedTuple):
    """A mail's text in three. `writer` and `subject` are what the forwarded part says of itself."""

    newest: str = ""
    forwarded: str = ""
    quoted: str = ""
    writer: str = ""
    subject: str = ""


class _Marker(NamedTuple):
    """Where another mail's text starts: `kind` is forward, reply, or either; `end` is its line."""

    kind: str
    end: int
    writer: str = ""
    subject: str = ""


def is_forward(subject: str) -> bool:
    """Whether a subject's first prefix is that of a forward."""
    return bool(_FORWARD_PREFIX.match(subject))


def is_reply(subject: str) -> bool:
    """Whether a subject's first prefix is that of a reply."""
    return bool(_REPLY_PREFIX.match(subject))


def bare_subject(subject: str) -> str:
    """The subject without "Re:", "Fwd:" and the like in front."""
    while match := _FORWARD_PREFIX.match(subject) or _REPLY_PREFIX.match(subject):
        subject = subject[match.end() :]
    return subject.strip()


def split_text(text: str, subject: str, *, reply: bool) -> Pieces:
    """Split a mail's text. `reply`: its header fields say that it answers another mail."""
    return _Splitter(text, subject, reply=reply and not is_forward(subject)).split()


class _Splitter:
    """Walks the lines once; each goes to what is being read: newest, forwarded or quoted."""

    def __init__(self, text: str, subject: str, *, reply: bool) -> None:
        self.lines = text.split("\n")
        self.subject = subject
        self.reply = reply
        self.mode = "newest"
        self.read: dict[str, list[str]] = {"newest": [], "forwarded": [], "quoted": []}
        self.first: _Marker | None = None
        self.forwards = 0
        self.forward_ends = len(self.lines)

    def split(self) -> Pieces:
        at = 0
        while at < len(self.lines):
            at = self._step(at)
        texts = {name: "\n".join(lines).strip("\n") for name, lines in self.read.items()}
        said = self.first or _Marker("", 0)
        return Pieces(**texts, writer=said.writer, subject=said.subject)

    def _step(self, at: int) -> int:
        """Read the line, or the marker, that stands at this index; gives the next index."""
        if at == self.forward_ends:
            self.mode = "newest"  # the writer goes on below a forward that was quoted
        marker = _marker(self.lines, at)
        quoted = self.lines[at].startswith(">")
        if marker is None:
            if quoted and (self.reply or self.mode == "forwarded"):
                return self._quote(at, at)
            self.read[self.mode].append(_unquoted(self.lines[at]))
            return at + 1
        if marker.kind == "forward" or (marker.kind == "either" and self._forwards()):
            return self._forward(marker, quoted=quoted)
        if quoted or self._quoted_after(marker.end):
            return self._quote(at, marker.end)
        if self.mode == "newest" and not self.reply and not marker.writer:
            self.read["newest"].append(self.lines[at])  # a sentence that only looks like one
            return at + 1
        return self._quote_rest(at)

    def _forwards(self) -> bool:
        """Whether a marker that can mean both is a forward: the subject above it decides."""
        if is_forward(self.subject):
            return True
        return self.mode == "newest" and not self.reply and not is_reply(self.subject)

    def _forward(self, marker: _Marker, *, quoted: bool) -> int:
        self.mode = "forwarded"
        self.first = self.first or marker
        self.subject = marker.subject
        self.forwards += 1
        if self.forwards <= _MAX_FORWARDS and (quoted or self._quoted_after(marker.end)):
            self._unquote(marker.end)
        return marker.end

    def _unquote(self, at: int) -> None:
        """Take a level of quoting from a forward: Apple's mailer quotes what it forwards."""
        lines = self.lines
        while at < len(lines) and (lines[at].startswith(">") or not lines[at].strip()):
            lines[at] = re.sub("^> ?", "", lines[at])
            at += 1
        self.forward_ends = at

    def _quoted_after(self, at: int) -> bool:
        at = _next(self.lines, at)
        return at < len(self.lines) and self.lines[at].startswith(">")

    def _quote(self, at: int, end: int) -> int:
        """Quoted lines, each marked: what stands below them is the writer's own again."""
        end = _next(self.lines, end)
        while end < len(self.lines) and self.lines[end].startswith(">"):
            end += 1
        self.read["quoted"] += self.lines[at:end]
        return end

    def _quote_rest(self, at: int) -> int:
        self.read["quoted"] += self.lines[at:]
        return len(self.lines)


def _unquoted(line: str) -> str:
    return line.lstrip("> ") if line.startswith(">") else line


def _next(lines: list[str], at: int) -> int:
    """The index of the next line that isn't blank, also behind quote marks."""
    while at < len(lines) and not _unquoted(lines[at]).strip():
        at += 1
    return at


def _marker(lines: list[str], at: int) -> _Marker | None:
    """What starts at this line: a forwarded or quoted mail, or nothing."""
    line = _unquoted(lines[at]).strip()
    if not line:
        return None
    if _FORWARD_LINE.match(line):
        return _with_header(lines, "forward", at + 1)
    if _ORIGINAL_LINE.match(line) or re.fullmatch(r"_{10,}", line):
        found = _with_header(lines, "either", at + 1)
        return found if found.subject or found.writer or line[0] == "-" else None
    if (label := _HEADER_LINE.match(line)) and _MEANING.get(label[1].lower()) == "from":
        return _header_block(lines, at)
    return _wrote(lines, at) if _WROTE_START.match(line) else None


def _with_header(lines: list[str], kind: str, at: int) -> _Marker:
    """A marker with the header fields that follow it, if any do."""
    block = _header_block(lines, _next(lines, at))
    if block is None or _next(lines, at) - at > _BLANK_LINES:
        return _Marker(kind, at)
    return _Marker(kind, block.end, block.writer, block.subject)


def _header_block(lines: list[str], at: int) -> _Marker | None:
    """Header fields as mailers copy them: From, and two of date, To and Subject."""
    found: dict[str, str] = {}
    key, end = "", at
    for end in range(at, min(at + _HEADER_LINES, len(lines))):
        line = _unquoted(lines[end]).strip()
        if match := _HEADER_LINE.match(line):
            key = _MEANING.get(match[1].lower(), "other")
            found.setdefault(key, match[2] or "")
        elif not line or not found:
            break
        elif not found[key]:  # the value stands on a line of its own
            found[key] = line
        elif key != "to" or not re.search("[@;,]", line):
            break
    else:
        end += 1
    others = [key for key in ("when", "to", "subject") if key in found]
    if "from" not in found or not others[1:]:
        return None
    return _Marker("either", end, found["from"], found.get("subject", ""))


def _wrote(lines: list[str], at: int) -> _Marker | None:
    """A line such as "On ... wrote:", which mailers wrap; the writer only if an address is said."""
    text = ""
    for end in range(at, min(at + _WROTE_LINES, len(lines))):
        line = _unquoted(lines[end]).strip()
        if not line or len(text) > _WROTE_LENGTH:
            break
        text = f"{text} {line}".strip()
        if _WROTE.search(text[-160:]):
            dated = re.search(r"\d[:.]\d\d|\d{4}|@", text)
            return _Marker("reply", end + 1, text if "@" in text else "") if dated else None
    return None
