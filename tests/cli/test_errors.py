from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from summarizer.cli import COMMANDS, cli
from tests.cli.shell import PROGRAM, Shell, parts, program
from tests.desk import Desk

NEVER = ("Traceback", "Exception", "Error:  ", "None")


# --- help ----------------------------------------------------------------------------------


def test_the_name_alone_prints_help(shell: Shell) -> None:
    said = shell()
    assert said.out == shell("--help").out
    assert said.err == ""
    assert "Usage: summarizer" in said.out
    for name, (_, text) in COMMANDS.items():
        assert name in said.out
        assert text.split()[0] in said.out


def every_command(group: click.Group, before: str = "") -> list[str]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(f"{before}{name}")
        if isinstance(command, click.Group):
            found += every_command(command, f"{before}{name} ")
    return found


@pytest.mark.parametrize("command", every_command(cli))
def test_every_command_has_a_help_that_says_what_it_is_for(shell: Shell, command: str) -> None:
    said = shell(*command.split(), "--help")
    usage, about, *_ = [part.strip() for part in said.out.split("\n\n")]
    assert usage.startswith(f"Usage: summarizer {command}")
    assert len(about.split()) >= 3
    assert "[default" not in about
    assert said.out == shell(*command.split(), "-h").out
    assert [*shell.here.iterdir()] == []


@pytest.mark.parametrize("command", every_command(cli))
def test_every_option_says_what_it_is_for(command: str) -> None:
    found: click.Command | None = cli
    for word in command.split():
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word)
    assert found is not None
    options = [p for p in found.params if isinstance(p, click.Option)]
    assert [o.name for o in options if not o.help] == []
    names = {o.name for o in options}
    changes = {"at", "dry_run", "yes"} & names
    assert changes in (set(), {"dry_run", "yes"}, {"at", "dry_run", "yes"})
    if not isinstance(found, click.Group) and found.name != "completion":
        assert "json_" in names


def test_the_version_is_told(shell: Shell) -> None:
    assert shell("--version").out.startswith("summarizer, version ")


# --- what is said of a mistake -------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "code", "what"),
    [
        ("lst", 2, "No such command 'lst'. (Did you mean one of: 'list', 'set'?)"),
        ("aprove x", 2, "No such command 'aprove'. (Did you mean one of: 'approve'"),
        ("xyzzy", 2, "No such command 'xyzzy'"),
        ("--nope", 2, "No such option '--nope'"),
        ("list --jsn", 2, "No such option '--jsn'. (Did you mean one of: '--csv', '--json'"),
        ("show", 2, "Missing argument 'CASE'"),
        ("show a b", 2, "Got unexpected extra argument (b)"),
        ("approve x", 2, "Missing option '--by'"),
        ("procedures nope", 2, "No such command 'nope'"),
        ("show nobody", 3, "No case is called 'nobody'"),
        ("history SM-20261119-XXXX", 3, "No case is called 'SM-20261119-XXXX'"),
        ("ack", 2, "Which escalation?"),
        ("start", 2, "Which escalation?"),
        ("start a b c", 2, "Too many words"),
        ("do x ack -f answer", 2, "'answer' is not NAME=TEXT"),
        ("intake nope.eml", 2, "nope.eml can't be read"),
        ("intake .", 2, ". can't be read"),
        ("list --due-within soon", 2, "'soon' is no amount of time"),
        ("list --stage reserch", 3, "There is no stage 'reserch'"),
        ("list --tab Pending", 3, "There is no tab 'Pending'"),
        ("list --owner zoe", 3, "There is nobody called 'zoe'"),
        ("procedures show nope", 3, "There is no procedure nope"),
        ("procedures check ../x", 3, "There is no procedure '../x'"),
    ],
)
def test_a_mistake_is_told_with_its_reason_and_what_to_type(
    shell: Shell, command: str, code: int, what: str
) -> None:
    shell("init")
    said = shell(*command.split(), code=code)
    first, *others = parts(said)
    assert first.startswith(what)
    assert others != []
    assert said.out == ""
    assert not any(word in said.err for word in NEVER), said.err


def test_a_usage_error_says_how_to_type_it(shell: Shell) -> None:
    assert parts(shell("sla", "business", code=2)) == [
        "Missing argument 'START'",
        "Usage: summarizer sla [OPTIONS] HOURS START AMOUNT",
        "See: summarizer sla --help",
    ]


