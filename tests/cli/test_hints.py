"""What `next` names: whatever can be typed as it stands there."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from summarizer.cli import COMMANDS, cli
from tests.desk import Desk
from tests.procedures import social


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "desk", monkeypatch)


def following(desk: Desk, number: str) -> list[str]:
    """What `show` says comes next, without the case's number."""
    _, _, found = desk("show", number).out.partition("\nNext\n")
    return [line.strip().replace(f" {number}", "") for line in found.splitlines()]


def test_next_goes_with_the_case_to_its_end(desk: Desk) -> None:
    number = social.begun(desk)
    (by_hand,) = (line for line in following(desk, number) if "summarizer done" in line)
    assert by_hand.endswith("hold-tickets, ticket-to-user)")
    social.paper(desk, number).fill()
    desk("evidence", number, "https://x.com/jane/status/1", "--text", "Never again.")
    desk("request-review", number)
    assert "summarizer reviewed --by rosa" in following(desk, number)
    assert not [line for line in following(desk, number) if "request-approval" in line]
    desk("reviewed", number, "--by", "rosa")
    assert "summarizer reviewed --by ravi" in following(desk, number)
    desk("reviewed", number, "--by", "ravi")
    assert not [line for line in following(desk, number) if "reviewed" in line]
    assert not [line for line in following(desk, number) if "review-request" in line]
    desk("request-approval", number)
    assert "summarizer approve --by fay" in following(desk, number)
    desk("approve", number, "--by", "fay")
    assert not [line for line in following(desk, number) if "approval-request" in line]
    desk.at("2026-11-19T11:00")
    desk("complete", number)
    assert "summarizer sent summary   (once that draft has left)" in following(desk, number)
    social.paper(desk, number).write("Next steps", "Dana asks her bank, too.")
    desk("sync", number)
    (first, *others) = following(desk, number)
    assert first.startswith("summarizer approve --by fay   (the approval is void: ")
    assert not [line for line in others if "summary" in line or "complete" in line]
    assert "summary" not in desk("list").out
    desk("approve", number, "--by", "fay")
    assert "summarizer complete" in following(desk, number)
    desk("complete", number)
    desk("sent", number, "summary-2")
    found = following(desk, number)
    assert "summarizer replied --mail MAIL   (if the team asks something)" in found
    assert not [line for line in found if "do answered" in line]
    (wait,) = (line for line in found if "contact" in line)
    assert wait.startswith("summarizer contact --outcome TEXT   (Wait until Thu 19 Nov 12:00 PST")
    desk.at("2026-11-19T12:00")
    assert "summarizer contact --outcome TEXT" in following(desk, number)
    assert "003.6.8" in desk.do(number, "answered", why="By phone.", code=5).err


def test_words_of_a_to_do_are_shown_as_they_are_pasted(desk: Desk) -> None:
    number = social.begun(desk)
    shown = desk("show", number).out
    assert "\n  ticket-to-user:\n      Hello Jane Doe,\n\n      We have" in shown


def test_the_threats_evidence_stands_apart_from_its_title(desk: Desk) -> None:
    mail = desk.receive("mail", x_mailer="Zendesk Mailer", message_id="<t-1@desk.zendesk.com>")
    number = str(desk("ack", "--mail", mail, "--json").json["case"])
    assert following(desk, number)[:2] == [
        "summarizer set tickets VALUE",
        "summarizer do research --field threat=yes/no --field evidence=TEXT   (once that is done)",
    ]
    desk("set", number, "tickets", "4711")
    desk.do(number, "research", threat="no", evidence="12 followers")
    assert "Evidence of the threat 12 followers\n" in desk("show", number).out


def test_a_case_that_was_started_unacknowledged_says_so_first(desk: Desk) -> None:
    desk.at("2026-11-19T14:00")
    number = str(desk("start", "Eva Lund", "88800", "--json").json["case"])
    first, *others = following(desk, number)
    assert first == "summarizer ack --answer TEXT"
    assert others[:4] == [
        "summarizer evidence FILE   (a screenshot, or a link)",
        "summarizer check STEP --finding TEXT   (0 of 6 steps done)",
        "summarizer open   (write the summary: 0 of 4 parts)",
        "summarizer request-review   (once that is done)",
    ]
    assert "filled  The job itself" in desk("check", number, "job", "--finding", "Closed.").out
    desk("ack", number, "--answer", "I will find out who closed the job.")
    assert first not in following(desk, number)
    desk("done", number, "acknowledgement")
    desk.at("2026-11-19T14:20")
    assert "7 h 40 min" in desk("list").out
    assert "7 h 40 min" in desk("shift").out


