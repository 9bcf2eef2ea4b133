"""One escalation from its mail to its end in Google Workspace; people work in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import addresses
from tests.google import docs, drive, gmail, sheets
from tests.google.server import Server
from tests.google_desk import DANA, DRIVE, GoogleDesk
from tests.paper import FINDINGS, SUMMARY
from tests.walk.test_walk import ANSWER, COMPLETE, LISTED, MAIL, PENDING, contact, text_of

ROSA, RAVI, FAY = (
    "rosa.lindqvist@example.com",
    "ravi.menon@example.com",
    "fay.brandt@example.com",
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, google: Server) -> GoogleDesk:
    return GoogleDesk(tmp_path / "desk", monkeypatch, google)


def test_an_escalation_from_its_mail_to_its_end_in_google_workspace(desk: GoogleDesk) -> None:
    number = acknowledge(desk)
    research(desk, number)
    review(desk, number)
    approve(desk, number)
    complete(desk, number)
    call(desk, number)
    check_the_end(desk, number)


def acknowledge(desk: GoogleDesk) -> str:
    """The answers to a mail in the mailbox are drafts in its thread; a person sends them."""
    desk.at("2026-11-19T07:46")
    message = gmail.deliver(desk.world, DANA, MAIL.read_bytes())
    (waiting,) = desk("inbox", "--json").json
    assert "Zoë Krüger" in waiting["subject"]
    link = f"https://mail.google.com/mail/u/0/#inbox/{message}"
    assert desk("intake", link, "--json").json["user"]["id"] == "44170"
    desk("ack", "--mail", link, "--user-email", "zoe@krueger.example.com", "--answer", ANSWER)
    (case,) = desk("list", "--json").json
    box = gmail.mailbox(desk.world, DANA)
    threads = {box.letters[kept].thread for kept in box.drafts.values()}
    assert box.letters[message].thread in threads
    assert gmail.delivered(desk.world) == []
    desk.at("2026-11-19T07:50")
    desk.press_send()
    said = desk("sync").out
    assert "acknowledgement has left, as the mailbox shows" in said
    assert "user-notice has left" in said
    reply = next(mail for to, mail in desk.delivered() if "noor.haddad@example.com" in to)
    assert addresses(reply, "To") == {"noor.haddad@example.com", LISTED}
    assert ANSWER in text_of(reply)
    notice = next(to for to, mail in desk.delivered() if "zoe@krueger" in str(mail["To"]))
    assert {"lee.marsh@example.com", "social-response@example.com"} <= notice
    desk("done", case["case"], "announcement")
    return str(case["case"])


def research(desk: GoogleDesk, number: str) -> None:
    """The template is copied into the shared folder; chart and summary are written in Docs."""
    desk.at("2026-11-19T07:55")
    desk("start", number)
    file = desk.document(number)
    assert (file.name, file.drive) == ("Zoë Krüger / 44170", DRIVE)
    assert "{{" not in docs.text(desk.world, file.id)
    for todo in ("hold-tickets", "ticket-to-user"):
        desk("done", number, todo)
    for step, found in FINDINGS.items():
        row = next(line for line in steps(desk, number) if line.casefold() in step.casefold())
        docs.hand_cell(desk.world, file.id, row, "Finding", found, user=DANA)
    for part, text in SUMMARY.items():
        if part != "Next steps":
            docs.hand_type(desk.world, file.id, part, text, user=DANA)
    desk("evidence", number, "https://www.linkedin.com/posts/zoe-krueger_7265", "--text", "Held!")
    desk("ask", number, "Payments", "Why is it held?", "--answer", "A bank check.")
    desk.at("2026-11-19T10:00")
    assert "summary 3/4 parts, comments none" in desk("sync", number).out
    assert "Summary: Next steps is empty." in desk("request-review", number, code=5).err
    docs.hand_type(desk.world, file.id, "Next steps", SUMMARY["Next steps"], user=DANA)


def steps(desk: GoogleDesk, number: str) -> list[str]:
    return [row["step"] for row in desk("check", number, "--json").json["chart"]]


def review(desk: GoogleDesk, number: str) -> None:
    """Two reviewers comment in the document, and say yes in it."""
    desk("request-review", number)
    desk.press_send()
    file = desk.document(number)
    (approval,) = file.more["approvals"]
    first = drive.hand_comment(desk.world, file.id, ROSA, "By which day?", SUMMARY["Next steps"])
    second = drive.hand_comment(desk.world, file.id, RAVI, "Say which bank.")
    desk.at("2026-11-19T10:40")
    said = desk("sync").out
    assert "2 open" in said
    drive.hand_approve(desk.world, file.id, approval, ROSA)
    assert "Rosa Lindqvist said yes in the document" in desk("sync").out
    drive.hand_approve(desk.world, file.id, approval, RAVI)
    assert "Ravi Menon said yes in the document" in desk("sync").out
    said = desk("request-approval", number, code=5).err
    assert "by Rosa Lindqvist is open: By which day?" in said
    desk("comments", number, first, "--answer", "Payments can't say yet.")
    drive.hand_resolve(desk.world, file.id, second, RAVI)
    docs.hand_replace(desk.world, file.id, "a bank check", "her bank's check", user=DANA)
    states = {c["author"]: c["state"] for c in desk("comments", number, "--json").json["comments"]}
    assert states == {"Rosa Lindqvist": "answered", "Ravi Menon": "resolved"}
    desk("request-approval", number)
    desk.press_send()


def approve(desk: GoogleDesk, number: str) -> None:
    """The yes in Drive binds the text that it was given for."""
    desk.at("2026-11-19T11:00")
    file = desk.document(number)
    approval = list(file.more["approvals"])[-1]
    drive.hand_approve(desk.world, file.id, approval, FAY)
    assert "Fay Brandt said yes in the document" in desk("sync").out
    shown = desk("show", number, "--json").json
    assert shown["approval"]["stands"] is True
    evidence = next(e["data"]["evidence"] for e in shown["events"] if e["kind"] == "approved")
    assert f"approval {approval}, revision" in evidence
    docs.hand_replace(desk.world, file.id, "her bank's", "her own bank's", user=DANA)
    assert "the approval is void" in desk("complete", number, code=5).err
    docs.hand_replace(desk.world, file.id, "her own bank's", "her bank's", user=DANA)


def complete(desk: GoogleDesk, number: str) -> None:
    """The summary section goes to all on the thread; the line moves once it was sent."""
    desk.at("2026-11-19T11:20")
    before = len(gmail.delivered(desk.world))
    desk("complete", number, "--send")
    ((to, mail),) = desk.delivered()[before:]
    assert {"noor.haddad@example.com", LISTED, "ee@example.com"} <= to
    for part, said in SUMMARY.items():
        assert part.upper() in text_of(mail)
        assert said.replace("a bank check", "her bank's check") in text_of(mail)
    assert desk.row(number).tab == COMPLETE
    book = desk("config", "--json").json["google.spreadsheet"]["value"]
    assert {PENDING, COMPLETE} <= set(sheets.tabs(desk.world, book))
    assert [line[0] for line in sheets.grid(desk.world, book, COMPLETE)] == ["Case", number]
    assert [line[0] for line in sheets.grid(desk.world, book, PENDING)] == ["Case"]


def call(desk: GoogleDesk, number: str) -> None:
    """The user is called once the hour is over."""
    desk.at("2026-11-19T12:19")
    assert "Wait until Thu 19 Nov 12:20 PST" in contact(desk, number, code=5)
    desk.at("2026-11-19T12:20")
    contact(desk, number)
    desk("resolve", number)


def check_the_end(desk: GoogleDesk, number: str) -> None:
    """Every place says the same."""
    shown = desk("show", number, "--json").json
    assert {c["name"]: c["state"] for c in shown["clocks"]} == dict.fromkeys(
        ("acknowledge", "summary", "promise", "hold"), "met"
    )
    assert shown["todos"] == shown["unfinished"] == []
    assert {m["state"] for m in shown["messages"]} == {"sent"}
    assert shown["research"]["done"] == 6
    cells = desk.row(number).cells
    assert (cells["User"], cells["Stage"], cells["Approved by"]) == (
        "Zoë Krüger",
        "resolved",
        "fay",
    )
    assert cells["Comments"] == "1 answered, 1 resolved"
    assert desk("sync", number).out.endswith("1 read, 0 differ.\n")
    assert desk("list", "--json").json == []
    assert gmail.mailbox(desk.world, DANA).drafts == {}
