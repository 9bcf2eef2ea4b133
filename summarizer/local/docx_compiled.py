"""A compiled template: its parts, and text with holes; kept in the user's cache folder.

Compiling takes lxml and what reads Word's XML: 20 ms, a tenth of `start`. Filling needs neither.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from summarizer.local.docx_zip import Member
from summarizer.placeholders import Hints
from summarizer.user_cache import keep, recall

#: Holes that no placeholder can name: the program's own.
CASE_HOLE, TITLE_HOLE, HINTS_HOLE, LINKS_HOLE = "-case", "-title", "-hints", "-links"
#: The block around a paragraph that stands for lines of text, a paragraph each.
LINES = "-lines"


class Field(NamedTuple):
    """A hole for a value; `run` begins a run like its own, where a link can stand instead."""

    name: str
    run: str = ""


class Block(NamedTuple):
    """What is made once for each item of a list; called `?name`, once if that value is given."""

    name: str
    inside: tuple[str | Field | Block, ...]


Nodes = tuple[str | Field | Block, ...]


class Template(NamedTuple):
    """A template's parts: packed ones by name, and those with holes.

    Attributes:
        packed: All parts, in the file's order.
        texts: The parts with holes: their bytes in `packed` are not those of a document.
        prefix: The prefix of WordprocessingML in the document: `w:`.
        hints: The hints that stand in the template itself.
    """

    packed: Mapping[str, Member]
    texts: Mapping[str, Nodes]
    prefix: str
    hints: Hints


def recall_template(path: Path, version: tuple[int, ...]) -> Template | None:
    """What this version of a template's file was compiled to; None where it isn't known."""
    # What is kept is ours, but may have been written by another version of this program.
    with suppress(LookupError, TypeError, ValueError, AttributeError, RecursionError):
        kept = recall(_name(path), [program(), *version])
        return Template(
            {name: Member(b64decode(body), *told) for name, (body, *told) in kept["packed"]},
            {name: _nodes(made) for name, made in kept["texts"]},
            kept["prefix"],
            Hints.of(kept["hints"]),
        )
    return None


def keep_template(path: Path, version: tuple[int, ...], template: Template) -> None:
    """Keep what a template's file was compiled to."""
    values = {
        "packed": [
            (name, (b64encode(packed).decode("ascii"), *told))
            for name, (packed, *told) in template.packed.items()
        ],
        "texts": [(name, _values(nodes)) for name, nodes in template.texts.items()],
        "prefix": template.prefix,
        "hints": template.hints.texts,
    }
    keep(_name(path), [program(), *version], values)


def program() -> list[int]:
    """Which program it was: what another version of it made is made again."""
    with os.scandir(Path(__file__).parent) as entries:
        times = [e.stat().st_mtime_ns for e in entries if e.name.endswith(".py")]
    return [len(times), max(times, default=0)]


def _name(path: Path) -> str:
    return f"template {path.absolute()}"


def _values(nodes: Nodes) -> list[Any]:
    return [n if isinstance(n, str) else [*n] if isinstance(n, Field) else _block(n) for n in nodes]


def _block(block: Block) -> dict[str, Any]:
    return {"name": block.name, "inside": _values(block.inside)}


def _nodes(values: list[Any]) -> Nodes:
    return tuple(map(_node, values))


def _node(value: Any) -> str | Field | Block:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return Field(*value)
    return Block(value["name"], _nodes(value["inside"]))
