"""What a real LibreOffice sees of our comments, keeps of them, and adds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from summarizer.local.docx_comments import answer, read_comments, resolve
from summarizer.local.docx_package import read_package
from tests.documents.docx_files import Note, commented, only
from tests.office import Comment, Delete, Office, Reply, Resolve

AT = datetime(2026, 11, 19, 18, 30, 15, tzinfo=UTC)


def test_libreoffice_sees_our_answer_and_that_it_is_resolved(
    office: Office, tmp_path: Path
) -> None:
    package = commented(Note("Why?"), Note("Other"), Note("Nowhere near", shown="point"))
    which = read_comments(package)[0].id
    answer(package, which, "Because.\nReally.", "Ann", AT)
    resolve(package, which)
    path = tmp_path / "case.docx"
    path.write_bytes(package.to_bytes())
    seen = {comment["text"]: comment for comment in office.comments(path)}
    assert set(seen) == {"Why?", "Other", "Nowhere near", "Because.\nReally."}
    assert seen["Because.\nReally."]["author"] == "Ann"
    assert seen["Because.\nReally."]["quote"] == seen["Why?"]["quote"] == "Sentence 0"
    assert [text for text, comment in seen.items() if comment["resolved"]] == ["Why?"]


def test_saving_with_libreoffice_keeps_ids_and_what_is_resolved(
    office: Office, tmp_path: Path
) -> None:
    package = commented(
        Note("Plain"),
        Note("No date", date=""),
        Note("Date only", date="2026-11-19"),
        Note("To the second", date="2026-11-19T10:00:37+02:00"),
        Note("", author=""),
        Note("Two\nparagraphs", author="کاتب", done=True),
        Note("R&D – “why?”\t½ ﬁ \u00ad\u2011\u00a0 🙂 <b>"),
        Note("Done", done=True),
        Note("Point", shown="point"),
    )
    before = {comment.id: comment for comment in read_comments(package)}
    path = tmp_path / "case.docx"
    path.write_bytes(package.to_bytes())
    for _ in range(2):
        office.edit(path)
        after = {comment.id: comment for comment in read_comments(read_package(path))}
        assert {key: c.state for key, c in after.items()} == {
            key: c.state for key, c in before.items()
        }
        assert {key: c.quote for key, c in after.items()} == {
            key: c.quote for key, c in before.items()
        }


def test_libreoffice_may_take_a_thread_apart_and_loses_no_words(
    office: Office, tmp_path: Path
) -> None:
    # Up to 7.4 at least it saves replies as comments of their own: what was answered is open
    # again, and `summarizer comments CASE --answered ID` is for that.
    package = commented(Note("Why?"))
    which = only(package).id
    answer(package, which, "Because.", "Ann", AT)
    path = tmp_path / "case.docx"
    path.write_bytes(package.to_bytes())
    office.edit(path)
    found = {comment.text: comment for comment in read_comments(read_package(path))}
    assert found["Why?"].id == which
    if found["Why?"].replies:
        assert found["Why?"].state == "answered"
    else:
        assert (found["Why?"].state, found["Because."].state) == ("open", "open")
        assert found["Because."].at == AT


def test_comments_by_a_person_in_libreoffice_are_read(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "case.docx"
    path.write_bytes(commented(Note("Why?"), Note("Gone")).to_bytes())
    office.edit(
        path,
        Comment("Robin", "Sentence 1", "New\nhere", at="2026-11-19T11:00:00"),
        Delete("Gone"),
        Resolve("Why?"),
        Reply("Ann", "New", "Because."),
    )
    first, second, *others = read_comments(read_package(path))
    assert (first.text, first.state) == ("Why?", "resolved")
    assert (second.author, second.text, second.quote) == ("Robin", "New\nhere", "Sentence 1")
    assert second.at == datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
    assert not any(comment.text == "Gone" for comment in others)
    package = read_package(path)
    assert answer(package, second.id, "Because.", "Ann", AT)
    path.write_bytes(package.to_bytes())
    assert "Because." in [comment["text"] for comment in office.comments(path)]
