"""Small docx files with comments, spelled as Word spells them, and with what goes wrong there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from summarizer.local.docx_comments import read_comments
from summarizer.local.docx_package import Package, unpack
from summarizer.ports import Comment

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
NAMES = (
    f'xmlns:w="{W}" xmlns:w14="{W14}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
CID = "http://schemas.microsoft.com/office/word/2016/wordml/cid"
CEX = "http://schemas.microsoft.com/office/word/2018/wordml/cex"
RELATIONS = "word/_rels/document.xml.rels"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OPC = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = {
    "styles": f"{_OFFICE}/styles",
    "comments": f"{_OFFICE}/comments",
    "commentsExtended": "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
    "commentsIds": "http://schemas.microsoft.com/office/2016/09/relationships/commentsIds",
    "commentsExtensible": (
        "http://schemas.microsoft.com/office/2018/08/relationships/commentsExtensible"
    ),
}


@dataclass(frozen=True)
class Note:
    """A comment in a file.

    Attributes:
        text: What it says; each line is a paragraph.
        below: The place in the list of the comment it replies to.
        done: Its flag; None leaves the attribute out.
        entry: Whether commentsExtended knows it.
        shown: "range", "point" (a mark without a range), or "" where the text doesn't show it.
        key: The paragraph id of its last paragraph; made of its place in the list if "auto".
            Where no comment has one the part doesn't declare them, as in old files.
        utc: The time that commentsExtensible knows, if it does.
    """

    text: str
    author: str = "Robin Reviewer"
    date: str = "2026-11-19T10:00:00Z"
    below: int | None = None
    done: bool | None = False
    entry: bool = True
    shown: str = "range"
    key: str = "auto"
    utc: str = ""


def commented(
    *notes: Note, body: str = "", extra: Mapping[str, str | None] | None = None
) -> Package:
    """A document with these comments; each thread has a sentence, "Sentence N about things."

    Args:
        notes: The comments, replies below their roots.
        body: The paragraphs and tables instead of the sentences.
        extra: Parts to add, to replace, or (None) to leave out, by name.
    """
    inside = body or _sentences(notes)
    content = f"<w:body>{inside}<w:sectPr/></w:body>"
    parts: dict[str, str | None] = {
        "word/document.xml": f"<w:document {NAMES}>{content}</w:document>",
        "word/styles.xml": _styles(),
        "word/comments.xml": comments(notes),
        "word/commentsExtended.xml": extended(notes),
    }
    if any(note.utc for note in notes):
        parts |= _times(notes)
    parts |= extra or {}
    kinds = [kind for kind in _RELATIONS if parts.get(f"word/{kind}.xml")]
    related = _relations({f"{kind}.xml": _RELATIONS[kind] for kind in kinds})
    start = _relations({"word/document.xml": f"{_OFFICE}/officeDocument"})
    frame = {"[Content_Types].xml": _types(kinds), "_rels/.rels": start, RELATIONS: related}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in (frame | parts).items():
            if xml is not None:
                archive.writestr(name, _HEAD + xml)
    return unpack(target.getvalue(), "Case.docx")


def reopened(package: Package) -> Package:
    """The document as it is after writing and reading it."""
    return unpack(package.to_bytes(), package.name)


def only(package: Package) -> Comment:
    """The one thread that a document has."""
    (found,) = read_comments(package)
    return found


def states(package: Package) -> dict[str, str]:
    """The state of each thread, by what its root says."""
    return {comment.text: comment.state for comment in read_comments(package)}


def comments(notes: Sequence[Note]) -> str:
    """The part with what the comments say."""
    said = "".join(_comment(number, note) for number, note in enumerate(notes))
    if not any(note.key for note in notes):
        return f'<w:comments xmlns:w="{W}">{said}</w:comments>'
    return f'<w:comments {NAMES} mc:Ignorable="w14">{said}</w:comments>'


def extended(notes: Sequence[Note], namespace: str = W15) -> str:
    """The part with the threads and what is resolved."""
    entries = "".join(_entry(notes, place) for place, n in enumerate(notes) if n.entry)
    return f'<w15:commentsEx xmlns:w15="{namespace}">{entries}</w15:commentsEx>'


def marked(number: int, inside: str) -> str:
    """Runs or paragraphs in the range of a comment; its reference must follow."""
    return f'<w:commentRangeStart w:id="{number}"/>{inside}<w:commentRangeEnd w:id="{number}"/>'


def reference(number: int) -> str:
    """The run by which the text shows a comment."""
    look = '<w:rPr><w:rStyle w:val="Kommentarzeichen"/></w:rPr>'
    return f'<w:r>{look}<w:commentReference w:id="{number}"/></w:r>'


def run(text: str) -> str:
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*inside: str) -> str:
    """A paragraph of runs."""
    return f"<w:p>{''.join(inside)}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """A table; a cell is its paragraphs."""
    said = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:tcPr/>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    grid = '<w:gridCol w:w="3000"/>' * len(rows[0])
    look = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{said}</w:tbl>"


def key_of(notes: Sequence[Note], place: int) -> str:
    """The paragraph id of a comment's last paragraph."""
    key = notes[place].key
    return f"{0x1000 + place:08X}" if key == "auto" else key


