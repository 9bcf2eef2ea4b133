"""The server as a client meets it: who may ask, for what, and how it refuses."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.google import desk, discovery, oauth
from tests.google.__main__ import carried, main
from tests.google.server import Server, serve
from tests.google.world import Call, GoogleError, Media, World

FILES = "/drive/v3/files"
SHEETS = "https://www.googleapis.com/auth/spreadsheets"


@pytest.fixture
def ask(google: Server) -> Iterator[Callable[..., requests.Response]]:
    """Ask as the agent."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {oauth.TEST_TOKEN}"

        def go(verb: str, path: str, **more: Any) -> requests.Response:
            return session.request(verb, google.url + path, timeout=10, **more)

        yield go


def put(google: Server, method: str, answer: Any) -> list[Call]:
    """Let a method answer like this; the list fills with its calls."""
    calls: list[Call] = []

    def handler(_world: World, call: Call) -> Any:
        calls.append(call)
        if isinstance(answer, Exception):
            raise answer
        return answer

    google.dispatch.handlers[method] = handler
    return calls


def test_a_request_reaches_its_method_with_typed_parameters(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    calls = put(google, "drive.files.list", {"files": []})
    assert ask("GET", f"{FILES}?pageSize=7&supportsAllDrives=True&q=a%20b").json() == {"files": []}
    (call,) = calls
    assert (call.params["pageSize"], call.params["supportsAllDrives"]) == (7, True)
    assert (call.params["q"], call.user) == ("a b", desk.AGENT)
    assert google.log == [("drive.files.list", 200)]


@pytest.mark.parametrize("host", ["", "/www.googleapis.com"])
def test_the_host_of_the_api_may_stand_before_the_path(
    google: Server, ask: Callable[..., requests.Response], host: str
) -> None:
    put(google, "drive.files.get", {"id": "x"})
    assert ask("GET", f"{host}{FILES}/x").json() == {"id": "x"}


@pytest.mark.parametrize("path", ["/sheets.googleapis.com/drive/v3/about", "/www.google.com/token"])
def test_a_method_is_found_only_at_its_own_host(
    ask: Callable[..., requests.Response], path: str
) -> None:
    assert ask("GET", path).status_code == 404
    assert ask("POST", path).status_code == 404


def test_percent_signs_in_a_path_are_kept_from_being_its_slashes(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    calls = put(google, "sheets.spreadsheets.values.append", {})
    ask("POST", "/v4/spreadsheets/s/values/'a%2Fb'!A1:append?valueInputOption=RAW", json={})
    assert calls[0].params["range"] == "'a/b'!A1"
    assert ask("POST", "/v4/spreadsheets/s/values/'a/b'!A1:append").status_code == 404


def test_an_unknown_path_is_a_page_that_says_404(ask: Callable[..., requests.Response]) -> None:
    answer = ask("GET", "/drive/v3/flies")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_what_google_has_and_this_has_not_is_501(ask: Callable[..., requests.Response]) -> None:
    answer = ask("GET", "/drive/v3/apps")
    assert answer.status_code == 501
    assert "drive.apps.list" in answer.json()["error"]["message"]
    assert ask("POST", "/batch/gmail/v1").status_code == 501
    upload = ask("POST", f"/upload{FILES}?uploadType=resumable", json={})
    assert upload.status_code == 501
    chunks = ask("POST", FILES, data=iter([b"{}"]))
    assert chunks.status_code == 501


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer no"}])
def test_without_a_token_everything_is_401(google: Server, header: dict[str, str]) -> None:
    for path in (f"{FILES}/x", "/v4/spreadsheets/x"):
        answer = requests.get(google.url + path, headers=header, timeout=10)
        assert answer.status_code == 401
        assert answer.json()["error"]["status"] == "UNAUTHENTICATED"


def test_a_token_without_the_scope_is_403(google: Server) -> None:
    token = oauth.mint(google.world, desk.AGENT, [SHEETS])
    header = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{google.url}{FILES}/x", headers=header, timeout=10)
    assert answer.status_code == 403
    (error,) = answer.json()["error"]["errors"]
    assert error["reason"] == "insufficientPermissions"


def test_drive_words_an_error_with_reasons(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    put(google, "drive.files.get", GoogleError(404, "File not found: x.", "notFound"))
    assert ask("GET", f"{FILES}/x").json() == {
        "error": {
            "code": 404,
            "message": "File not found: x.",
            "errors": [{"message": "File not found: x.", "domain": "global", "reason": "notFound"}],
        }
    }


def test_sheets_words_an_error_with_a_status(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    put(google, "sheets.spreadsheets.get", GoogleError(404, "Requested entity was not found."))
    assert ask("GET", "/v4/spreadsheets/x").json() == {
        "error": {
            "code": 404,
            "message": "Requested entity was not found.",
            "status": "NOT_FOUND",
        }
    }


def test_a_bad_body_is_refused_before_the_handler_sees_it(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    calls = put(google, "docs.documents.batchUpdate", {})
    answer = ask("POST", "/v1/documents/d:batchUpdate", json={"requests": [{"nope": {}}]})
    assert answer.json()["error"]["message"] == (
        "Invalid JSON payload received. Unknown name \"nope\" at 'requests[0]': Cannot find field."
    )
    assert not calls


def test_only_the_fields_that_were_asked_for_are_answered(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    file = {"id": "1", "name": "n", "owners": [{"displayName": "A", "me": True}]}
    put(google, "drive.files.list", {"kind": "drive#fileList", "files": [file]})
    answer = ask("GET", f"{FILES}?fields=files(id,owners/me)").json()
    assert answer == {"files": [{"id": "1", "owners": [{"me": True}]}]}


def test_a_file_comes_as_it_is(google: Server, ask: Callable[..., requests.Response]) -> None:
    put(google, "drive.files.get", Media(b"\x00\xff", "image/png"))
    answer = ask("GET", f"{FILES}/x?alt=media")
    assert (answer.content, answer.headers["Content-Type"]) == (b"\x00\xff", "image/png")


def test_no_content_is_204_without_a_body(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    put(google, "drive.files.delete", None)
    answer = ask("DELETE", f"{FILES}/x")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x00", b"", b"\r\n--bound\n\n"])
def test_an_upload_brings_its_content_and_its_description(
    google: Server, ask: Callable[..., requests.Response], end: str, content: bytes
) -> None:
    calls = put(google, "drive.files.create", {"id": "1"})
    head = f"--b0{end}Content-Type: application/json{end}{end}" + json.dumps({"name": "n"})
    middle = f"{end}--b0{end}Content-Type: image/png{end}{end}"
    body = (head + middle).encode() + content + f"{end}--b0--{end}".encode()
    form = {"Content-Type": 'multipart/related; boundary="b0"'}
    ask("POST", f"/upload{FILES}?uploadType=multipart", data=body, headers=form)
    assert calls[0].body == {"name": "n"}
    assert calls[0].media == (content, "image/png")


def test_an_upload_may_be_nothing_but_content(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    calls = put(google, "drive.files.update", {"id": "1"})
    form = {"Content-Type": "text/csv"}
    ask("PATCH", f"/upload{FILES}/1?uploadType=media", data=b"a,b", headers=form)
    assert (calls[0].media, calls[0].body) == ((b"a,b", "text/csv"), {})


def test_a_query_too_long_for_a_url_may_come_as_a_form(
    google: Server, ask: Callable[..., requests.Response]
) -> None:
    calls = put(google, "drive.files.list", {"files": []})
    override = {"X-HTTP-Method-Override": "GET"}
    ask("POST", FILES, data={"q": "x" * 3000}, headers=override)
    assert calls[0].params["q"] == "x" * 3000


def test_an_answer_that_google_could_not_give_is_a_bug_and_seen(
    ask: Callable[..., requests.Response], google: Server
) -> None:
    put(google, "drive.files.get", {"nope": 1})
    answer = ask("GET", f"{FILES}/x")
    assert answer.status_code == 500
    assert "BUG OF THE LOOPBACK GOOGLE" in answer.json()["error"]["message"]
    (bug,) = google.bugs
    assert "File.nope is not allowed" in bug
    google.bugs.clear()  # else the fixture fails this test


def test_one_connection_serves_many_requests(google: Server) -> None:
    put(google, "drive.files.get", {"id": "x"})
    connection = http.client.HTTPConnection(google.url.removeprefix("http://"))
    for _ in range(3):
        connection.request("GET", f"{FILES}/x?access_token={oauth.TEST_TOKEN}")
        kept = connection.sock
        assert connection.getresponse().read() == b'{"id":"x"}'
        assert connection.sock is kept
    connection.close()


def test_closing_ends_the_connections_that_are_open() -> None:
    server = serve(desk.world())
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request("GET", "/-/log")
    connection.getresponse().read()
    server.close()
    assert connection.sock.recv(1) == b""
    connection.close()


def test_the_control_paths_are_for_the_command_line(google: Server) -> None:
    fault = {"kind": "503", "method": "drive.*", "times": 1}
    assert requests.post(f"{google.url}/-/faults", json=fault, timeout=10).status_code == 200
    path = f"{google.url}{FILES}/x?access_token={oauth.TEST_TOKEN}"
    assert requests.get(path, timeout=10).status_code == 503
    log = requests.get(f"{google.url}/-/log", timeout=10).json()
    assert log == {"log": [["drive.files.get", 503]], "bugs": []}
    requests.post(f"{google.url}/-/faults", json=fault, timeout=10)
    requests.delete(f"{google.url}/-/faults", timeout=10)
    assert not google.faults.waiting
    client = requests.get(f"{google.url}/-/client", timeout=10).json()
    assert client["installed"]["token_uri"] == f"{google.url}/token"
    assert requests.post(f"{google.url}/-/reset", timeout=10).status_code == 200
    assert google.log == []
    assert requests.get(f"{google.url}/-/nope", timeout=10).status_code == 404
    assert requests.post(f"{google.url}/-/faults", json={"kind": "9"}, timeout=10).ok is False


def test_each_path_of_the_discovery_documents_leads_to_its_method() -> None:
    for routes in discovery._routes().values():  # noqa: SLF001 - each of them is asked for
        for route in routes:
            verb = next(v for (v, _), rs in discovery._routes().items() if route in rs)  # noqa: SLF001
            path = route.pattern.pattern.replace("([^/]+)", "x").replace("\\", "")
            found = discovery.find(verb, path)
            assert found is not None
            assert found.method.id == route.method.id


def test_what_is_carried_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--carried"]) == 0
    printed = capsys.readouterr().out
    assert printed == carried()
    assert "not carried: 501  drive.apps.list\n" in printed
    assert "carried           calendar.events.list\n" in printed
    assert "carried           sheets batchUpdate appendCells\n" in printed
    assert "not carried: 501  docs batchUpdate createFooter\n" in printed
