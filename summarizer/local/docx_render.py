"""A new document from a compiled template: only the text with holes is made anew."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
    keep_template,
    recall_template,
)
from summarizer.local.docx_hints import hints_xml
from summarizer.local.docx_package import DOCUMENT, read_package
from summarizer.local.docx_parts import links_of
from summarizer.local.docx_text import LINK_LOOK, R, check_text, escaped, lines
from summarizer.local.docx_zip import packed, zipped
from summarizer.placeholders import Hints
from summarizer.user_cache import is_settled
from tracker.errors import BadInput

if TYPE_CHECKING:
    from summarizer.ports import NewDocument

_LINK_KIND = f"{R}/hyperlink"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")

Values = Mapping[str, str]


def render(new: NewDocument) -> bytes:
    """The document's bytes, each placeholder filled once; user text is text, whatever it holds.

    Raises:
        BadInput: The template isn't there or is wrong, or a value holds what XML can't.
        StorageFailed: The template is damaged.
    """
    template = _compiled(new.template, _version(new.template))
    filled = _Filling(template, new)
    texts = {part: filled.part(part) for part in template.texts if part != links_of(DOCUMENT)}
    texts[links_of(DOCUMENT)] = filled.part(links_of(DOCUMENT))
    return zipped(
        {
            part: packed(texts[part].encode()) if part in texts else member
            for part, member in template.packed.items()
        }
    )


def _version(template: Path) -> tuple[int, int]:
    try:
        found = template.stat()
    except OSError as error:
        raise BadInput(
            f"There is no template {template}", f"{error.strerror}.", "See document.template."
        ) from error
    return found.st_mtime_ns, found.st_size


@functools.lru_cache(maxsize=8)
def _compiled(path: Path, version: tuple[int, int]) -> Template:
    """The template, compiled once for each version of its file."""
    if (known := recall_template(path, version)) is not None:
        return known
    from summarizer.local.docx_template import compile_template  # noqa: PLC0415 - with lxml, 10 ms

    compiled = compile_template(read_package(path))
    if is_settled(version[0]):
        keep_template(path, version, compiled)
    return compiled


class _Filling:
    """What one document is filled with; `links` grows as addresses are met."""

    def __init__(self, template: Template, new: NewDocument) -> None:
        self.template = template
        self.values = {
            **new.values,
            "title": new.title,
            "case": new.case,
            TITLE_HOLE: new.title,
            CASE_HOLE: new.case,
        }
        self.blocks: dict[str, Sequence[Values]] = {
            "chart": [{"step": name, "hint": hint} for name, hint in new.steps],
            "parts": [
                {"part": title, "hint": hint, "text": new.summary.get(title, "")}
                for title, hint in new.parts
            ],
        }
        given = [hint for _, hint in (*new.steps, *new.parts)]
        self.hints = Hints.of([*template.hints.texts, *given])
        self.links: dict[str, str] = {}
        for values in (self.values, *self.blocks["chart"], *self.blocks["parts"]):
            for value in values.values():
                check_text(value)

    def part(self, name: str) -> str:
        return "".join(self._filled(self.template.texts[name], self.values))

    def _filled(self, nodes: Nodes, values: Values) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, str):
                yield node
            elif isinstance(node, Field):
                yield self._value(node, values)
            else:
                for item in self._items(node, values):
                    yield from self._filled(node.inside, {**values, **item})

    def _items(self, block: Block, values: Values) -> Sequence[Values]:
        if block.name == LINES:
            return [{"text": line} for line in lines(values["text"])]
        if block.name.startswith("?"):
            return [{}] if values.get(block.name[1:]) else []
        return self.blocks.get(block.name, ())

    def _value(self, field: Field, values: Values) -> str:
        if field.name == LINKS_HOLE:
            return "".join(_relation(key, url) for url, key in self.links.items())
        if field.name == HINTS_HOLE:
            return hints_xml(self.hints)
        if field.name not in values:
            return f"{{{{{field.name}}}}}"
        text = lines(values[field.name])
        if field.name.startswith("-"):
            return " ".join(map(escaped, text))
        w = self.template.prefix
        line_break = f'</{w}t><{w}br/><{w}t xml:space="preserve">'
        return line_break.join(self._line(line, field.run) for line in text)

    def _line(self, text: str, run: str) -> str:
        w = self.template.prefix
        if not run or not _ADDRESS.fullmatch(text):
            return escaped(text).replace("\t", f'</{w}t><{w}tab/><{w}t xml:space="preserve">')
        key = self.links.setdefault(text, f"rIdDesk{len(self.links) + 1}")
        look = "".join(f'<{w}{name} {w}val="{value}"/>' for name, value in LINK_LOOK)
        return (
            f'</{w}t></{w}r><{w}hyperlink xmlns:r="{R}" r:id="{key}"><{w}r><{w}rPr>{look}</{w}rPr>'
            f"<{w}t>{escaped(text)}</{w}t></{w}r></{w}hyperlink>"
            f'{run}<{w}t xml:space="preserve">'
        )


def _relation(key: str, url: str) -> str:
    return (
        f'<Relationship Id="{key}" Type="{_LINK_KIND}" Target="{escaped(url)}" '
        'TargetMode="External"/>'
    )
