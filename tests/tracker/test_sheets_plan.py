from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.desk import COMPLETE, NOON, PENDING
from tracker.port import Row, Wish
from tracker.sheets_batch import Answer, copy_lines, letters, own
from tracker.sheets_book import Book
from tracker.sheets_cells import plain, text_of
from tracker.sheets_columns import named
from tracker.sheets_follow import follow
from tracker.sheets_lines import State, state_line
from tracker.sheets_ops import Append, Batch, Remove
from tracker.sheets_plan import Draft
from tracker.sheets_tab import CASE, CLOCK, COPIES, MARK, Tab, column_of
from tracker.sheets_verify import failed, undo

TITLES = st.lists(st.sampled_from(["User", "Notes", "Stage", "Mood", "", "Notes"]), max_size=8)


def tab(id_: int, title: str, *lines: Sequence[str]) -> Tab:
    return Tab(id_, title, 100, 30, [[plain(text) for text in line] for line in lines])


def book(*tabs: Tab) -> Book:
    made = Book([*tabs], "UTC")
    first = draft(made).done()
    follow(made, first, Answer({}))
    made.take([state_line("SM-1", State(PENDING), NOON, "b")])
    return made


def draft(made: Book, name: str = "batch") -> Draft:
    ids: Iterator[int] = iter(range(900, 999))
    return Draft(made, name, (), lambda: next(ids), NOON)


def by_title(titles: Sequence[str], line: Sequence[str]) -> dict[tuple[str, int], str]:
    columns = named(titles, len(line))
    return {column: text for column, text in zip(columns, line, strict=True) if text}


@given(TITLES, TITLES, st.data())
def test_every_cell_of_a_moved_line_stands_below_its_title(
    there: list[str], here: list[str], data: st.DataObject
) -> None:
    there.insert(data.draw(st.integers(0, len(there))), CASE)
    here.insert(data.draw(st.integers(0, len(here))), CASE)
    line = ["SM-1" if title == CASE else f"{title} {n}" for n, title in enumerate(there)]
    made = book(tab(1, PENDING, there, line), tab(2, COMPLETE, here, ["foreign"]))
    begun = draft(made)
    begun.add(Wish("SM-1", row=Row("SM-1", COMPLETE, {"Stage": "done"})))
    batch = begun.done()
    (arrived,) = (op for op in batch.ops if isinstance(op, Append))
    titles = begun.titles(made.by_id(2))
    width = max(arrived.cells) + 1
    texts = [text_of(arrived.cells.get(c, {})) for c in range(width)]
    found = by_title([*titles, *[""] * (width - len(titles))], texts)
    kept = {**by_title(there, line), ("Stage", 0): "done"}
    titled = {column: text for column, text in kept.items() if column[0]}
    assert {column: text for column, text in found.items() if column[0]} == titled
    assert sorted(found.values()) == sorted(kept.values())
    assert all(title == titles[n] for n, title in enumerate(here) if title)
    assert CLOCK in titles


def test_a_line_is_copied_before_it_is_changed_and_found_in_the_answer() -> None:
    made = book(tab(1, PENDING, [CASE, "User"], ["x"], ["SM-1", "Ana"], ["y"]))
    begun = draft(made)
    begun.add(Wish("SM-1", drop=True))
    batch = begun.done()
    (gone,) = (op for op in batch.ops if isinstance(op, Remove))
    assert (gone.line, copy_lines(batch)) == (2, [2])
    copies = own(batch, made, COPIES).id
    titles = [plain(CASE), plain("User")]
    for number, bad in (("SM-1", set()), ("", {"SM-1"})):
        image = [plain(number), plain("Somebody"), *[{}] * (MARK - 2), plain("mark")]
        answer = Answer({})
        answer.put(1, 0, titles)
        answer.put(copies, 2, image)
        assert failed(batch, made, answer) == bad
        debts = undo(batch, made, answer, bad)
        assert [getattr(debt, "cells", None) for debt in debts] == (
            [{("User", 0): plain("Somebody")}] if bad else []
        )


def test_columns_have_the_letters_that_people_see() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_titles_are_found_wherever_they_stand() -> None:
    made = tab(1, PENDING, ["a heading"], ["User", CASE], ["Ana", "SM-1"])
    assert (made.head, column_of(made, CASE), column_of(made, "Due")) == (1, 1, None)


def test_a_batch_that_has_nothing_to_do_is_none() -> None:
    assert not Batch("x", NOON)
