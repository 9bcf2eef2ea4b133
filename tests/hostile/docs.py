"""A case's Google Doc, and the template, that people damaged: before commands that read them."""

from __future__ import annotations

from collections.abc import Callable

from tests.google.docs_hands import (
    hand_change,
    hand_delete_section,
    hand_insert_column,
    hand_replace,
    hand_type,
)
from tests.google.docs_model import BODY, Document, units_of
from tests.google.drive_hands import forbid, hand_move, hand_rename, hand_trash, new_folder
from tests.google.world import File
from tests.google_desk import DANA
from tests.hostile.google_scene import GoogleScene
from tests.hostile.scene import Scene, Words
from tests.hostile.things import BAD, DONE, GONE, REFUSED, STORAGE, Thing

Damage = Callable[[GoogleScene, File], object]
_ANY = frozenset({DONE, BAD, GONE, REFUSED, STORAGE})
_LONG = "x" * 50_000 + "\n"


def of_docs(scene: GoogleScene) -> list[Thing]:
    """Each damage of the case's document, and of the template for the next."""
    n = scene.number
    commands: dict[str, Words] = {
        "check": ("check", n),
        "comments": ("comments", n),
        "sync CASE": ("sync", n),
        "check --finding": ("check", n, "CSS notes", "--finding", "x"),
        "request-review": ("request-review", n),
        "show": ("show", n),
        "open": ("open", n, "--print"),
        "doctor": ("doctor",),
        "reconcile": ("doctor", "--reconcile"),
    }
    writes: dict[str, Words] = {
        "evidence": ("evidence", n, "https://example.com/p", "--text", "Held!"),
        "ask": ("ask", n, "Payments", "Why?"),
        "undo": ("undo", n, "--yes"),
    }
    start: dict[str, Words] = {"start": ("start", "Uma Ray", "12345"), "doctor": ("doctor",)}
    rounds: dict[str, Words] = {"sync": ("sync",), "watch": ("watch", "--once")}
    found = []
    for name, damage in _DAMAGES.items():
        document, template = _on(damage, "summarizer.case"), _on(damage, "summarizer.template")
        found.append(Thing(name, document, commands, _ANY))
        found.append(Thing(name, document, writes, _ANY, midway=True))
        found.append(Thing(name, document, rounds, _ANY, goes_on=True))
        found.append(Thing(f"template {name}", template, start, _ANY, midway=True))
    return found


def _on(damage: Damage, known_by: str) -> Callable[[Scene], None]:
    def do(scene: Scene) -> None:
        assert isinstance(scene, GoogleScene)
        files = scene.place.google.world.files.values()
        damage(scene, next(file for file in files if known_by in file.properties))

    return do


def _emptied(scene: GoogleScene, file: File) -> None:
    """All text is selected and deleted."""

    def change(document: Document) -> None:
        tab = document.tabs[0]
        end = units_of("\n")
        tab.segments[BODY][1:] = end
        tab.ranges.clear()

    hand_change(scene.place.google.world, file.id, change)


def _typed(text: str) -> Damage:
    """Something is typed at the very end."""

    def damage(scene: GoogleScene, file: File) -> None:
        def change(document: Document) -> None:
            body = document.tabs[0].segments[BODY]
            body[len(body) - 1 : len(body) - 1] = units_of(text)

        hand_change(scene.place.google.world, file.id, change)

    return damage


def _replaced(*pairs: tuple[str, str]) -> Damage:
    def damage(scene: GoogleScene, file: File) -> None:
        for old, new in pairs:
            try:
                hand_replace(scene.place.google.world, file.id, old, new)
            except LookupError:  # the template says other things
                continue

    return damage


def _without(heading: str) -> Damage:
    return lambda s, f: hand_delete_section(s.place.google.world, f.id, heading)


def _forbidden(scene: GoogleScene, file: File) -> None:
    for capability in ("canEdit", "canCopy", "canComment"):
        forbid(scene.place.google.world, file.id, capability)


def _not_shared(scene: GoogleScene, file: File) -> None:
    """It is somebody else's now."""
    del scene
    file.parents, file.drive, file.owner = [], "", "lee.marsh@example.com"
    file.more["permissions"] = {}


def _moved(scene: GoogleScene, file: File) -> None:
    world = scene.place.google.world
    hand_move(world, file.id, new_folder(world, "Old", file.parents[0], user=DANA))


_DAMAGES: dict[str, Damage] = {
    "nothing": lambda *_: None,
    "emptied": _emptied,
    "braces": _replaced(("{{", "{"), ("}}", "")),
    "odd braces": _typed("{{user.name {{{{}} {% x %} {{1337*1337}} {{nobody.knows}}\n"),
    "no chart": _without("Research chart"),
    "no questions": _without("Questions to other teams"),
    "no contact copy": _without("Social Media Contact Copy"),
    "no summary": _without("Summary"),
    "headings renamed": _replaced(
        ("Research", "Homework"), ("Summary", "Story"), ("Questions", "Riddles")
    ),
    "chart's titles renamed": _replaced(("Finding", "Result"), ("Step", "Item")),
    "one more column": lambda s, f: hand_insert_column(
        s.place.google.world, f.id, "Finding", "Finding"
    ),
    "headings twice": lambda s, f: hand_type(
        s.place.google.world, f.id, "Research chart", "Research chart\nSummary\nNext steps\nFinding"
    ),
    "50,000 letters": _typed(_LONG * 3),
    "emoji and marks": _typed("\u202eUma\u2066 \U0001f469\u200d\U0001f467 \ufffe\n"),
    "a script": _typed('=HYPERLINK("https://evil.example.com") <script>alert(1)</script>\n'),
    "trashed": lambda s, f: hand_trash(s.place.google.world, f.id, DANA),
    "deleted": lambda s, f: s.place.google.world.files.pop(f.id),
    "read-only": _forbidden,
    "not shared": _not_shared,
    "moved": _moved,
    "renamed": lambda s, f: hand_rename(s.place.google.world, f.id, DANA, "../../x\u202e"),
}
