"""The same for a desk that lives on this machine: killed around each step and each record."""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.cli.again import BEGUN
from tests.desk import Desk, everything
from tests.kills.picture import plain
from tests.kills.script import PNG, Command
from tests.kills.table import Pick, Row, every
from tests.paper import FINDINGS
from tests.procedures import social
from tests.procedures.social import ANSWER, USER, comment_id, paper, receive
from tests.walk.killer import Death, end_of, run

if TYPE_CHECKING:
    import pytest


#: Locks, and notes of commands whose end nobody saw.
_OURS = ("tracker.db.locks/", f"{BEGUN}/")


def local_script(desk: Desk) -> Iterator[Command]:
    """The commands in their order; each has to be run before the next is asked for."""
    earlier = social.begun(desk, name="earlier", message_id="<earlier@mail.example.com>")
    mail = str(receive(desk))
    yield Command("ack", ("ack", "--mail", mail, "--answer", ANSWER, *USER))
    number = next(c["case"] for c in desk("list", "--json").json if c["case"] != earlier)
    yield Command("sent", ("sent", number, "acknowledgement"))
    yield Command("done", ("done", number, "announcement"))
    yield Command("start", ("start", number))
    yield Command("check", ("check", number, "CSS notes", "--finding", "Two were refused."))
    yield Command("undo (check)", ("undo", number, "--yes"), aside=True)
    picture = desk.root.with_name("post.png")
    picture.write_bytes(base64.b64decode(PNG))
    yield Command("evidence", ("evidence", number, str(picture), "--text", "Held!"))
    yield Command("ask", ("ask", number, "Payments", "Why is it held?"))
    yield Command("set", ("set", number, "Tickets", "4711"))
    yield Command("set (a cell)", ("set", number, "Notes", "Call after noon."))
    yield Command("pause", ("pause", number, "Waits for the bank."))
    yield Command("resume", ("resume", number))
    yield Command("cancel", ("cancel", number, "Sent twice.", "--yes"), aside=True)
    for step in FINDINGS:
        desk("check", number, step, "--finding", "Looked at.")
    paper(desk, number).fill()
    yield Command("request-review", ("request-review", number))
    paper(desk, number).comment("Next steps", "By when?")
    yield Command("sync", ("sync",))
    answered = (comment_id(desk, number), "--answer", "Not known yet.")
    yield Command("comments --answer", ("comments", number, *answered))
    for who in ("rosa", "ravi"):
        yield Command(f"reviewed ({who})", ("reviewed", number, "--by", who))
    yield Command("request-approval", ("request-approval", number))
    link = ("--evidence", "https://example.com/yes")
    yield Command("approve", ("approve", number, "--by", "fay", *link))
    yield Command("complete", ("complete", number))
    desk("sent", number, "summary")
    yield Command("undo (sent)", ("undo", number, "--yes"), aside=True)


def kill_local(
    folder: Path, patch: pytest.MonkeyPatch, pick: Pick = every, wanted: Sequence[str] = ()
) -> Iterator[Row]:
    """Run the script; each command is killed at the picked ones of its moments, and run again."""
    folder.mkdir(parents=True, exist_ok=True)
    desk, kept = Desk(folder / "desk", patch), folder / "kept"
    for command in local_script(desk):
        _copy(desk.root, kept)
        with contextlib.redirect_stdout(io.StringIO()):
            assert end_of(_words(desk, command)) == 0, command
        after = folder / "after"
        _copy(desk.root, after)
        if not wanted or any(name in command.name for name in wanted):
            yield _killed(desk, kept, command, pick)
        _copy(kept if command.aside else after, desk.root)


def _words(desk: Desk, command: Command) -> list[str]:
    return ["-w", str(desk.root), *command.words]


def _killed(desk: Desk, kept: Path, command: Command, pick: Pick) -> Row:
    row, words, whole = Row(command.name, 0), _words(desk, command), _state(desk)
    last = next(n for n in count(1) if not _dies(desk, kept, words, n))
    row.moments = last - 1
    for moment in pick(row.moments):
        _dies(desk, kept, words, moment)
        row.tried += 1
        with contextlib.redirect_stdout(io.StringIO()):
            run(words)
        left = _state(desk)
        if wrong := [name for name in {*whole, *left} if whole.get(name) != left.get(name)]:
            row.wrong[moment] = f"others: {', '.join(sorted(wrong))}"
    return row


def _state(desk: Desk) -> dict[str, str]:
    found = everything(desk.root)
    return {name: plain(text) for name, text in found.items() if not name.startswith(_OURS)}


def _dies(desk: Desk, kept: Path, words: list[str], moment: int) -> bool:
    """Run the command on the desk as it was, and kill it at this moment; whether that came."""
    _copy(kept, desk.root)
    with contextlib.redirect_stdout(io.StringIO()):
        return run(words, Death(moment))


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
