"""One escalation from its mail to its end; people write and comment in LibreOffice meanwhile."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk, addresses
from tests.office import Cell, Comment, Office, Replace, Resolve, Type
from tests.paper import FINDINGS, SUMMARY, Paper

MAIL = Path(__file__).with_name("escalation.eml")
ANSWER = "I will find out today why her payment is held."
CHART = ("Step", "Finding")
POST = "My payment is held since Monday – and nobody answers! 😡"
LISTED = "socialmedia-escalations@example.com"
PENDING, COMPLETE = "EE/Legal/Social pending", "Social Media Complete 2026"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "desk", monkeypatch)


def test_an_escalation_from_its_mail_to_its_end(desk: Desk, office: Office) -> None:
    number = acknowledge(desk)
    document = research(desk, number, office)
    review(desk, number, office, document)
    approve(desk, number, office, document)
    complete(desk, number)
    call(desk, number)
    check_the_end(desk, number, document)


def acknowledge(desk: Desk) -> str:
    """Quarter to eight: the mail is read and answered, the user and the room are told."""
    desk.at("2026-11-19T07:46")
    said = desk("intake", MAIL, "--json").json
    assert said["procedure"] == "social-media-summary"
    assert said["summary_wanted"] is True
    assert said["user"]["name"] == "Zoë Krüger"
    assert said["user"]["id"] == "44170"
    assert said["networks"] == ["LinkedIn"]
    desk("ack", "--mail", MAIL, "--user-email", "zoe@krueger.example.com", "--answer", ANSWER)
    (case,) = desk("list", "--json").json
    number: str = case["case"]
    mails = desk.mails(number)
    reply = mails["acknowledgement"]
    assert addresses(reply, "To") == {"noor.haddad@example.com", LISTED}
    assert addresses(reply, "Cc") == {"ee@example.com", "socialmedia@example.com"}
    assert reply["Subject"] == "Re: SM Escalation: Zoë Krüger – LinkedIn"
    assert reply["In-Reply-To"] == "<AM0PR04MB5121.7f0c@mail.example.com>"
    assert str(reply["References"]).split() == [
        "<first.0001@mail.example.com>",
        "<AM0PR04MB5121.7f0c@mail.example.com>",
    ]
    assert ANSWER in text_of(reply)
    assert addresses(mails["user-notice"], "To") == {"zoe@krueger.example.com"}
    desk.at("2026-11-19T07:50")
    for message in ("acknowledgement", "user-notice"):
        desk("sent", number, message)
    desk("done", number, "announcement")
    return number


def research(desk: Desk, number: str, office: Office) -> Path:
    """The document is made; chart and summary are written into it in LibreOffice."""
    desk.at("2026-11-19T07:55")
    desk("start", number)
    document = Path(desk("open", "--print", number).out.strip())
    assert document.name == "Zoë Krüger - 44170.docx"
    for todo in ("hold-tickets", "ticket-to-user"):
        desk("done", number, todo)
    cells = Paper(document).steps()
    office.edit(
        document,
        *(Cell(CHART, cells[step], "Finding", found) for step, found in FINDINGS.items()),
        *(Type(part, text) for part, text in SUMMARY.items() if part != "Next steps"),
    )
    desk("evidence", number, "https://www.linkedin.com/posts/zoe-krueger_7265", "--text", POST)
    desk("ask", number, "Payments", "Why is it held?", "--answer", "A bank check.")
    desk("check", number, "CSS notes", "--finding", "Three contacts on Tuesday.")
    desk.at("2026-11-19T10:00")
    assert "research 6/6, summary 3/4 parts, comments none" in desk("sync", number).out
    assert "Summary: Next steps is empty." in desk("request-review", number, code=5).err
    office.edit(document, Type("Next steps", SUMMARY["Next steps"]))
    return document


def review(desk: Desk, number: str, office: Office, document: Path) -> None:
    """Two reviewers comment; one comment is answered here, the other resolved in LibreOffice."""
    desk("request-review", number)
    desk("sent", number, "review-request")
    office.edit(
        document,
        Comment("Rosa Lindqvist", SUMMARY["Next steps"], "By which day?"),
        Comment("Ravi Menon", "bank check", "Say which bank."),
    )
    desk.at("2026-11-19T10:40")
    assert "2 open" in desk("sync", number).out
    assert desk.row(number).cells["Comments"] == "2 open"
    for who in ("rosa", "ravi"):
        desk("reviewed", number, "--by", who)
    said = desk("request-approval", number, code=5).err
    assert "by Rosa Lindqvist is open: By which day?" in said
    assert "by Ravi Menon is open: Say which bank." in said
    (rosas,) = (c for c in comments(desk, number) if c["author"] == "Rosa Lindqvist")
    desk("comments", number, rosas["id"], "--answer", "Payments can't say yet.")
    office.edit(
        document,
        Replace("by a bank check", "by her bank's check"),
        Resolve("Say which bank."),
    )
    states = {c["author"]: c["state"] for c in comments(desk, number)}
    assert states == {"Rosa Lindqvist": "answered", "Ravi Menon": "resolved"}
    (rosas,) = (c for c in comments(desk, number) if c["author"] == "Rosa Lindqvist")
    assert [r["text"] for r in rosas["replies"]] == ["Payments can't say yet."]
    desk("request-approval", number)
    desk("sent", number, "approval-request")


def approve(desk: Desk, number: str, office: Office, document: Path) -> None:
    """The approval is bound to the summary's text, whatever LibreOffice saves around it."""
    desk.at("2026-11-19T11:00")
    desk("approve", number, "--by", "fay")
    office.edit(document, Replace("bank's", "own bank's"))
    said = desk("complete", number, code=5).err
    assert "the approval is void" in said
    assert "+Her payment was held by her own bank's check" in said
    office.edit(document, Replace("own bank's", "bank's"))
    office.edit(document, Replace("Member since 2019", "Member since 2018"))
    desk("sync", number)
    assert desk("show", number, "--json").json["approval"]["stands"] is True


