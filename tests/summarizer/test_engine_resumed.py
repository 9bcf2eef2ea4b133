from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from summarizer.backends import TRACKER
from summarizer.engine import Opening, Request, run, take_back
from summarizer.intents import intents
from summarizer.workspace import Workspace
from tests.summarizer.keys import NUMBER, at, begun, put
from tracker.sqlite import SqliteTracker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.desk import Desk
    from tracker.case import Event
    from tracker.port import Observation, Row


class Killed(SqliteTracker):
    """A tracker in whose process something is killed, before or after its nth write."""

    def __init__(self, path: Path, write: int, *, after: bool) -> None:
        super().__init__(path)
        self.left = write
        self.after = after

    def record(
        self, case: str, events: Sequence[Event], row: Row | None = None, *, drop_row: bool = False
    ) -> None:
        self._die(after=False)
        super().record(case, events, row, drop_row=drop_row)
        self._die(after=True)

    def observe(self, case: str, what: str, seen: Observation, row: Row | None = None) -> None:
        self._die(after=False)
        super().observe(case, what, seen, row)
        self._die(after=True)

    def _die(self, *, after: bool) -> None:
        self.left -= not after
        if self.left == 0 and after == self.after:
            self.left = -1
            raise KeyboardInterrupt


class Command(NamedTuple):
    """One verb, as somebody runs it."""

    verb: str
    inputs: dict[str, str]


@dataclass(frozen=True)
class Script:
    """What is done to one case, one command after the other."""

    number: str
    opening: Opening
    commands: list[Command]


TO_AND_FRO = Script(
    "T2-20261119-ABCD",
    Opening("tier-2", {"subject": "ticket:77", "thread.root": "ticket:77"}, at("2026-11-19T17Z")),
    [
        Command("submit", {"name": "Uma", "email": "u@corp.example.com", "ticket": "77"}),
        Command("claim", {"by": "dana"}),
        Command("done", {"todo": "tell-claim"}),
        Command("stuck", {"note": "It stops."}),
        Command("pull", {"by": "tess"}),
        Command("returned", {"by": "tess", "note": "Look."}),
        Command("set", {"field": "tickets", "value": "78"}),
        Command("resolve", {"note": "Done."}),
    ],
)
THREAD = {
    "subject": "<root@mail.example.com>",
    "thread.root": "<root@mail.example.com>",
    "thread.message_id": "<root@mail.example.com>",
    "thread.subject": "Unhappy user",
    "thread.from": "Pat Kim <pat@example.com>",
    "thread.to": "problematic-to-pr@example.com",
    "user.name": "Uma Ray",
    "user.id": "12345",
    "user.email": "uma.ray@corp.example.com",
}
ACKNOWLEDGED = Script(
    "PR-20261119-ABCD",
    Opening("problematic-to-pr-social", THREAD, at("2026-11-19T17Z")),
    [
        Command("ack", {"answer": "I will call her bank today."}),
        Command("sent", {"message": "acknowledgement"}),
        Command("reply-to-user", {"answer": "Your refund is on its way."}),
    ],
)
WITH_DOCUMENT = Script(
    "SM-20261119-ABCD",
    Opening(
        "social-media-summary",
        THREAD | {"thread.to": "socialmedia-escalations@example.com", "summary_wanted": "yes"},
        at("2026-11-19T17Z"),
    ),
    [
        Command("start", {}),
        Command("check", {"step": "CSS notes", "finding": "Two refunds were refused."}),
        Command("ask", {"team": "Payments", "question": "Why were they refused?"}),
        Command("evidence", {"text": "What she wrote", "link": "https://example.com/post/1"}),
    ],
)
SCRIPTS = {"tier-2": TO_AND_FRO, "to PR": ACKNOWLEDGED, "summary": WITH_DOCUMENT}


def perform(root: Path, script: Script, command: Command, killed: Killed | None = None) -> None:
    """Run a command in a process of its own, as it were."""
    desk = Workspace(root)
    if killed is not None:
        desk.__dict__["tracker"] = killed
    try:
        request = Request(command.verb, command.inputs, opening=script.opening)
        run(desk, script.number, request)
    finally:
        desk.close()


def state(root: Path, number: str) -> dict[str, Any]:
    """What a case is: its events, its row, its drafts, and what its document says."""
    desk = Workspace(root)
    try:
        (case,) = desk.tracker.load([number])
        seen = desk.tracker.observation(number, "document")
        read = dict(seen.data) if seen else {}
        read.pop("revision", None)
        return {
            "events": [(e.key, e.kind, e.at, e.actor, e.note, e.sets, e.data) for e in case.events],
            "row": desk.tracker.row(number),
            "drafts": {p.name: p.read_bytes() for p in sorted((root / "outbox").iterdir())},
            "files": sorted(p.name for p in desk.folder.iterdir()),
            "read": read,
        }
    finally:
        desk.close()


