"""Earlier summaries of the same user, found, linked and reused: rows 003.4.1 and 003.4.2."""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.paper import SUMMARY
from tests.procedures import social
from tests.procedures.social import about, paper, receive

SECOND = {"name": "second", "message_id": "<second@mail.example.com>"}


def second(desk: Desk, name: str, user_id: str) -> str:
    """Another escalation, acknowledged."""
    return social.ack(desk, receive(desk, about(name, user_id), **SECOND))


@pytest.mark.row("003.4.1")
@pytest.mark.parametrize(
    ("name", "user_id", "reason"),
    [
        ("Jane Doe", "44170", "same user id"),
        ("Jane Doe-Miller", "44170", "same user id"),
        ("Jane Doe", "99", "same name"),
        ("Jayne Doe", "99", "similar name: Jane Doe"),
    ],
)
def test_earlier_documents_of_the_user_are_found_and_it_is_said_why(
    desk: Desk, written: str, name: str, user_id: str, reason: str
) -> None:
    number = second(desk, name, user_id)
    said = desk("start", number, "--json").json
    (found,) = said["earlier"]
    assert found["case"] == written
    assert found["title"] == "Jane Doe / 44170"
    assert found["url"].endswith("/Jane%20Doe%20-%2044170.docx")
    assert reason in found["reason"]


@pytest.mark.row("003.4.1")
def test_a_stranger_has_no_earlier_documents(desk: Desk, written: str) -> None:
    number = second(desk, "Ann Lee", "55")
    assert desk("start", number, "--json").json["earlier"] == []
    assert desk.row(written).cells["Earlier summaries"] is None


@pytest.mark.row("003.4.2")
def test_a_document_of_the_same_user_is_linked_in_both(desk: Desk, written: str) -> None:
    number = second(desk, "Jane Doe", "44170")
    desk("start", number)
    assert links(desk, number) == {"Jane Doe / 44170": url(desk, written)}
    assert links(desk, written) == {"Jane Doe / 44170": url(desk, number)}
    assert desk.row(number).cells["Earlier summaries"] == written


@pytest.mark.row("003.4.2")
def test_one_that_may_be_of_somebody_else_is_linked_where_a_person_says_so(
    desk: Desk, written: str
) -> None:
    number = second(desk, "Jayne Doe", "99")
    desk("start", number)
    assert links(desk, number) == {}
    desk("start", number, "--refer", written)
    assert links(desk, number) == {"Jane Doe / 44170": url(desk, written)}
    assert links(desk, written) == {"Jayne Doe / 99": url(desk, number)}
    assert paper(desk, number).text().count(SUMMARY["Next steps"]) == 0
    before = desk.everything()
    assert "already done" in desk("start", number, "--refer", written).out
    assert desk.everything() == before


@pytest.mark.row("003.4.2")
def test_the_summary_of_the_same_escalation_is_begun_with_and_approved_anew(
    desk: Desk, approved: str
) -> None:
    number = second(desk, "Jane Doe", "44170")
    desk("start", number, "--reuse", approved)
    text = paper(desk, number).text()
    for said in SUMMARY.values():
        assert said in text
    assert links(desk, number) == {"Jane Doe / 44170": url(desk, approved)}
    assert links(desk, approved) == {"Jane Doe / 44170": url(desk, number)}
    shown = desk("show", number, "--json").json
    assert (shown["approval"], shown["research"]["done"]) == (None, 0)
    assert "complete is refused" in desk("complete", number, code=5).err
    assert desk("show", approved, "--json").json["approval"]["stands"] is True


def test_what_has_no_document_can_not_be_reused(desk: Desk, acknowledged: str) -> None:
    number = second(desk, "Jane Doe", "44170")
    before = desk.everything()
    said = desk("start", number, "--reuse", acknowledged, code=3)
    assert f"{acknowledged} has no document to reuse" in said.err
    assert desk.everything() == before


def test_a_case_is_found_by_what_people_remember_of_it(desk: Desk, started: str) -> None:
    for text in (started, started[-4:], "44170", "jane", "Jayne Doe"):
        assert [f["case"] for f in desk("find", text, "--json").json] == [started], text
    assert "Nothing is like 'Zebra'" in desk("find", "Zebra", code=3).err


def links(desk: Desk, number: str) -> dict[str, str]:
    """The earlier summaries that the document links: title and address."""
    with desk.workspace() as workspace:
        ref = workspace.documents.find(number)
        assert ref is not None
        return dict(workspace.documents.read(ref).earlier)


def url(desk: Desk, number: str) -> str:
    return str(desk("show", number, "--json").json["document"]["url"])
