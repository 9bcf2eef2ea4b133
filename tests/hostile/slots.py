"""Every place on the command line where a text can stand, from what Click knows of a command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click

from summarizer.cli import cli
from tests.hostile.texts import Kind

#: Options with a text that may be any.
_TEXTS = frozenset(
    {"--finding", "--note", "--question", "--outcome", "--no-call", "--text"}
    | {"--begin-at", "--override", "--not-applicable", "--decline"}
)
#: Arguments of the same kinds, by command and place.
_ARGUMENTS: dict[tuple[str, int], Kind] = {
    ("start", 0): "name",
    ("start (CASE)", 0): "other",
    ("import", 0): "path",
    ("init", 0): "path",
    ("evidence", 1): "path",
    ("ask", 2): "text",
    ("pause", 1): "text",
    ("cancel", 1): "text",
}
#: Texts that don't go with what else the command says.
_CLASHES = frozenset(
    {"accept --decline --note", "handoff --keep --begin-at", "check --not-applicable"}
    | {"check (skip) --finding", "comments (done) --answer", "resolve --outcome"}
    | {"start --user", "start (CASE) --user"}
)
#: The option that stands before a command; and what is said of a command that takes no text.
_ROOT, _MUCH = "--workspace", "(too much)"
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a text in a command.

    Attributes:
        name: What the table calls it: `check --finding`, `ask 3`.
        place: Which argument or option of which command it is, as `places` names it.
        key: What stands before the text in the same word, as `name=` does.
    """

    name: str
    kind: Kind
    before: tuple[str, ...]
    after: tuple[str, ...]
    place: str
    key: str = ""

    def filled(self, text: str) -> tuple[str, ...]:
        """The command with the text there; one that begins with a dash stands as it must."""
        if self.before and self.before[-1].startswith("--") and self.before[-1] != "--":
            return (*self.before[:-1], f"{self.before[-1]}={self.key}{text}", *self.after)
        if not text.startswith("-"):
            return (*self.before, text, *self.after)
        flags = [w for w in self.after if w.startswith("-")]
        rest = [w for w in self.after if not w.startswith("-")]
        return (*self.before, *flags, "--", text, *rest)


def slots(words: tuple[str, ...], name: str = "", *, bare: bool = False) -> Iterator[Slot]:
    """The slots of a command: each of its words, and each option that it could have as well.

    Where no text belongs at all, one that is too much.

    Args:
        words: The command as it works; options with `--name value`.
        name: What the table calls it, if not its first word.
        bare: Without the options that it could have as well.
    """
    if words[0] == _ROOT:
        yield Slot(_ROOT, "path", words[:1], words[2:], _ROOT)
        return
    command, depth = _command(words)
    path = " ".join(words[:depth])
    found = [*_of_words(command, (path, name or path), words, depth)]
    given = {slot.place for slot in found}
    for option in _options(command).values() if not bare else ():
        if (place := f"{path} {option.opts[0]}") not in given and not option.is_flag:
            given.add(place)
            title = f"{name or path} {option.opts[0]}"
            kind = "other" if title in _CLASHES else _option(option.opts[0])
            found.append(Slot(title, kind, (*words, option.opts[0]), (), place))
    if not found and not _takes_text(command):
        found = [Slot(f"{name or path} {_MUCH}", "too much", words, (), f"{path} {_MUCH}")]
    yield from found


def places() -> set[str]:
    """Each argument and option that takes a text, and each command that takes none."""
    found = {_ROOT}
    for path, command in _commands(cli, ()):
        name = " ".join(path)
        texts = {n: p for n, p in _named(command) if not getattr(p, "is_flag", False)}
        found |= {f"{name} {param}" for param in texts} or {f"{name} {_MUCH}"}
    return found


def _commands(found: click.Command, path: tuple[str, ...]) -> Iterator[tuple[Words, click.Command]]:
    if not isinstance(found, click.Group):
        yield path, found
        return
    context = click.Context(found)
    for name in found.list_commands(context):
        inner = found.get_command(context, name)
        assert inner is not None
        yield from _commands(inner, (*path, name))


def _named(command: click.Command) -> Iterator[tuple[str, click.Parameter]]:
    for param in command.params:
        yield (param.opts[0] if isinstance(param, click.Option) else param.name or ""), param


def _takes_text(command: click.Command) -> bool:
    return any(not getattr(param, "is_flag", False) for param in command.params)


def _options(command: click.Command) -> dict[str, click.Option]:
    return {o: p for p in command.params if isinstance(p, click.Option) for o in p.opts}


def _of_words(
    command: click.Command, names: tuple[str, str], words: Words, depth: int
) -> Iterator[Slot]:
    """The slots of the words behind a command's name."""
    (path, label), options = names, _options(command)
    arguments = [n for n, p in _named(command) if isinstance(p, click.Argument)]
    place, argument = depth, 0
    while place < len(words):
        word = words[place]
        if option := options.get(word):
            place += 1
            if option.is_flag:
                continue
            key = words[place].partition("=")[0] + "=" if word == "--field" else ""
            title, kind, which = f"{word} {key}".strip(), _option(word), option.opts[0]
        else:
            key, title, kind = "", str(argument + 1), _argument(label, argument)
            which = arguments[min(argument, len(arguments) - 1)]
            argument += 1
        before, after = words[:place], words[place + 1 :]
        yield Slot(f"{label} {title}", kind, before, after, f"{path} {which}", key)
        place += 1


def _command(words: tuple[str, ...]) -> tuple[click.Command, int]:
    """The command that the words begin with, and how many of them name it."""
    found: click.Command = cli
    for depth, word in enumerate(words):
        if not isinstance(found, click.Group):
            return found, depth
        inner = found.get_command(click.Context(found), word)
        assert inner is not None, words
        found = inner
    return found, len(words)


def _argument(label: str, place: int) -> Kind:
    return _ARGUMENTS.get((label, place), _ARGUMENTS.get((label.partition(" ")[0], place), "other"))


def _option(name: str) -> Kind:
    kinds: dict[str, Kind] = {"--user": "name", "--answer": "answer", "--mail": "path"}
    return "text" if name in _TEXTS else kinds.get(name, "other")
