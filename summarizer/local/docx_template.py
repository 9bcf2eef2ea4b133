"""A document template, compiled: what never changes stays packed, the rest is text with holes.

Holes and blocks are marked by processing instructions in the parsed template. No user text can
be one, and those that a template brings along are taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lxml import etree

from summarizer.layout import given
from summarizer.local.docx_compiled import (
    CASE_HOLE,
    HINTS_HOLE,
    LINES,
    LINKS_HOLE,
    TITLE_HOLE,
    Block,
    Field,
    Nodes,
    Template,
)
from summarizer.local.docx_hints import drop_hints
from summarizer.local.docx_layout import layout_of
from summarizer.local.docx_package import CORE, CUSTOM, DOCUMENT, Package
from summarizer.local.docx_parts import links_of
from summarizer.local.docx_properties import CASE, set_property, set_title
from summarizer.local.docx_text import append_run, local, text_of, w
from summarizer.placeholders import BLOCKS, Hints, Hole, holes
from tracker.errors import BadInput

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARK = re.compile(r"<\?desk (\w+) (\S+?)(?: (\d+))?\?>")
_NAMESPACES = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: What the core properties of a template say of the template, not of the document.
_STALE = frozenset({"created", "modified", "lastModifiedBy", "lastPrinted", "revision", "creator"})


def compile_template(package: Package) -> Template:
    """Compile a template. BadInput for an unknown block; StorageFailed if it is damaged."""
    others = [n for n in package.members if n.startswith(("word/header", "word/footer"))]
    for part in (DOCUMENT, *others):
        etree.strip_tags(package.xml(part), etree.ProcessingInstruction, etree.Comment)
    layout = layout_of(package)
    hints = [text_of(p) for p in layout.body.iter(w("p")) if layout.said(p) is None]
    hints += map(text_of, given(layout))
    _mark_blocks(layout.body, package.name)
    prefix = f"{layout.body.prefix}:" if layout.body.prefix else ""
    runs: list[str] = []
    for part in (DOCUMENT, *others):
        for paragraph in list(package.xml(part).iter(w("p"))):
            _mark_fields(paragraph, runs, linkable=part == DOCUMENT)
    links = package.xml(links_of(DOCUMENT))
    links.append(_mark("field", LINKS_HOLE))
    _mark_properties(package)
    package.to_bytes()
    texts = (DOCUMENT, links_of(DOCUMENT), CORE, CUSTOM, *others)
    return Template(
        package.members,
        {part: _nodes(package.read(part).decode(), runs) for part in texts},
        prefix,
        Hints.of(hint for hint in hints if not holes(hint)),
    )


def _mark(kind: str, name: str, number: int | None = None) -> _Element:
    more = "" if number is None else f" {number}"
    return etree.ProcessingInstruction("desk", f"{kind} {name}{more}")


def _nodes(text: str, runs: list[str]) -> Nodes:
    """A part's XML as literals, holes and blocks."""
    levels: list[tuple[str, list[str | Field | Block]]] = [("", [])]
    at = 0
    for mark in _MARK.finditer(text):
        levels[-1][1].append(text[at : mark.start()])
        at = mark.end()
        kind, name, number = mark.groups()
        if kind == "begin":
            levels.append((name, []))
        elif kind == "end":
            name, inside = levels.pop()
            levels[-1][1].append(Block(name, tuple(node for node in inside if node)))
        else:
            levels[-1][1].append(Field(name, runs[int(number)] if number else ""))
    return (*(node for node in levels[0][1] if node), text[at:])


# --- blocks --------------------------------------------------------------------------------


def _mark_blocks(body: _Element, name: str) -> None:
    for paragraph in list(body.iter(w("p"))):
        for hole in holes(_whole(paragraph)):
            if hole.mark and hole.name not in BLOCKS:
                raise BadInput(
                    f"{name} asks for a block {hole.name!r}",
                    f"There are {', '.join(sorted(BLOCKS))}.",
                    "Mend the template.",
                )
            if hole.mark == "#":
                _mark_block(paragraph, hole.name)


def _mark_block(paragraph: _Element, name: str) -> None:
    """Mark what a block repeats: up to the paragraph that ends it, else its row, else itself."""
    siblings = [paragraph, *paragraph.itersiblings(w("p"))]
    last = next((p for p in siblings if _has(p, name, "/")), None)
    if last is not None:
        inside = _between(paragraph, last)
    else:
        inside = [next(paragraph.iterancestors(w("tr")), paragraph)]
    if name == "parts":
        inside = _with_lines(inside)
    for element in inside:
        for hint in list(element.iter(w("p"))):
            if _whole(hint).strip() == "{{hint}}" and _spare(hint):
                _enclose([hint], "?hint")
    _enclose(inside, name)


