"""Edits of a Google Doc as one batch: only what the program owns is written.

An edit that is there already makes no request. What people typed is replaced only where the edit
knew of it; `overtaken` says which edits don't know what they would replace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from summarizer.google.doc_added import earlier, evidence, leads
from summarizer.google.doc_cells import refill
from summarizer.google.doc_layout import Layout, layout_of
from summarizer.google.doc_model import Cell, Document, Json, Table, paragraphs, units
from summarizer.google.doc_requests import (
    Change,
    Piece,
    add_row,
    batch,
    clean,
    insert,
    look,
    new_cell,
)
from summarizer.layout import chart_table, question_table, step_of, table_rows, text_in
from summarizer.placeholders import folded
from summarizer.ports import AddEarlier, AddEvidence, AddQuestion, Edit, FillStep, Finding, Snapshot
from tracker.errors import NotFound

_LONGEST_LINK = 34


def requests_for(
    document: Document, edits: Sequence[Edit], pictures: Mapping[str, Piece]
) -> list[Json]:
    """The requests that make these edits in the document's text; none if all are there.

    Args:
        document: As it was read; the batch must be sent for its revision.
        edits: Those of comments are passed over.
        pictures: The link to each kept picture, by the hash of its evidence.

    Raises:
        NotFound: A step, a table or a section that an edit needs isn't in the document.
        BadInput: A text holds what no document can.
    """
    layout = layout_of(document)
    changes = [
        *_chart(layout, {folded(e.step): e for e in edits if isinstance(e, FillStep)}),
        *_questions(layout, [e for e in edits if isinstance(e, AddQuestion)]),
        *evidence(layout, [e for e in edits if isinstance(e, AddEvidence)], pictures),
        *earlier(layout, [e for e in edits if isinstance(e, AddEarlier)]),
    ]
    return batch(changes)


def overtaken(edits: Iterable[Edit], then: Snapshot | None, now: Snapshot) -> str:
    """What somebody wrote meanwhile where an edit would write; "" if none is in the way.

    Args:
        edits: What shall be written.
        then: What the document said when that was decided; None if that isn't known.
        now: What it says.
    """
    for edit in edits:
        if isinstance(edit, FillStep):
            here, there = _row(now, edit.step), _row(then, edit.step) if then else None
            wanted = (clean(edit.finding).strip(), edit.link)
            if here and here != there and here.finding and (here.finding, here.link) != wanted:
                return f"the finding of {here.step}"
        elif isinstance(edit, AddQuestion) and edit.answer:
            said, known = _answer(now, edit), _answer(then, edit) if then else ""
            if said and said not in (known, folded(edit.answer)):
                return f"the answer of {edit.team}"
    return ""


def _row(snapshot: Snapshot, step: str) -> Finding | None:
    return next((row for row in snapshot.chart if folded(row.step) == folded(step)), None)


def _answer(snapshot: Snapshot, edit: AddQuestion) -> str:
    asked = folded(edit.team), folded(edit.question)
    for team, question, answer in snapshot.questions:
        if (folded(team), folded(question)) == asked:
            return folded(answer)
    return ""


# --- the chart -----------------------------------------------------------------------------


def _chart(layout: Layout, edits: Mapping[str, FillStep]) -> Iterator[Change]:
    if not edits:
        return
    table = chart_table(layout)
    if not isinstance(table, Table):
        raise NotFound(
            "The document has no research chart any more",
            "Its table has the columns Step and Finding.",
            "Put it back, and run the command again.",
        )
    found = [row for row in table_rows(layout, table) if "finding" in row]
    by_step = {folded(step_of(layout, row)[0]): row for row in reversed(found)}
    for step, edit in edits.items():
        line = by_step.get(step)
        if line is None:
            raise NotFound(
                f"The research chart has no step {edit.step!r} any more",
                "",
                "Put a row with that step back, and run the command again.",
            )
        yield from _step(layout, table, line, edit)


def _step(
    layout: Layout, table: Table, line: Mapping[str, Cell], edit: FillStep
) -> Iterator[Change]:
    """The cells of a step's row; a link without a column of its own goes below the finding."""
    finding, link = clean(edit.finding).strip(), _linked(edit.link)
    lines = [[Piece(text, {})] for text in finding.split("\n")]
    below = link if "link" not in line else []
    wanted = [*(lines if finding else []), *([below] if below else [])]
    values = {
        "finding": wanted,
        "link": [link] if link else [],
        "by": [[Piece(clean(edit.by), {})]] if edit.by else [],
        "at": [[Piece(clean(edit.at), {})]] if edit.at else [],
    }
    for title, value in values.items():
        if title in line:
            yield from refill(layout, table.place, line[title], value)


