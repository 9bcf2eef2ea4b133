"""Wordings that only place values, as JSON: what Jinja parsed once is said without it.

Importing Jinja and compiling a command's five wordings takes 40 ms, a fifth of `start`. Most
wordings have nothing but values, `or`, `and`, `not`, `if` and lists of phrases. What Jinja's own
parser made of such a one is kept in the user's cache folder, with the text that it was made of.
Whatever is the least unusual, in a wording or in a value, is left to Jinja, and all mistakes too.

A wording is a list of nodes: a text, `["say", X]`, `["if", X, [...], [...]]`, `["set", name, X]`;
X is `["const", value]`, `["name", name]`, `["part", X, name]`, `["list", X, ...]`, `["not", X]`,
`["or", X, Y]` or `["and", X, Y]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from summarizer.user_cache import keep, recall

if TYPE_CHECKING:
    from jinja2 import nodes

#: Of what is kept; another one where it is made or said differently.
_FORMAT = 1
#: Values that Jinja prints by `str`, and asks nothing else.
_PLAIN = (str, bool, int, float, type(None), list, tuple, dict)
_JINJAS_OWN = "self"
_UNUSUAL = (LookupError, TypeError, ValueError, RecursionError)


class Unusual(Exception):
    """More than values that are placed: Jinja's own work."""


def said(name: str, source: str, context: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """What the wording says, and the names that it sets; None where Jinja has to be asked."""
    outline = recall(f"wording {name}", [_FORMAT, source])
    if not isinstance(outline, list):
        return None
    names: dict[str, Any] = {}
    try:
        return "".join(_said(outline, context, names)), names
    except (Unusual, *_UNUSUAL):
        return None


def keep_outline(name: str, source: str, tree: nodes.Template) -> None:
    """Keep what a wording's text was parsed to, if it only places values."""
    try:
        outline = [made for node in tree.body for made in _outlined(node, outermost=True)]
    except (Unusual, RecursionError):
        return
    keep(f"wording {name}", [_FORMAT, source], outline)


# --- said ----------------------------------------------------------------------------------


def _said(outline: list[Any], context: Mapping[str, Any], names: dict[str, Any]) -> Iterator[str]:
    for node in outline:
        if isinstance(node, str):
            yield node
            continue
        kind, *inside = node
        if kind == "say":
            yield str(_value(inside[0], context, names))
        elif kind == "if":
            test, then, otherwise = inside
            yield from _said(then if _value(test, context, names) else otherwise, context, names)
        elif kind == "set":
            names[inside[0]] = _value(inside[1], context, names)
        else:
            raise Unusual


def _value(made: list[Any], context: Mapping[str, Any], names: Mapping[str, Any]) -> Any:
    kind, *inside = made
    if kind in ("or", "and"):
        first = _value(inside[0], context, names)
        return first if bool(first) == (kind == "or") else _value(inside[1], context, names)
    if kind == "not":
        return not _value(inside[0], context, names)
    if kind == "list":
        return [_value(item, context, names) for item in inside]
    if kind == "const":
        return inside[0]
    value = _named(inside[0], context, names) if kind == "name" else _part(inside, context, names)
    if type(value) not in _PLAIN:
        raise Unusual
    return value


def _named(name: str, context: Mapping[str, Any], names: Mapping[str, Any]) -> Any:
    return names[name] if name in names else context[name]


def _part(inside: list[Any], context: Mapping[str, Any], names: Mapping[str, Any]) -> Any:
    """A table's value: unlike Jinja, never a method of the table."""
    owner, name = _value(inside[0], context, names), inside[1]
    if type(owner) is not dict or hasattr(owner, name):
        raise Unusual
    return owner[name]


# --- outlined ------------------------------------------------------------------------------


def _outlined(node: nodes.Node, *, outermost: bool = False) -> Iterator[Any]:
    from jinja2 import nodes as kinds  # noqa: PLC0415 - has just parsed the wording

    if isinstance(node, kinds.Output):
        for part in node.nodes:
            is_text = isinstance(part, kinds.TemplateData)
            yield part.data if is_text else ["say", _expression(part)]  # type: ignore[attr-defined]  # a text has data
    elif isinstance(node, kinds.If):
        otherwise = [made for inner in node.else_ for made in _outlined(inner)]
        for branch in reversed(node.elif_):
            otherwise = [_branch(branch, otherwise)]
        yield _branch(node, otherwise)
    elif outermost and isinstance(node, kinds.Assign) and isinstance(node.target, kinds.Name):
        yield ["set", node.target.name, _expression(node.node)]
    else:
        raise Unusual


def _branch(node: nodes.If, otherwise: list[Any]) -> list[Any]:
    then = [made for inner in node.body for made in _outlined(inner)]
    return ["if", _expression(node.test), then, otherwise]


def _expression(node: nodes.Node) -> list[Any]:
    from jinja2 import nodes as kinds  # noqa: PLC0415 - has just parsed the wording

    if isinstance(node, kinds.Const) and isinstance(node.value, (str, bool, int, type(None))):
        return ["const", node.value]
    if isinstance(node, kinds.Name) and node.name != _JINJAS_OWN:
        return ["name", node.name]
    if isinstance(node, kinds.Getattr):
        return ["part", _expression(node.node), node.attr]
    if isinstance(node, kinds.List):
        return ["list", *map(_expression, node.items)]
    if isinstance(node, kinds.Not):
        return ["not", _expression(node.node)]
    if isinstance(node, (kinds.Or, kinds.And)):
        kind = "or" if isinstance(node, kinds.Or) else "and"
        return [kind, _expression(node.left), _expression(node.right)]
    raise Unusual