def test_a_name_of_several_cases_is_refused_and_they_are_listed(desk: Desk) -> None:
    for name, number in (("Uma Ray", "1"), ("Uma Roy", "2")):
        desk("start", name, number)
    what, why, fix = parts(desk("show", "Uma", code=3))
    assert what == "'Uma' names more than one case"
    assert "(Uma Ray)" in why
    assert "(Uma Roy)" in why
    assert fix == "Name one by its number."


def test_what_a_user_wrote_can_not_steer_a_terminal_through_an_error(desk: Desk) -> None:
    said = desk("show", "\x1b[31m\u202ered\x07", code=3)
    assert "red" in said.err
    assert not any(c in said.err for c in "\x1b\u202e\x07")


def test_a_group_without_a_command_names_its_commands(desk: Desk) -> None:
    what, why, fix = parts(desk("tracker", code=2))
    assert what == "summarizer tracker needs a command"
    assert why == "It has: rebuild, copy."
    assert desk(*fix.split()[2:]).out.startswith("Usage: summarizer tracker")


# --- exit codes ----------------------------------------------------------------------------


def test_a_rule_that_refuses_ends_with_5(desk: Desk, started: str) -> None:
    said = desk("request-review", started, code=5)
    first, *others = parts(said)
    assert first == f"request-review of {started} is refused"
    assert any(line.startswith("003.5.2: ") for line in others)


def test_a_verb_at_the_wrong_stage_says_what_can_be_done_now(desk: Desk, started: str) -> None:
    what, why, fix, look = parts(desk("approve", started, "--by", "fay", code=5))
    assert what == f"approve is refused: {started} is in stage research"
    assert why.endswith("approve is for: approval, approved.")
    assert fix.startswith("What can be done now: ")
    assert "request-review" in fix
    assert look == f"What comes next: summarizer show {started}"
    assert desk(*look.split()[4:]).out


def test_already_done_ends_with_0(desk: Desk, started: str) -> None:
    said = desk("start", started)
    assert said.out == f"{started}: start is already done.\n"


def test_a_full_disk_ends_with_7(shell: Shell) -> None:
    shell("init")
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*PROGRAM, "procedures", "list"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 7
    assert b"No space left on device" in ran.stderr
    assert b"Traceback" not in ran.stderr


def test_an_interrupted_command_ends_with_130(shell: Shell) -> None:
    shell("init")
    with subprocess.Popen(
        [*PROGRAM, "intake", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        _wait_until_it_reads(running.pid)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert out == b""
    assert err.strip() == b"Interrupted; run the command again to go on."


def _wait_until_it_reads(pid: int) -> None:
    """Until the program sleeps on its input: it has then taken over from Python's start."""
    for _ in range(400):
        stack = Path(f"/proc/{pid}/wchan")
        if not stack.exists() or "pipe" in stack.read_text():
            break
        time.sleep(0.02)
    time.sleep(0.1)


def test_a_reader_who_leaves_early_is_no_error(shell: Shell) -> None:
    shell("init")
    ran = subprocess.run(
        ["sh", "-c", f"{sys.executable} -c '{PROGRAM[2]}' list --help; echo $? >code", "sh"],
        stdout=_closed_pipe(),
        stderr=subprocess.PIPE,
        check=False,
    )
    assert ran.stderr == b""
    assert (shell.here / "code").read_text() == "0\n"


def _closed_pipe() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


# --- what nobody foresaw -------------------------------------------------------------------


@pytest.fixture
def broken(desk: Desk, acknowledged: str) -> Desk:
    """A tracker in which something stands that no code expects."""
    with sqlite3.connect(desk.root / "tracker.db") as connection:
        connection.execute("UPDATE events SET at = 'yesterday'")
    connection.close()
    assert acknowledged
    return desk


def test_an_unexpected_error_ends_with_1_and_without_a_traceback(broken: Desk) -> None:
    ran = program("-w", broken.root, "list")
    assert ran.returncode in (1, 7)
    assert ran.stderr.startswith(b"Error: ")
    assert b"Traceback" not in ran.stderr


def test_debug_shows_where_it_happened(broken: Desk) -> None:
    ran = program("--debug", "-w", broken.root, "list")
    assert ran.returncode == 1
    assert b"Traceback" in ran.stderr