def _comment(number: int, note: Note) -> str:
    date = f" w:date={quoteattr(note.date)}" if note.date else ""
    author = f" w:author={quoteattr(note.author)}" if note.author else ""
    *lines, last = note.text.split("\n")
    key = f"{0x1000 + number:08X}" if note.key == "auto" else note.key
    above = "".join(
        f'<w:p w14:paraId="{0x20000 + number * 100 + place:08X}">{run(line)}</w:p>'
        if note.key
        else paragraph(run(line))
        for place, line in enumerate(lines)
    )
    mark = f' w14:paraId="{key}"' if key else ""
    head = f'<w:comment w:id="{number}"{author}{date} w:initials="R">'
    return f"{head}{above}<w:p{mark}>{run(last)}</w:p></w:comment>"


def _entry(notes: Sequence[Note], place: int) -> str:
    note = notes[place]
    above = f' w15:paraIdParent="{key_of(notes, note.below)}"' if note.below is not None else ""
    done = "" if note.done is None else f' w15:done="{int(note.done)}"'
    return f'<w15:commentEx w15:paraId="{key_of(notes, place)}"{above}{done}/>'


def _times(notes: Sequence[Note]) -> dict[str, str]:
    ids, times = "", ""
    for place, note in enumerate(notes):
        durable = f"{0x50000 + place:08X}"
        ids += f'<c:commentId c:paraId="{key_of(notes, place)}" c:durableId="{durable}"/>'
        if note.utc:
            times += f'<c:commentExtensible c:durableId="{durable}" c:dateUtc="{note.utc}"/>'
    return {
        "word/commentsIds.xml": f'<c:commentsIds xmlns:c="{CID}">{ids}</c:commentsIds>',
        "word/commentsExtensible.xml": (
            f'<c:commentsExtensible xmlns:c="{CEX}">{times}</c:commentsExtensible>'
        ),
    }


def _sentences(notes: Sequence[Note]) -> str:
    tops = [place for place, note in enumerate(notes) if note.below is None]
    return "".join(_sentence(notes, top) for top in tops) or paragraph(run("Nothing."))


def _sentence(notes: Sequence[Note], top: int) -> str:
    thread = [place for place in range(len(notes)) if _top(notes, place) == top]
    ranges = [place for place in thread if notes[place].shown == "range"]
    inside = run(f"Sentence {top}")
    inside = "".join(f'<w:commentRangeStart w:id="{n}"/>' for n in ranges) + inside
    for place in thread:
        if place in ranges:
            inside += f'<w:commentRangeEnd w:id="{place}"/>'
        if notes[place].shown:
            inside += reference(place)
    return paragraph(inside, run(" about things."))


def _top(notes: Sequence[Note], place: int) -> int:
    met = set()
    while (above := notes[place].below) is not None and place not in met:
        met.add(place)
        place = above
    return place


def _relations(kept: Mapping[str, str]) -> str:
    said = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(kept.items(), 1)
    )
    return f'<Relationships xmlns="{_OPC}/relationships">{said}</Relationships>'


def _types(kinds: Sequence[str]) -> str:
    said = "".join(
        f'<Override PartName="/word/{kind.partition(".")[0]}.xml"'
        f' ContentType="{_WORDML}.{kind}+xml"/>'
        for kind in ("document.main", *kinds)
    )
    return (
        f'<Types xmlns="{_OPC}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{said}</Types>'
    )


def _styles() -> str:
    kinds = {"Normal": ("paragraph", "Normal"), "Kommentartext": ("paragraph", "annotation text")}
    kinds["Kommentarzeichen"] = ("character", "annotation reference")
    said = "".join(
        f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, (kind, name) in kinds.items()
    )
    return f"<w:styles {NAMES}>{said}</w:styles>"
