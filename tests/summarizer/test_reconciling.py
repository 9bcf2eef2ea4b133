from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from summarizer.ports import DocumentRef, Drafted
from summarizer.reconciling import Finding, Known, compare
from tracker.case import Case, Event
from tracker.port import Row

AT = datetime(2026, 11, 19, 18, tzinfo=UTC)
PENDING, COMPLETE = "Pending", "Complete"
URL = "https://docs.example.com/d/1"


def case(number: str = "SM-1", **facts: str) -> Case:
    known = {
        "procedure": "social",
        "tab": PENDING,
        "user.name": "Jane Doe",
        "user.id": "44170",
        "document.id": "d1",
        "document.url": URL,
    }
    sets = known | {name.replace("_", "."): value for name, value in facts.items()}
    return Case(number, (Event("ack#1/x", "received", AT, AT, "dana", sets=sets),))


def ref(number: str = "SM-1", **more: Any) -> DocumentRef:
    return DocumentRef(number, "d1", "Jane Doe / 44170", URL)._replace(**more)


def known(of: Case | None = None, **more: Any) -> Known:
    of = of or case()
    row = Row(of.number, PENDING, {"Case": of.number})
    return replace(Known(of, row, shown=URL, document=ref(of.number)), **more)


def found(*cases: Known, documents: tuple[DocumentRef, ...] = (), **more: Any) -> list[Finding]:
    carrying = {r.case: [r] for r in (*documents, *(c.document for c in cases if c.document))}
    return list(compare(cases, carrying, **more))


def test_where_all_places_say_the_same_nothing_is_found() -> None:
    other = case("SM-2", user_name="Uma Ray", user_id="12345", document_id="", document_url="")
    assert found(known(), known(other, document=None, shown="")) == []


def test_an_undone_case_without_a_document_is_no_finding() -> None:
    assert found(Known(Case("SM-1", ()))) == []


@pytest.mark.parametrize(
    ("more", "kind", "mend"),
    [
        ({"row": None}, "document without a row", "row"),
        ({"row": None, "document": None, "why": ("", "x")}, "row without a document", ""),
        ({"document": None, "why": ("It is gone.", "Put it back.")}, "row without a document", ""),
        ({"tabs": (PENDING, COMPLETE)}, "row in more than one tab", "row"),
        ({"row": Row("SM-1", COMPLETE, {})}, "row in the wrong tab", "row"),
        ({"shown": "https://elsewhere.example.com"}, "broken link", "row"),
        ({"shown": ""}, "broken link", "row"),
        ({"document": ref(id="d2", url=f"{URL}2")}, "broken link", "document"),
        ({"document": ref(url=f"{URL}2")}, "broken link", "document"),
        ({"document": ref(outside=True)}, "document outside the folder", ""),
        ({"news": ("summary has left",)}, "mail not recorded", "mail"),
    ],
)
def test_what_differs_in_one_case_is_found_once_with_what_mends_it(
    more: dict[str, Any], kind: str, mend: str
) -> None:
    finding, *others = found(known(**more))
    assert (finding.kind, finding.case, finding.mend) == (kind, "SM-1", mend)
    assert finding.problem
    assert finding.fix
    assert [f.kind for f in others] == (
        ["case without a row"] if "why" in more and "row" in more else []
    )


def test_an_earlier_case_that_was_imported_needs_no_row() -> None:
    one = case(document_id="", document_url="")
    past = Case("SM-1", (*one.events, Event("import#1/y", "imported", AT, AT, "dana")))
    assert found(Known(past, open=False)) == []
    assert [f.kind for f in found(Known(past, open=True))] == ["case without a row"]


def test_a_row_that_has_no_column_for_the_document_has_no_broken_link() -> None:
    assert found(known(shown=None)) == []


def test_a_files_own_address_may_be_another_one_on_each_machine() -> None:
    assert found(known(document=ref(url="file:///mnt/other/d1"))) == []


def test_a_document_of_a_case_that_nobody_knows_is_found() -> None:
    stranger = ref("SM-9", path="/desk/x.docx")
    (finding,) = found(known(), documents=(stranger,))
    assert (finding.kind, finding.case) == ("document without a row", "")
    assert "SM-9" in finding.problem
    assert "/desk/x.docx" in finding.problem


def test_a_copy_of_a_document_is_no_finding() -> None:
    carrying = {"SM-1": [ref(), ref(id="d2", title="Copy of Jane Doe / 44170", outside=True)]}
    assert list(compare([known()], carrying)) == []


@pytest.mark.parametrize(
    ("verb", "fix"), [("start", "summarizer do SM-1 start"), ("", "summarizer start SM-1")]
)
def test_a_document_that_its_case_does_not_know_is_found(verb: str, fix: str) -> None:
    unfinished = known(case(document_id=""), document=None, shown="", unfinished=verb)
    (finding,) = found(unfinished, documents=(ref(),))
    assert finding.kind == "document not recorded"
    assert fix in finding.fix
    assert finding.mend == ("" if verb else "document")


def test_one_user_under_two_ids_is_found_once() -> None:
    other = known(case("SM-2", user_name="jane  DOE", user_id="44171"))
    (finding,) = found(known(), other)
    assert finding.kind == "one user under two ids"
    assert "summarizer set SM-2 user.id 44170" in finding.fix
    assert found(known(), replace(other, open=False)) == []


def test_two_cases_of_one_thread_and_user_are_found_once() -> None:
    one, two = (known(case(n, thread_root="<root@x>")) for n in ("SM-1", "SM-2"))
    (finding,) = found(one, two)
    assert finding.kind == "two cases of one thread"
    assert "summarizer cancel SM-2" in finding.fix


@pytest.mark.parametrize(
    "other",
    [
        {"user_id": "1", "user_name": "Uma Ray"},
        {"user_id": "", "user_name": "Uma Ray"},
        {"thread_root": "<other@x>"},
        {"procedure": "tier-2"},
    ],
)
def test_two_users_on_a_thread_and_two_threads_of_a_user_are_right(other: dict[str, str]) -> None:
    one = case(thread_root="<root@x>")
    two = case("SM-2", **{"thread_root": "<root@x>", **other})
    assert found(known(one), known(two)) == []


@pytest.mark.parametrize(
    ("verb", "fix"), [("complete", "summarizer do SM-1 complete"), ("", "Delete it there")]
)
def test_a_draft_that_no_case_knows_is_found(verb: str, fix: str) -> None:
    draft = Drafted("SM-1-summary-1", "/desk/outbox/SM-1-summary-1.eml")
    (finding,) = found(known(unfinished=verb), drafts=[draft])
    assert (finding.kind, finding.case) == ("draft that no case knows", "SM-1")
    assert fix in finding.fix
