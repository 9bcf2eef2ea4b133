"""Cells of a docx, emptied for new words: what marks the places of comments, and pictures, stay."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizer.local.docx_layout import Layout
from summarizer.local.docx_text import append_run, blocks, local, placeholder_of, w

if TYPE_CHECKING:
    from lxml.etree import _Element

#: What marks a place in the text, and says nothing.
MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference", "bookmarkStart", "bookmarkEnd")
_PICTURES = ("drawing", "pict", "object", "AlternateContent")
_GONE = ("del", "moveFrom")
#: What the mark of a paragraph's end has beside its look.
_TRACKED = ("ins", "del", "moveFrom", "moveTo", "rPrChange")


def emptied(layout: Layout, cell: _Element) -> _Element:
    """A paragraph of the cell for what it shall say; hints, marks and pictures stay."""
    for table in [e for e in blocks(cell) if local(e) == "tbl"]:
        remove(table)
    found = [e for e in blocks(cell) if local(e) == "p" and layout.said(e) is not None]
    if not found:
        return new_paragraph(last_paragraph(cell))
    kept = [element for paragraph in found for element in _kept(paragraph)]
    for paragraph in found:
        for child in [c for c in paragraph if local(c) != "pPr"]:
            paragraph.remove(child)
    for paragraph in found[1:]:
        remove(paragraph)
    if (control := placeholder_of(found[0])) is not None:
        remove(control)
    pictures = [e for e in kept if any(local(child) in _PICTURES for child in e)]
    found[0].extend(e for e in kept if e not in pictures)
    if pictures:
        new_paragraph(found[0]).extend(pictures)
    return found[0]


def _kept(parent: _Element, *, gone: bool = False) -> Iterator[_Element]:
    """What isn't words, in order: marks of places, and the runs of comments and of pictures."""
    for child in list(parent):
        name = local(child)
        if name == "r":
            held = ("commentReference",) if gone else ("commentReference", *_PICTURES)
            words = [e for e in child if local(e) not in ("rPr", *held)]
            if len(words) + len(child.findall(w("rPr"))) < len(child):
                for element in words:
                    child.remove(element)
                yield child
        elif name in MARKS:
            yield child
        else:
            yield from _kept(child, gone=gone or name in _GONE)


def write(paragraph: _Element, text: str) -> None:
    """Add text in the look that typing there would have."""
    if not text:
        return
    run = append_run(paragraph, text)
    look = paragraph.find(f"{w('pPr')}/{w('rPr')}")
    if look is not None:
        run.insert(0, copy.deepcopy(look))
        for tracked in [e for e in run[0] if local(e) in _TRACKED]:
            run[0].remove(tracked)
    settle(paragraph, run)


def settle(paragraph: _Element, element: _Element) -> None:
    """Move what was added into the range of the paragraph's comments, if it has any."""
    end = next((e for e in paragraph if local(e) in ("commentRangeEnd", "bookmarkEnd")), None)
    if end is not None:
        end.addprevious(element)


def last_paragraph(cell: _Element) -> _Element:
    """The last paragraph of a cell; made where there is none, since Word demands one."""
    found = [e for e in blocks(cell) if local(e) == "p"]
    if not found:
        found = [cell.makeelement(w("p"), {})]
        cell.append(found[0])
    return found[-1]


def new_paragraph(after: _Element) -> _Element:
    """An empty paragraph behind this one."""
    made = after.makeelement(w("p"), {})
    after.addnext(made)
    return made


def remove(element: _Element) -> None:
    """Take an element out."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
