"""A tracker in Google that people damaged: tabs, titles, cells, hidden tabs, its permissions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.google.drive_hands import hand_trash, new_file
from tests.google.sheets.hands import hand_change
from tests.google.sheets.model import Cell, Sheet
from tests.google.world import SPREADSHEET
from tests.google_desk import DANA, DRIVE, FOLDER
from tests.hostile.damages import (
    Damage,
    computed,
    copied_line,
    copied_tab,
    cut_line,
    doubled_title,
    emptied,
    merged,
    new_line,
    no_column,
    no_tab,
    other_case,
    people,
    pushed,
    put,
    renamed,
    row_of,
    sheet_of,
    sorted_events,
    spoilt,
    typed,
    wide_tab,
)
from tests.hostile.google_scene import MARK, GoogleScene
from tests.hostile.scene import Scene, Words
from tests.hostile.things import BAD, DONE, GONE, REFUSED, STORAGE, Thing
from tests.procedures.social import ANSWER, PENDING

_ANY = frozenset({DONE, GONE, REFUSED, STORAGE})
_WELL = frozenset({DONE})
_TOLD = frozenset({STORAGE})
_LONG = "x" * 50_000


def of_sheets(scene: GoogleScene) -> list[Thing]:
    """Each damage, before commands that read the tracker, and that write into it."""
    found, mail = [], scene.with_mail(_OTHER)
    for name, (damage, codes) in _DAMAGES.items():

        def do(scene: Scene, damage: Damage = damage) -> None:
            assert isinstance(scene, GoogleScene)
            book = scene.book
            hand_change(scene.place.google.world, book, people)
            hand_change(scene.place.google.world, book, partial(damage, scene))

        found += _with(scene, mail, name, do, codes)
    for name, (befall, codes) in _FILES.items():

        def file(scene: Scene, befall: Callable[[GoogleScene], object] = befall) -> None:
            assert isinstance(scene, GoogleScene)
            befall(scene)

        found += _with(scene, mail, name, file, codes)
    return found


def _with(
    scene: GoogleScene, mail: str, name: str, do: Callable[[Scene], object], codes: frozenset[int]
) -> list[Thing]:
    n, told = scene.number, ("--mail", mail, "--answer", ANSWER, "--user-id", "9")
    commands: dict[str, Words] = {
        "list": ("list",),
        "show": ("show", n),
        "find": ("find", "Jane"),
        "history": ("history", n),
        "sync": ("sync",),
        "start": ("start", "Uma Ray", "12345"),
        "ack": ("ack", *told, "--user", "Ann Lee", "--user-email", "ann@example.com"),
        "set": ("set", n, "Tickets", "4711"),
        "set Notes": ("set", n, "Notes", "Call after noon."),
        "check": ("check", n, "CSS notes", "--finding", "x"),
        "pause": ("pause", n, "Waits for the bank."),
        "undo": ("undo", n, "--yes"),
        "cancel": ("cancel", n, "Sent twice.", "--yes"),
    }
    looks: dict[str, Words] = {
        "doctor": ("doctor",),
        "reconcile": ("doctor", "--reconcile"),
        "reconcile --yes": ("doctor", "--reconcile", "--yes"),
    }
    rounds: dict[str, Words] = {"watch": ("watch", "--once")}
    return [
        Thing(name, do, commands, codes),
        Thing(name, do, looks, _ANY | codes),
        Thing(name, do, rounds, _ANY | codes, goes_on=True),
    ]


_OTHER = (
    b"From: Noor Haddad <noor.haddad@example.com>\nTo: socialmedia-escalations@example.com\n"
    b"Subject: SM Escalation: Ann Lee\nMessage-ID: <other@mail.example.com>\n"
    b"Date: Thu, 19 Nov 2026 07:41:00 -0800\n\nFreelancer Ann Lee (user ID 9) is furious on X.\n"
)


_NUMBER: Cell = {"userEnteredValue": {"numberValue": -1e300}}
_DATE: Cell = _NUMBER | {"userEnteredFormat": {"numberFormat": {"type": "DATE_TIME"}}}
#: A record of the tab of events, but for its time and its facts.
_EVENT = (
    '{"kind": "x", "at": "%s", "recorded": "2026-11-19T18:00:00+00:00", "actor": "dana",'
    ' "note": "", "sets": %s, "data": {}}'
)
#: What is done to the spreadsheet, and the exit codes that are right for every command.
_DAMAGES: dict[str, tuple[Damage, frozenset[int]]] = {
    "nothing": (lambda *_: None, _WELL),
    "no first tab": (no_tab("Sheet1"), _WELL),
    "no tab of cases": (no_tab(PENDING), _ANY),
    "tab of cases renamed": (renamed, _ANY),
    "tab of cases twice": (copied_tab, _WELL),
    "tab of cases emptied": (emptied(PENDING, 0), _ANY),
    "no lines": (emptied(PENDING, 1), _ANY),
    "no title Case": (put("Case", 0, {}), _ANY),
    "Case is called No.": (put("Case", 0, typed("No.")), _ANY),
    "no title Owner": (put("Owner", 0, {}), _WELL),
    "no column Owner": (no_column("Owner"), _WELL),
    "no column Case": (no_column("Case"), _ANY),
    "Case twice": (doubled_title("Case"), _ANY),
    "User twice": (doubled_title("User"), _WELL),
    "titles merged": (merged, _WELL),
    "titles in line 5": (pushed(4), _WELL),
    "titles in line 30": (pushed(29), _ANY),
    "a title #REF!": (put("Owner", 0, computed("=#REF!")), _WELL),
    "a title that is a sum": (put("Owner", 0, computed("=1+1")), _WELL),
    "the title Case #NAME?": (put("Case", 0, computed("=#NAME?")), _ANY),
    "a title of 50,000": (put("Owner", 0, typed(_LONG)), _WELL),
    "400 columns": (wide_tab, _ANY),
    **{
        f"{title} {name}": (put(title, 1, cell), _ANY if title == "Case" else _WELL)
        for title, values in {
            "Case": 8,
            "Received": 8,
            **dict.fromkeys(("Due", "Stage", "Summary", "Tickets", "Notes"), 3),
        }.items()
        for name, cell in list(
            {
                "#REF!": computed("=#REF!"),
                "a formula": computed("=2*3"),
                "a wild date": _DATE,
                "#NAME?": computed("=#NAME?"),
                "a wild number": _NUMBER,
                "true": {"userEnteredValue": {"boolValue": True}},
                "50,000 letters": typed(_LONG),
                "emptied": {},
            }.items()
        )[:values]
    },
    "a line twice": (copied_line, _WELL),
    "another number": (other_case, _ANY),
    "no Events": (no_tab("Events"), _TOLD),
    "Events emptied": (emptied("Events", 0), _TOLD),
    "no lines in Events": (emptied("Events", 1), _TOLD),
    "Events called otherwise": (spoilt(0, "Number", line=0), _TOLD),
    "Events pushed down": (pushed(1, "Events"), _TOLD),
    "Events pushed right": (
        lambda _, book: sheet_of(book, "Events").rows.__setitem__(
            0, row_of(sheet_of(book, "Events"), {1: typed("Case")})
        ),
        _TOLD,
    ),
    "Events upside down": (sorted_events, _ANY | {BAD}),
    **{f"without event {n}": (cut_line(n), _ANY | {BAD}) for n in (1, 2, 3, 4, 10)},
    **{
        f"an event {name}": (new_line("{case}", "event", f"x#1/{name[:9]}", *cells), _ANY)
        for name, cells in {
            "of nothing": (),
            "of words": ("a", "b", "c", "d", "Dear all,"),
            "of null": ("a", "b", "c", "d", "null"),
            "of a list": ("a", "b", "c", "d", "[]"),
            "without a time": ("a", "b", "c", "d", "{}"),
            "of numbers": (
                *("a", "b", "c", "d"),
                '{"kind": 5, "at": 5, "recorded": 5, "actor": 5, "note": 5, "sets": 5, "data": 5}',
            ),
            "of odd facts": (
                *("a", "b", "c", "d"),
                _EVENT % ("2026-11-19T18:00:00+00:00", '{"stage": 5, "tab": null, "owner": []}'),
            ),
            "without a zone": (
                *("a", "b", "c", "d"),
                _EVENT % ("0001-01-01T00:00:00", "{}"),
            ),
            "nested deep": ("a", "b", "c", "d", "[" * 50_000),
            "of 50,000 digits": ("a", "b", "c", "d", "9" * 50_000),
            "of 50,000 letters": (*(_LONG,) * 5, _LONG),
        }.items()
    },
    "a row of nothing": (new_line("{case}", "row"), _ANY),
    "a row of words": (new_line("{case}", "row", "", "", "", "", "", "Dear all,"), _ANY),
    "a row of numbers": (
        new_line("{case}", "row", *[""] * 5, '{"tab": 5, "due": 5, "open": 5}'),
        _ANY,
    ),
    "a row in a tab of 50,000": (
        new_line(
            "{case}", "row", *[""] * 5, f'{{"tab": "{_LONG[:40_000]}", "due": "", "open": true}}'
        ),
        _ANY,
    ),
    "somebody's line": (new_line("Hi", "all"), _WELL),
    "a case that is a poem": (new_line("Roses are red\nviolets", "event", "k"), _ANY),
    "a case of 50,000 letters": (new_line(_LONG, "event", _LONG), _ANY),
    "put back rubbish": (new_line("", "put back", "x", "", "", "", "x", "x"), _WELL),
    "a number where a case was": (spoilt(0, "5"), _ANY | {BAD}),
    "no Observations": (no_tab("Observations"), _WELL),
    "no lines in Observations": (emptied("Observations", 1), _WELL),
    "Observations of words": (spoilt(4, "Dear all,", "Observations", 1), _ANY),
    "Observations without a time": (spoilt(2, "noon", "Observations", 1), _ANY),
    "Observations of a list": (spoilt(4, "[[[", "Observations", 1), _ANY),
    "an odd observation": (
        new_line("{case}", "document", "2026-11-19T18:00:00+00:00", "b", "5", tab="Observations"),
        _ANY,
    ),
    "no Row copies": (no_tab("Row copies"), _WELL),
    "Row copies emptied": (emptied("Row copies", 1), _WELL),
    "Row copies marked oddly": (
        lambda _, book: sheet_of(book, "Row copies").put(1, 100, typed("x 1 y 2 z, before it was")),
        _ANY,
    ),
    "Row copies of yesterday": (
        lambda s, book: sheet_of(book, "Row copies").put(
            1, 100, typed(f"k 1 2026-11-01T00:00:00+00:00 5 {s.number}, before it was removed")
        ),
        _ANY,
    ),
}


def _not_ours(scene: GoogleScene) -> None:
    """It is in a folder that Dana may not see."""
    file = scene.place.google.world.files[scene.book]
    file.parents, file.drive, file.owner = [], "", "lee.marsh@example.com"
    file.more["permissions"] = {}


def _read_only(scene: GoogleScene) -> None:
    world = scene.place.google.world
    for name in (DRIVE, FOLDER):
        for one in world.files[name].more.get("permissions", {}).values():
            if one.get("to") == DANA:
                one["role"] = "reader"


def _another(mime: str) -> Callable[[GoogleScene], None]:
    """The settings name another file."""

    def befall(scene: GoogleScene) -> None:
        world = scene.place.google.world
        other = new_file(world, "Cats", FOLDER, mime=mime, user=DANA)
        if mime == SPREADSHEET:
            hand_change(world, other, lambda b: _cats(b.sheets[0]))
        _named(scene, other)

    return befall


def _cats(sheet: Sheet) -> None:
    for column, text in enumerate(("Case", "Name", "User", "Events")):
        sheet.put(0, column, typed(text))
        sheet.put(1, column, typed(f"{MARK}: {text}"))


def _named(scene: GoogleScene, book: str) -> None:
    settings = scene.root / "summarizer.toml"
    text = settings.read_text(encoding="utf-8")
    assert scene.book in text
    settings.write_text(text.replace(scene.book, book), encoding="utf-8")


_DOCUMENT = "application/vnd.google-apps.document"
#: What befalls the file.
_FILES: dict[str, tuple[Callable[[GoogleScene], object], frozenset[int]]] = {
    "trashed": (lambda s: hand_trash(s.place.google.world, s.book, DANA), _ANY),
    "deleted": (lambda s: s.place.google.world.files.pop(s.book), frozenset({GONE})),
    "no permission": (_not_ours, frozenset({GONE, REFUSED})),
    "read-only": (_read_only, frozenset({DONE, REFUSED})),
    "no tracker": (_another(SPREADSHEET), frozenset({DONE, GONE, BAD, REFUSED})),
    "a document": (_another(_DOCUMENT), frozenset({BAD})),
    "no id": (lambda s: _named(s, "../../x y"), frozenset({BAD, GONE})),
}
