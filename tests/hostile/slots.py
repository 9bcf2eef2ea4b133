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


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a text in a command.

    Attributes:
        name: What the table calls it: `check --finding`, `ask 3`.
        key: What stands before the text in the same word, as `name=` does.
    """

    name: str
    kind: Kind
    before: tuple[str, ...]
    after: tuple[str, ...]
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


def slots(words: tuple[str, ...], name: str = "") -> Iterator[Slot]:
    """The slots of a command: each of its words, and each option that it could have as well.

    Args:
        words: The command as it works; options with `--name value`.
        name: What the table calls it, if not its first word.
    """
    command, depth = _command(words)
    label, given = name or " ".join(words[:depth]), set()
    options = {o: p for p in command.params if isinstance(p, click.Option) for o in p.opts}
    place, argument = depth, 0
    while place < len(words):
        word = words[place]
        option = options.get(word)
        if option is not None:
            given.add(option)
            place += 1
            if option.is_flag:
                continue
        key = words[place].partition("=")[0] + "=" if word == "--field" else ""
        title = f"{word} {key}".strip() if option is not None else str(argument + 1)
        kind = _option(word) if option is not None else _argument(label, argument)
        argument += option is None
        yield Slot(f"{label} {title}", kind, words[:place], words[place + 1 :], key)
        place += 1
    for option in dict.fromkeys(options.values()):
        if option not in given and not option.is_flag:
            title = f"{label} {option.opts[0]}"
            kind = "other" if title in _CLASHES else _option(option.opts[0])
            yield Slot(title, kind, (*words, option.opts[0]), ())


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
