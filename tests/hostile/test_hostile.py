"""A sample of the tables of hostile inputs; all of them are `make hostile`."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

import click
import pytest

from summarizer.cli import cli
from tests.hostile import desks, settings
from tests.hostile.documents import HEAVY
from tests.hostile.gmail import of_gmail
from tests.hostile.google_scene import GoogleScene
from tests.hostile.scene import Scene
from tests.hostile.sheets import of_sheets
from tests.hostile.slots import places
from tests.hostile.table import try_all
from tests.hostile.texts import TEXTS
from tests.hostile.things import Thing, try_things
from tests.kills.place import Place, google_place, local_place


def some(turn: int) -> Callable[[str], Sequence[str]]:
    """A text for every few of the places, another one for each."""
    names, number = [*TEXTS], count()

    def pick(slot: str) -> Sequence[str]:
        """The same text however often it is asked for a place."""
        asked.setdefault(slot, next(number))
        if asked[slot] % turn:
            return []
        return [names[zlib.crc32(slot.encode()) % len(names)]]

    asked: dict[str, int] = {}
    return pick


def wrong_texts(place: Place, turn: int, met: set[str]) -> dict[str, dict[str, str]]:
    """What is wrong with some; the places of all are put into `met`."""
    rows = list(try_all(place, some(turn), met=met.add))
    assert len(rows) > 1
    return {row.name: row.wrong for row in rows if row.wrong}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and another one to type in, from which no path leads anywhere."""
    typed_in = tmp_path / "a" / "b" / "c"
    typed_in.mkdir(parents=True)
    monkeypatch.chdir(typed_in)
    return tmp_path


def test_a_hostile_text_is_refused_or_stays_text(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: set[str] = set()
    with local_place(here / "place", monkeypatch, connected=True) as place:
        assert wrong_texts(place, 60, met) == {}
    assert places() - met == set(), "no row of the table has these: see way.py"


def test_a_hostile_text_is_refused_or_stays_text_in_google(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with google_place(here / "place", monkeypatch, connected=True) as place:
        assert wrong_texts(place, 200, set()) == {}


def test_a_new_command_or_option_is_missed_until_the_table_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = places()
    text = click.Option(["--why"])
    fresh = click.Command("fresh", params=[text]), click.Command("bare")
    monkeypatch.setattr(cli, "list_commands", lambda _: ["show", "fresh", "bare"])
    known = {command.name: command for command in fresh}
    get = cli.get_command
    monkeypatch.setattr(cli, "get_command", lambda ctx, name: known.get(name) or get(ctx, name))
    assert places() - before == {"fresh --why", "bare (too much)"}
    assert {"show case", "--workspace"} <= before


#: What is done to a desk, and which part of it is tried here.
_SOME: dict[Callable[[Scene], Iterable[Thing]], int] = {
    desks.of_documents: 31,
    desks.of_mails: 23,
    desks.of_trackers: 17,
    desks.of_disks: 19,
    desks.of_permissions: 37,
    settings.of_clocks: 13,
    settings.of_settings: 1601,
    settings.of_people: 1601,
    settings.of_procedures: 1601,
}


def test_what_is_done_to_a_desk_is_told_and_costs_no_data(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(here / "place", monkeypatch)
    wrong: dict[str, dict[str, str]] = {}
    for things, every in _SOME.items():
        turn = count(1)

        def pick(thing: Thing, name: str, every: int = every, turn: Iterator[int] = turn) -> bool:
            del name
            return thing.name not in HEAVY and next(turn) % every == 0

        rows = list(try_things(scene, list(things(scene)), pick))
        assert rows, things
        wrong |= {row.name: row.wrong for row in rows if row.wrong}
    assert wrong == {}


#: What is tried here of Google's tables, with one of its commands.
_TRIED = {
    "no title Case": "set Notes",
    "titles merged": "ack",
    "400 columns": "set",
    "no lines in Events": "list",
    "an event of numbers": "show",
    "deleted": "doctor",
    "bytes in headers": "intake",
    "500 parts deep": "ack",
    "a far date": "inbox",
}


def test_what_comes_by_google_is_told_and_costs_no_data(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pick(thing: Thing, name: str) -> bool:
        return _TRIED.get(thing.name) == name

    with google_place(here / "place", monkeypatch) as place:
        scene = GoogleScene(place, "ack")
        things = [*of_sheets(scene), *of_gmail(scene)]
        rows = list(try_things(scene, things, pick))
    assert len(rows) == len(_TRIED)
    assert {row.name: row.wrong for row in rows if row.wrong} == {}
