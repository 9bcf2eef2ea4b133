"""What a lay-out means, on pages of plain values; documents and google_backend test ours."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.layout import (
    chart_table,
    findings,
    given,
    lines_of,
    parts_of,
    questions,
    section,
    step_of,
    table_rows,
)

HINT = "(hint)"


@dataclass(frozen=True)
class Block:
    text: str = ""
    level: int = 0
    body: int = 0
    runs_on: bool = False
    rows: tuple[tuple[tuple[Block, ...], ...], ...] = ()


@dataclass(frozen=True)
class Plain:
    blocks: tuple[Block, ...]

    def is_table(self, block: Block) -> bool:
        return bool(block.rows)

    def words(self, block: Block) -> str:
        return block.text

    def said(self, paragraph: Block) -> str | None:
        return None if paragraph.text == HINT else paragraph.text

    def level(self, block: Block) -> int:
        return block.level

    def runs_on(self, paragraph: Block) -> bool:
        return paragraph.runs_on

    def together(self, block: Block, other: Block) -> bool:
        return block.body == other.body

    def rows(self, table: Block) -> tuple[tuple[tuple[Block, ...], ...], ...]:
        return table.rows

    def inside(self, cell: tuple[Block, ...]) -> tuple[Block, ...]:
        return cell


def table(*rows: tuple[str, ...]) -> Block:
    return Block(rows=tuple(tuple((Block(text),) for text in row) for row in rows))


def inside(page: Plain, title: str) -> list[str] | None:
    found = section(page, title)
    return None if found is None else [block.text for block in found.inside]


def test_a_section_ends_at_the_next_heading_of_its_level_and_with_its_body() -> None:
    page = Plain(
        (Block("Contact  copy", 2), Block("a"), Block("Deeper", 3), Block("b"), Block("Next", 2))
    )
    assert inside(page, "contact copy") == ["a", "Deeper", "b"]
    assert inside(page, "Deeper") == ["b"]
    assert inside(page, "Nowhere") is None
    assert inside(Plain((Block("A", 1), Block("a"), Block("b", body=1))), "A") == ["a"]


def test_a_line_stands_for_a_heading_that_lost_its_style() -> None:
    page = Plain((Block("Summary"), Block("a"), Block("Research chart"), Block("b")))
    assert inside(page, "Summary") == ["a"]
    assert inside(Plain((Block("Summary"), Block("a"), Block("Else", 1))), "Summary") == ["a"]


def test_lines_are_without_hints_and_run_on_where_their_end_was_taken_out() -> None:
    page = Plain(())
    blocks = [Block("One", runs_on=True), Block(HINT), Block(" two"), table(("a", HINT))]
    assert lines_of(page, blocks) == ["One two", "a | "]


def test_parts_of_one_title_are_one_and_what_stands_above_them_has_none() -> None:
    said = (Block("S", 1), Block("x"), Block("P", 2), Block("y"), Block("P", 2), Block("z"))
    found = section(Plain(said), "S")
    assert found is not None
    assert parts_of(Plain(said), found) == {"": "x", "P": "y\nz"}


def test_the_chart_and_the_questions_are_found_by_their_columns() -> None:
    chart = table(("Finding", "STEP", "Link"), ("Won", "Iovation", "there"), ("lost", "", ""))
    asked = table(("Team", "Question", "Answer"), ("legal", "When?", ""), ("", "", "x"))
    page = Plain((asked, chart))
    assert chart_table(page) == chart
    row, _ = table_rows(page, chart)
    assert step_of(page, row) == ("Iovation", "")
    (finding,) = findings(page, lambda _: "", chart)
    assert (finding.step, finding.finding, finding.link) == ("Iovation", "Won", "there")
    assert [f.link for f in findings(page, lambda _: "url", chart)] == ["url"]
    assert list(questions(page)) == [("legal", "When?", "")]
    assert [block.text for block in given(page)] == ["Won", "lost"]
    assert chart_table(Plain((asked,))) is None
