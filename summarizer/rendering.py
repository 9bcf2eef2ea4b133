"""Wordings rendered: Jinja's language in a sandbox; what users wrote is only ever a value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from summarizer import outlines
from tracker.errors import BadInput, NotFound

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.sandbox import SandboxedEnvironment

#: What every wording can use; a verb's inputs come to it.
NAMES = frozenset(
    {
        *("case", "desk", "due", "network", "requested_by", "requested_first_name"),
        *("user.name", "user.id", "user.email", "me.name", "me.first_name"),
        *("document.title", "document.url", "answer", "note", "people", "summary"),
        "first_names",
    }
)

_SUBJECT = "subject:"
#: What a wording calls the phrases that answer nothing.
_STOCK = "default_answers"
#: What Python raises where a wording treats a value as what it isn't.
_MISUSES = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RuntimeError)


class Wording(NamedTuple):
    """The text of a message, as its file has it.

    Attributes:
        name: How errors call it: its path.
        text: In Jinja's language; a first line `Subject: ...` is the mail's subject.
        html: The same for mail programs that show HTML; "" for none. Values are escaped in it,
            and `value | paragraphs` makes paragraphs of a value's lines.
    """

    name: str
    text: str
    html: str = ""


class Rendered(NamedTuple):
    """What a wording says now. `stock` are its `default_answers`: phrases that answer nothing."""

    subject: str
    text: str
    html: str = ""
    stock: tuple[str, ...] = ()


def read_wording(file: Path) -> Wording:
    """The wording in a file, with its HTML from `NAME.html.j2` beside `NAME.j2` if that exists.

    Raises:
        NotFound: There is no such file.
        BadInput: It isn't text in UTF-8.
    """
    html = file.with_name(f"{file.stem}.html{file.suffix}")
    return Wording(str(file), _read(file), _read(html) if html.is_file() else "")


def render(wording: Wording, context: Mapping[str, Any]) -> Rendered:
    """What the wording says with these values.

    The subject is taken from the wording's first line, never from a value that stands there.

    Raises:
        BadInput: The wording can't be rendered; names file and line.
    """
    head, body = _parts(wording.text)
    text, stock = _render(body, wording.name, context)
    html, _ = _render(wording.html, f"{wording.name} (html)", context, part="html")
    subject, _ = _render(head, wording.name, context, part="subject")
    return Rendered(subject.strip(), text.strip() + "\n", html, stock)


def wording_problems(wording: Wording, known: Collection[str] = NAMES) -> list[str]:
    """What is wrong with a wording before it is used: its grammar, and names nobody knows.

    `known` are dotted names; anything below one of them is fine.
    """
    sources = {wording.name: "".join(_parts(wording.text))}
    if wording.html:
        sources[f"{wording.name} (html)"] = wording.html
    return [p for name, source in sources.items() for p in _problems(source, name, known)]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not text in UTF-8", f"{error}.", f"Mend {file}.") from error
    except OSError as error:
        raise NotFound(
            f"There is no wording {file}", f"{error.strerror}.", "Put the file there."
        ) from error


def _parts(source: str) -> tuple[str, str]:
    """The subject and the rest, which keeps its line numbers."""
    first, _, rest = source.partition("\n")
    if first[: len(_SUBJECT)].casefold() == _SUBJECT:
        return first[len(_SUBJECT) :], f"\n{rest}"
    return "", source


@cache
def _environment(*, html: bool = False) -> SandboxedEnvironment:
    from jinja2 import StrictUndefined  # noqa: PLC0415 - 58 ms that most commands don't need
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - same

    made = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=html, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["paragraphs"] = _paragraphs
    return made


def _paragraphs(value: str) -> str:
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    blocks = re.split(r"\n\s*\n", value.strip())
    lines = (Markup("<br>\n").join(block.splitlines()) for block in blocks)
    return Markup("\n").join(Markup("<p>{}</p>").format(block) for block in lines)


def _render(
    source: str, name: str, context: Mapping[str, Any], *, part: str = "text"
) -> tuple[str, tuple[str, ...]]:
    """The text, and the `default_answers`; by Jinja, unless values are only placed."""
    if not source:
        return "", ()
    plain = None if part == "html" else outlines.said(f"{name} {part}", source, context)
    if plain is None:
        return _by_jinja(source, name, context, part)
    text, names = plain
    return text, tuple(map(str, names.get(_STOCK, ())))


def _by_jinja(
    source: str, name: str, context: Mapping[str, Any], part: str
) -> tuple[str, tuple[str, ...]]:
    from jinja2 import TemplateError, TemplateSyntaxError  # noqa: PLC0415 - see _environment

    try:
        template = _compiled(source, name, part)
        text = template.render(context)
        stock = getattr(template.make_module(dict(context)), _STOCK, ())
        return text, tuple(map(str, stock))
    except TemplateSyntaxError as error:
        raise _broken(name, error.lineno, str(error)) from error
    except (TemplateError, *_MISUSES) as error:
        import traceback  # noqa: PLC0415 - only mistakes need it

        frames = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in frames if f.filename == "<template>" and f.lineno]
        raise _broken(name, lines[-1] if lines else 1, str(error)) from error


@cache
def _compiled(source: str, name: str, part: str) -> Template:
    environment = _environment(html=part == "html")
    tree = environment.parse(source)
    if part != "html":
        outlines.keep_outline(f"{name} {part}", source, tree)
    return environment.from_string(tree)


def _broken(name: str, line: int, why: str) -> BadInput:
    return BadInput(f"{name}, line {line} can't be used", f"{why}.", f"Mend it in {name}.")


def _problems(source: str, name: str, known: Collection[str]) -> Iterator[str]:
    from jinja2 import TemplateSyntaxError, meta, nodes  # noqa: PLC0415 - see _environment

    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError as error:
        yield f"{name}, line {error.lineno}: {error}"
        return
    free = meta.find_undeclared_variables(tree)
    used = {(n.lineno, n.name) for n in tree.find_all(nodes.Name) if n.name in free}
    used |= {(n.lineno, dotted) for n in tree.find_all(nodes.Getattr) if (dotted := _dotted(n))}
    for line, dotted in sorted(used):
        root = dotted.partition(".")[0]
        if root in free and not _fits(dotted, known) and (dotted == root or _fits(root, known)):
            yield f"{name}, line {line}: nothing is known as {dotted}"


def _dotted(node: nodes.Node) -> str:
    """`user.name` of a chain of attributes; "" if it doesn't begin with a name."""
    from jinja2 import nodes  # noqa: PLC0415 - see _environment

    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (owner := _dotted(node.node)):
        return f"{owner}.{node.attr}"
    return ""


def _fits(dotted: str, known: Collection[str]) -> bool:
    """Whether a name is known, or stands above or below one that is."""
    return any(f"{dotted}.".startswith(f"{n}.") or n.startswith(f"{dotted}.") for n in known)
