"""The Documents port on the loopback Google: the contract, and what only Drive and Docs have."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.google.documents import DriveDocuments
from summarizer.google.drive import CASE
from summarizer.ports import AddEvidence, FillStep
from tests.documents.cases import new, screenshot
from tests.documents.contract import DocumentsContract, change
from tests.google.desk import AGENT, DRIVE, FOLDER_ID, REVIEWER
from tests.google.docs_hands import hand_cell, hand_type, text
from tests.google.drive_hands import forbid, hand_move, hand_trash, new_file, new_folder, share
from tests.google.server import Server
from tests.google.world import World
from tests.google_backend.docs_desk import OUTSIDER, TEMPLATE_ID, Colleagues, Desk
from tests.google_backend.docs_paper import par, written
from tracker.errors import BadInput, NotFound, Refused, Unavailable, UserError


@pytest.fixture
def desk(google: Server) -> Desk:
    return Desk(google)


@pytest.fixture
def documents(desk: Desk) -> DriveDocuments:
    return desk.documents()


@pytest.fixture
def people(desk: Desk) -> Colleagues:
    return Colleagues(desk)


@pytest.fixture
def homeless(desk: Desk) -> DriveDocuments:
    return desk.documents("1nofolder")


class TestDrive(DocumentsContract):
    """The promises, kept by Google Docs in a shared drive."""


# --- making --------------------------------------------------------------------------------


def docs(desk: Desk) -> list[str]:
    """The ids of the cases' documents that aren't in the trash."""
    return [f.id for f in desk.world.files.values() if CASE in f.properties and not f.trashed]


def test_a_document_is_made_by_one_copy_and_one_batch(
    desk: Desk, documents: DriveDocuments
) -> None:
    """003.4.7, 003.4.8: in the shared folder, under its title."""
    ref = documents.create(new())
    assert desk.asked() == [
        "drive.files.get",
        "drive.files.list",
        "drive.files.copy",
        "docs.documents.get",
        "docs.documents.batchUpdate",
    ]
    file = desk.world.files[ref.id]
    assert (file.name, file.parents) == ("Uma Ray / 44170", [FOLDER_ID])
    assert file.properties == {CASE: ref.case}
    documents.read(ref)
    assert desk.asked() == ["docs.documents.get", "drive.comments.list"]
    documents.find(ref.case)
    assert desk.asked() == ["drive.files.list"]
    change(documents, ref, FillStep("Iovation", "None"))
    assert len(desk.asked()) == 5


@pytest.mark.parametrize("fault", ["503", "cut-before"])
def test_a_copy_that_was_not_filled_is_filled_by_the_next(desk: Desk, fault: str) -> None:
    desk.server.faults.add(fault, method="docs.documents.batchUpdate", times=None)
    with pytest.raises(Unavailable):
        desk.documents().create(new())
    desk.server.faults.clear()
    (copied,) = docs(desk)
    assert "{{case}}" in text(desk.world, copied)
    after = desk.documents()
    ref = after.create(new())
    assert docs(desk) == [ref.id] == [copied]
    assert after.read(ref).unfilled == ()


def test_a_batch_whose_answer_was_lost_is_not_applied_twice(
    desk: Desk, documents: DriveDocuments
) -> None:
    desk.server.faults.add("cut-after", method="docs.documents.batchUpdate")
    ref = documents.create(new())
    assert documents.read(ref).unfilled == ()
    assert desk.text(ref).count("Message Centers") == 1
    desk.server.faults.add("cut-after", method="docs.documents.batchUpdate")
    seen = change(documents, ref, AddEvidence("5e" * 32, "10:00", "Once"))
    assert seen.contact_copy.count("Once") == 1


def test_a_copy_whose_answer_was_lost_is_found_again(desk: Desk) -> None:
    desk.server.faults.add("cut-after", method="drive.files.copy")
    with pytest.raises(Unavailable) as caught:
        desk.documents().create(new())
    assert caught.value.uncertain
    ref = desk.documents().create(new())
    assert docs(desk) == [ref.id]


def test_a_search_that_lags_behind_makes_no_second_document(
    desk: Desk, documents: DriveDocuments
) -> None:
    desk.server.faults.add("lag", times=None)
    ref = documents.create(new())
    assert documents.create(new()) == ref
    assert docs(desk) == [ref.id]


def test_what_a_value_says_is_not_filled_by_the_next_run(desk: Desk) -> None:
    ref = desk.documents().create(new(values={"owner": "{{case}}"}))
    assert desk.documents().create(new(values={"owner": "Eve"})) == ref
    assert "Owner | {{case}}" in desk.text(ref)


def test_a_folder_outside_a_shared_drive_is_refused_unless_that_is_allowed(desk: Desk) -> None:
    """003.4.7: documents are made in the shared folder."""
    mine = new_folder(desk.world, "Mine", user=AGENT)
    with pytest.raises(Refused, match="not in a shared drive") as caught:
        desk.documents(mine).create(new())
    assert "003.4.7" in caught.value.why
    assert 'google.outside_shared_drive = "allowed"' in caught.value.fix
    allowed = desk.documents(mine, outside="allowed")
    ref = allowed.create(new())
    assert desk.world.files[ref.id].parents == [mine]
    assert desk.documents(mine, outside="allowed").find(ref.case) == ref
    assert docs(desk) == [ref.id]


def test_a_folder_that_one_cant_add_to_is_refused(desk: Desk, documents: DriveDocuments) -> None:
    forbid(desk.world, FOLDER_ID, "canAddChildren")
    with pytest.raises(Refused, match="can't make documents in “Summaries”"):
        documents.create(new())
    assert documents.find("SM-1") is None
    hand_trash(desk.world, FOLDER_ID, AGENT)
    with pytest.raises(Refused, match="not there"):
        desk.documents().create(new())


def test_without_a_template_one_is_told_how_to_get_one(desk: Desk) -> None:
    for templates in ({}, {"another": TEMPLATE_ID}, {"social": "1gone"}):
        with pytest.raises(BadInput) as caught:
            desk.documents(templates=templates).create(new(procedure="social"))
        assert "summarizer init --google" in caught.value.fix
    assert docs(desk) == []


def test_a_template_that_is_wrong_leaves_nothing_behind(google: Server) -> None:
    desk = Desk(google, written(par("{{#steps}}")))
    with pytest.raises(BadInput, match="a block 'steps'"):
        desk.documents().create(new())
    assert docs(desk) == []


# --- where it is ---------------------------------------------------------------------------


def test_a_document_in_the_trash_is_gone(desk: Desk, documents: DriveDocuments) -> None:
    ref = documents.create(new())
    hand_trash(desk.world, ref.id, REVIEWER)
    another = desk.documents()
    assert another.find(ref.case) is None
    for ask in (another.read, lambda ref: another.change(ref, [], "")):
        with pytest.raises(NotFound, match="is gone"):
            ask(ref)


def test_a_discarded_document_is_in_the_trash_and_can_be_taken_out(
    desk: Desk, documents: DriveDocuments
) -> None:
    ref = documents.create(new())
    assert documents.discard(ref) == f"{ref.url} (in the trash of Drive)"
    assert desk.world.files[ref.id].trashed
    hand_trash(desk.world, ref.id, REVIEWER, trashed=False)
    assert documents.find(ref.case) == ref


def test_a_document_that_was_made_anew_is_read_for_one_that_is_gone(desk: Desk) -> None:
    ref = desk.documents().create(new())
    hand_trash(desk.world, ref.id, REVIEWER)
    other = desk.documents().create(new(title="Uma Ray"))
    assert desk.documents().read(ref).ref == other


def test_of_several_documents_of_a_case_the_oldest_is_the_one(
    desk: Desk, documents: DriveDocuments, people: Colleagues
) -> None:
    ref = documents.create(new())
    people.copy(ref)
    assert len(docs(desk)) == 2
    assert desk.documents().find(ref.case) == ref


def test_all_documents_are_listed_page_by_page_and_those_outside_are_told(
    desk: Desk, documents: DriveDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(130):
        new_file(desk.world, f"U{n}", FOLDER_ID, properties={CASE: f"SM-{n}"})
    ref = documents.create(new())
    hand_move(desk.world, ref.id, new_folder(desk.world, "Elsewhere", DRIVE))
    mine = new_file(desk.world, "Mine", user=AGENT, properties={CASE: "SM-1"})
    new_file(desk.world, "No case's", FOLDER_ID)
    desk.asked()
    monkeypatch.setattr("summarizer.google.drive.LISTED", 100)
    found = list(desk.documents().all())
    assert desk.asked() == ["drive.files.get", *["drive.files.list"] * 3]
    assert len(found) == 132
    assert {r.id for r in found if r.outside} == {ref.id, mine}
    assert [r.outside for r in found if r.case == "SM-1"] == [False, True]


def test_what_changed_is_asked_of_the_change_feed(
    desk: Desk, documents: DriveDocuments, people: Colleagues
) -> None:
    refs = [documents.create(new(f"SM-{n}")) for n in range(6)]
    begun = documents.changed("")
    assert begun.documents is None
    assert documents.changed(begun.now).documents == frozenset()
    people.write(refs[1], "Next steps", "Call her.")
    people.comment(refs[2], "Next steps", "Why?")
    hand_trash(desk.world, refs[3].id, REVIEWER)
    desk.asked()
    later = desk.documents()
    changes = later.changed(begun.now)
    assert changes.documents == frozenset(ref.id for ref in refs[1:4])
    assert desk.asked() == ["drive.changes.list"]
    later.read(refs[1])
    assert desk.asked() == ["docs.documents.get", "drive.comments.list"]
    assert later.changed(changes.now).documents == frozenset()


def test_a_feed_that_has_forgotten_has_every_document_read(documents: DriveDocuments) -> None:
    documents.create(new())
    changes = documents.changed("no such mark")
    assert changes.documents is None
    assert documents.changed(changes.now).documents == frozenset()


# --- others in it --------------------------------------------------------------------------


def test_what_is_written_elsewhere_meanwhile_stays_and_the_edit_is_made(
    desk: Desk, documents: DriveDocuments
) -> None:
    ref = documents.create(new())
    seen = documents.read(ref)

    def type_elsewhere(world: World) -> None:
        hand_type(world, ref.id, "Case facts", "A long line above everything 😀\nand more")
        hand_cell(world, ref.id, "CSS notes", "Finding", "Theirs")

    desk.server.faults.add("edit", method="docs.documents.batchUpdate", edit=type_elsewhere)
    after = documents.change(ref, [FillStep("Iovation", "Ours")], seen.revision)
    assert [row.finding for row in after.chart] == ["", "Theirs", "", "", "Ours", ""]
    assert "A long line above everything 😀" in desk.text(ref)
    people_were_faster = documents.change(ref, [FillStep("Iovation", "Ours")], seen.revision)
    assert people_were_faster.chart == after.chart


@pytest.mark.parametrize("remembers", [True, False])
def test_what_people_typed_where_an_edit_would_write_is_not_overwritten(
    desk: Desk, documents: DriveDocuments, *, remembers: bool
) -> None:
    ref = documents.create(new())
    seen = documents.read(ref)
    writer = documents if remembers else desk.documents()

    def type_there(world: World) -> None:
        hand_cell(world, ref.id, "Iovation", "Finding", "Theirs")

    desk.server.faults.add("edit", method="docs.documents.batchUpdate", edit=type_there)
    with pytest.raises(Refused, match="changed meanwhile") as caught:
        writer.change(ref, [FillStep("Iovation", "Ours")], seen.revision)
    assert "the finding of Iovation" in caught.value.why
    assert documents.read(ref).chart[4].finding == "Theirs"


def test_a_document_that_keeps_changing_is_left_alone_in_the_end(
    desk: Desk, documents: DriveDocuments
) -> None:
    ref = documents.create(new())
    seen = documents.read(ref)

    def type_on(world: World) -> None:
        hand_type(world, ref.id, "Case facts", "More")

    desk.server.faults.add("edit", method="docs.documents.batchUpdate", times=None, edit=type_on)
    with pytest.raises(Refused, match="keeps changing"):
        documents.change(ref, [FillStep("Iovation", "Ours")], seen.revision)
    assert documents.read(ref).chart[4].finding == ""


def test_a_screenshot_is_linked_and_kept_beside_the_document(
    desk: Desk, documents: DriveDocuments, tmp_path: Path
) -> None:
    ref = documents.create(new())
    edit = AddEvidence("7f" * 32, "10:05", picture=screenshot(tmp_path))
    seen = change(documents, ref, edit)
    (kept,) = (f for f in desk.world.files.values() if f.mime == "image/png")
    assert f"Screenshot {kept.name}" in seen.contact_copy
    assert desk.world.files[kept.parents[0]].name == f"evidence {ref.case}"
    assert change(documents, ref, edit) == seen
    assert not [method for method in desk.asked() if "permissions" in method]
    with pytest.raises(NotFound, match="no step"):
        change(documents, ref, FillStep("Weather", "x"), edit._replace(sha256="8f" * 32))
    assert sum(f.mime == "image/png" for f in desk.world.files.values()) == 1


def test_who_may_only_look_reads_but_does_not_write(desk: Desk, documents: DriveDocuments) -> None:
    ref = documents.create(new())
    share(desk.world, DRIVE, OUTSIDER, "reader")
    looks = desk.documents(user=OUTSIDER)
    seen = looks.read(ref)
    assert seen.chart == documents.read(ref).chart
    assert looks.read(ref).revision == seen.revision != ""
    with pytest.raises(UserError, match="write into the document"):
        looks.change(ref, [FillStep("Iovation", "Ours")], seen.revision)
