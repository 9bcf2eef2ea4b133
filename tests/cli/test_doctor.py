from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document

from summarizer.workspace import shipped
from tests.cli.shell import Mend, Shell, parts
from tests.desk import Desk, everything
from tests.slack import world
from tests.slack.server import Server as SlackServer

#: A mistake: the file, what is replaced by what, and what doctor says of it.
MISTAKES = [
    ("summarizer.toml", 'me = "', "me = [", "is not TOML"),
    ("summarizer.toml", "desk = ", "dask = ", "There is no such setting; perhaps desk."),
    ("summarizer.toml", 'me = "dana', 'me = "zoe', "'zoe.reyes@example.com' is nobody"),
    ("summarizer.toml", 'me = "dana.reyes@example.com"', 'me = ""', "me: it is empty"),
    ("summarizer.toml", 'zone = "America/Los_Angeles"', 'zone = "PST"', "It says 'PST'"),
    ("summarizer.toml", 'tz = "America/Los_Angeles"', 'tz = "PST"', "calendars.business.tz"),
    ("summarizer.toml", 'ee = "ee@example.com"', 'ee = "ee"', "addresses.ee: 'ee' is not one"),
    ("summarizer.toml", 'ee = "ee@example.com"', 'ee = ""', "addresses.ee: '' is not one"),
    ("summarizer.toml", "hours = { mon", "hours = {} #", "at least one window"),
    ("summarizer.toml", '"Social Media Folder"', '"../mine"', "leads out of the workspace"),
    ("summarizer.toml", '"Social Media Folder"', '"Elsewhere"', "Elsewhere: it is missing"),
    ("summarizer.toml", 'url = ""', 'url = "files/"', "'files/' is no address that a browser"),
    ("summarizer.toml", "user_id = []", 'user_id = ["("]', "'(' is not a regular expression"),
    ("summarizer.toml", 'channel = "" # "room"', 'channel = "mail" # "room"', "to names nobody"),
    ("people.toml", "[roles]", "[roles", "people.toml is not TOML"),
    ("people.toml", '"rosa", "ravi"]     #', "] #", "roles.reviewers: nobody holds it"),
    ("people.toml", 'leads = ["lee", "morgan"]', "", "roles.leads: nobody holds it"),
    ("people.toml", 'zone = "America/Los_Angeles"', 'zone = "PST"', "person.dana.zone"),
    ("people.toml", '"fay.brandt@example.com"', '"fay.brandt"', "not 'fay.brandt'"),
    ("people.toml", "finn.aalto@", "fay.brandt@", "an address of their own; fay has it too"),
    ("people.toml", 'on-call = ["agents"]', 'on-call = ["on-call"]', "circle: on-call -> on-call"),
    ("people.toml", 'on-call = ["agents"]  ', "", "nobody, and no stand-in, comes on within a day"),
    ("people.toml", '["fay", "finn"]', '["fay", "zoe"]', "there is no [person.zoe]"),
]


@pytest.mark.parametrize(("mistake", "says"), [(m[:3], m[3]) for m in MISTAKES])
def test_doctor_finds_and_explains_a_mistake(
    shell: Shell, mend: Mend, mistake: tuple[str, str, str], says: str
) -> None:
    mend(*mistake)
    said = shell("doctor", code=5)
    bad = [line for line in said.out.splitlines() if line.startswith("✗")]
    assert len(bad) == 1, said.out
    assert says in said.out
    assert said.out.splitlines()[said.out.splitlines().index(bad[0]) + 1].startswith("    ")
    assert parts(said)[0].startswith("1 of ")


def test_a_calendar_that_never_opens_is_named_and_hides_no_case(desk: Desk, started: str) -> None:
    file = desk.root / "summarizer.toml"
    days = ", ".join(f'"{date(2026, 1, 1) + timedelta(n)}"' for n in range(5000))
    text = file.read_text()
    for old, new in (("hours = { mon", "hours = { sun"), (', tue = [["07:00", "17:00"]]', "")):
        text = text.replace(old, new, 1)
    text = text.replace("holidays = []", f"holidays = [{days}]", 1)
    file.write_text(text)
    told = desk("doctor", code=5).out
    assert "✗ calendars.business: it has no time for the 8 h of social-media-summary's s" in told
    assert f"    Mend its hours, holidays and breaks in {file}." in told
    (line,) = (line for line in desk("list").out.splitlines() if started in line)
    assert "never" in line
    shown = desk("show", started).out
    assert "summary       never    runs out: its calendar has too few open hours" in shown
    assert desk("clocks", started, "--explain").out.count("never") == 2
    clock = next(
        c for c in desk("show", started, "--json").json["clocks"] if c["name"] == "summary"
    )
    assert (clock["state"], clock["due"]) == ("never", None)
    desk("check", started, "Iovation", "--finding", "One device.")


