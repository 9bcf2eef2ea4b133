from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.shell import parts
from tests.desk import Desk, Said
from tests.procedures import social

ITEM = {
    *("case", "procedure", "user", "stage", "tab", "owner", "document", "earlier", "research"),
    *("comments", "as_of", "approval", "clocks", "todos", "messages"),
}
STATES = {"open", "answered", "resolved", "reopened", "deleted"}


def cases(said: Said) -> list[str]:
    """The numbers of the cases in a list as JSON."""
    return [item["case"] for item in said.json]


@pytest.fixture
def busy(desk: Desk) -> dict[str, str]:
    """Four cases by the user's first name: acknowledged, started, Sam's, and cancelled."""
    found = {}
    for number, name in enumerate(("Ana Lee", "Bo Chen", "Cid Ruiz", "Dee Watt")):
        desk.at(f"2026-11-19T08:0{number}")
        desk("start", name, f"900{number}")
        found[name.split()[0]] = cases(desk("list", "--all", "--json"))[-1]
    mail = social.receive(desk)
    found["Jane"] = social.ack(desk, mail)
    desk("set", found["Cid"], "owner", "sam")
    desk("cancel", found["Dee"], "It was a mistake.")
    desk.at("2026-11-19T08:10")
    return found


# --- list ----------------------------------------------------------------------------------


def test_an_item_of_a_list_has_the_pinned_shape(desk: Desk, started: str) -> None:
    (item,) = desk("list", "--json").json
    assert item.keys() >= ITEM
    assert (item["case"], item["procedure"]) == (started, "social-media-summary")
    assert item["user"] == {"name": "Jane Doe", "id": "44170"}
    assert (item["stage"], item["tab"], item["owner"]) == ("research", social.PENDING, "dana")
    assert item["document"].keys() == {"title", "url", "path"}
    assert item["document"]["title"] == "Jane Doe / 44170"
    assert item["earlier"] == []
    assert item["research"] == {"done": 0, "total": 6}
    assert item["comments"] == dict.fromkeys(STATES, 0)
    assert item["as_of"].startswith("2026-11-19T16:00:00")
    assert item["approval"] is None
    assert {c["name"]: c["state"] for c in item["clocks"]} == {
        "acknowledge": "met",
        "summary": "running",
    }
    assert all(c.keys() >= {"name", "due", "state"} for c in item["clocks"])
    assert {t["todo"] for t in item["todos"]} == {"announcement", "hold-tickets", "ticket-to-user"}
    assert all(t.keys() >= {"todo", "state", "service", "words"} for t in item["todos"])
    assert [(m["message"], m["state"]) for m in item["messages"]] == [
        ("acknowledgement", "sent"),
        ("user-notice", "drafted"),
    ]
    assert all(Path(m["path"]).is_file() for m in item["messages"])


def test_a_list_is_sorted_by_what_is_due_next(desk: Desk, busy: dict[str, str]) -> None:
    assert cases(desk("list", "--json")) == [busy[n] for n in ("Jane", "Ana", "Bo", "Cid")]


def test_filters_narrow_a_list(desk: Desk, busy: dict[str, str]) -> None:
    def names(*filters: str) -> set[str]:
        found = cases(desk("list", *filters, "--json"))
        return {name for name, number in busy.items() if number in found}

    assert names() == {"Ana", "Bo", "Cid", "Jane"}
    assert names("--all") == set(busy)
    assert names("--mine") == {"Ana", "Bo", "Jane"}
    assert names("--owner", "Sam Okafor") == {"Cid"}
    assert names("--owner", "sam.okafor@example.com") == {"Cid"}
    assert names("--owner", "lee") == set()
    assert names("--stage", "research") == {"Ana", "Bo", "Cid"}
    assert names("--stage", "Received", "--mine") == {"Jane"}
    assert names("--stage", "cancelled") == {"Dee"}
    assert names("--tab", "Social Media Complete 2026") == {"Dee"}
    assert names("--tab", social.PENDING.upper()) == {"Ana", "Bo", "Cid", "Jane"}
    assert names("--overdue") == {"Jane"}
    assert names("--due-within", "6m") == {"Jane", "Ana"}
    assert names("--due-within", "2h", "--mine", "--stage", "research") == {"Ana", "Bo"}
    desk.sits("sam")
    assert names("--mine") == {"Cid"}


def test_a_case_leaves_the_overdue_when_its_clock_is_stopped(
    desk: Desk, busy: dict[str, str]
) -> None:
    desk("sent", busy["Jane"], "acknowledgement", "--at", "08:05")
    assert cases(desk("list", "--overdue", "--json")) == []
    assert "missed" in desk("clocks", busy["Jane"]).out


def test_owners_who_are_nobody_here_can_be_listed(desk: Desk, started: str) -> None:
    desk("set", started, "owner", "kim@partner.example.com")
    assert cases(desk("list", "--owner", "kim@partner.example.com", "--json")) == [started]


