"""Reading comments: every trap that real files hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from summarizer.local.docx_comments import read_comments
from summarizer.ports import Reply
from tests.documents.docx_files import (
    NAMES,
    Note,
    commented,
    comments,
    extended,
    marked,
    only,
    paragraph,
    reference,
    run,
    states,
    table,
)

#: How Word 2013 spelled the namespace before it was final.
PREVIEW = "http://schemas.microsoft.com/office/word/2010/11/wordml"


# --- states and threads -----------------------------------------------------------------


def test_a_comment_is_open_until_it_has_a_reply_or_is_done() -> None:
    package = commented(Note("Open"), Note("Asked"), Note("Yes", below=1), Note("Done", done=True))
    assert states(package) == {"Open": "open", "Asked": "answered", "Done": "resolved"}


def test_replies_to_replies_belong_to_the_root_oldest_first() -> None:
    package = commented(
        Note("Root"),
        Note("third", below=3, date="2026-11-19T10:03:00Z"),
        Note("undated", below=0, date=""),
        Note("second", below=4, date="2026-11-19T10:02:00Z"),
        Note("first", below=0, date="2026-11-19T10:01:00Z"),
    )
    said = [reply.text for reply in only(package).replies]
    assert said == ["first", "second", "third", "undated"]


def test_the_flag_of_a_reply_decides_nothing() -> None:
    opened = commented(Note("Root", done=False), Note("Reply", below=0, done=True))
    assert only(opened).state == "answered"
    done = commented(Note("Root", done=True), Note("Reply", below=0, done=False))
    assert only(done).state == "resolved"


def test_a_missing_entry_or_flag_is_an_open_root() -> None:
    package = commented(Note("No entry", entry=False), Note("No flag", done=None), Note("", key=""))
    assert set(states(package).values()) == {"open"}


@pytest.mark.parametrize("flag", ["1", "true", "on"])
def test_a_flag_can_be_spelled_in_three_ways(flag: str) -> None:
    entries = extended([Note("Done", done=True)]).replace('done="1"', f'done="{flag}"')
    package = commented(Note("Done"), extra={"word/commentsExtended.xml": entries})
    assert only(package).state == "resolved"


def test_an_entry_for_nothing_is_no_entry_for_a_comment_without_an_id() -> None:
    entries = extended([Note("Done", done=True, key="")])
    package = commented(Note("Why?", key=""), extra={"word/commentsExtended.xml": entries})
    assert only(package).state == "open"


def test_paragraph_ids_are_the_same_in_small_letters() -> None:
    entries = extended([Note("Done", done=True, key="0000abcd")])
    package = commented(Note("", key="0000ABCD"), extra={"word/commentsExtended.xml": entries})
    assert only(package).state == "resolved"


def test_without_any_entries_every_comment_is_an_open_root() -> None:
    notes = [Note("One"), Note("Two", below=0)]
    package = commented(*notes, extra={"word/commentsExtended.xml": None})
    assert states(package) == {"One": "open", "Two": "open"}


def test_a_reply_below_nothing_is_a_root() -> None:
    dangling = extended([Note("One")]).replace("/>", ' w15:paraIdParent="0BADF00D"/>')
    package = commented(Note("One"), extra={"word/commentsExtended.xml": dangling})
    assert only(package).state == "open"


def test_a_circle_hides_no_comment() -> None:
    package = commented(
        Note("A", below=1), Note("B", below=0), Note("Self", below=2), Note("Tail", below=0)
    )
    assert states(package) == {"A": "answered", "B": "open", "Self": "open"}


def test_the_preview_spelling_of_word_2013_is_understood() -> None:
    notes = [Note("Asked"), Note("Yes", below=0), Note("Done", done=True)]
    old = extended(notes, PREVIEW)
    package = commented(*notes, extra={"word/commentsExtended.xml": old})
    assert states(package) == {"Asked": "answered", "Done": "resolved"}


def test_a_document_without_comments_has_none() -> None:
    package = commented(extra={"word/comments.xml": comments([])})
    assert read_comments(package) == ()


# --- what a comment says ----------------------------------------------------------------


def test_author_text_time_and_replies_are_what_the_file_says() -> None:
    package = commented(
        Note("Why?\nSay more.", author="Ann Lee <ann@example.com>"),
        Note("Because.", author="Bo", date="2026-11-20T08:15:30Z", below=0),
    )
    found = only(package)
    assert found.author == "Ann Lee <ann@example.com>"
    assert found.text == "Why?\nSay more."
    assert found.at == datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
    assert found.replies == (
        Reply("Bo", "Because.", datetime(2026, 11, 20, 8, 15, 30, tzinfo=UTC)),
    )


@pytest.mark.parametrize("date", ["", "0-00-00T00:00:00Z", "yesterday", "2026-02-30T10:00:00Z"])
def test_a_comment_without_a_time_has_none(date: str) -> None:
    assert only(commented(Note("When?", date=date))).at is None


def test_words_utc_time_wins_over_the_local_one_that_it_writes_as_utc() -> None:
    package = commented(Note("When?", date="2026-11-19T02:00:00Z", utc="2026-11-19T10:00:00Z"))
    assert only(package).at == datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def test_what_was_struck_out_of_a_comment_is_not_its_text() -> None:
    struck = (
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        f"<w:ins>{run('new')}</w:ins><w:r><w:tab/><w:t>words</w:t></w:r>"
    )
    part = comments([Note("HERE")]).replace(run("HERE"), struck)
    assert only(commented(Note(""), extra={"word/comments.xml": part})).text == "new\twords"


def test_the_quote_is_the_text_in_the_range() -> None:
    body = paragraph(
        run("Before "), marked(0, run("these ") + run("words")), reference(0), run(".")
    )
    assert only(commented(Note("Which?"), body=body)).quote == "these words"


def test_a_quote_spans_paragraphs_and_cells_and_leaves_out_what_is_struck() -> None:
    cell = paragraph("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>", run("in a cell"))
    gone = (
        f"<w:del>{run('x').replace('w:t', 'w:delText')}</w:del><w:moveFrom>{run('y')}</w:moveFrom>"
    )
    body = (
        paragraph('<w:commentRangeStart w:id="0"/>', run("One"), gone)
        + table([cell, paragraph(run("another"))])
        + paragraph(run("Two"), '<w:commentRangeEnd w:id="0"/>', reference(0), run("Three"))
    )
    assert only(commented(Note("Which?"), body=body)).quote == "One\nin a cell\nanother\nTwo"


def test_a_comment_on_a_cell_quotes_the_cell() -> None:
    row = [paragraph(run("Step")), paragraph(marked(0, run("Finding")), reference(0))]
    body = table(row) + paragraph()
    assert only(commented(Note("Which?"), body=body)).quote == "Finding"


def test_a_text_box_is_quoted_once() -> None:
    box = paragraph(run("boxed"))
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    drawn = f"<w:r><mc:AlternateContent>{twice}</mc:AlternateContent></w:r>"
    body = paragraph(marked(0, drawn), reference(0))
    assert only(commented(Note("Which?"), body=body)).quote == "boxed"


def test_a_comment_on_a_footnote_quotes_the_footnote() -> None:
    inside = paragraph(marked(0, run("A note.")), reference(0))
    notes = f'<w:footnotes {NAMES}><w:footnote w:id="1">{inside}</w:footnote></w:footnotes>'
    package = commented(
        Note("Which?"), body=paragraph(run("Text")), extra={"word/footnotes.xml": notes}
    )
    assert only(package).quote == "A note."


@pytest.mark.parametrize("shown", ["point", ""])
def test_a_comment_without_a_range_quotes_nothing(shown: str) -> None:
    assert only(commented(Note("Where?", shown=shown))).quote == ""


def test_a_quote_is_cut() -> None:
    body = paragraph(marked(0, run("long " * 1000)), reference(0))
    assert len(only(commented(Note("Hm"), body=body)).quote) <= 500


def test_comments_stand_in_the_order_of_the_text() -> None:
    body = paragraph(marked(1, run("a")), reference(1), marked(0, run("b")), reference(0))
    said = [c.text for c in read_comments(commented(Note("Second"), Note("First"), body=body))]
    assert said == ["First", "Second"]


# --- ids --------------------------------------------------------------------------------


def test_an_id_depends_on_nothing_that_an_editor_rewrites() -> None:
    one = commented(Note("Why?\tRe-ally"), Note("Other"))
    other = commented(
        Note("Other", key="0000AAAA"),
        Note("Why? Re\u2011ally ", key="0000BBBB", date="2026-11-19T10:00:42.5+02:00"),
    )
    assert {c.id for c in read_comments(one)} == {c.id for c in read_comments(other)}


@pytest.mark.parametrize(
    "change", [{"author": "Bo"}, {"text": "How?"}, {"date": "2026-11-19T10:01:00Z"}]
)
def test_comments_that_differ_have_different_ids(change: dict[str, Any]) -> None:
    first, second = read_comments(commented(Note("Why?"), replace(Note("Why?"), **change)))
    assert first.id[:8] != second.id[:8]


def test_a_time_that_is_none_is_the_same_as_a_missing_one() -> None:
    missing, none = commented(Note("Why?", date="")), commented(Note("Why?", date="0-00-00T0"))
    assert only(missing).id == only(none).id


def test_comments_that_are_alike_are_numbered_in_the_order_of_the_text() -> None:
    found = [c.id for c in read_comments(commented(Note("Same"), Note("Same"), Note("Same")))]
    assert found == [found[0], f"{found[0]}-2", f"{found[0]}-3"]
