from __future__ import annotations

from pathlib import Path

import pytest

from tests.readme import Command, commands, differences

FENCE = "```"


def page(*lines: str, language: str = "console") -> str:
    return "\n".join(["# A page", "", f"{FENCE}{language}", *lines, FENCE, "", "More.", ""])


def test_a_command_has_the_lines_below_it_as_its_output() -> None:
    text = page("$ echo one", "one", "", "$ echo two", "two")
    assert list(commands(text)) == [
        Command(4, "echo one", "one\n"),
        Command(7, "echo two", "two"),
    ]


def test_a_command_goes_on_in_lines_with_a_greater_sign() -> None:
    text = page("$ cat <<END", "> hello", "> END", "hello")
    assert list(commands(text)) == [Command(4, "cat <<END\nhello\nEND", "hello")]


def test_blocks_in_other_languages_are_not_run() -> None:
    assert list(commands(page("$ rm -rf /", language="sh"))) == []


def test_what_a_reader_need_not_see_is_typed_from_a_comment(tmp_path: Path) -> None:
    text = "<!-- console: export DAY=Monday -->\n" + page("$ echo $DAY", "Monday")
    assert differences(text, tmp_path) == []
    assert differences("<!-- console: echo surprise -->\n", tmp_path) != []


@pytest.mark.parametrize(
    "lines",
    [
        ("$ echo one; echo two", "one", "two"),
        ("$ echo due in 7 minutes", "due in ... minutes"),
        ("$ printf 'a\\nb\\nc\\n'", "a", "...", "c"),
        ("$ true",),
        ("$ echo to stderr >&2", "to stderr"),
        ("$ cat <<END", "> a $HOME", "> END", "a ..."),
        ("$ printf 'no end of line'", "no end of line"),
        ("$ (exit 5)", "$ echo $?", "5"),
        ("$ mkdir desk", "$ cd desk", "$ pwd", ".../desk"),
        ("$ cat",),
    ],
    ids=" / ".join,
)
def test_a_page_that_says_what_is_printed_has_no_differences(
    lines: tuple[str, ...], tmp_path: Path
) -> None:
    assert differences(page(*lines), tmp_path) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("$ echo one", "two"),
        ("$ echo one",),
        ("$ true", "one"),
        ("$ echo due in 7 hours", "due in ... minutes"),
        ("$ no-such-program",),
    ],
    ids=" / ".join,
)
def test_a_page_that_says_something_else_is_found_out(
    lines: tuple[str, ...], tmp_path: Path
) -> None:
    (difference,) = differences(page(*lines), tmp_path)
    assert difference.startswith(f"line 4: {lines[0]}\n")


def test_a_shell_that_stops_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="stopped"):
        differences(page("$ exit 3"), tmp_path)