def _linked(url: str) -> list[Piece]:
    """A link in a cell, cut in the middle if it is long; what is no address is text."""
    url = clean(url)
    if not url:
        return []
    return [Piece(_short(url), {}, url) if leads(url) else Piece(url, {})]


def _short(url: str) -> str:
    """An address as people read it: without its scheme, and not longer than a line."""
    shown = url.partition("://")[2].rstrip("/") or url
    end = _LONGEST_LINK // 3
    fits = len(shown) <= _LONGEST_LINK
    return shown if fits else f"{shown[: _LONGEST_LINK - end]}…{shown[-end:]}"


# --- the questions -------------------------------------------------------------------------


def _questions(layout: Layout, edits: Sequence[AddQuestion]) -> Iterator[Change]:
    if not edits:
        return
    table = question_table(layout)
    if not isinstance(table, Table):
        raise NotFound(
            "The document has no table of questions any more",
            "Its columns are Team, Question and Answer.",
            "Put it back, and run the command again.",
        )
    found = table_rows(layout, table)
    told = [(_said(layout, line, "team"), _said(layout, line, "question")) for line in found]
    free = [n for n, line in enumerate(found) if not _says_anything(layout, line)]
    added: list[Mapping[str, str]] = []
    for (team, question), values in _merged(edits).items():
        if (team, question) in told:
            line = found[told.index((team, question))]
        elif free:
            line = found[free.pop(0)]
        else:
            added.append(values)
            continue
        for title, value in values.items():
            if title in line and value and _said(layout, line, title) != folded(value):
                yield from refill(layout, table.place, line[title], _lines(value))
    yield from _new_rows(layout, table, added)


def _merged(edits: Sequence[AddQuestion]) -> dict[tuple[str, str], dict[str, str]]:
    """One row a question, with the last answer that is given."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for edit in edits:
        values = {"team": edit.team, "question": edit.question, "answer": edit.answer}
        given = {title: clean(value) for title, value in values.items() if value}
        rows.setdefault((folded(edit.team), folded(edit.question)), {}).update(given)
    return rows


def _lines(text: str) -> list[list[Piece]]:
    return [[Piece(line, {})] for line in text.split("\n")]


def _said(layout: Layout, line: Mapping[str, Cell], title: str) -> str:
    cell = line.get(title)
    return folded(text_in(layout, cell)) if cell else ""


def _says_anything(layout: Layout, line: Mapping[str, Cell]) -> bool:
    return any(text_in(layout, cell) for cell in line.values())


def _new_rows(layout: Layout, table: Table, rows: Sequence[Mapping[str, str]]) -> Iterator[Change]:
    """Rows at the table's end, in the look of the last one, from their last cell to the first."""
    if not rows:
        return
    last, place = table.rows[-1], table.place
    titles = [folded(text_in(layout, cell)) for cell in table.rows[0].cells]
    requests = [add_row(table, last) for _ in rows]
    for below, values in reversed(list(enumerate(rows))):
        for column, title in reversed(list(enumerate(titles[: len(last.cells)]))):
            if text := values.get(title, ""):
                at = new_cell(last, below, column)
                style = next((p.runs[0].style for p in paragraphs(last.cells[column].blocks)), {})
                piece = Piece(text, style)
                requests += [insert(place, at, text), look(place, at, at + units(text), piece)]
    yield Change(place, last.end, requests)