def test_doctor_looks_at_everything_though_much_is_broken(shell: Shell, mend: Mend) -> None:
    mend("summarizer.toml", 'zone = "America/Los_Angeles"', 'zone = "PST"')
    mend("summarizer.toml", "desk = ", "dask = ")
    mend("people.toml", "finn.aalto@", "fay.brandt@")
    mend("people.toml", "ravi.menon@example.com", "ravi")
    (shell.here / "tracker.db").write_text("no tracker")
    (shell.here / "outbox").rmdir()
    own = shell.here / "templates" / "tier-2"
    own.mkdir(parents=True)
    (own / "procedure.toml").write_text("title = 5\n")
    said = shell("doctor", code=5)
    for text in (
        *("has 2 mistakes", "dask: There is no such setting", "zone can't be read"),
        *("person.finn.email", "person.ravi.email", "outbox: it is missing"),
        *("The file is damaged or not a tracker", "tier-2/procedure.toml: stages"),
    ):
        assert text in said.out
    assert parts(said)[0].startswith("5 of ")
    found = {f["what"]: f for f in shell("doctor", "--json", code=5).json}
    assert found["tracker.db"]["fix"] != ""
    assert found["procedure social-media-summary"] == {
        "what": "procedure social-media-summary",
        "problem": "",
        "fix": "",
        "note": "",
    }


def test_doctor_mends_nothing_itself(shell: Shell) -> None:
    shell("init")
    (shell.here / "evidence").rmdir()
    before = everything(shell.here)
    shell("doctor", code=5)
    assert everything(shell.here) == before
    (shell.here / "tracker.db").unlink()
    assert "There is no tracker.db" in shell("doctor", code=5).out
    assert not (shell.here / "tracker.db").exists()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="nothing else is unwritable for root, too")
def test_doctor_finds_a_folder_that_can_not_be_written(shell: Shell) -> None:
    shell("init")
    (shell.here / "outbox").rmdir()
    (shell.here / "outbox").symlink_to("/proc")
    assert "outbox: nothing can be written there: " in shell("doctor", code=5).out


def test_doctor_finds_a_file_where_a_folder_should_be(shell: Shell) -> None:
    shell("init")
    (shell.here / "outbox").rmdir()
    (shell.here / "outbox").write_text("")
    assert "outbox: it is no folder" in shell("doctor", code=5).out


def test_a_tracker_that_was_cut_to_nothing_is_not_taken_for_an_empty_one(
    desk: Desk, acknowledged: str
) -> None:
    file = desk.root / "tracker.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = file.read_bytes()
    file.write_bytes(b"")
    for command in (("list",), ("show", acknowledged), ("doctor", "--reconcile")):
        assert "is damaged: it has no content" in desk(*command, code=7).err
    assert "is damaged" in desk("doctor", code=5).out
    assert file.read_bytes() == b""
    file.write_bytes(whole)
    desk("show", acknowledged)


