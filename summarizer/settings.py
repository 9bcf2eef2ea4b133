"""The desk's settings: summarizer.toml over the user's own over the shipped ones."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from summarizer.tables import Mistakes, Table, near, read_tables
from tracker.calendars import read_zone
from tracker.errors import BadInput
from tracker.hours import Hours

#: Tables whose own keys are not settings but one value.
_WHOLE = ("calendars.",)
#: Tables to which a desk adds keys of its own, and what these are like.
_OPEN: Mapping[str, Any] = {
    "addresses": "",
    "calendars": {},
    "google.templates": "",
    "zendesk.groups": "",
}
#: Settings that are one of a few words.
_ONE_OF = {
    "backend.documents": ("local", "google"),
    "backend.tracker": ("sqlite", "sheets"),
    "backend.mail": ("outbox", "gmail"),
    "backend.diary": ("people", "calendar"),
    "google.outside_shared_drive": ("refused", "allowed"),
    "watch.channel": ("", "room", "mail"),
}
#: How people call the types of settings.
_KINDS = {str: "a text", int: "a number", list: "a list of texts", dict: "a table"}
_SHIPPED = "summarizer.toml, as shipped"


class Settings(NamedTuple):
    """What summarizer.toml says. `origin` tells for each dotted key where its value came from."""

    me: str
    desk: str
    zone: str
    addresses: Mapping[str, str]
    calendars: Mapping[str, Hours]
    folder_path: str
    folder_url: str
    user_id_patterns: tuple[str, ...] = ()
    profile_patterns: tuple[str, ...] = ()
    smtp: Mapping[str, Any] = MappingProxyType({})
    backend: Mapping[str, str] = MappingProxyType({})
    google: Mapping[str, str] = MappingProxyType({})
    zendesk: Mapping[str, str] = MappingProxyType({})
    slack: Mapping[str, str] = MappingProxyType({})
    values: Mapping[str, Any] = MappingProxyType({})
    origin: Mapping[str, str] = MappingProxyType({})

    def hours(self, name: str) -> Hours:
        """The calendar of this name; "plain" counts every hour."""
        if name == "plain":
            return Hours.always(self.zone)
        if name not in self.calendars:
            raise BadInput(
                f"There is no calendar {name}",
                f"There are: plain, {', '.join(self.calendars)}.",
                f"Add [calendars.{name}] to summarizer.toml.",
            )
        return self.calendars[name]


def read_settings(shipped: Path, files: list[Path], environ: Mapping[str, str]) -> Settings:
    """Settings from the shipped file, then these files, then `SUMMARIZER_*`; the last one wins.

    Raises:
        BadInput: A file isn't TOML, or has mistakes: a key that no setting has, a value of
            another type, an unknown zone, a calendar without hours. All of them are named.
    """
    mistakes = Mistakes()
    values = flatten(read_tables(shipped).rest())
    origin = dict.fromkeys(values, _SHIPPED)
    for file in files:
        if file.is_file():
            _overlay(file, values, origin, mistakes)
    for key, value in values.items():
        name = variable(key)
        if name in environ and isinstance(value, str | int):
            values[key] = mistakes.attempt(partial(_typed, name, environ[name], value), value)
            origin[key] = name
    return _build(values, origin, mistakes, files[-1])


def variable(key: str) -> str:
    """The environment variable that gives a setting for one command."""
    return "SUMMARIZER_" + key.replace(".", "_").replace("-", "_").upper()


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Values by dotted key; a calendar is one value."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and not name.startswith(_WHOLE):
            flat |= flatten(value, f"{name}.")
        else:
            flat[name] = value
    return flat


def _overlay(
    file: Path, values: dict[str, Any], origin: dict[str, str], mistakes: Mistakes
) -> None:
    for key, value in flatten(read_tables(file).rest()).items():
        like = values.get(key, _OPEN.get(key.rpartition(".")[0]))
        listed = value if isinstance(value, list) else []
        if like is None:
            hint = f"; perhaps {near(key, values)}." if near(key, values) else "."
            mistakes.append(
                BadInput(
                    f"{file}: {key}",
                    f"There is no such setting{hint}",
                    f"Take it out of {file}, or write the name that was meant."
                    " If a newer summarizer has written it: upgrade.",
                )
            )
        elif type(value) is not type(like) or not all(isinstance(item, str) for item in listed):
            expected = f"{_KINDS[type(like)]}, not {value!r}"
            mistakes.append(Table(file, "", {}).error(key, expected))
        else:
            values[key], origin[key] = value, str(file)


def _typed(name: str, text: str, like: Any) -> Any:
    if isinstance(like, str):
        return text
    try:
        return int(text)
    except ValueError:
        raise BadInput(f"{name} is not a number", f"It says {text!r}.", f"Mend {name}.") from None


def _build(
    values: dict[str, Any], origin: dict[str, str], mistakes: Mistakes, file: Path
) -> Settings:
    def group(prefix: str) -> dict[str, Any]:
        return {k.removeprefix(prefix): v for k, v in values.items() if k.startswith(prefix)}

    where = {key: f"{source}: {key}" for key, source in origin.items()}
    calendars = {}
    for name, calendar in group("calendars.").items():
        read = partial(Hours.from_mapping, calendar, where[f"calendars.{name}"])
        if hours := mistakes.attempt(read, None):
            calendars[name] = hours
    mistakes.attempt(lambda: read_zone(values["zone"], where["zone"]), None)
    for key, words in _ONE_OF.items():
        if values[key] not in words:
            mistakes.append(
                BadInput(
                    where[key], f"{values[key]!r} is none of: {', '.join(words)}.", "Write one."
                )
            )
    mistakes.settle(file)
    return Settings(
        me=values["me"],
        desk=values["desk"],
        zone=values["zone"],
        addresses=group("addresses."),
        calendars=calendars,
        folder_path=values["folder.path"],
        folder_url=values["folder.url"],
        user_id_patterns=tuple(values["intake.user_id"]),
        profile_patterns=tuple(values["intake.profile"]),
        smtp=group("smtp."),
        backend=group("backend."),
        google=group("google."),
        zendesk=group("zendesk."),
        slack=group("slack."),
        values=values,
        origin=origin,
    )


def environment() -> Mapping[str, str]:
    """The process's environment; read here only."""
    return os.environ
