"""What is done to a desk: to its documents, mails and tracker, its disk and its permissions."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from tests.hostile.documents import DAMAGES, SOUND, zipped
from tests.hostile.hands import no_privilege, no_space, room
from tests.hostile.mails import MAILS, NONE
from tests.hostile.scene import Scene, Words
from tests.hostile.things import BAD, DONE, GONE, REFUSED, STORAGE, Thing


def of_documents(scene: Scene) -> list[Thing]:
    """A document that is damaged, before the commands that read or change it."""
    n = scene.number
    reads: dict[str, Words] = {
        "check": ("check", n),
        "comments": ("comments", n),
        "sync": ("sync", n),
        "check --finding": ("check", n, "CSS notes", "--finding", "x"),
        "evidence": ("evidence", n, "https://example.com/p"),
        "ask": ("ask", n, "Payments", "Why?"),
        "request-review": ("request-review", n),
    }
    looks: dict[str, Words] = {"show": ("show", n), "list": ("list",), "history": ("history", n)}
    more: dict[str, Words] = {
        "open": ("open", n, "--print"),
        "doctor": ("doctor",),
        "reconcile": ("doctor", "--reconcile"),
        "undo": ("undo", n, "--yes"),
        "import": ("import", str(scene.document.parent)),
    }
    found = []
    for name, damage in DAMAGES.items():

        def do(scene: Scene, damage: Callable[..., object] = damage) -> None:
            damage(scene.document)

        codes = frozenset({DONE} if name in SOUND else {GONE, STORAGE})
        found.append(Thing(name, do, reads, codes, apart=True))
        found.append(Thing(name, do, looks, frozenset({DONE}), apart=True))
        every = frozenset({DONE, BAD, GONE, REFUSED, STORAGE})
        found.append(Thing(name, do, more, every, apart=True))
    return found


def of_mails(scene: Scene) -> list[Thing]:
    """A mail that is none, or a hostile one, before the commands that take one."""
    path = scene.root.with_name("hostile.eml")
    commands: dict[str, Words] = {
        "intake": ("intake", str(path)),
        "ack": ("ack", "--mail", str(path), "--answer", "I will ask today.", *_WHO),
        "start": ("start", "--mail", str(path), "--answer", "I will ask today.", *_WHO),
        "replied": ("replied", scene.number, "--mail", str(path), "--answer", "Ours."),
    }
    found = []
    for name, make in MAILS.items():

        def do(scene: Scene, make: Callable[[], bytes] = make) -> None:
            del scene
            path.write_bytes(make())

        codes = frozenset({BAD} if name in NONE else {DONE, BAD, REFUSED})
        found.append(Thing(name, do, commands, codes, apart=True))
    endless: dict[str, Words] = {
        n: tuple(w.replace(str(path), "/dev/zero") for w in words) for n, words in commands.items()
    }
    found.append(Thing("never ending", lambda _: None, endless, frozenset({BAD}), apart=True))
    stdin = {n: tuple(w.replace(str(path), "-") for w in words) for n, words in commands.items()}
    found.append(
        Thing("stdin never ending", lambda _: None, stdin, frozenset({BAD}), _endless, apart=True)
    )
    return found


_WHO = ("--user", "Jane Doe", "--user-id", "44170", "--user-email", "jane.doe@example.com")


def _endless() -> None:
    """Standard input that never ends."""
    sys.stdin = open("/dev/zero", encoding="latin-1")  # noqa: SIM115, PTH123  as long as the process


def of_trackers(scene: Scene) -> list[Thing]:
    """A tracker that is damaged, or is none."""
    n, mail = scene.number, scene.mail
    commands: dict[str, Words] = {
        "list": ("list",),
        "show": ("show", n),
        "find": ("find", "Jane"),
        "history": ("history", n),
        "clocks": ("clocks", n),
        "ack": ("ack", "--mail", mail, "--answer", "I will ask today.", *_WHO),
        "start": ("start", "Uma Ray", "12345"),
        "check": ("check", n, "CSS notes", "--finding", "x"),
        "set": ("set", n, "Notes", "x"),
        "sync": ("sync",),
        "shift": ("shift",),
        "import": ("import", str(scene.document.parent)),
    }
    every = frozenset({DONE, GONE, REFUSED, STORAGE})
    found = []
    for name, (damage, codes) in _TRACKERS.items():

        def do(scene: Scene, damage: Callable[..., object] = damage) -> None:
            for more in ("-wal", "-shm"):
                (scene.root / f"tracker.db{more}").unlink(missing_ok=True)
            damage(scene.root / "tracker.db")

        found.append(Thing(name, do, commands, codes or every))
        doctor: dict[str, Words] = {"doctor": ("doctor",)}
        found.append(Thing(name, do, doctor, frozenset({REFUSED, STORAGE})))
    return found


def _page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4_096:8_192] = b"\xa5" * 4_096
    path.write_bytes(content)


def _other(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE cats (name TEXT)")
        other.commit()


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


_ONLY = frozenset({STORAGE})
#: What is done to the tracker's file, and the exit codes that are right for every command.
_TRACKERS: dict[str, tuple[Callable[[Path], object], frozenset[int]]] = {
    "a text": (lambda p: p.write_text("Dear all,"), _ONLY),
    "cut": (lambda p: p.write_bytes(p.read_bytes()[:5_000]), _ONLY),
    "empty": (lambda p: p.write_bytes(b""), _ONLY),
    "a bad page": (_page, frozenset()),
    "another database": (_other, _ONLY),
    "a folder": (_as_folder, _ONLY),
    "a docx": (lambda p: p.write_bytes(zipped({"word/document.xml": b"<x/>"})), _ONLY),
}


def of_disks(scene: Scene) -> list[Thing]:
    """A disk that is full, at different moments."""
    ways = {
        "no room": room(0),
        "room for 4 kB": room(4_096),
        "room for 60 kB": room(60_000),
        "room for 130 kB": room(130_000),
        "no space at fsync": no_space,
    }
    changing = _changing(scene)
    codes = frozenset({DONE, STORAGE})
    found = [
        Thing(n, _nothing, changing, codes, h, apart=True, again=True) for n, h in ways.items()
    ]
    looks: dict[str, Words] = {"list": ("list",), "show": ("show", scene.number)}
    return found + [Thing(n, _nothing, looks, codes, h, apart=True) for n, h in ways.items()]


def of_permissions(scene: Scene) -> list[Thing]:
    """Files and folders that may not be read, or written."""
    codes, found = frozenset({DONE, STORAGE, REFUSED, GONE}), []
    looks: dict[str, Words] = {
        "list": ("list",),
        "show": ("show", scene.number),
        "doctor": ("doctor",),
        "config": ("config",),
        "sync": ("sync", "--dry-run"),
        "import": ("import", str(scene.document.parent)),
    }
    places = {
        "all read-only": ("**/*", 0o555, 0o444),
        "no tracker": ("tracker.db", 0, 0),
        "no documents": ("Social Media Folder", 0, 0),
        "documents read-only": ("Social Media Folder", 0o555, 0o444),
        "no document": (f"Social Media Folder/{scene.document.name}", 0, 0),
        "outbox read-only": ("outbox", 0o555, 0o444),
        "no outbox": ("outbox", 0, 0),
        "evidence read-only": ("evidence", 0o555, 0o444),
        "no settings": ("summarizer.toml", 0, 0),
        "no people": ("people.toml", 0, 0),
    }
    for name, (pattern, folder, file) in places.items():
        modes = folder, file

        def do(scene: Scene, pattern: str = pattern, modes: tuple[int, int] = modes) -> None:
            chosen = [*scene.root.glob(pattern), *([scene.root] if "*" in pattern else [])]
            for path in chosen:
                path.chmod(modes[0] if path.is_dir() else modes[1])

        changing = _changing(scene)
        found.append(Thing(name, do, changing, codes, no_privilege, apart=True, again=True))
        found.append(Thing(name, do, looks, codes | {BAD}, no_privilege, apart=True, again=True))
    return found


def _nothing(scene: Scene) -> None:
    """Leave the desk as it is."""


def _changing(scene: Scene) -> dict[str, Words]:
    """Commands that change something, on the case and beside it."""
    n = scene.number
    other = scene.root.with_name("other.eml")
    if not other.is_file():
        text = Path(scene.mail).read_text(encoding="utf-8").replace("<root@", "<other@")
        other.write_text(text, encoding="utf-8")
    return {
        "ack": ("ack", "--mail", str(other), "--answer", "I will ask today.", "--new", *_WHO),
        "start": ("start", "Uma Ray", "12345"),
        "check": ("check", n, "CSS notes", "--finding", "x"),
        "evidence": ("evidence", n, "https://example.com/p", "--text", "x"),
        "set": ("set", n, "Notes", "x"),
        "done": ("done", n, "announcement"),
        "request-review": ("request-review", n),
        "undo": ("undo", n, "--yes"),
    }
