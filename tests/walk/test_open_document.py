"""A document that somebody has open is never written: each command that would is refused."""

from __future__ import annotations

import base64

import pytest

from summarizer.local.docx import DocxDocuments
from summarizer.ports import DocumentRef, Snapshot
from tests.desk import Desk
from tests.procedures import social
from tests.procedures.conftest import acknowledged, desk, stages, started
from tests.procedures.social import paper
from tests.undo.lives import PNG

__all__ = ["acknowledged", "desk", "stages", "started"]

LINK = "https://example.com/post"
WRITING = (
    ("check", "{case}", "Iovation", "--finding", "No sign."),
    ("ask", "{case}", "Payments", "Why is it held?"),
    ("evidence", "{case}", LINK, "--text", "Held!"),
    ("evidence", "{case}", "{picture}"),
    ("comments", "{case}", "{comment}", "--answer", "Soon."),
    ("comments", "{case}", "{comment}", "--resolve"),
    ("undo", "{case}", "--yes"),
)


@pytest.fixture
def words(desk: Desk, started: str) -> dict[str, str]:
    """What stands for the case, a picture and a comment in the commands."""
    picture = desk.root.with_name("post.png")
    picture.write_bytes(base64.b64decode(PNG))
    desk("check", started, "CSS notes", "--finding", "Two were refused.")
    paper(desk, started).write("Next steps", "We refund her.")
    paper(desk, started).comment("Next steps", "By when?")
    comment = social.comment_id(desk, started)
    return {"case": started, "picture": str(picture), "comment": comment}


def test_a_command_that_would_write_it_changes_nothing_and_says_what_to_do(
    desk: Desk, words: dict[str, str]
) -> None:
    path = paper(desk, words["case"]).path
    mark = path.with_name(f".~lock.{path.name}#")
    mark.write_text(",Rosa Lindqvist,desk,20.11.2026 10:00,file:///home/rosa;")
    before = desk.everything()
    for command in WRITING:
        said = desk(*(word.format_map(words) for word in command), code=5).err
        assert "is open in an editor" in said, command
        assert f"There is {mark.name} beside it." in said
        assert "Save and close it, and run the command again." in said
        assert desk.everything() == before, command
    mark.unlink()
    desk(*(word.format_map(words) for word in WRITING[0]))


def test_an_earlier_document_that_is_open_gets_its_link_once_it_is_closed(
    desk: Desk, started: str
) -> None:
    earlier = paper(desk, started).path
    mark = earlier.with_name(f"~${earlier.name[2:]}")
    mark.touch()
    content, named = earlier.read_bytes(), paper(desk, started).text().count("Jane Doe / 44170")
    mail = social.receive(desk, name="later", message_id="<later@mail.example.com>")
    number = social.ack(desk, mail)
    assert f"There is {mark.name} beside it." in desk("start", number, code=5).err
    assert earlier.read_bytes() == content
    mark.unlink()
    desk("start", number)
    assert paper(desk, started).text().count("Jane Doe / 44170") == named + 1
    assert len(list(earlier.parent.glob("*.docx"))) == 2


def test_a_finding_that_somebody_types_meanwhile_is_not_overwritten(
    desk: Desk, started: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, reads = paper(desk, started), iter((True, False))
    read = DocxDocuments.read

    def then_type(self: DocxDocuments, ref: DocumentRef) -> Snapshot:
        found = read(self, ref)
        if next(reads, False):
            document.find("Iovation", "Theirs")
        return found

    monkeypatch.setattr(DocxDocuments, "read", then_type)
    said = desk("check", started, "Iovation", "--finding", "Ours", code=5).err
    assert "The finding of Iovation was changed meanwhile" in said
    assert "It says: Theirs" in said
    assert "run the command again" in said
    again = desk("check", started, "Iovation", "--finding", "Ours").out
    assert "instead of: Theirs" in again
    desk("undo", started)
    assert "Theirs" in document.text()
