"""What every backend of documents promises (Documents in summarizer/ports.py), errors included.

A backend's test file subclasses `DocumentsContract` and provides three fixtures: `documents`, a
backend with an empty shared folder, on which Dana works; `people` (People), who work on the same
documents by hand; and `homeless`, a backend whose shared folder isn't there. Where each document is
a file that editors load and save, `FileContract` (people: Savers) is promised as well.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from summarizer.ports import (
    AddEarlier,
    AddEvidence,
    AddQuestion,
    AnswerComment,
    DocumentRef,
    Documents,
    Edit,
    FillStep,
    Finding,
    ResolveComment,
    Snapshot,
)
from tests.documents.cases import PARTS, STEPS, new, screenshot
from tests.documents.contract_all import AllContract
from tracker.errors import BadInput, NotFound, Refused, StorageFailed

AT = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)
SHA = "5e" * 32
POST = "https://social.example.com/p/1?a=1&b=2"


class People(Protocol):
    """Those who work on the documents with their own programs."""

    def write(self, ref: DocumentRef, part: str, text: str) -> None:
        """Put a paragraph below a heading."""

    def find(self, ref: DocumentRef, step: str, finding: str) -> None:
        """Type a finding into the chart."""

    def comment(self, ref: DocumentRef, part: str, text: str) -> None:
        """Comment on what a part says."""

    def rename(self, ref: DocumentRef) -> None:
        """Call the document something else, in another folder."""

    def copy(self, ref: DocumentRef) -> None:
        """Make a copy of it beside it."""

    def remove(self, ref: DocumentRef) -> None:
        """Delete it."""


class Savers(People, Protocol):
    """Those whose programs load a document, and save it."""

    def damage(self, ref: DocumentRef) -> None:
        """Have its storage lose half of it."""

    def open(self, ref: DocumentRef) -> None:
        """Have it open in an editor."""

    def close(self, ref: DocumentRef) -> None:
        """Close the editor."""


class CreateContract:
    def test_a_new_document_has_its_sections_steps_and_parts(self, documents: Documents) -> None:
        ref = documents.create(new())
        seen = documents.read(ref)
        assert (ref.case, ref.title) == ("SM-20261119-7K3F", "Uma Ray / 44170")
        assert seen.chart == tuple(Finding(step) for step, _ in STEPS)
        assert seen.summary == dict.fromkeys((title for title, _ in PARTS), "")
        assert (seen.contact_copy, seen.pictures, seen.earlier, seen.questions) == ("", 0, (), ())
        assert (seen.unfilled, seen.missing, seen.comments) == ((), (), ())

    def test_a_document_is_made_once_for_a_case(self, documents: Documents) -> None:
        ref = documents.create(new())
        assert documents.create(new(title="Somebody Else / 1")) == ref
        assert documents.find("SM-20261119-7K3F") == ref

    def test_a_case_without_a_document_has_none(self, documents: Documents) -> None:
        assert documents.find("SM-20261119-7K3F") is None
        documents.create(new("SM-20261119-7K3"))
        assert documents.find("SM-20261119-7K3F") is None

    def test_another_document_with_the_same_title_stays_as_it_is(
        self, documents: Documents
    ) -> None:
        refs = [documents.create(new(f"SM-{n}", values={"owner": f"o{n}"})) for n in range(4)]
        assert len({ref.id for ref in refs}) == 4
        assert [documents.find(ref.case) for ref in refs] == refs
        assert {ref.title for ref in refs} == {"Uma Ray / 44170"}

    def test_placeholders_without_a_value_are_told(self, documents: Documents) -> None:
        values = {k: v for k, v in new().values.items() if k not in ("due", "owner")}
        seen = documents.read(documents.create(new()._replace(values=values)))
        assert sorted(set(seen.unfilled)) == ["{{due}}", "{{owner}}"]

    def test_a_reused_summary_is_written_into_its_parts(self, documents: Documents) -> None:
        text = "First <b>line</b> & {{case}}\n\nSecond\tline"
        seen = documents.read(documents.create(new(summary={"Next steps": text})))
        assert seen.summary["Next steps"] == text
        assert {k: v for k, v in seen.summary.items() if v} == {"Next steps": text}

    def test_without_the_shared_folder_nothing_is_made(self, homeless: Documents) -> None:
        with pytest.raises(Refused, match=r"003\.4\.7|shared folder"):
            homeless.create(new())


class WhereaboutsContract:
    def test_a_renamed_document_is_found_and_read(
        self, documents: Documents, people: People
    ) -> None:
        ref = documents.create(new())
        people.rename(ref)
        found = documents.find(ref.case)
        assert found is not None
        assert documents.read(ref).ref.id == found.id
        assert documents.create(new()).id == found.id

    def test_a_copy_is_not_taken_for_the_document(
        self, documents: Documents, people: People
    ) -> None:
        ref = documents.create(new())
        people.copy(ref)
        people.find(ref, "CSS notes", "Two contacts")
        assert documents.find(ref.case) == ref
        assert documents.read(ref).chart[1].finding == "Two contacts"

    def test_a_document_that_is_gone_is_not_found(
        self, documents: Documents, people: People
    ) -> None:
        ref = documents.create(new())
        people.remove(ref)
        assert documents.find(ref.case) is None
        with pytest.raises(NotFound, match="is gone"):
            documents.read(ref)
        with pytest.raises(NotFound, match="is gone"):
            documents.change(ref, [FillStep("CSS notes", "x")], "")

    def test_a_discarded_document_is_put_aside_and_not_found_any_more(
        self, documents: Documents
    ) -> None:
        ref = documents.create(new())
        where = documents.discard(ref)
        assert where
        assert documents.find(ref.case) is None
        with pytest.raises(NotFound):
            documents.read(ref)
        assert documents.discard(ref)
        again = documents.create(new())
        assert documents.read(again).missing == ()
        assert documents.discard(again) != where


class ReadContract:
    def test_what_people_write_is_read(self, documents: Documents, people: People) -> None:
        ref = documents.create(new())
        before = documents.read(ref)
        people.write(ref, "Next steps", "Call her on Friday.")
        people.find(ref, "Iovation", "No flag")
        people.write(ref, "Social Media Contact Copy", "She wrote: <why?>")
        seen = documents.read(ref)
        assert seen.summary["Next steps"] == "Call her on Friday."
        assert [f.finding for f in seen.chart] == ["", "", "", "", "No flag", ""]
        assert seen.contact_copy == "She wrote: <why?>"
        assert seen.revision != before.revision
        assert documents.read(ref).revision == seen.revision

    def test_a_comment_is_open_answered_and_resolved(
        self, documents: Documents, people: People
    ) -> None:
        ref = commented(documents, people)
        (comment,) = documents.read(ref).comments
        assert (comment.state, comment.text, comment.quote) == ("open", "Why?", "She is upset.")
        answer = AnswerComment(comment.id, "Because.", "Dana", AT)
        (after,) = change(documents, ref, answer).comments
        assert (after.id, after.state) == (comment.id, "answered")
        assert [(r.author, r.text) for r in after.replies] == [("Dana", "Because.")]
        (resolved,) = change(documents, ref, ResolveComment(comment.id)).comments
        assert (resolved.id, resolved.state, len(resolved.replies)) == (comment.id, "resolved", 1)


class ChangeContract:
    def test_a_finding_is_written_and_written_again(self, documents: Documents) -> None:
        ref = documents.create(new())
        first = change(documents, ref, FillStep("css  NOTES", "One\nTwo", POST, "dana", "10:00"))
        assert first.chart[1] == Finding("CSS notes", "One\nTwo", POST, "dana", "10:00")
        second = change(documents, ref, FillStep("CSS notes", "<Three> & {{case}}"))
        assert second.chart[1] == Finding("CSS notes", "<Three> & {{case}}")
        assert [f.finding for f in second.chart if f.step != "CSS notes"] == [""] * 5

    def test_evidence_is_kept_once(self, documents: Documents, tmp_path: Path) -> None:
        ref = documents.create(new())
        edit = AddEvidence(SHA, "2026-11-19 10:00 PST", "Held since\nMonday!", POST)
        picture = AddEvidence("7f" * 32, "10:05", picture=screenshot(tmp_path))
        seen = change(documents, ref, edit, picture)
        assert change(documents, ref, edit, picture) == seen
        assert seen.pictures == 1
        for words in ("Held since", "Monday!", POST, SHA, "2026-11-19 10:00 PST", "7f" * 32):
            assert seen.contact_copy.count(words) == 1, words
        other = AddEvidence(SHA, "10:07", "The same words elsewhere", f"{POST}#2")
        assert change(documents, ref, other).contact_copy.count(SHA) == 2

    def test_a_broken_picture_changes_nothing(self, documents: Documents, tmp_path: Path) -> None:
        ref = documents.create(new())
        before = documents.read(ref)
        for content in (b"", b"GIF89a", screenshot(tmp_path).read_bytes()[:-20], b"<svg/>"):
            edit = AddEvidence(SHA, "10:00", picture=screenshot(tmp_path, content))
            with pytest.raises(BadInput, match=r"screenshot\.png"):
                documents.check_picture(screenshot(tmp_path, content))
            with pytest.raises(BadInput, match=r"screenshot\.png"):
                documents.change(ref, [FillStep("Iovation", "x"), edit], before.revision)
        with pytest.raises(BadInput, match="can't be read"):
            change(documents, ref, AddEvidence(SHA, "10:00", picture=tmp_path / "none.png"))
        assert documents.read(ref) == before

    def test_an_earlier_summary_is_linked_once(self, documents: Documents) -> None:
        ref = documents.create(new())
        edits = [AddEarlier("Uma <Ray> / 44170", POST), AddEarlier("Another", f"{POST}&c=3")]
        seen = change(documents, ref, *edits)
        assert seen.earlier == (("Uma <Ray> / 44170", POST), ("Another", f"{POST}&c=3"))
        assert change(documents, ref, *edits, AddEarlier("Renamed", POST)) == seen

    def test_a_question_has_one_row_and_gets_its_answer(self, documents: Documents) -> None:
        ref = documents.create(new())
        asked = AddQuestion("Payments", "Released?\nWhen?")
        other = AddQuestion("Trust & Safety", "Any flag?")
        seen = change(documents, ref, asked, other)
        rows = (("Payments", "Released?\nWhen?", ""), ("Trust & Safety", "Any flag?", ""))
        assert seen.questions == rows
        answered = asked._replace(answer="This morning.")
        seen = change(documents, ref, answered)
        assert seen.questions == (("Payments", "Released?\nWhen?", "This morning."), rows[1])
        assert change(documents, ref, answered, asked) == seen

    def test_the_same_edits_again_change_nothing(
        self, documents: Documents, people: People
    ) -> None:
        ref = commented(documents, people)
        (comment,) = documents.read(ref).comments
        edits: list[Edit] = [
            FillStep("Iovation", "None", POST, "dana", "10:00"),
            AddEvidence(SHA, "10:00", "Text"),
            AddEarlier("Earlier", POST),
            AddQuestion("Payments", "When?", "Now."),
            AnswerComment(comment.id, "Because.", "Dana", AT),
            ResolveComment(comment.id),
        ]
        seen = change(documents, ref, *edits)
        assert change(documents, ref, *edits) == seen

    def test_what_people_wrote_stays(self, documents: Documents, people: People) -> None:
        ref = commented(documents, people)
        people.find(ref, "The job itself", "Logo design")
        before = documents.read(ref)
        after = change(documents, ref, FillStep("Iovation", "None"), AddQuestion("Payments", "?"))
        assert after.summary == before.summary
        assert after.comments == before.comments
        assert after.chart[3] == before.chart[3]

    def test_edits_are_made_all_or_none(self, documents: Documents) -> None:
        ref = documents.create(new())
        before = documents.read(ref)
        good = FillStep("Iovation", "None")
        for bad in (
            FillStep("No such step", "x"),
            AnswerComment("0000", "x", "Dana", AT),
            ResolveComment("0000"),
        ):
            with pytest.raises(NotFound):
                documents.change(ref, [good, bad], before.revision)
        with pytest.raises(BadInput, match=r"U\+0000"):
            documents.change(ref, [good, FillStep("CSS notes", "a\0b")], before.revision)
        assert documents.read(ref) == before

    def test_a_document_that_was_saved_meanwhile_is_not_changed(
        self, documents: Documents, people: People
    ) -> None:
        ref = documents.create(new())
        seen = documents.read(ref)
        people.find(ref, "Iovation", "Theirs")
        with pytest.raises(Refused, match="changed meanwhile"):
            documents.change(ref, [FillStep("Iovation", "Ours")], seen.revision)
        assert documents.read(ref).chart[4].finding == "Theirs"


class FileContract:
    def test_a_file_is_found_under_another_name_and_in_another_folder(
        self, documents: Documents, people: Savers
    ) -> None:
        ref = documents.create(new())
        people.rename(ref)
        found = documents.find(ref.case)
        assert found is not None
        assert found.id != ref.id
        assert documents.read(ref).ref == found

    def test_a_damaged_document_is_said_to_be_damaged(
        self, documents: Documents, people: Savers
    ) -> None:
        ref = documents.create(new())
        people.damage(ref)
        with pytest.raises((StorageFailed, NotFound)):
            documents.read(ref)
        assert documents.find("another") is None

    def test_an_answer_is_written_by_whom_and_when_it_is_said(
        self, documents: Documents, people: Savers
    ) -> None:
        ref = commented(documents, people)
        (comment,) = documents.read(ref).comments
        (after,) = change(documents, ref, AnswerComment(comment.id, "Because.", "Eve", AT)).comments
        assert [(r.author, r.text, r.at) for r in after.replies] == [("Eve", "Because.", AT)]

    def test_a_document_that_is_open_in_an_editor_is_not_changed(
        self, documents: Documents, people: Savers
    ) -> None:
        ref = documents.create(new())
        people.open(ref)
        with pytest.raises(Refused, match="open"):
            change(documents, ref, FillStep("Iovation", "Ours"))
        people.close(ref)
        assert change(documents, ref, FillStep("Iovation", "Ours")).chart[4].finding == "Ours"


class DocumentsContract(
    CreateContract, WhereaboutsContract, AllContract, ReadContract, ChangeContract
):
    """What every backend promises."""


def change(documents: Documents, ref: DocumentRef, *edits: Edit) -> Snapshot:
    """Make these edits in the document as it stands."""
    return documents.change(ref, edits, documents.read(ref).revision)


def commented(documents: Documents, people: People) -> DocumentRef:
    """A document with a sentence in its summary, and a comment on it."""
    ref = documents.create(new())
    people.write(ref, "History of the issue", "She is upset.")
    people.comment(ref, "History of the issue", "Why?")
    return ref