@pytest.mark.parametrize(
    "filters",
    [("--mine", "--owner", "sam"), ("--csv", "--json"), ("--overdue", "--due-within", "1h")],
)
def test_filters_that_contradict_each_other_are_refused(desk: Desk, filters: tuple[str]) -> None:
    assert "don't go together" in parts(desk("list", *filters, code=2))[0]


def test_a_table_names_what_is_to_do(desk: Desk, busy: dict[str, str]) -> None:
    said = desk("list").out
    line = next(x for x in said.splitlines() if x.startswith(busy["Jane"]))
    assert "28 min over" not in said
    assert "Jane Doe  received  dana" in line
    assert "Thu 19 Nov 07:57" in said
    assert "13 min over" in said
    below = said[said.index(line) :].splitlines()[1]
    assert below.startswith("    send acknowledgement, user-notice; ")
    assert below.endswith("; hand over")


@pytest.mark.parametrize(
    "name", ["漢字 名前", "Zo\u0308e\u0301 Ñandú", "=1+1", "O'Neill; rm -rf /"]
)
def test_any_name_is_listed_as_it_is(desk: Desk, name: str) -> None:
    desk("start", name, "5")
    assert name in desk("list").out
    assert desk("list", "--json").json[0]["user"]["name"] == name
    assert name in desk("show", "5").out


def test_a_hostile_name_is_shown_harmlessly(desk: Desk) -> None:
    desk("start", "Evil\u202eName\u2066\u200b", "666")
    for command in (("list",), ("show", "666"), ("find", "666"), ("list", "--csv")):
        said = desk(*command)
        assert "Evil" in said.out
        assert not any(c in said.out for c in "\u202e\u2066\u200b\x1b")
    assert desk("list", "--json").json[0]["user"]["name"] == "Evil\u202eName\u2066\u200b"


@pytest.mark.parametrize("name", ["New\nLine", "Nul\x00", "Esc\x1b[31m", "Ret\r"])
def test_a_name_with_control_characters_opens_no_case(desk: Desk, name: str) -> None:
    before = desk.everything()
    assert "can't hold" in parts(desk("start", name, "667", code=2))[0]
    assert desk.everything() == before


# --- show ----------------------------------------------------------------------------------


def test_show_adds_what_is_missing_and_what_happened(desk: Desk, started: str) -> None:
    shown = desk("show", started, "--json").json
    assert shown.keys() >= ITEM | {"events"}
    assert shown["research"].keys() == {"done", "total", "missing"}
    assert shown["research"]["missing"][0] == "Message Centers"
    assert len(shown["research"]["missing"]) == 6
    kinds = [e["kind"] for e in shown["events"]]
    assert kinds[0] == "received"
    assert {"acknowledged", "document made", "started"} <= set(kinds)
    assert all(e.keys() >= {"kind", "at", "actor", "note", "data"} for e in shown["events"])


def test_show_tells_everything_in_words(desk: Desk, started: str) -> None:
    desk("set", started, "Notes", "Call her later")
    desk("set", started, "tickets", "4711")
    said = desk("show", started).out
    for text in (
        *("Jane Doe / 44170", "research", social.PENDING, "Noor Haddad", "@janedoe_designs"),
        *("Call her later", "4711", "jane.doe@example.com", "0 of 6", "Message Centers"),
        *("acknowledge   met", "summary       running", "due Thu 19 Nov 15:42"),
        *("user-notice", "drafted", "hold-tickets:\n      Take the Open and Pending tickets"),
        *("Next", f"summarizer sent {started} user-notice", f"summarizer request-review {started}"),
    ):
        assert text in said, text


def test_show_tells_the_columns_that_people_added(desk: Desk, started: str) -> None:
    with sqlite3.connect(desk.root / "tracker.db") as connection:
        connection.execute('ALTER TABLE rows ADD COLUMN "Mood"')
        connection.execute("UPDATE rows SET Mood = 'furious'")
    connection.close()
    assert desk("show", started, "--json").json["columns"] == {"Mood": "furious"}
    assert re.search("Mood +furious", desk("show", started).out)


def test_an_approval_is_shown_with_who_when_and_whether_it_stands(
    desk: Desk, approved: str
) -> None:
    shown = desk("show", approved, "--json").json["approval"]
    assert (shown["by"], shown["stands"]) == ("fay", True)
    assert shown["at"].startswith("2026-11-19T19:00")
    assert "by fay, Thu 19 Nov 11:00" in desk("show", approved).out
    social.paper(desk, approved).write("Next steps", "Something else.")
    desk("sync", approved)
    assert desk("show", approved, "--json").json["approval"]["stands"] is False
    assert "void: the summary has changed since" in desk("show", approved).out


def test_a_case_is_named_by_anything_that_names_just_one(desk: Desk, started: str) -> None:
    for text in ("44170", "jane", "Doe", "JANE DOE", " Jane Doe ", started.lower()):
        assert desk("show", text, "--json").json["case"] == started


# --- find ----------------------------------------------------------------------------------


#: What is looked for, and why the case of Jane Doe fits.
FOUND = {
    "44170": "same user id 44170: Jane Doe",
    "Jane Doe": "same name: Jane Doe",
    "jane doe": "same name: Jane Doe",
    "Doe Jane": "same name: Jane Doe",
    "Jane Dow": "similar name: Jane Doe",
    "ane": "contains it",
    "jhane": "similar: Jane Doe",
    "Jhane Do": "similar: Jane Doe",
    "SM-20261119": "contains it",
}


