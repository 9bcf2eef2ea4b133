from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from summarizer.google.comments import comment_of, needed, settle, threads
from summarizer.ports import AnswerComment, Comment, Edit, Reply, ResolveComment
from tests.documents.cases import new
from tests.google.desk import REVIEWER
from tests.google.drive_hands import (
    hand_comment,
    hand_delete_comment,
    hand_reopen,
    hand_reply,
    hand_resolve,
)
from tests.google.server import Server
from tests.google_backend.docs_desk import Desk
from tracker.errors import BadInput, NotFound

AT = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)
ROOT: dict[str, Any] = {
    "id": "AAAB1",
    "content": "Why?",
    "author": {"displayName": "Rita"},
    "createdTime": "2026-11-19T18:30:00.000Z",
}


def reply(author: str = "Dana", content: str = "Because.", **more: Any) -> dict[str, Any]:
    said = {"author": {"displayName": author, "me": author == "Dana"}, "content": content}
    return said | {"createdTime": "2026-11-19T18:31:00Z"} | more


RESOLVED, REOPENED = reply("Rita", "", action="resolve"), reply("Rita", "", action="reopen")


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, "open"),
        ({"resolved": False, "replies": []}, "open"),
        ({"replies": [reply()]}, "answered"),
        ({"replies": [reply(deleted=True, content="")]}, "open"),
        ({"resolved": True, "replies": [reply(), RESOLVED]}, "resolved"),
        ({"replies": [reply(), RESOLVED, REOPENED]}, "reopened"),
        ({"replies": [reply(), RESOLVED, REOPENED, reply("Rita", "Still wrong")]}, "reopened"),
        ({"resolved": False, "replies": [RESOLVED, REOPENED, reply()]}, "answered"),
    ],
)
def test_a_comment_has_its_state(more: dict[str, Any], state: str) -> None:
    assert comment_of(ROOT | more).state == state


def test_a_comment_is_read_with_its_replies_and_its_quote() -> None:
    quote = {"mimeType": "text/html", "value": "Tom &amp; Uma&#39;s"}
    raw = ROOT | {"quotedFileContent": quote, "replies": [reply(), RESOLVED]}
    assert comment_of(raw) == Comment(
        id="AAAB1",
        author="Rita",
        text="Why?",
        at=AT,
        state="answered",
        replies=(Reply("Dana", "Because.", AT.replace(minute=31)),),
        quote="Tom & Uma's",
    )


def test_what_is_odd_in_a_comment_is_left_out_and_the_rest_stands() -> None:
    odd = {"id": "1", "content": "Why?", "createdTime": "yesterday", "replies": [{"content": "x"}]}
    found = comment_of(odd)
    assert (found.author, found.text, found.at, found.state) == ("", "Why?", None, "answered")
    bare = {"id": "2", "author": None, "replies": None, "quotedFileContent": None}
    assert comment_of(bare) == Comment("2", "", "")


def test_an_answer_is_written_once_and_a_resolved_comment_not_resolved_again() -> None:
    answer = AnswerComment("AAAB1", "Because.\n", "Ada", AT)
    edits: list[Edit] = [answer, ResolveComment("AAAB1")]
    asked = [("AAAB1", {"content": "Because."}), ("AAAB1", {"action": "resolve"})]
    assert needed([*edits, answer], [ROOT]) == asked
    assert needed(edits, [ROOT | {"replies": [reply(content="Because. ")]}]) == asked[1:]
    assert needed(edits, [ROOT | {"replies": [reply("Eve")]}]) == asked
    assert needed(edits, [ROOT | {"replies": [reply("Ada"), RESOLVED], "resolved": True}]) == []


def test_an_answer_needs_a_comment_and_words() -> None:
    with pytest.raises(NotFound, match="no comment 'CCC'") as caught:
        needed([ResolveComment("CCC")], [ROOT])
    assert "AAAB1" in str(caught.value)
    with pytest.raises(BadInput, match="needs words"):
        needed([AnswerComment("AAAB1", " \n", "Ada", AT)], [ROOT])


@pytest.fixture
def desk(google: Server) -> Desk:
    return Desk(google)


def test_all_comments_are_read_page_by_page_without_those_deleted(desk: Desk) -> None:
    """003.6.3: comments are open, answered, resolved, reopened or deleted."""
    ref = desk.documents().create(new())
    made = [hand_comment(desk.world, ref.id, REVIEWER, f"Comment {n}") for n in range(205)]
    hand_delete_comment(desk.world, ref.id, made[7])
    hand_reply(desk.world, ref.id, made[8], REVIEWER, "Look")
    hand_resolve(desk.world, ref.id, made[9], REVIEWER)
    hand_resolve(desk.world, ref.id, made[10], REVIEWER)
    hand_reopen(desk.world, ref.id, made[10], REVIEWER)
    desk.asked()
    found = [comment_of(raw) for raw in threads(desk.google(), ref.id)]
    assert desk.asked() == ["drive.comments.list"] * 3
    assert [comment.id for comment in found] == [key for key in made if key != made[7]]
    states = [comment.state for comment in found[6:11]]
    assert states == ["open", "answered", "resolved", "reopened", "open"]


def test_an_answer_that_was_lost_on_its_way_is_not_written_twice(desk: Desk) -> None:
    ref = desk.documents().create(new())
    comment = hand_comment(desk.world, ref.id, REVIEWER, "Why?")
    google, edits = desk.google(), [AnswerComment(comment, "Because.", "Dana", AT)]
    desk.server.faults.add("cut-after", method="drive.replies.create")
    with pytest.raises(Exception, match="answer the comment"):
        settle(google, ref.id, edits, threads(google, ref.id))
    settle(google, ref.id, edits, threads(google, ref.id))
    (found,) = (comment_of(raw) for raw in threads(google, ref.id))
    assert [said.text for said in found.replies] == ["Because."]
    assert json.dumps(found.replies[0].author) == '"Dana"'
