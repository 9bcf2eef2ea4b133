"""Faults as a client meets them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.google import oauth
from tests.google.server import Server
from tests.google.world import Call, World

FILES = "/drive/v3/files"


@pytest.fixture
def session(google: Server) -> Iterator[requests.Session]:
    """The agent's session; `drive.files.*` counts, creates and lists names."""
    google.dispatch.handlers["drive.files.create"] = _create
    google.dispatch.handlers["drive.files.list"] = _list
    with requests.Session() as made:
        made.headers["Authorization"] = f"Bearer {oauth.TEST_TOKEN}"
        yield made


def _names(world: World) -> list[str]:
    names: list[str] = world.part("names", list)
    return names


def _create(world: World, call: Call) -> Any:
    _names(world).append(call.body["name"])
    return {"name": call.body["name"]}


def _list(world: World, _call: Call) -> Any:
    return {"files": [{"name": name} for name in _names(world)]}


def create(
    google: Server, session: requests.Session, name: str = "a", seconds: float = 10
) -> requests.Response:
    return session.post(google.url + FILES, json={"name": name}, timeout=seconds)


def listed(google: Server, session: requests.Session) -> list[str]:
    answer = session.get(google.url + FILES, timeout=5)
    return [file["name"] for file in answer.json()["files"]]


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("429", 429, "rateLimitExceeded"),
        ("403", 403, "rateLimitExceeded"),
        ("500", 500, "backendError"),
        ("503", 503, "backendError"),
    ],
)
def test_a_refusal_comes_as_often_as_asked_and_changes_nothing(
    google: Server, session: requests.Session, kind: str, status: int, reason: str
) -> None:
    google.faults.add(kind, method="drive.files.create", times=2)
    answers = [create(google, session) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].json()["error"]["errors"][0]["reason"] == reason
    assert "Retry-After" not in answers[0].headers
    assert _names(google.world) == ["a"]


def test_a_refusal_may_say_when_to_come_back(google: Server, session: requests.Session) -> None:
    google.faults.add("429", retry_after=7)
    assert create(google, session).headers["Retry-After"] == "7"


def test_a_fault_for_other_methods_waits_for_them(
    google: Server, session: requests.Session
) -> None:
    google.faults.add("503", method="sheets.*")
    assert create(google, session).ok
    answer = session.get(f"{google.url}/v4/spreadsheets/x", timeout=5)
    assert answer.json()["error"]["status"] == "UNAVAILABLE"


def test_a_fault_may_let_some_requests_through_first(
    google: Server, session: requests.Session
) -> None:
    google.faults.add("500", after=2, times=1)
    assert [create(google, session).status_code for _ in range(4)] == [200, 200, 500, 200]


def test_a_fault_without_an_end_lasts_until_it_is_cleared(
    google: Server, session: requests.Session
) -> None:
    google.faults.add("500", times=None)
    assert [create(google, session).status_code for _ in range(3)] == [500] * 3
    google.faults.clear()
    assert create(google, session).ok


@pytest.mark.parametrize(
    ("kind", "error", "left"),
    [
        ("timeout-before", requests.Timeout, []),
        ("timeout-after", requests.Timeout, ["a"]),
        ("cut-before", requests.ConnectionError, []),
        ("cut-after", requests.ConnectionError, ["a"]),
    ],
)
def test_silence_comes_before_or_after_the_work_is_done(
    google: Server,
    session: requests.Session,
    kind: str,
    error: type[Exception],
    left: list[str],
) -> None:
    google.faults.add(kind, method="drive.files.create")
    with pytest.raises(error):
        create(google, session, seconds=0.3 if error is requests.Timeout else 10)
    assert _names(google.world) == left
    assert google.log == [("drive.files.create", 0)]


def test_a_server_that_is_closed_keeps_nobody_waiting(
    google: Server, session: requests.Session
) -> None:
    google.faults.add("timeout-before", seconds=60)
    with pytest.raises(requests.Timeout):
        create(google, session, seconds=0.3)
    began = time.monotonic()
    google.close()
    assert time.monotonic() - began < 5


def test_a_late_index_does_not_see_what_was_just_made(
    google: Server, session: requests.Session
) -> None:
    create(google, session, "old")
    google.faults.add("lag", times=2)
    create(google, session, "new")
    seen = [listed(google, session) for _ in range(3)]
    assert seen == [["old"], ["old"], ["old", "new"]]


def test_somebody_else_may_be_faster(google: Server, session: requests.Session) -> None:
    def other(world: World) -> None:
        _names(world).append("theirs")

    google.faults.add("edit", method="drive.files.create", after=1, edit=other)
    create(google, session, "first")
    create(google, session, "second")
    assert listed(google, session) == ["first", "theirs", "second"]


def test_faults_add_up(google: Server, session: requests.Session) -> None:
    google.faults.add("edit", edit=lambda world: _names(world).append("theirs"))
    google.faults.add("429")
    google.faults.add("503")
    answers = [create(google, session).status_code for _ in range(3)]
    assert answers == [429, 503, 200]
    assert _names(google.world) == ["theirs", "a"]


@pytest.mark.parametrize("wrong", [{"kind": "418"}, {"kind": "edit"}])
def test_a_fault_that_is_none_is_refused(google: Server, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        google.faults.add(**wrong)


def test_sign_in_has_faults_too(google: Server) -> None:
    google.faults.add("503", method="oauth.token")
    post: Callable[..., requests.Response] = requests.post
    assert post(f"{google.url}/token", data={}, timeout=5).status_code == 503
    assert post(f"{google.url}/token", data={}, timeout=5).status_code == 400
    assert google.log == [("oauth.token", 503), ("oauth.token", 400)]


def test_drive_itself_finds_late_but_has_it_at_once(google: Server) -> None:
    google.faults.add("lag", method="drive.files.list")
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {oauth.TEST_TOKEN}"
        made = session.post(google.url + FILES, json={"name": "new"}, timeout=5).json()
        query = {"q": "name = 'new'"}
        found = [session.get(google.url + FILES, params=query, timeout=5) for _ in range(2)]
        assert session.get(f"{google.url}{FILES}/{made['id']}", timeout=5).ok
    assert [len(answer.json()["files"]) for answer in found] == [0, 1]