def test_doctor_finds_a_damaged_tracker(desk: Desk, acknowledged: str) -> None:
    assert acknowledged
    file = desk.root / "tracker.db"
    with desk.workspace() as workspace:  # what stands in the log comes into the file
        workspace.tracker.close()
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 12] = os.urandom(4096 * 9)
    file.write_bytes(content)
    said = desk("doctor", code=5)
    assert "damaged" in said.out
    assert "Put a copy" in said.out


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("answer.j2", "Hello {{ usr.name }}", "answer.j2, line 1: nothing is known as usr"),
        ("answer.j2", "Hello {% if %}", "answer.j2, line 1: Expected an expression"),
        ("answer.j2", b"\xff\xfe", "is not text in UTF-8"),
        ("summary.docx", "no document", "summary.docx is damaged, or no Word document"),
        ("procedure.toml", "title =", "is not TOML"),
    ],
)
def test_doctor_and_check_find_a_mistake_in_a_file_that_overrides(
    shell: Shell, name: str, text: str | bytes, says: str
) -> None:
    shell("init")
    own = shell.here / "templates" / "social-media-summary"
    own.mkdir(parents=True)
    (own / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert says in shell("doctor", code=5).out
    said = shell("procedures", "check", code=2)
    assert says in said.out
    assert "tier-2: good." in said.out


def test_doctor_finds_a_missing_template_and_a_prefix_twice(desk: Desk) -> None:
    def change(table: dict[str, dict[str, str]]) -> None:
        table["document"]["template"] = "gone.docx"

    desk.procedure("social-media-summary", change)
    own = desk.root / "templates"
    (own / "social-media-summary").rename(own / "mine")
    said = desk("doctor", code=5)
    assert "document.template: no file 'gone.docx'" in said.out
    assert "no wording file 'summary-mail.j2'" in said.out
    assert "prefix: SM is that of mine, too" in said.out


def test_doctor_finds_a_placeholder_that_nothing_fills(desk: Desk) -> None:
    own = desk.root / "templates" / "social-media-summary"
    own.mkdir(parents=True)
    template = Document(str(shipped() / "social-media-summary" / "summary.docx"))
    template.add_paragraph("Of {{usr.name}}")
    template.save(str(own / "summary.docx"))
    assert "summary.docx: nothing is known as {{usr.name}}" in desk("doctor", code=5).out


def test_doctor_wants_the_password_of_a_server_that_needs_one(shell: Shell, mend: Mend) -> None:
    mend("summarizer.toml", 'host = ""', 'host = "mail.example.com"')
    mend("summarizer.toml", 'user = ""', 'user = "desk"')
    assert "There is no password for desk" in shell("doctor", code=5).out
    password = shell.here / "password"
    password.write_text("s3cret")
    password.chmod(0o644)
    mend("summarizer.toml", 'password_file = ""', f'password_file = "{password}"')
    assert "can be read by others" in shell("doctor", code=5).out
    password.chmod(0o600)
    mend("summarizer.toml", '"starttls"', '"none"')
    assert "only for a server on this machine" in shell("doctor", code=5).out
    mend("summarizer.toml", 'security = "none"', 'security = "tls"')
    assert "mails are sent through mail.example.com" in shell("doctor").out


# --- the room, and whom `watch` warns -----------------------------------------------------------


@pytest.fixture
def room(slack: SlackServer, monkeypatch: pytest.MonkeyPatch) -> SlackServer:
    monkeypatch.setenv("SUMMARIZER_SLACK_CHANNEL", world.ROOM)
    monkeypatch.setenv("SUMMARIZER_SLACK_ENDPOINT", slack.url)
    monkeypatch.setenv("SUMMARIZER_SLACK_TOKEN", world.TEST_TOKEN)
    return slack


def test_doctor_says_as_whom_the_app_speaks(shell: Shell, room: SlackServer) -> None:
    shell("init")
    assert f"room: as summarizer of Desk, in {world.ROOM}\n" in shell("doctor").out
    assert room.asked == ["auth.test", "conversations.history"]
    room.world.tokens[world.TEST_TOKEN].scopes = world.EVERYTHING - {"users:read"}
    assert "without users:read it isn't told by name who answers" in shell("doctor").out


@pytest.mark.parametrize("scope", ["chat:write", "channels:history"])
def test_doctor_names_a_scope_that_is_missing_and_who_can_give_it(
    shell: Shell, room: SlackServer, scope: str
) -> None:
    shell("init")
    room.world.tokens[world.TEST_TOKEN].scopes = world.EVERYTHING - {scope}
    said = shell("doctor", code=5).out
    assert f"Give the app the scope {scope}, and install it again." in said
    assert "Whoever manages the app at api.slack.com/apps can" in said


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("TOKEN=xoxb-old", "Slack says: invalid_auth."),
        ("TOKEN=", "There is no token for Slack"),
        ("CHANNEL=#ee-dash", "It is the room's id, not its name"),
        (f"CHANNEL={world.STRANGE}", "The app is not in that room."),
        ("CHANNEL=C0000000099", "There is no such room"),
    ],
)
def test_doctor_says_what_is_wrong_with_the_room(
    shell: Shell, room: SlackServer, monkeypatch: pytest.MonkeyPatch, given: str, says: str
) -> None:
    shell("init")
    name, _, value = given.partition("=")
    monkeypatch.setenv(f"SUMMARIZER_SLACK_{name}", value)
    assert says in shell("doctor", code=5).out
    assert "chat.postMessage" not in room.asked


def test_doctor_says_whom_watch_warns(
    shell: Shell, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("init")
    assert "watch: nobody is warned" in shell("doctor").out
    monkeypatch.setenv("SUMMARIZER_WATCH_CHANNEL", "room")
    assert "watch.channel is the room, which is not connected" in shell("doctor", code=5).out
    monkeypatch.setenv("SUMMARIZER_WATCH_CHANNEL", "mail")
    mend("summarizer.toml", "to = []", 'to = ["role:leads", "address:ee"]')
    assert "watch.channel is mail, which can't leave" in shell("doctor", code=5).out
    monkeypatch.setenv("SUMMARIZER_SMTP_HOST", "mail.example.com")
    reached = "lee.marsh@example.com, morgan.ellis@example.com, ee@example.com"
    assert f"watch: warnings go by mail to {reached}" in shell("doctor").out
