from __future__ import annotations

import io
import json
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.http import MediaIoBaseUpload  # type: ignore[import-untyped]  # it has none

from summarizer.google.api import VERSIONS, Google, Said
from summarizer.google.transport import connect
from tests.google.desk import FOLDER_ID
from tests.google.oauth import TEST_TOKEN
from tests.google.server import Server
from tests.google_backend.scripted import CUT, Waits, scripted
from tracker.errors import NotFound, Refused, Unavailable

PICTURE = b"\x89PNG\r\n\x1a\n\x00\xff\r\n--"


def way(url: str, waits: Waits | None = None) -> Google:
    made: Any = Credentials
    patience = (waits or Waits()).patience()
    return Google(connect(made(TEST_TOKEN), url + "/{host}", patience=patience))


def test_every_api_is_described_by_the_library_itself(google: Server) -> None:
    made = way(google.url)
    for name in VERSIONS:
        assert made.service(name) is made.service(name)
    assert google.log == [], "nothing is asked to describe them"


def test_an_answer_is_given_as_it_is(google: Server) -> None:
    made = way(google.url)
    request = (
        made.service("drive")
        .files()
        .get(fileId=FOLDER_ID, fields="id,name,driveId", supportsAllDrives=True)
    )
    found = made.ask(request, "find the folder")
    assert found["name"] == "Summaries"
    assert google.log == [("drive.files.get", 200)]


def test_a_file_is_uploaded_whole_and_downloaded_whole(google: Server) -> None:
    made = way(google.url)
    files = made.service("drive").files()
    request = files.create(
        body={"name": "Schärfe.png", "parents": [FOLDER_ID]},
        media_body=MediaIoBaseUpload(io.BytesIO(PICTURE), mimetype="image/png"),
        fields="id,name",
        supportsAllDrives=True,
    )
    kept = made.ask(request, "keep the screenshot")
    assert kept["name"] == "Schärfe.png"
    got = made.ask(files.get_media(fileId=kept["id"], supportsAllDrives=True), "get it")
    assert got == PICTURE


def test_what_is_not_there_is_told_in_words(google: Server) -> None:
    made = way(google.url)
    with pytest.raises(NotFound) as raised:
        made.ask(made.service("drive").files().get(fileId="nowhere"), "read the document")
    assert raised.value.what == "Could not read the document"
    assert raised.value.why == "File not found: nowhere."
    assert raised.value.__context__ is None, "no address with a search in it, nor in --debug"


def test_a_status_that_is_asked_for_is_told_to_the_caller(google: Server) -> None:
    made = way(google.url)
    request = made.service("drive").files().get(fileId="nowhere")
    with pytest.raises(Said) as raised:
        made.ask(request, "read the document", told=(404,))
    assert (raised.value.status, raised.value.reason) == (404, "notFound")


def test_a_change_whose_answer_failed_is_uncertain_unless_it_is_safe() -> None:
    with scripted() as server:
        server.say(503, {"error": {"code": 503, "message": "Away.", "status": "UNAVAILABLE"}})
        made = way(server.url)
        change = made.service("docs").documents().batchUpdate(documentId="1", body={})
        with pytest.raises(Unavailable) as raised:
            made.ask(change, "fill the document")
        assert raised.value.uncertain
        assert (raised.value.what, len(server.asked)) == ("Could not fill the document", 1)
        with pytest.raises(Unavailable) as raised:
            made.ask(change, "fill the document", safe=True)
        assert not raised.value.uncertain
        assert len(server.asked) == 6


def test_a_cut_names_what_was_being_done() -> None:
    with scripted() as server:
        server.say(CUT)
        made = way(server.url)
        request = made.service("gmail").users().drafts().create(userId="me", body={})
        with pytest.raises(Unavailable) as raised:
            made.ask(request, "keep the draft")
    assert raised.value.what == "Could not keep the draft: Google is not available"
    assert raised.value.uncertain


def test_a_question_too_long_for_an_address_is_still_safe_to_repeat() -> None:
    with scripted() as server:
        server.say(503)
        server.say(200, {"files": []})
        made = way(server.url)
        names = " or ".join(f"name = 'Jane Doe / {n}'" for n in range(200))
        assert made.ask(made.service("drive").files().list(q=names), "look") == {"files": []}
        assert [asked.method for asked in server.asked] == ["POST", "POST"]
        assert server.asked[0].headers["x-http-method-override"] == "GET"
        assert server.asked[0].body == server.asked[1].body != b""


def test_the_library_s_own_warnings_stay_off_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    with scripted() as server:
        server.say(403, {"error": {"message": "No.", "errors": [{"reason": "forbidden"}]}})
        made = way(server.url)
        with pytest.raises(Refused):
            made.ask(made.service("drive").files().get(fileId="1"), "read the document")
    assert capsys.readouterr().err == ""


def test_letters_beyond_ascii_arrive_as_they_are() -> None:
    with scripted() as server:
        server.say(200, {"id": "1"})
        made = way(server.url)
        request = made.service("drive").files().create(body={"name": "Žofie / 5 – 日本"})
        made.ask(request, "make the document")
        assert json.loads(server.asked[0].body) == {"name": "Žofie / 5 – 日本"}
