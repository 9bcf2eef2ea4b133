"""Every hostile input in every place that can meet it: `python -m tests.hostile [NAME]...`.

NAME is a part of a table's name (texts, google, documents, mails, trackers, disks, permissions,
settings, people, procedures, clocks, gmail, sheets, docs); without one it is all of them. `--slot`
picks among the places for texts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from tests.hostile import desks, settings
from tests.hostile.docs import of_docs
from tests.hostile.gmail import of_gmail
from tests.hostile.google_scene import GoogleScene
from tests.hostile.scene import Scene
from tests.hostile.sheets import of_sheets
from tests.hostile.table import title, try_all
from tests.hostile.things import Thing, try_things
from tests.kills.place import google_place, local_place

#: A table of more rows shows only what is wrong.
_MANY = 100
Things = Callable[[Scene], Iterable[Thing]]
_THINGS: dict[str, Things] = {
    "documents": desks.of_documents,
    "mails": desks.of_mails,
    "trackers": desks.of_trackers,
    "disks": desks.of_disks,
    "permissions": desks.of_permissions,
    "clocks": settings.of_clocks,
    "settings": settings.of_settings,
    "people": settings.of_people,
    "procedures": settings.of_procedures,
}


#: At a desk in Google, whose case has gone so far.
_IN_GOOGLE: dict[str, tuple[Callable[[GoogleScene], Iterable[Thing]], str]] = {
    "gmail": (of_gmail, "complete"),
    "sheets": (of_sheets, "start"),
    "docs": (of_docs, "start"),
}


class _Row(Protocol):
    wrong: dict[str, str]
    ended: dict[str, str]

    def line(self) -> str: ...


def main() -> int:
    """Print the tables; 1 where a cell isn't as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slot", action="append", default=[], help="part of a place's name")
    parser.add_argument("--every", type=int, default=1, help="of mistakes in files, every Nth")
    parser.add_argument("tables", nargs="*", help="parts of the names of tables; else all")
    given, bad = parser.parse_args(), 0
    names = ("texts", "google", *_THINGS, *_IN_GOOGLE)
    asked = [n for n in names if not given.tables or _is(n, given.tables)]
    for name in asked:
        with alone() as (folder, patch):
            if name == "texts":
                with local_place(folder / name, patch, connected=True) as here:
                    bad += _told(f"Texts, embedded\n{title()}", try_all(here, wanted=given.slot))
            elif name == "google":
                with google_place(folder / name, patch, connected=True) as there:
                    bad += _told(f"Texts, Google\n{title()}", try_all(there, wanted=given.slot))
            elif name in _IN_GOOGLE:
                of, until = _IN_GOOGLE[name]
                with google_place(folder / name, patch) as there:
                    in_google = GoogleScene(there, until)
                    bad += _told(name.capitalize(), try_things(in_google, [*of(in_google)]))
            else:
                scene = Scene(folder / name, patch)
                things = [*_THINGS[name](scene)]
                many = len(things) > _MANY
                rows = try_things(scene, things[:: given.every if many else 1])
                bad += _told(name.capitalize(), rows, short=many)
    return 1 if bad else 0


def _is(name: str, parts: list[str]) -> bool:
    return any(part in name for part in parts)


@contextmanager
def alone() -> Iterator[tuple[Path, pytest.MonkeyPatch]]:
    """A home of its own, and a place to work in from which no path leads anywhere."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("HOME", str(Path(folder, "home")))
        for kind in ("CONFIG", "CACHE", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(Path(folder, "home", kind.lower())))
        here = Path(folder, "a", "b", "c")
        here.mkdir(parents=True)
        patch.chdir(here)
        yield Path(folder), patch


def _told(name: str, rows: Iterable[_Row], *, short: bool = False) -> int:
    """Print a table as it grows (`short`: only what is wrong); how many cells were wrong."""
    print(name)
    places = cells = bad = 0
    for row in rows:
        places, cells, bad = places + 1, cells + len(row.ended), bad + len(row.wrong)
        if row.wrong or not short:
            print(row.line(), flush=True)
        for what, why in row.wrong.items():
            print(f"    {what}: {why}", flush=True)
    print(f"{places} rows, {cells} cells, {bad} wrong\n", flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
