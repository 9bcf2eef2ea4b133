"""What every backend of documents promises of the list of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.documents.cases import new

if TYPE_CHECKING:
    from summarizer.ports import DocumentRef, Documents
    from tests.documents.contract import People


class AllContract:
    def test_all_documents_are_told_wherever_they_are_and_copies_after_their_own(
        self, documents: Documents, people: People
    ) -> None:
        assert list(documents.all()) == []
        refs = [documents.create(new(f"SM-20261119-7K3{n}")) for n in range(5)]
        people.rename(refs[1])
        people.copy(refs[2])
        people.remove(refs[3])
        documents.discard(refs[4])
        found = list(documents.all())
        assert not any(ref.outside for ref in found)
        own: dict[str, DocumentRef] = {}
        for ref in found:
            own.setdefault(ref.case, ref)
        assert {case: ref.id for case, ref in own.items()} == {
            ref.case: there.id for ref in refs if (there := documents.find(ref.case))
        }
        assert sorted(ref.case[-1] for ref in found) == ["0", "1", "2", "2"]
