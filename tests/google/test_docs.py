"""The loopback Docs as a client meets it: requests, views, access, and people beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.google import desk, docs, drive_access, oauth
from tests.google.docs_model import Json
from tests.google.server import Server, serve

HEADS = "Case facts\nUser 🙂 {{user.name}}\nSummary\n{{user.name}} wrote"


class Client:
    """A document, and an account that asks about it."""

    def __init__(self, server: Server, user: str, document: str = "") -> None:
        self.server, self.user = server, user
        self._headers = {"Authorization": f"Bearer {oauth.mint(server.world, user)}"}
        self.id = document or self.send("POST", "", json={"title": "A summary"})["documentId"]

    def send(self, verb: str, path: str, status: int = 200, **more: Any) -> Json:
        url = f"{self.server.url}/v1/documents{path}"
        answer = requests.request(verb, url, headers=self._headers, timeout=10, **more)
        assert answer.status_code == status, answer.text
        found: Json = answer.json()
        return found

    def get(self, **params: Any) -> Json:
        return self.send("GET", f"/{self.id}", params=params)

    def batch(self, *asked: Json, status: int = 200, **more: Any) -> Json:
        body = {"requests": list(asked), **more}
        return self.send("POST", f"/{self.id}:batchUpdate", status, json=body)

    def text(self) -> str:
        return docs.text(self.server.world, self.id)

    def body(self, **params: Any) -> list[Json]:
        found: list[Json] = self.get(**params)["body"]["content"]
        return found


@pytest.fixture
def doc() -> Iterator[Client]:
    with serve(desk.world()) as server:
        made = Client(server, desk.AGENT)
        made.batch(insert(1, HEADS), *(heading(at) for at in (1, 39)))
        yield made
        assert not server.bugs


def insert(index: int, text: str) -> Json:
    return {"insertText": {"location": {"index": index}, "text": text}}


def heading(index: int) -> Json:
    where = {"startIndex": index, "endIndex": index + 1}
    style = {"namedStyleType": "HEADING_1"}
    return {
        "updateParagraphStyle": {
            "range": where,
            "paragraphStyle": style,
            "fields": "namedStyleType",
        }
    }


def runs(block: Json) -> list[tuple[str, Json]]:
    found = (element["textRun"] for element in block["paragraph"]["elements"])
    return [(run["content"], run["textStyle"]) for run in found]


def test_replacing_counts_and_keeps_the_style_that_was_there(doc: Client) -> None:
    bold = {"range": {"startIndex": 20, "endIndex": 33}, "textStyle": {"bold": True}}
    doc.batch({"updateTextStyle": {**bold, "fields": "bold"}})
    wanted = {"text": "{{USER.NAME}}"}
    answer = doc.batch(
        {"replaceAllText": {"containsText": wanted, "replaceText": "Ada Example"}},
        {"replaceAllText": {"containsText": wanted | {"matchCase": True}, "replaceText": "x"}},
    )
    assert answer["replies"] == [
        {"replaceAllText": {"occurrencesChanged": 2}},
        {"replaceAllText": {}},
    ]
    assert runs(doc.body()[2]) == [
        ("User 🙂 ", {}),
        ("Ada Example", {"bold": True}),
        ("\n", {}),
    ]


def test_text_is_in_the_tabs_when_they_are_asked_for_and_else_in_the_body(doc: Client) -> None:
    plain, tabbed = doc.get(), doc.get(includeTabsContent="true")
    masked = doc.get(fields="tabs(documentTab(body))")
    assert "tabs" not in plain
    assert "body" not in tabbed
    assert tabbed["tabs"][0]["tabProperties"] == {"tabId": "t.0", "title": "Tab 1", "index": 0}
    assert tabbed["tabs"][0]["documentTab"]["body"] == plain["body"]
    assert masked["tabs"][0]["documentTab"] == {"body": plain["body"]}


def test_a_batch_for_an_older_revision_changes_nothing(doc: Client) -> None:
    read = doc.get()["revisionId"]
    docs.hand_type(doc.server.world, doc.id, "Case facts", "Somebody was here")
    old = doc.text()
    stale = doc.batch(insert(1, "x"), status=400, writeControl={"requiredRevisionId": read})
    assert "does not match the latest revision" in stale["error"]["message"]
    assert doc.text() == old
    control = {"requiredRevisionId": doc.get()["revisionId"]}
    answer = doc.batch(insert(1, "x"), writeControl=control)
    assert answer["writeControl"]["requiredRevisionId"] == doc.get()["revisionId"]
    target = {"targetRevisionId": read}
    doc.batch(insert(1, "x"), status=501, writeControl=target)


def test_what_is_not_carried_or_not_known_is_refused_by_name(doc: Client) -> None:
    old = doc.text()
    doc.batch(insert(1, "x"), {"mergeTableCells": {}}, status=501)
    doc.batch(insert(1, "x"), {"noSuchThing": {}}, status=400)
    empty = doc.batch(insert(1, "x"), {}, status=400)
    assert empty["error"]["message"] == "Invalid requests[1]: No request set."
    assert doc.text() == old


def test_a_suggestion_shows_only_in_the_views_that_include_it(doc: Client) -> None:
    made = docs.hand_suggest(doc.server.world, doc.id, old="wrote", new="called")
    inline = doc.body()[-1]["paragraph"]["elements"]
    assert inline[1]["textRun"]["suggestedDeletionIds"] == [made]
    assert inline[2]["textRun"]["suggestedInsertionIds"] == [made]
    accepted = doc.body(suggestionsViewMode="PREVIEW_SUGGESTIONS_ACCEPTED")
    without = doc.body(suggestionsViewMode="PREVIEW_WITHOUT_SUGGESTIONS")
    assert runs(accepted[-1]) == [("{{user.name}} called\n", {})]
    assert runs(without[-1]) == [("{{user.name}} wrote\n", {})]
    docs.hand_decide(doc.server.world, doc.id, made, accept=True)
    assert runs(doc.body()[-1]) == [("{{user.name}} called\n", {})]


def test_who_may_only_read_gets_no_revision_and_changes_nothing(doc: Client) -> None:
    file = doc.server.world.files[doc.id]
    reader = Client(doc.server, desk.REVIEWER, doc.id)
    denied = reader.send("GET", f"/{doc.id}", 403)
    assert denied["error"]["status"] == "PERMISSION_DENIED"
    file.more["permissions"]["r"] = drive_access.grant("user", desk.REVIEWER, "reader")
    read = reader.get()
    assert "revisionId" not in read
    assert read["suggestionsViewMode"] == "PREVIEW_WITHOUT_SUGGESTIONS"
    reader.batch(insert(1, "x"), status=403)
    reader.send("GET", "/none", 404)


def test_tables_grow_and_shrink_and_take_text(doc: Client) -> None:
    doc.batch({"insertTable": {"rows": 1, "columns": 2, "endOfSegmentLocation": {}}})
    start = next(block for block in doc.body() if "table" in block)["startIndex"]
    beside = {"tableStartLocation": {"index": start}, "rowIndex": 0, "columnIndex": 0}
    where = {"tableCellLocation": beside}
    doc.batch(insert(start + 5, "Finding"), insert(start + 3, "Step"))
    doc.batch({"insertTableRow": {**where, "insertBelow": True}}, {"insertTableColumn": where})
    docs.hand_cell(doc.server.world, doc.id, "", "Finding", "seen")
    assert doc.text().split("\n")[-3:-1] == [" | Step | Finding", " |  | seen"]
    doc.batch({"deleteTableColumn": where}, {"deleteTableRow": where}, {"deleteTableRow": where})
    assert not any("table" in block for block in doc.body())


def test_links_lists_named_ranges_and_pictures_are_told_as_google_tells_them(doc: Client) -> None:
    link = {"link": {"url": "https://example.com"}}
    summary = {"startIndex": 42, "endIndex": 55}
    answer = doc.batch(
        {"updateTextStyle": {"range": summary, "textStyle": link, "fields": "link"}},
        {
            "createParagraphBullets": {
                "range": summary,
                "bulletPreset": "BULLET_DISC_CIRCLE_SQUARE",
            }
        },
        {"createNamedRange": {"name": "writer", "range": summary}},
        insert(55, " indeed"),
        {"insertInlineImage": {"location": {"index": 42}, "uri": "https://example.com/a.png"}},
        {"replaceNamedRangeContent": {"namedRangeName": "writer", "text": "She"}},
    )
    found = doc.get()
    last = found["body"]["content"][-1]["paragraph"]
    (named,) = found["namedRanges"]["writer"]["namedRanges"]
    assert named["namedRangeId"] == answer["replies"][2]["createNamedRange"]["namedRangeId"]
    assert named["ranges"] == [{"startIndex": 43, "endIndex": 46}]
    assert last["bullet"]["listId"] in found["lists"]
    assert answer["replies"][4]["insertInlineImage"]["objectId"] in found["inlineObjects"]
    texts = [e["textRun"] for e in last["elements"][1:]]
    assert [run["content"] for run in texts] == ["She", " indeed wrote\n"]
    assert texts[0]["textStyle"]["link"] == link["link"]
    assert texts[0]["textStyle"]["underline"] is True
    assert texts[1]["textStyle"] == {}  # what is typed behind a link is no link
    doc.batch({"deleteNamedRange": {"name": "writer"}})
    assert "namedRanges" not in doc.get()


def test_deleting_over_a_paragraphs_end_keeps_the_style_of_what_is_left(doc: Client) -> None:
    doc.batch({"deleteContentRange": {"range": {"startIndex": 5, "endIndex": 20}}})
    first = doc.body()[1]["paragraph"]
    assert first["paragraphStyle"]["namedStyleType"] == "HEADING_1"
    assert first["elements"][0]["textRun"]["content"] == "Case{{user.name}}\n"
    doc.batch({"deleteContentRange": {"range": {"startIndex": 1, "endIndex": 19}}})
    kept = doc.body()[1]["paragraph"]
    assert kept["elements"][0]["textRun"]["content"] == "Summary\n"


def test_hands_edit_as_people_do_and_the_change_feed_knows(doc: Client) -> None:
    world = doc.server.world
    seen = [doc.get()["revisionId"]]
    changes = len(world.changes)
    for hand in (
        lambda: docs.hand_type(world, doc.id, "Case facts", "Typed\ntwice"),
        lambda: docs.hand_type(world, doc.id, "Summary", "At the end"),
        lambda: docs.hand_replace(world, doc.id, "{{user.name}}", "Ada"),
        lambda: docs.hand_suggest(world, doc.id, heading="Case facts", new="Perhaps"),
    ):
        hand()
        seen.append(doc.get()["revisionId"])
    assert len(set(seen)) == 5
    assert len(world.changes) == changes + 4
    assert doc.text() == "Case facts\nUser 🙂 Ada\nTyped\ntwice\nSummary\nAda wrote\nAt the end"
    docs.hand_delete_section(world, doc.id, "Case facts")
    assert doc.text() == "Summary\nAda wrote\nAt the end"
    with pytest.raises(LookupError, match="no heading"):
        docs.hand_type(world, doc.id, "Case facts", "x")
