"""Break what a row of the acceptance table rests on, in a copy, so that its test is seen to fail.

Loaded as a pytest plugin (`-p tests.breaks --patch NAME --gives JSON`) it replaces a function.
"""

from __future__ import annotations

import copy
import json
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from summarizer.procedure.file import load
from tracker.errors import UserError


@dataclass(frozen=True, slots=True)
class Break:
    """One way to take out what a row rests on; each of them leaves procedures that still load.

    Attributes:
        rule: Every guard and act that names this rule is taken out of every procedure.
        guard: Every guard of this name is taken out of every procedure.
        act: Every act of this name is taken out of every procedure.
        file: A file below `templates/`, in which `key` or `text` is changed.
        key: A dotted key, as TOML writes it. In a list, a part says which item: its number, the
            item itself, or what one of its own keys says (`verb.ack.acts.announcement`).
        to: What `key` is set to; without it the key is taken out.
        text: A text of the file that is replaced by `by`.
        patch: A function of the program, named where it is used: `module.name` or
            `module.Class.name`. It then gives `gives`, whatever it is asked. It is replaced in
            the tests' own process, not in commands that they start.
    """

    rule: str = ""
    guard: str = ""
    act: str = ""
    file: str = ""
    key: str = ""
    to: Any = None
    text: str = ""
    by: str = ""
    patch: str = ""
    gives: Any = None

    def __str__(self) -> str:
        said = ((name, getattr(self, name)) for name in self.__slots__)
        return ", ".join(f"{name} {value}" for name, value in said if value not in ("", None))


class NothingToBreak(Exception):
    """What should be taken out isn't there, or the procedures don't load without it."""


def broken_copy(templates: Path, to: Path, change: Break) -> None:
    """Copy the procedures and break them there.

    Raises:
        NothingToBreak: The change would leave them as they are, or no longer procedures: then
            every test would fail, which shows nothing.
    """
    shutil.copytree(templates, to)
    if change.patch:
        return
    if change.text:
        files, edit = [to / change.file], lambda text: text.replace(change.text, change.by)
    elif change.key:
        files, edit = [to / change.file], _in_toml(lambda table: _changed(table, change))
    else:
        files, edit = sorted(to.rglob("*.toml")), _in_toml(lambda table: _without(table, change))
    if not sum(_edit(file, edit) for file in files):
        raise NothingToBreak(f"{change}: nothing is changed by that")
    for procedure in sorted(to.glob("*/procedure.toml")):
        try:
            load((procedure.parent,))
        except UserError as error:
            raise NothingToBreak(f"{change}: {error}") from error


def _edit(file: Path, edit: Callable[[str], str]) -> bool:
    """Rewrite a file; whether that changed what it says."""
    before = file.read_text(encoding="utf-8")
    after = edit(before)
    if after != before:
        file.write_text(after, encoding="utf-8")
    return after != before


def _in_toml(change: Callable[[dict[str, Any]], Any]) -> Callable[[str], str]:
    """An edit of a file's text from one of its tables; text stays when the tables do."""

    def edit(text: str) -> str:
        table = tomllib.loads(text)
        changed = change(table)
        return text if changed == table else tomlkit.dumps(changed)

    return edit


def _without(value: Any, change: Break) -> Any:
    """The value less the guards and acts that the change takes out, wherever they stand."""
    if isinstance(value, dict):
        return {key: _without(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, change) for item in value if not _names(item, change)]
    return value


def _names(item: Any, change: Break) -> bool:
    """Whether this is a guard or an act that the change takes out."""
    if not isinstance(item, dict) or not ("guard" in item or "act" in item):
        return False
    wanted = {"rule": change.rule, "guard": change.guard, "act": change.act}
    return any(name and item.get(kind) == name for kind, name in wanted.items())


def _changed(table: dict[str, Any], change: Break) -> Any:
    """The table with `key` set, or taken out."""
    *way, last = _path(change.key)
    changed = copy.deepcopy(table)
    place: Any = changed
    try:
        for part in way:
            place = place[_step(place, part)]
        if change.to is None:
            del place[_step(place, last)]
        else:
            place[_step(place, last)] = change.to
    except (KeyError, TypeError):
        raise NothingToBreak(f"{change}: there is no such key") from None
    return changed


def _path(key: str) -> list[str]:
    """The parts of a dotted key, quoted ones as one: `event.approved.sets."approved.by"`."""
    path, rest = [], dict[str, Any](tomllib.loads(f"{key} = {{}}"))
    while rest:
        ((part, rest),) = rest.items()
        path.append(part)
    return path


def _step(place: Any, part: str) -> str | int:
    """The key or the index that a part of a path stands for."""
    if isinstance(place, dict):
        return part
    for index, item in enumerate(place):
        own = item.values() if isinstance(item, dict) else (item,)
        if part in (str(index), *(value for value in own if isinstance(value, str))):
            return index
    raise KeyError(part)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--patch", metavar="NAME", help="replace this function of the program")
    parser.addoption("--gives", metavar="JSON", default="null", help="what it then gives")


def pytest_configure(config: pytest.Config) -> None:
    gives = json.loads(config.getoption("--gives"))
    if name := config.getoption("--patch"):
        pytest.MonkeyPatch().setattr(name, lambda *_args, **_options: gives)
