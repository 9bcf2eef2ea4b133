"""The project's documents: where their links lead, and which commands they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_COMMAND = re.compile(r"^ *(?:\$ )?summarizer ((?:[a-z][a-z-]*(?: |$))+)", re.MULTILINE)


def pages(root: Path = ROOT) -> list[Path]:
    """Every Markdown document that a reader of the project meets."""
    folders = (root / "docs", root / "templates")
    return sorted([*root.glob("*.md"), *(p for f in folders for p in f.rglob("*.md"))])


def broken_links(page: Path) -> Iterator[str]:
    """The page's links to files that aren't there, or to headings that those don't have."""
    prose = _CODE.sub("", _FENCED.sub("", page.read_text(encoding="utf-8")))
    for link in _LINK.findall(prose):
        if link.startswith(("https:", "http:", "mailto:")):
            continue
        path, _, heading = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (heading and heading not in anchors(target)):
            yield f"{page.name}: {link}"


def anchors(page: Path) -> set[str]:
    """How links name the page's headings: in small letters, hyphens for spaces, no punctuation."""
    titles = _HEADING.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def named_commands(text: str) -> set[str]:
    """The words after `summarizer` wherever a command line stands as code."""
    blocks = [body for language, body in _FENCED.findall(text) if language in ("", "sh", "console")]
    lines = [code.strip("`") for code in _CODE.findall(_FENCED.sub("", text))]
    found = _COMMAND.findall("\n".join([*blocks, *lines]))
    return {words.strip() for words in found}