def complete(desk: Desk, number: str) -> None:
    """The summary section alone goes to all on the thread; the row moves once it was sent."""
    desk.at("2026-11-19T11:20")
    desk("complete", number)
    assert desk.row(number).tab == PENDING
    mail = desk.mails(number)["summary"]
    assert addresses(mail, "To") == {"noor.haddad@example.com", LISTED}
    text = text_of(mail)
    assert "by her bank's check that nobody told her about" in text
    for part, said in SUMMARY.items():
        assert part.upper() in text
        assert said.replace("by a bank check", "by her bank's check") in text
    for hidden in ("Member since", "Three contacts", POST, "A bank check.", "By which day?"):
        assert hidden not in text
    desk("sent", number, "summary")
    assert desk.row(number).tab == COMPLETE


def call(desk: Desk, number: str) -> None:
    """The user is called once the hour is over."""
    desk.at("2026-11-19T12:19")
    assert "Wait until Thu 19 Nov 12:20 PST" in contact(desk, number, code=5)
    desk.at("2026-11-19T12:20")
    contact(desk, number)
    desk("resolve", number)


def contact(desk: Desk, number: str, code: int = 0) -> str:
    return desk("contact", number, "--outcome", "She is content.", code=code).err


def check_the_end(desk: Desk, number: str, document: Path) -> None:
    """Every place says the same."""
    shown = desk("show", number, "--json").json
    assert {c["name"]: c["state"] for c in shown["clocks"]} == dict.fromkeys(
        ("acknowledge", "summary", "promise", "hold"), "met"
    )
    assert shown["todos"] == shown["unfinished"] == []
    assert {m["state"] for m in shown["messages"]} == {"sent"}
    assert shown["research"] == {"done": 6, "total": 6, "missing": []}
    cells = desk.row(number).cells
    assert cells["User"] == "Zoë Krüger"
    assert cells["Stage"] == "resolved"
    assert cells["Approved by"] == "fay"
    assert cells["Comments"] == "1 answered, 1 resolved"
    assert desk("sync", number).out.endswith("1 read, 0 differ.\n")
    assert [p.name for p in document.parent.glob("*.docx")] == [document.name]
    assert desk("list", "--json").json == []


def comments(desk: Desk, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk("comments", number, "--json").json["comments"]
    return found


def text_of(mail: EmailMessage) -> str:
    """What the mail says, in lines of any length."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
