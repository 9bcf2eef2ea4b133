from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.zendesk import contract, desk
from tests.zendesk.__main__ import main
from tests.zendesk.server import Server


def ask(server: Server, method: str, path: str, user: str = desk.AGENT, **how: Any) -> Any:
    token = desk.TOKEN if user == desk.AGENT else f"token-{user}"
    url = f"{server.url}/api/v2/{path}"
    return requests.request(method, url, auth=(f"{user}/token", token), timeout=5, **how)


def test_a_path_that_is_not_carried_is_501_and_not_ignored(zendesk: Server) -> None:
    assert ask(zendesk, "GET", "macros").status_code == 501
    assert ask(zendesk, "GET", "tickets").status_code == 501, "a list of everything"
    answer = ask(zendesk, "PUT", "tickets/2", json={"ticket": {"priority": "high"}})
    assert (answer.status_code, answer.json()["error"]) == (501, "NotCarried")


def test_what_the_published_models_do_not_know_is_refused(zendesk: Server) -> None:
    answer = ask(zendesk, "PUT", "tickets/2", json={"ticket": {"state": "hold"}})
    assert answer.status_code == 400
    assert "has no state" in answer.json()["description"]
    assert ask(zendesk, "GET", "tickets/2?page=1").status_code == 400
    assert (
        ask(zendesk, "PUT", "tickets/2", json={"ticket": {"status": "on-hold"}}).status_code == 400
    )
    assert ask(zendesk, "PUT", "tickets/2", data=b"[1]").status_code == 400


def test_an_answer_that_the_published_models_do_not_have_is_a_bug() -> None:
    with pytest.raises(contract.Breach, match=r"ticket\.asignee_id"):
        contract.check("TicketResponse", {"ticket": {"requester_id": 1, "asignee_id": 2}})
    with pytest.raises(contract.Breach):
        contract.check("TicketResponse", {"ticket": {"requester_id": "1"}})
    with pytest.raises(contract.Breach):
        contract.check("TicketResponse", {"ticket": {"requester_id": 1, "status": "held"}})


def test_who_may_not_is_told_so(zendesk: Server) -> None:
    assert requests.get(f"{zendesk.url}/api/v2/users/me", timeout=5).status_code == 401
    wrong = requests.get(
        f"{zendesk.url}/api/v2/users/me", auth=(f"{desk.AGENT}/token", "x"), timeout=5
    )
    assert wrong.status_code == 401
    assert ask(zendesk, "GET", "users/me", desk.USER).json()["user"]["role"] == "end-user"
    assert ask(zendesk, "GET", "tickets/2", desk.USER).status_code == 403
    assert ask(zendesk, "GET", "tickets/2", desk.LIMITED).status_code == 403, "of another group"


def test_what_can_not_be_is_a_422_that_says_why(zendesk: Server) -> None:
    for change, why in (
        ({"assignee_email": desk.USER}, "Assignee: is not an agent"),
        ({"group_id": 1}, "Group: is invalid"),
        ({"comment": {"body": " "}}, "Description: cannot be blank"),
        ({"status": "solved", "assignee_id": None}, "Assignee: is required when solving a ticket"),
    ):
        answer = ask(zendesk, "PUT", "tickets/2", json={"ticket": change})
        details = answer.json()["details"]
        assert (answer.status_code, [d["description"] for [d] in details.values()]) == (422, [why])
    answer = ask(zendesk, "PUT", "tickets/6", json={"ticket": {"status": "open"}})
    assert "closed prevents ticket update" in answer.text


def test_an_older_stamp_is_a_conflict_and_changes_nothing(zendesk: Server) -> None:
    stamp = ask(zendesk, "GET", "tickets/2").json()["ticket"]["updated_at"]
    desk.write(zendesk.world, 2, desk.COLLEAGUE, "I look at it.")
    safe = {"status": "hold", "safe_update": True, "updated_stamp": stamp}
    answer = ask(zendesk, "PUT", "tickets/2", json={"ticket": safe})
    assert (answer.status_code, answer.json()["error"]) == (409, "UpdateConflict")
    assert zendesk.world.tickets[2].status == "open"


def test_an_idempotency_key_is_known_for_two_hours(zendesk: Server) -> None:
    body = {"ticket": {"subject": "S", "comment": {"body": "B"}, "requester_id": 201}}

    def create(**more: Any) -> Any:
        headers = {"Idempotency-Key": "k"}
        return ask(zendesk, "POST", "tickets", json=body | more, headers=headers)

    first, second = create(), create()
    assert first.headers["x-idempotency-lookup"] == "miss"
    assert second.headers["x-idempotency-lookup"] == "hit"
    assert first.json()["ticket"]["id"] == second.json()["ticket"]["id"]
    other = create(ticket=body["ticket"] | {"subject": "T"})
    assert (other.status_code, other.json()["error"]) == (400, "IdempotentRequestError")
    zendesk.world.pass_time(hours=2)
    assert create().json()["ticket"]["id"] != first.json()["ticket"]["id"]


def test_an_update_that_changes_nothing_leaves_no_audit(zendesk: Server) -> None:
    before = len(zendesk.world.tickets[2].audits)
    body = {"ticket": {"status": "open", "metadata": {"a": "b"}}}
    assert ask(zendesk, "PUT", "tickets/2", json=body).status_code == 200
    assert len(zendesk.world.tickets[2].audits) == before


def test_it_runs_by_hand(zendesk: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--carried"]) == 0
    assert "GET  /api/v2/users/me" in capsys.readouterr().out
    fault = {"kind": "429", "method": "tickets.*"}
    assert requests.post(f"{zendesk.url}/-/faults", json=fault, timeout=5).ok
    assert ask(zendesk, "GET", "tickets/2").status_code == 429
    log = requests.get(f"{zendesk.url}/-/log", timeout=5).json()["log"]
    assert log == [["tickets.show", 429]]
    assert (
        requests.post(f"{zendesk.url}/-/faults", json={"kind": "x"}, timeout=5).status_code == 400
    )
