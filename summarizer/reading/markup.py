"""The text of an HTML mail as its reader sees it: lines, cells, quotes, and where links lead."""

from __future__ import annotations

from html.parser import HTMLParser

from summarizer.patterns import Pattern
from summarizer.reading.blanks import tidy

#: Of an HTML text so many letters are read; cells and quotes are told apart down to this depth.
MAX_HTML = 1_000_000
MAX_OPEN = 40

#: What is no plain tag: declarations, processing instructions, tags longer than any person's
#: (pictures carried in an attribute), and a lone "<". The standard parser is slow on them.
_NO_TAG = Pattern(r"<[!?][^<>]*>|<[^<>]{4000,}>?|<(?![a-zA-Z/][^<>]*>)")
_HIDDEN = ("script", "style", "title", "template")
_COUNTED = (*_HIDDEN, "table", "pre")
_BREAKS_TEXT = """
    address article aside blockquote center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header
    hr li main ol p pre section table tr ul
"""
_BREAKS = frozenset(_BREAKS_TEXT.split())
_SIGNATURES = ("gmail_signature", "signature", "outlook-mobile-signature")
_SPACES = Pattern(r"[ \t\r\n\f\u00a0]+")


def html_text(html: str) -> str:
    """Text of an HTML document: cells parted by tabs, quotes marked with "> ", links as <address>.

    A link's address is written behind its text where the text doesn't say it already. A
    signature that the mailer marked begins with "--", as in plain text (RFC 3676, 4.3).
    """
    reader = _Reader()
    reader.feed(_tame(html[:MAX_HTML]))
    reader.close()
    return reader.text()


def _tame(html: str) -> str:
    """The document less comments and whatever else isn't a plain tag."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        end = html.find("-->", start + 4)
        kept.append(html[at:start])
        at = len(html) if end < 0 else end + 3
    return _NO_TAG.sub(lambda m: "&lt;" if m[0] == "<" else " ", "".join((*kept, html[at:])))


class _Reader(HTMLParser):
    """Gathers text. An open cell or quote has a buffer of its own, put into the outer one later."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._buffers: list[tuple[str, int, list[str]]] = [("", 0, [])]
        self._inside = dict.fromkeys(_COUNTED, 0)
        self._href = ""
        self._link_text: list[str] = []

    def text(self) -> str:
        self._end_link()
        while len(self._buffers) > 1:
            self._end_buffer()
        return tidy("".join(self._buffers[0][2]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._new_line()
        if tag in _COUNTED:
            self._inside[tag] += 1
        elif tag in ("td", "th"):
            self._end_cell()
            self._open("cell")
        elif tag == "a":
            self._end_link()
            self._href = next((v or "" for k, v in attrs if k == "href"), "").strip()
        elif tag == "br":
            self._put("\n")
        elif tag == "blockquote":
            self._open("quote")
        elif tag == "div" and _is_signature(attrs):
            self._put("\n--\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()
        elif tag == "blockquote":
            self._end_quote()
        if tag in _COUNTED:
            self._inside[tag] = max(0, self._inside[tag] - 1)
        if tag in _BREAKS:
            self._new_line()
        if tag == "p":
            self._put("\n")

    def handle_data(self, data: str) -> None:
        if any(self._inside[tag] for tag in _HIDDEN):
            return
        if self._href.startswith("mailto:") and not self._link_text:
            data = data.lstrip("@")  # a colleague who is mentioned, not somebody's handle
        text = data if self._inside["pre"] else _SPACES.sub(" ", data)
        self._put(text)
        if self._href:
            self._link_text.append(text)

    def _put(self, text: str) -> None:
        self._buffers[-1][2].append(text)

    def _new_line(self) -> None:
        pieces = self._buffers[-1][2]
        if pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")

    def _open(self, kind: str) -> None:
        if len(self._buffers) <= MAX_OPEN:
            self._buffers.append((kind, self._inside["table"], []))

    def _end_cell(self) -> None:
        """Close the cells of the innermost open table; mails often leave out the end tags."""
        while self._buffers[-1][0] == "cell" and self._buffers[-1][1] >= self._inside["table"]:
            self._end_buffer()

    def _end_quote(self) -> None:
        if any(kind == "quote" for kind, _, _ in self._buffers):
            while self._end_buffer() != "quote":
                pass

    def _end_buffer(self) -> str:
        kind, _, pieces = self._buffers.pop()
        text = tidy("".join(pieces))
        if kind == "quote":
            self._put("\n" + "".join(f"> {line}\n" for line in text.split("\n")))
        else:
            self._put(f"\n{text}\n" if "\n" in text else f"{text}\t")
        return kind

    def _end_link(self) -> None:
        href, shown = self._href.removeprefix("mailto:"), "".join(self._link_text)
        if not self._href.startswith("http"):
            href = href.partition("?")[0] if self._href.startswith("mailto:") else ""
        if href and href.rstrip("/") not in shown:
            self._put(f" <{href}> ")
        self._href, self._link_text = "", []


def _is_signature(attrs: list[tuple[str, str | None]]) -> bool:
    names = " ".join(v or "" for k, v in attrs if k in ("class", "id")).lower().split()
    return any(name.removeprefix("x_").removeprefix("ms-") in _SIGNATURES for name in names)
