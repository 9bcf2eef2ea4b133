"""Which parts hold the comments, and what is made where one is missing."""

from __future__ import annotations

from datetime import UTC, datetime

from summarizer.local.docx_comments import answer, read_comments
from summarizer.local.docx_package import Package
from tests.documents.docx_files import (
    RELATIONS,
    W14,
    Note,
    commented,
    comments,
    extended,
    only,
    reopened,
    states,
)

AT = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)
#: LibreOffice writes no paragraph ids and no threads.
PLAIN = {"word/commentsExtended.xml": None}
IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


def _relate(package: Package, kind: str, target: str, *, first: bool = False) -> None:
    root = package.xml(RELATIONS)
    found = next(r for r in root if r.get("Type", "").endswith(f"/{kind}"))
    made = root.makeelement(
        found.tag, {"Id": "rId99", "Type": found.get("Type", ""), "Target": target}
    )
    root.insert(0 if first else len(root), made)


def test_the_part_that_the_document_relates_to_wins_over_the_name() -> None:
    package = commented(
        Note("By name"), extra={"word/other/notes.xml": comments([Note("By relation")])}
    )
    _relate(package, "comments", "/word/other/notes.xml", first=True)
    assert only(package).text == "By relation"


def test_a_relation_to_nothing_is_passed_over() -> None:
    package = commented(Note("Here"))
    _relate(package, "comments", "gone.xml", first=True)
    assert only(package).text == "Here"


def test_of_two_related_parts_the_first_wins() -> None:
    package = commented(Note("First"), extra={"word/comments2.xml": comments([Note("Second")])})
    _relate(package, "comments", "comments2.xml")
    assert only(package).text == "First"


def test_a_part_that_nothing_relates_to_is_found_by_its_name() -> None:
    package = commented(Note("Done", done=True), extra={RELATIONS: "<r/>"})
    assert states(package) == {"Done": "resolved"}


def test_a_missing_part_is_made_and_declared() -> None:
    package = commented(Note("Why?", key=""), extra=PLAIN)
    answer(package, only(package).id, "Because.", "Ann", AT)
    found = reopened(package)
    assert only(found).state == "answered"
    assert any(r.get("Target") == "commentsExtended.xml" for r in found.xml(RELATIONS))
    types = [t.get("PartName") for t in found.xml("[Content_Types].xml")]
    assert types.count("/word/commentsExtended.xml") == 1


def test_word_is_told_what_to_ignore_and_nothing_is_undeclared() -> None:
    package = commented(Note("Why?", key=""), extra=PLAIN)
    answer(package, only(package).id, "Because.", "Ann", AT)
    root = reopened(package).xml("word/comments.xml")
    assert root.get(IGNORABLE, "").split() == ["w14"]
    assert root.nsmap["w14"] == W14


def test_what_is_declared_already_is_left_as_it_is() -> None:
    package = commented(Note("Why?"))
    answer(package, only(package).id, "Because.", "Ann", AT)
    root = reopened(package).xml("word/comments.xml")
    assert root.get(IGNORABLE) == "w14"
    assert [prefix for prefix, uri in root.nsmap.items() if uri == W14] == ["w14"]


def test_a_prefix_that_means_something_else_is_not_taken() -> None:
    strange = comments([Note("Why?", key="")]).replace(
        "<w:comments ", '<w:comments xmlns:w14="urn:other" xmlns:mc="urn:another" '
    )
    package = commented(Note(""), extra=PLAIN | {"word/comments.xml": strange})
    answer(package, only(package).id, "Because.", "Ann", AT)
    root = reopened(package).xml("word/comments.xml")
    assert root.nsmap["w14"] == "urn:other"
    assert root.nsmap[root.get(IGNORABLE, "")] == W14
    assert only(reopened(package)).state == "answered"


def test_a_part_that_is_there_but_not_related_is_related_and_kept() -> None:
    package = commented(Note("Done", done=True), Note("Why?"), extra=PLAIN)
    package.put("word/commentsExtended.xml", extended([Note("Done", done=True)]).encode())
    types = package.xml("[Content_Types].xml")
    types.append(types.makeelement(types[0].tag, {"PartName": "/word/commentsExtended.xml"}))
    answer(package, read_comments(package)[1].id, "Because.", "Ann", AT)
    assert states(reopened(package)) == {"Done": "resolved", "Why?": "answered"}
    assert [r.get("Target") for r in package.xml(RELATIONS)].count("commentsExtended.xml") == 1
    assert [t.get("PartName") for t in types].count("/word/commentsExtended.xml") == 1
