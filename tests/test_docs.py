from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.pages import ROOT, anchors, broken_links, named_commands, pages
from tests.readme import differences


def command_names(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command of the program that does something, with the groups it stands in."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from command_names(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def all_commands() -> set[str]:
    from summarizer.cli import cli  # noqa: PLC0415 - the other tests do without the program

    return set(command_names(cli))


def written() -> set[str]:
    """The command lines that any document names."""
    return {words for page in pages() for words in named_commands(page.read_text(encoding="utf-8"))}


def test_every_link_between_documents_leads_somewhere() -> None:
    assert [link for page in pages() for link in broken_links(page)] == []


def test_every_command_is_documented() -> None:
    lines = written()
    told = {name for name in all_commands() if any(f"{w} ".startswith(f"{name} ") for w in lines)}
    assert sorted(all_commands() - told) == []


def test_every_command_that_is_documented_exists() -> None:
    names = all_commands()
    assert [
        w for w in sorted(written()) if not any(f"{w} ".startswith(f"{n} ") for n in names)
    ] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_shows_what_the_program_prints(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    text = page.read_text(encoding="utf-8")
    assert "\n".join(differences(text, tmp_path)) == ""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    (tmp_path / "other.md").write_text("# What `it` is, and why\n```sh\n# no heading\n```\n")
    return tmp_path / "page.md"


@pytest.mark.parametrize(
    "text",
    [
        "[a](other.md)",
        "[a](other.md#what-it-is-and-why)",
        "# Here\n[a](#here)",
        "[a](https://example.com/gone)",
        "`[a](code.md)`",
        "```\n[a](code.md)\n```",
    ],
)
def test_a_link_that_leads_somewhere_is_not_reported(draft: Path, text: str) -> None:
    draft.write_text(text)
    assert list(broken_links(draft)) == []


@pytest.mark.parametrize(
    "link", ["gone.md", "other.md#gone", "other.md#no-heading", "#gone", "../gone/"]
)
def test_a_link_that_leads_nowhere_is_reported(draft: Path, link: str) -> None:
    draft.write_text(f"See [this]({link}).")
    assert list(broken_links(draft)) == [f"page.md: {link}"]


def test_a_heading_is_linked_in_small_letters_without_punctuation(draft: Path) -> None:
    assert anchors(draft.parent / "other.md") == {"what-it-is-and-why"}


def test_a_command_is_named_in_code_and_nowhere_else() -> None:
    text = """Type `summarizer start CASE`, or `summarizer tracker copy`; summarizer ends there.
```console
$ summarizer list --json
a summarizer of things
```
```python
from summarizer import cli
```
"""
    assert named_commands(text) == {"start", "tracker copy", "list"}
