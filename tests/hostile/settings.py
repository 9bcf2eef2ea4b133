"""Settings, people and procedures with every kind of mistake: made from the shipped files."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import tomlkit

from summarizer.workspace import shipped
from tests.hostile.scene import Scene, Words
from tests.hostile.things import BAD, DONE, GONE, REFUSED, STORAGE, Thing

_PROCEDURE = "social-media-summary"
#: Of nine thousand mistakes in a procedure, one in so many: every key meets some, and each kind
#: many keys.
_SOME = 7
#: Stands for a list of all days of more than a century, which tomlkit would take minutes for.
_EVERY_DAY, _DAYS = "every day", 40_000
Place = tuple[str | int, ...]

#: What is put where something else stood.
_WRONG: dict[str, object] = {
    "a number": 5,
    "true": True,
    "empty": "",
    "another word": "nobody-knows",
    "a hole": "{nobody.knows}",
    "a list": ["nobody-knows"],
    "an empty list": [],
    "a list of tables": [{}],
    "a table": {"nobody": "knows"},
    "a fraction": 1.5,
    "a date": tomllib.loads("d = 2026-11-19")["d"],
    "a path": "../../../etc/passwd",
    "braces": "{{1337*1337}}",
}
#: Texts that are no TOML, or no text.
_BROKEN = {
    "no TOML": b"= 5\n",
    "not closed": b'[a\nb = "',
    "the same twice": b"a = 1\na = 2\n",
    "no UTF-8": b'me = "\xff"\n',
    "NUL": b'me = "\0"\n',
    "nested deep": b"a = " + b"[" * 20_000,
    "a huge number": b"a = " + b"9" * 5_000,
    "a mail": b"From: a@example.com\n\nDear all,\n",
}


def of_settings(scene: Scene) -> Iterator[Thing]:
    """summarizer.toml, and what every command says then."""
    commands = _commands(scene) | {"config": ("config",)}
    yield from _mistakes("summarizer.toml", shipped() / "workspace" / "summarizer.toml", commands)


def of_people(scene: Scene) -> Iterator[Thing]:
    """people.toml."""
    commands = _commands(scene) | {"shift": ("shift",)}
    yield from _mistakes("people.toml", shipped() / "workspace" / "people.toml", commands)


def of_procedures(scene: Scene) -> Iterator[Thing]:
    """A workspace's own procedure."""
    commands = _commands(scene) | {"check": ("procedures", "check", _PROCEDURE)}
    name = f"templates/{_PROCEDURE}/procedure.toml"
    found = _mistakes(name, shipped() / _PROCEDURE / "procedure.toml", commands)
    yield from islice(found, 0, None, _SOME)


def of_clocks(scene: Scene) -> Iterator[Thing]:
    """Calendars in which it is never open."""
    table = tomllib.loads((shipped() / "workspace" / "summarizer.toml").read_text(encoding="utf-8"))
    first = date(2026, 1, 1)
    days = [f'"{first + timedelta(day)}"' for day in range(_DAYS)]
    calendars: dict[str, dict[str, object]] = {
        "no day": {"hours": {}},
        "no window": {"hours": {"mon": []}},
        "an empty window": {"hours": {"mon": [["09:00", "09:00"]]}},
        "always a holiday": {"hours": {"mon": [["09:00", "17:00"]]}, "holidays": [_EVERY_DAY]},
        "a minute a week": {"hours": {"sun": [["00:00", "00:01"]]}},
        "from yesterday": {"hours": {"mon": [["22:00", "06:00"]]}},
    }
    commands = _commands(scene) | {
        "sla": ("sla", "business", "2026-11-20T16:00", "8h"),
        "a long sla": ("sla", "business", "2026-11-20T16:00", "999999h"),
    }
    for name, calendar in calendars.items():
        changed = deepcopy(table)
        for known in changed["calendars"]:
            changed["calendars"][known] = {**changed["calendars"][known], **calendar}
        text = tomlkit.dumps(changed).replace(f'"{_EVERY_DAY}"', ", ".join(days))
        yield _thing(name, "summarizer.toml", text.encode(), commands)


def _commands(scene: Scene) -> dict[str, Words]:
    other = scene.root.with_name("other.eml")
    if not other.is_file():
        text = Path(scene.mail).read_text(encoding="utf-8").replace("<root@", "<other@")
        other.write_text(text, encoding="utf-8")
    told = ("--mail", str(other), "--answer", "I will ask today.", "--user-email", "j@example.com")
    return {
        "list": ("list",),
        "show": ("show", scene.number),
        "doctor": ("doctor",),
        "ack": ("ack", *told, "--dry-run"),
        "start": ("start", "Uma Ray", "12345", "--dry-run"),
        "review": ("request-review", scene.number, "--dry-run"),
    }


def _mistakes(name: str, source: Path, commands: dict[str, Words]) -> Iterator[Thing]:
    for title, content in _BROKEN.items():
        yield _thing(title, name, content, commands)
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    for place in _places(table):
        shown = ".".join(map(str, place))
        yield _thing(f"{shown}: gone", name, partial(_dumped, table, place, None), commands)
        for title, value in _WRONG.items():
            wrong = partial(_dumped, table, place, value)
            yield _thing(f"{shown}: {title}", name, wrong, commands)
        if isinstance(_at(table, place), dict):
            unknown = partial(_dumped, table, (*place, "nobody-knows"), "x")
            yield _thing(f"{shown}: an unknown key", name, unknown, commands)


def _thing(
    title: str, name: str, content: bytes | Callable[[], bytes], commands: dict[str, Words]
) -> Thing:
    codes = frozenset({DONE, BAD, GONE, REFUSED, STORAGE})
    return Thing(title, partial(_written, name, content), commands, codes)


def _written(name: str, content: bytes | Callable[[], bytes], scene: Scene) -> None:
    path = scene.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content())


def _places(value: object, at: Place = ()) -> Iterator[Place]:
    """Where something stands in a table; of a list, its first item."""
    if at:
        yield at
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value[:1]))
    for key, item in inner:
        yield from _places(item, (*at, key))


def _at(table: Any, place: Place) -> Any:
    for part in place:
        table = table[part]
    return table


def _dumped(table: dict[str, Any], place: Place, value: object) -> bytes:
    changed = deepcopy(table)
    holder = _at(changed, place[:-1])
    if value is None:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return tomlkit.dumps(changed).encode()