def test_a_question_is_answered_before_it_is_said_to_need_no_answer(desk: Desk) -> None:
    mail = social.receive(desk)
    number = social.begun(desk)
    social.paper(desk, number).fill()
    desk("evidence", number, "https://x.com/jane/status/1", "--text", "Never again.")
    for verb in (("request-review",), ("reviewed", "--by", "rosa"), ("reviewed", "--by", "ravi")):
        desk(verb[0], number, *verb[1:])
    desk("request-approval", number)
    desk("approve", number, "--by", "fay")
    desk("complete", number)
    desk("sent", number, "summary")
    assert "begins with it" in desk("replied", number, "--mail", mail, code=5).err
    desk("replied", number, "--mail", social.question(desk))
    answer = "summarizer do answer --field answer=TEXT"
    found = following(desk, number)
    assert found.index(answer) + 1 == found.index("summarizer do answered --field why=TEXT")
    desk.do(number, "answer", answer="It was her own bank, on Monday.")
    assert answer not in following(desk, number)
    desk("sent", number, "answer")
    assert not [line for line in following(desk, number) if "do answer" in line]
    for n in "12":
        desk.do(number, "replied", question=f"Question {n}?")
        assert answer in following(desk, number)
        desk.do(number, "answered", why="By phone.")
        assert answer not in following(desk, number)


def test_a_name_without_its_accents_leads_to_find(desk: Desk) -> None:
    number = str(desk("start", "Marek Novák", "88123", "--json").json["case"])
    said = desk("show", "Novack", code=3).err
    assert "summarizer find Novack\n" in said
    assert number in desk("find", "Novack").out


# --- the commands that other texts name ------------------------------------------------------

#: A command as a text tells it to be typed; X stands for what is filled in.
_COMMAND = re.compile(r"(?<![\w.])summarizer ([a-z][a-z-]*)((?: [^\s;(`]+)*)")
#: The words that belong to it, but for those of prose behind it.
_WORD = re.compile(r"--[a-z][a-z-]*|[\w.]+=\S+|(?!I )[A-Z]\S*|\d\S*|'[^']+'|\"[^\"]*\"")
#: Commands whose first words are written small.
_SMALL = {"procedures": 1, "shift": 1, "tracker": 1, "completion": 1, "do": 2, "set": 2}


def texts(module: Path) -> Iterator[str]:
    """The texts of a module that aren't docstrings."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    parts = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values}
    parts |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "X" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield "" if id(node) in parts else node.value


def words(name: str, behind: str) -> Iterator[str]:
    """The words of a command among those that a text has behind its name."""
    for number, word in enumerate(behind.split()):
        if number >= _SMALL.get(name, 0) and not _WORD.match(word):
            return
        yield word.rstrip(".,")
        if word[-1] in ".,":
            return


def commands() -> Iterator[tuple[str, ...]]:
    """Each command that a text of ours names, with its words."""
    here = Path(__file__).parents[2]
    for module in (*here.glob("summarizer/**/*.py"), *here.glob("tracker/*.py")):
        for text in texts(module):
            for name, behind in _COMMAND.findall(re.sub(' "[^"]*"', " X", text)):
                if name in COMMANDS:
                    yield name, *words(name, behind)


def test_a_command_that_a_text_names_can_be_typed_as_it_stands_there() -> None:
    seen = sorted(set(commands()))
    assert len(seen) > 40
    for typed in seen:
        root = click.Context(cli, **cli.context_settings)  # Click keeps a command's help option
        command, rest = cli.get_command(root, typed[0]), [*typed[1:]]
        if isinstance(command, click.Group):
            root = click.Context(command, root)
            _, command, rest = command.resolve_command(root, rest)
        assert command
        command.make_context(" ".join(typed), rest, root)


def test_what_a_verb_lacks_is_told_by_an_option_that_the_command_has(desk: Desk) -> None:
    number = social.begun(desk)
    said = desk("contact", number, code=2).err
    assert "Add --outcome TEXT or --why TEXT" in said
    said = desk("do", number, "contact", "-f", "note=It's late.", code=2).err
    (typed,) = (line for line in said.splitlines() if "summarizer do" in line)
    _, *words = shlex.split(typed.partition("Type: ")[2])
    assert words == [
        "do",
        number,
        "contact",
        *("--field", "note=It's late."),
        "--field",
        "outcome=TEXT",
    ]
    assert "contact is refused" in desk(*words, code=5).err