def _between(first: _Element, last: _Element) -> list[_Element]:
    found = [first]
    while found[-1] is not last:
        following = found[-1].getnext()
        if following is None:
            break
        found.append(following)
    return found


def _with_lines(inside: list[_Element]) -> list[_Element]:
    """Have a paragraph for a part's text: `{{text}}`, else the empty last one, else a new one."""
    for element in inside:
        for paragraph in element.iter(w("p")):
            if _has(paragraph, "text", ""):
                _enclose([paragraph], LINES)
                return inside
    last = inside[-1]
    if local(last) != "p" or _bare(last):
        made = last.makeelement(w("p"), {})
        last.addnext(made)
        inside = [*inside, made]
    append_run(inside[-1], "{{text}}")
    _enclose([inside[-1]], LINES)
    return inside


def _bare(paragraph: _Element) -> str:
    """A paragraph's text without the marks of blocks."""
    text = _whole(paragraph)
    for hole in reversed(holes(text)):
        if hole.mark:
            text = text[: hole.start] + text[hole.end :]
    return text.strip()


def _spare(paragraph: _Element) -> bool:
    """Whether it can be left out: a cell must keep a paragraph."""
    parent = paragraph.getparent()
    return parent is not None and (local(parent) != "tc" or len(parent.findall(w("p"))) > 1)


def _enclose(elements: list[_Element], name: str) -> None:
    elements[0].addprevious(_mark("begin", name))
    elements[-1].addnext(_mark("end", name))


def _has(paragraph: _Element, name: str, mark: str) -> bool:
    return any((h.name, h.mark) == (name, mark) for h in holes(_whole(paragraph)))


# --- values --------------------------------------------------------------------------------


def _whole(paragraph: _Element) -> str:
    return "".join(t.text or "" for t in paragraph.iter(w("t")))


def _mark_fields(paragraph: _Element, runs: list[str], *, linkable: bool) -> None:
    """Mark the holes in a paragraph, also those that Word has split over runs."""
    texts = list(paragraph.iter(w("t")))
    for hole in reversed(holes(_whole(paragraph))):
        first = _cut(texts, hole)
        if first is None or hole.mark:
            continue
        run = _run(first) if linkable else ""
        if run:
            runs.append(run)
        mark = _mark("field", hole.name, len(runs) - 1 if run else None)
        inside = hole.start - _offset(texts, first)
        text = first.text or ""
        first.text, mark.tail = text[:inside], text[inside:]
        first.insert(0, mark)


def _offset(texts: Iterable[_Element], element: _Element) -> int:
    at = 0
    for text in texts:
        if text is element:
            break
        at += len(text.text or "")
    return at


def _cut(texts: Iterable[_Element], hole: Hole) -> _Element | None:
    """Take a placeholder out of the texts over which it is spread; the first of them."""
    at, first = 0, None
    for element in texts:
        text = element.text or ""
        begin, end = max(hole.start - at, 0), min(hole.end - at, len(text))
        at += len(text)
        if begin < end:
            first = element if first is None else first
            element.text = text[:begin] + text[end:]
            element.set(_XML_SPACE, "preserve")
    return first


def _run(text: _Element) -> str:
    """How a run like that of this text begins; "" where it stands in no paragraph's own run."""
    run = text.getparent()
    parent = run.getparent() if run is not None else None
    if run is None or parent is None or local(parent) != "p":
        return ""
    look = run.find(w("rPr"))
    made = etree.tostring(look, encoding="unicode", with_tail=False) if look is not None else ""
    name = f"{run.prefix}:r" if run.prefix else "r"
    return f"<{name}>{_NAMESPACES.sub('', made)}"


def _mark_properties(package: Package) -> None:
    """Have holes for the case's number, the hints and the title; drop the template's own dates."""
    drop_hints(package)
    set_property(package, CASE, "")
    custom = package.xml(CUSTOM)
    for element in custom:
        if element.get("name") == CASE:
            element[0].append(_mark("field", CASE_HOLE))
    custom.append(_mark("field", HINTS_HOLE))
    set_title(package, "")
    core = package.xml(CORE)
    for element in list(core):
        if local(element) in _STALE:
            core.remove(element)
        elif local(element) == "title":
            element.append(_mark("field", TITLE_HOLE))
