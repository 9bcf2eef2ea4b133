"""Comments are answered and resolved as Word does it (003.6.3), and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local.docx_comments import answer, read_comments, resolve
from summarizer.local.docx_package import Package, unpack
from summarizer.local.docx_text import local, w
from summarizer.ports import Reply
from tests.documents.docx_files import (
    CEX,
    W14,
    W15,
    Note,
    W,
    commented,
    extended,
    marked,
    only,
    paragraph,
    reference,
    reopened,
    run,
    states,
)
from tracker.errors import BadInput, NotFound

AT = datetime(2026, 11, 19, 18, 30, 15, tzinfo=UTC)


# --- answering and resolving ------------------------------------------------------------


def test_an_answer_stands_below_its_comment() -> None:
    package = commented(Note("Why?"), Note("Other"))
    asked, other = read_comments(package)
    assert answer(package, asked.id, "Because.\n\nSee\tthere & <b>.", "Ann Lee", AT)
    found, same = read_comments(reopened(package))
    assert found.state == "answered"
    assert found.replies == (Reply("Ann Lee", "Because.\n\nSee\tthere & <b>.", AT),)
    assert (found.id, found.text, found.quote) == (asked.id, asked.text, asked.quote)
    assert same == other


def test_a_resolved_comment_is_resolved_and_others_are_not() -> None:
    package = commented(Note("Why?"), Note("Other", done=None))
    assert resolve(package, read_comments(package)[1].id)
    assert states(reopened(package)) == {"Why?": "open", "Other": "resolved"}


def test_doing_it_again_changes_nothing() -> None:
    package = commented(Note("Why?"))
    which = only(package).id
    answer(package, which, "Because.", "Ann", AT)
    resolve(package, which)
    content = package.to_bytes()
    again = unpack(content, "Case.docx")
    assert not answer(again, which, " Because. ", "Ann", AT.replace(hour=20))
    assert not resolve(again, which)
    assert again.to_bytes() == content


def test_other_words_and_other_people_are_other_replies() -> None:
    package = commented(Note("Why?"))
    which = only(package).id
    for author, text in [("Ann", "Because."), ("Ann", "And so."), ("Bo", "Because.")]:
        assert answer(package, which, text, author, AT)
    assert len(only(reopened(package)).replies) == 3


def test_a_reply_in_a_resolved_thread_leaves_it_resolved() -> None:
    package = commented(Note("Why?", done=True))
    answer(package, only(package).id, "Because.", "Ann", AT)
    assert only(reopened(package)).state == "resolved"


@pytest.mark.parametrize(
    "note",
    [
        Note("No entry", entry=False),
        Note("No id", key="", entry=False),
        Note("", key="", entry=False),
        Note("Point", shown="point"),
        Note("Nowhere", shown=""),
    ],
)
def test_what_a_comment_lacks_is_made(note: Note) -> None:
    package = commented(note)
    which = only(package).id
    answer(package, which, "Because.", "Ann", AT)
    resolve(package, which)
    found = only(reopened(package))
    assert (found.id, found.state, len(found.replies)) == (which, "resolved", 1)


def test_a_root_without_an_entry_gets_one() -> None:
    package = commented(Note("Why?", entry=False))
    answer(package, only(package).id, "Because.", "Ann", AT)
    entries = list(package.xml("word/commentsExtended.xml"))
    assert [e.get(f"{{{W15}}}done") for e in entries] == ["0", "0"]
    assert entries[1].get(f"{{{W15}}}paraIdParent") == entries[0].get(f"{{{W15}}}paraId")


def test_a_comment_without_a_paragraph_can_be_answered() -> None:
    empty = f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="Robin"/></w:comments>'
    package = commented(Note(""), extra={"word/comments.xml": empty})
    answer(package, only(package).id, "Because.", "Ann", AT)
    found = only(reopened(package))
    assert (found.author, found.text, found.state) == ("Robin", "", "answered")


def test_a_reply_does_not_inherit_what_was_said_of_a_deleted_one() -> None:
    package = commented(Note("Why?"))
    answer(package, only(package).id, "Because.", "Ann", AT)
    *_, reply = package.xml("word/comments.xml").iter(w("p"))
    stale = Note("", key=reply.get(f"{{{W14}}}paraId", ""), done=True)
    left = commented(
        Note("Why?"),
        body=paragraph(marked(0, run("Text")), reference(0), marked(1, run("x")), reference(1)),
        extra={"word/commentsExtended.xml": extended([Note("Why?"), stale])},
    )
    answer(left, only(left).id, "Because.", "Ann", AT)
    *_, again = left.xml("word/comments.xml").iter(w("comment"))
    assert again.get(w("id")) == "2"
    assert [p.get(f"{{{W14}}}paraId") for p in again] != [stale.key]


def test_ids_of_a_reply_are_its_own() -> None:
    package = commented(Note("Why?"), Note("Other"))
    for comment in read_comments(package):
        answer(package, comment.id, "Line\n" * 20, "Ann", AT)
    root = reopened(package).xml("word/comments.xml")
    numbers = [c.get(w("id")) for c in root.iter(w("comment"))]
    keys = [p.get(f"{{{W14}}}paraId", "") for p in root.iter(w("p"))]
    assert len(set(numbers)) == 4
    assert len(set(keys)) == 42
    assert all(0 < int(key, 16) < 0x80000000 for key in keys)


def test_a_reply_is_shown_where_its_root_is() -> None:
    package = commented(Note("Why?"), Note("Because.", below=0))
    answer(package, only(package).id, "And so.", "Ann", AT)
    (shown,) = reopened(package).xml("word/document.xml").iter(w("p"))
    marks = [f"{local(e)} {e.get(w('id'))}" for e in shown.iter() if e.get(w("id"))]
    start, end, mark = "commentRangeStart", "commentRangeEnd", "commentReference"
    assert sorted(marks[:3]) == [f"{start} {n}" for n in range(3)]
    assert len(shown.findall(f".//{w('rStyle')}")) == 3
    assert marks[3:] == [f"{kind} {n}" for n in range(3) for kind in (end, mark)]


def test_a_reply_looks_as_word_makes_it() -> None:
    package = commented(Note("Why?"))
    local_time = AT.astimezone(timezone(timedelta(hours=-8)))
    answer(package, only(package).id, "Because\tof.\nSo.", "Ann Marie Lee", local_time)
    reply = list(reopened(package).xml("word/comments.xml"))[-1]
    styles = [s.get(w("val")) for s in reply.iter(w("pStyle"), w("rStyle"))]
    assert styles == ["Kommentartext", "Kommentarzeichen", "Kommentartext"]
    assert reply.find(f".//{w('annotationRef')}") is not None
    assert reply.find(f".//{w('tab')}") is not None
    assert reply.get(w("date")) == "2026-11-19T18:30:15Z"
    assert reply.get(w("initials")) == "AML"


def test_where_word_keeps_utc_times_a_reply_has_one() -> None:
    package = commented(Note("Why?", utc="2026-11-19T10:00:00Z"))
    answer(package, only(package).id, "Because.", "Ann", AT)
    times = reopened(package).xml("word/commentsExtensible.xml")
    assert [t.get(f"{{{CEX}}}dateUtc") for t in times][1:] == ["2026-11-19T18:30:15Z"]
    assert only(package).replies[0].at == AT


@pytest.mark.parametrize("change", [resolve, lambda p, c: answer(p, c, "Because.", "Ann", AT)])
def test_a_comment_that_is_not_there_is_named_with_the_open_ones(
    change: Callable[[Package, str], bool],
) -> None:
    package = commented(Note("Why?"), Note("Done", done=True))
    before = package.to_bytes()
    opened = read_comments(package)[0].id
    with pytest.raises(NotFound) as refused:
        change(package, "00000000")
    assert "'00000000'" in refused.value.what
    assert refused.value.why == f"Open ones: {opened}."
    assert refused.value.fix
    assert package.to_bytes() == before


@pytest.mark.parametrize("text", ["", " \n", "a\x00b", "a\x08b", "a\ud800b", "a\uffffb"])
def test_what_a_document_cannot_hold_is_refused_and_nothing_is_changed(text: str) -> None:
    package = commented(Note("Why?"))
    before = package.to_bytes()
    with pytest.raises(BadInput):
        answer(package, only(package).id, text, "Ann", AT)
    with pytest.raises(BadInput):
        answer(package, only(package).id, "Because.", f"Ann\x00{text}", AT)
    assert package.to_bytes() == before


# --- whatever people write, and however they nest it ------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).filter(
    lambda text: not set(text) & {"\ufffe", "\uffff"}
)
NOTES = st.builds(
    Note,
    text=WORDS,
    author=WORDS,
    date=st.one_of(st.sampled_from(["", "x", "0-00-00T00:00:00Z"]), st.datetimes().map(str)),
    below=st.none() | st.integers(0, 7),
    done=st.none() | st.booleans(),
    entry=st.booleans(),
    shown=st.sampled_from(["range", "point", ""]),
    key=st.sampled_from(["auto", "auto", "auto", ""]),
)


@st.composite
def notes_in_a_file(draw: st.DrawFn) -> list[Note]:
    found = draw(st.lists(NOTES, min_size=1, max_size=8))
    return [
        replace(note, below=None if note.below is None else note.below % len(found))
        for note in found
    ]


@given(notes_in_a_file())
def test_no_comment_is_lost_whatever_stands_below_what(notes: list[Note]) -> None:
    found = read_comments(commented(*notes))
    assert len(found) + sum(len(c.replies) for c in found) == len(notes)
    assert len({comment.id for comment in found}) == len(found)
    assert sorted(t for c in found for t in (c.text, *(r.text for r in c.replies))) == sorted(
        note.text.strip() for note in notes
    )


@given(notes_in_a_file(), st.data(), WORDS.filter(str.strip))
def test_answering_and_resolving_change_that_thread_alone(
    notes: list[Note], data: st.DataObject, words: str
) -> None:
    package = commented(*notes)
    before = {comment.id: comment for comment in read_comments(package)}
    chosen = data.draw(st.sampled_from(sorted(before)))
    answer(package, chosen, words, "The Desk", AT)
    resolve(package, chosen)
    after = {comment.id: comment for comment in read_comments(reopened(package))}
    assert after.pop(chosen).state == "resolved"
    before.pop(chosen)
    assert after == before