def test_a_case_is_found_and_the_reason_is_told(desk: Desk, started: str) -> None:
    for text, reason in FOUND.items():
        (found,) = desk("find", text, "--json").json
        assert found == {
            "case": started,
            "user": {"name": "Jane Doe", "id": "44170"},
            "stage": "research",
            "reason": reason,
        }
        assert reason in desk("find", text).out


def test_what_is_like_nothing_is_not_found(desk: Desk, started: str) -> None:
    assert started
    for text in ("xyzzy", "jhane xyzzy", "xyzzy jhane", "%", "'; DROP TABLE rows; --", "", "  "):
        assert parts(desk("find", text, code=3))[0] == f"Nothing is like {text!r}"
        assert desk("find", text, "--json", code=3).json == []


# --- history, open, clocks -----------------------------------------------------------------


def test_history_tells_what_happened_who_did_it_and_what_was_taken_back(
    desk: Desk, started: str
) -> None:
    desk("set", started, "network", "Reddit", "--at", "07:58")
    desk("undo", started)
    lines = desk("history", started).out.splitlines()
    assert lines[0].split() == ["WHEN", "WHAT", "WHO", "ABOUT"]
    assert any("Thu 19 Nov 2026 07:42  received" in line for line in lines)
    assert any("acknowledged" in line and "acknowledgement" in line for line in lines)
    assert any("(fact set)" in line and "network = Reddit" in line for line in lines)
    assert any("undone" in line and "set#1" in line for line in lines)
    events = desk("history", started, "--json").json
    assert [e["undone"] for e in events if e["kind"] == "fact set"] == [True]
    assert not any(e["kind"] == "intent opened" for e in events)
    steps = desk("history", started, "--steps", "--json").json
    assert sum(e["kind"] == "intent opened" for e in steps) == 4
    assert "start#1/opened" in desk("history", started, "--steps").out


def test_open_says_where_the_document_is_also_when_people_moved_it(
    desk: Desk, started: str
) -> None:
    path = Path(desk("open", "--print", started).out.strip())
    assert path.parent.name == "Social Media Folder"
    moved = path.parent / "Mine" / "Renamed.docx"
    moved.parent.mkdir()
    path.rename(moved)
    assert desk("open", "--print", started).out == f"{moved}\n"
    shown = desk("open", "--json", started).json
    assert shown == {
        "case": started,
        "title": "Jane Doe / 44170",
        "url": moved.as_uri(),
        "path": str(moved),
    }
    moved.unlink()
    what, why, *fixes = parts(desk("open", "--print", started, code=3))
    assert what == f"The document of {started} is gone"
    assert str(path) in why
    assert fixes[-1] == f"Then make it anew: summarizer start {started}"


def test_places_are_told_as_they_are_once_the_workspace_was_moved(desk: Desk, started: str) -> None:
    moved = desk.root = desk.root.rename(desk.root.with_name("moved"))
    path = Path(desk("open", "--print", started).out.strip())
    assert path.is_relative_to(moved)
    for command in ("list", "show"):
        found = desk(command, *[started] * (command == "show"), "--json").json
        item = found[0] if command == "list" else found
        assert (item["document"]["path"], item["document"]["url"]) == (str(path), path.as_uri())
        assert all(Path(m["path"]).is_relative_to(moved) for m in item["messages"])
    assert str(path) in desk("show", started).out
    assert f"<{path.as_uri()}>" in desk("list", "--csv").out
    assert "not there any more" not in desk("show", started).out
    path.rename(path.with_name("Renamed.docx"))
    assert f"{path} — not there any more" in desk("show", started).out


def test_open_opens_the_document(
    desk: Desk, started: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" >"{tmp_path}/opened"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    where = desk("open", started).out.strip()
    assert (tmp_path / "opened").read_text() == Path(where).as_uri()


def test_a_case_without_a_document_has_none_to_open(desk: Desk, acknowledged: str) -> None:
    what, fix = parts(desk("open", acknowledged, code=3))
    assert what == f"{acknowledged} has no document"
    assert fix == f"Make it with: summarizer start {acknowledged}"


def test_clocks_are_told_with_their_state_and_the_walk_adds_up(desk: Desk, started: str) -> None:
    desk("done", started, "ticket-to-user", "--at", "08:00")
    desk.at("2026-11-20T08:00")
    rows = {c["name"]: c for c in desk("clocks", started, "--json").json}
    assert {name: c["state"] for name, c in rows.items()} == {
        "acknowledge": "met",
        "summary": "missed",
        "promise": "running",
    }
    assert all(c.keys() == {"name", "due", "left", "state"} for c in rows.values())
    said = desk("clocks", started, "--explain").out
    assert "(8 h of 8 h)" in said
    assert "(48 h of 48 h)" in said
    walks = desk("clocks", started, "--explain", "--json").json
    assert all(c["walk"] for c in walks)