def writes(root: Path, script: Script, command: Command) -> int:
    """How often a command writes into the tracker."""
    counting = Killed(root / TRACKER, 0, after=False)
    perform(root, script, command, counting)
    return -counting.left


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_command_that_was_killed_between_any_two_steps_ends_the_same_when_run_again(
    desk: Desk, name: str
) -> None:
    script, root, kept, kills = SCRIPTS[name], desk.root, desk.root.parent / "kept", 0

    def back() -> None:
        shutil.rmtree(root)
        shutil.copytree(kept, root)

    for command in script.commands:
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(root, kept)
        times = writes(root, script, command)
        whole = state(root, script.number)
        for write in range(1, times + 1):
            for after in (False, True):
                back()
                with pytest.raises(KeyboardInterrupt):
                    perform(root, script, command, Killed(root / TRACKER, write, after=after))
                if not ended(root, script, command):
                    perform(root, script, command)
                assert state(root, script.number) == whole, (command, write, after)
                kills += 1
    assert kills >= 2 * len(script.commands)


def ended(root: Path, script: Script, command: Command) -> bool:
    """Whether a command was killed after its last write: a repeatable one is not run again."""
    desk = Workspace(root)
    try:
        (case,) = desk.tracker.load([script.number])
        runs = intents(case, command.verb)
        before = [c for c in script.commands if c.verb == command.verb].index(command)
        return len(runs) > before and all(runs.values())
    finally:
        desk.close()


def test_a_run_that_was_interrupted_goes_on_with_what_it_was_begun_with(desk: Desk) -> None:
    put(desk.root)
    with pytest.raises(KeyboardInterrupt):
        perform_note(desk, "When?", Killed(desk.root / TRACKER, 3, after=False))
    desk.at("2026-11-19T15:00")
    desk.sits("sam")
    case = perform_note(desk, "When?")
    assert intents(case, "note") == {"note#1": True}
    assert {(e.actor, e.at) for e in case.events if e.intent == "note#1"} == {
        ("dana", at("2026-11-19T10:00-08:00"))
    }


def test_another_command_of_the_same_verb_is_not_lost_in_the_interrupted_one(desk: Desk) -> None:
    put(desk.root)
    with pytest.raises(KeyboardInterrupt):
        perform_note(desk, "When?", Killed(desk.root / TRACKER, 3, after=False))
    case = perform_note(desk, "Where?")
    assert intents(case, "note") == {"note#1": True, "note#2": True}
    words = [e.data["words"] for e in case.latest("todo").values()][-2:]
    assert words == ["Tell: When?", "Tell: Where?"]


def test_an_interrupted_run_can_be_taken_back(desk: Desk) -> None:
    put(desk.root)
    with pytest.raises(KeyboardInterrupt):
        perform_note(desk, "When?", Killed(desk.root / TRACKER, 3, after=False))
    with desk.workspace() as workspace:
        case, intent, _ = take_back(workspace, NUMBER)
        assert intent == "note#1"
        assert list(case.latest("todo")) == ["ask"]


def perform_note(desk: Desk, text: str, killed: Killed | None = None) -> Any:
    """Write a note, in a case that is begun if it isn't yet."""
    with desk.workspace() as workspace:
        if killed is not None:
            workspace.__dict__["tracker"] = killed
        begun(workspace)
        return run(workspace, NUMBER, Request("note", {"column": "Notes", "value": text})).case


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_dry_run_of_any_command_changes_nothing(desk: Desk, name: str) -> None:
    script = SCRIPTS[name]
    for command in script.commands:
        before = desk.everything()
        with desk.workspace() as workspace:
            request = Request(command.verb, command.inputs, dry_run=True, opening=script.opening)
            outcome = run(workspace, script.number, request)
        assert outcome.plan is not None
        assert not outcome.applied
        assert desk.everything() == before, command
        perform(desk.root, script, command)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_command_can_be_taken_back_and_done_again(desk: Desk, name: str) -> None:
    """Back to where it was; done again, only numbers of runs and second names differ."""
    script = SCRIPTS[name]
    for command in script.commands:
        facts = known(desk, script)
        perform(desk.root, script, command)
        after = known(desk, script)
        with desk.workspace() as workspace:
            take_back(workspace, script.number)
        assert known(desk, script) == facts, command
        perform(desk.root, script, command)
        assert known(desk, script) == after, command


def known(desk: Desk, script: Script) -> dict[str, Any]:
    """The case's facts, and what its row says."""
    with desk.workspace() as workspace:
        (case,) = workspace.tracker.load([script.number])
        row = workspace.tracker.row(script.number)
        return {"facts": case.facts, "row": (row.tab, row.cells) if row else None}
