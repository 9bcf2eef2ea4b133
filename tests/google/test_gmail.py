"""The loopback Gmail, asked over HTTP as any client asks it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
import requests

from tests.google import gmail, oauth
from tests.google.desk import AGENT, REVIEWER
from tests.google.fixtures import google
from tests.google.server import Server

__all__ = ["google"]

Answer = dict[str, Any]


@pytest.fixture
def ask(google: Server) -> Any:
    """`ask("GET", "messages", q="...")`: the answer's status and JSON."""
    key = oauth.mint(google.world, AGENT)

    def do(method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        url = f"{google.url}/gmail/v1/users/me/{path}"
        headers = {"Authorization": f"Bearer {key}"}
        said = requests.request(method, url, params=query, json=body, headers=headers, timeout=5)
        return said.status_code, said.json() if said.content else None

    return do


def mail(subject: str = "Unhappy", **headers: str) -> bytes:
    message = EmailMessage()
    given = {"From": AGENT, "To": REVIEWER, "Subject": subject, **headers}
    for name, value in given.items():
        message[name.replace("_", "-")] = value
    message.set_content("Grüße\n")
    return message.as_bytes()


def raw(content: bytes) -> str:
    return urlsafe_b64encode(content).decode()


def draft(ask: Any, content: bytes, **more: str) -> Answer:
    status, answer = ask("POST", "drafts", {"message": {"raw": raw(content), **more}})
    assert status == 200, answer
    found: Answer = answer
    return found


def test_a_draft_keeps_its_id_and_its_message_gets_another_when_it_is_replaced(ask: Any) -> None:
    first = draft(ask, mail())
    body = {"message": {"raw": raw(mail("Else"))}}
    _, second = ask("PUT", f"drafts/{first['id']}", body)
    assert second["id"] == first["id"]
    assert second["message"]["id"] != first["message"]["id"]
    _, read = ask("GET", f"drafts/{first['id']}", format="metadata")
    assert {"name": "Subject", "value": "Else"} in read["message"]["payload"]["headers"]
    assert read["message"]["labelIds"] == ["DRAFT"]


def test_sending_a_draft_deletes_it_delivers_blind_copies_and_keeps_them(
    ask: Any, google: Server
) -> None:
    made = draft(ask, mail(Bcc="lee@example.com"))
    status, sent = ask("POST", "drafts/send", {"id": made["id"]})
    assert (status, sent["labelIds"]) == (200, ["SENT"])
    assert ask("GET", "drafts")[1] == {"resultSizeEstimate": 0}
    assert ask("POST", "drafts/send", {"id": made["id"]})[0] == 404
    _, own = ask("GET", f"messages/{sent['id']}", format="raw")
    assert b"Bcc: lee@example.com" in urlsafe_b64decode(own["raw"])
    ((to, content),) = gmail.delivered(google.world)
    assert to == (REVIEWER, "lee@example.com")
    assert b"Bcc" not in content
    (arrived,) = gmail.mailbox(google.world, REVIEWER).letters.values()
    assert arrived.labels == ["INBOX", "UNREAD"]


@pytest.mark.parametrize(
    ("subject", "refers", "named"),
    [
        ("Re: Unhappy", "root", True),
        ("Re: Unhappy", "root", False),
        ("Re: Unhappy", "else", True),
        ("Else", "root", True),
    ],
)
def test_a_message_joins_a_thread_that_is_named_referred_to_and_has_its_subject(
    ask: Any, google: Server, subject: str, refers: str, *, named: bool
) -> None:
    root = gmail.deliver(google.world, AGENT, mail(Message_ID="<root@example.com>"))
    thread = {"threadId": root} if named else {}
    made = draft(ask, mail(subject, References=f"<{refers}@example.com>"), **thread)
    joins = subject == "Re: Unhappy" and refers == "root" and named
    assert (made["message"]["threadId"] == root) is joins


def test_gmail_puts_its_own_address_where_one_may_not_send_from(ask: Any, google: Server) -> None:
    gmail.add_alias(google.world, AGENT, "yes@example.com")
    gmail.add_alias(google.world, AGENT, "pending@example.com", accepted=False)
    for sender in ("yes@example.com", "pending@example.com", "no@example.com"):
        ask("POST", "messages/send", {"raw": raw(mail(From=sender))})
    senders = [
        letter.header("From") for letter in gmail.mailbox(google.world, AGENT).letters.values()
    ]
    assert senders == ["yes@example.com", AGENT, AGENT]
    _, listed = ask("GET", "settings/sendAs")
    assert [a.get("verificationStatus") for a in listed["sendAs"]] == [None, "accepted", "pending"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("rfc822msgid:<one@example.com>", "1"),
        ("rfc822msgid:one@example.com OR rfc822msgid:two@example.com", "21"),
        ("{rfc822msgid:one@example.com rfc822msgid:two@example.com} subject:hungry", "2"),
        ("in:inbox", "21"),
        ("in:sent", "3"),
        ("in:anywhere -in:inbox", "3"),
        ("from:agent subject:(so hungry)", "2"),
        ('"so hungry"', "2"),
        ("to:copied@example.com", "1"),
        ("is:unread", "21"),
        ("after:2026/11/18 before:2100/01/01", "321"),
        ("after:2100/01/01", ""),
        ("newer_than:2d", "321"),
        ("older_than:1m", ""),
        ("label:sent OR label:inbox", "321"),
        ("list:team@example.com", "1"),
        ("", "321"),
    ],
)
def test_the_search_finds_what_fits_the_newest_first(
    ask: Any, google: Server, q: str, found: str
) -> None:
    deliver = gmail.deliver
    one = mail("Thirsty", Message_ID="<one@example.com>", Cc="copied@example.com",
               List_Id="Team <team.example.com>")  # fmt: skip
    names = {deliver(google.world, AGENT, one): "1"}
    two = mail("So hungry", Message_ID="<two@example.com>")
    names[deliver(google.world, AGENT, two)] = "2"
    names[ask("POST", "messages/send", {"raw": raw(mail("Sleepy"))})[1]["id"]] = "3"
    _, answer = ask("GET", "messages", q=q)
    assert "".join(names[m["id"]] for m in answer.get("messages", [])) == found
    assert answer["resultSizeEstimate"] == len(found)


@pytest.mark.parametrize("q", ["has:attachment", "larger:5M", "in:chats", "around:x", "after:soon"])
def test_a_search_term_that_is_not_carried_is_never_ignored(ask: Any, q: str) -> None:
    assert ask("GET", "messages", q=q)[0] == 501


def test_lists_come_in_pages(ask: Any) -> None:
    made = [draft(ask, mail(str(n)))["id"] for n in range(5)]
    seen, page = [], ""
    while True:
        _, answer = ask("GET", "drafts", maxResults=2, **({"pageToken": page} if page else {}))
        seen += [item["id"] for item in answer["drafts"]]
        page = answer.get("nextPageToken", "")
        if not page:
            break
    assert seen == made[::-1]


def test_a_message_has_its_text_in_parts_and_its_headers_as_asked(ask: Any, google: Server) -> None:
    message = EmailMessage()
    message["Subject"], message["To"] = "Grüße", AGENT
    message.set_content("plain\n")
    message.add_alternative("<p>rich</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    name = gmail.deliver(google.world, AGENT, message.as_bytes())
    _, full = ask("GET", f"messages/{name}")
    text, file = full["payload"]["parts"]
    assert urlsafe_b64decode(text["parts"][0]["body"]["data"]) == b"plain\n"
    assert (file["filename"], "data" in file["body"]) == ("a.pdf", False)
    _, head = ask("GET", f"messages/{name}", format="metadata", metadataHeaders="subject")
    assert head["payload"]["headers"] == [{"name": "Subject", "value": "Grüße"}]
    _, brief = ask("GET", f"messages/{name}", format="minimal")
    assert "payload" not in brief
    assert brief["snippet"] == "plain"
    _, thread = ask("GET", f"threads/{name}", format="minimal")
    assert [m["id"] for m in thread["messages"]] == [name]


def test_what_cannot_be_read_or_is_not_there_is_refused_as_gmail_does(ask: Any) -> None:
    nobody = EmailMessage()
    nobody["Subject"] = "x"
    for content, said in (
        (nobody.as_bytes(), "Recipient address required"),
        (b"To: a@example.com; b@example.com\n\nx", "Invalid To header"),
    ):
        status, answer = ask("POST", "messages/send", {"raw": raw(content)})
        assert (status, answer["error"]["message"]) == (400, said)
    assert ask("POST", "drafts", {"message": {}})[0] == 400
    assert ask("GET", "messages/18c0000000100000")[0] == 404
    assert ask("GET", "messages/not-an-id")[0] == 400
    assert ask("GET", "messages/18c0000000100000/attachments/x")[0] == 501
    assert ask("GET", "history", startHistoryId="1")[0] == 501


def test_labels_move_a_message_to_the_trash_and_back(ask: Any, google: Server) -> None:
    name = gmail.deliver(google.world, AGENT, mail())
    ask("POST", f"messages/{name}/modify", {"removeLabelIds": ["UNREAD"]})
    ask("POST", f"messages/{name}/trash")
    assert ask("GET", "messages")[1] == {"resultSizeEstimate": 0}
    assert len(ask("GET", "messages", includeSpamTrash=True)[1]["messages"]) == 1
    assert ask("POST", f"messages/{name}/untrash")[1]["labelIds"] == []
    status, _ = ask("POST", f"messages/{name}/modify", {"addLabelIds": ["Label_9"]})
    assert status == 400


def test_a_mailbox_can_be_filled_without_sending(ask: Any, google: Server) -> None:
    body = {"raw": raw(mail(Date="Thu, 19 Nov 2020 09:05:00 -0800")), "labelIds": ["INBOX"]}
    _, made = ask("POST", "messages", body, internalDateSource="dateHeader")
    letter = gmail.mailbox(google.world, AGENT).letter(made["id"])
    assert letter.at == datetime(2020, 11, 19, 17, 5, tzinfo=UTC)
    assert gmail.delivered(google.world) == []
    assert ask("GET", "profile")[1]["messagesTotal"] == 1
    assert "INBOX" in {label["id"] for label in ask("GET", "labels")[1]["labels"]}


def test_another_persons_mailbox_is_closed(google: Server) -> None:
    key = oauth.mint(google.world, AGENT)
    url = f"{google.url}/gmail/v1/users/{REVIEWER}/messages"
    said = requests.get(url, headers={"Authorization": f"Bearer {key}"}, timeout=5)
    assert said.status_code == 403
    assert "Delegation denied" in said.json()["error"]["message"]


def test_a_person_who_edits_a_draft_leaves_its_id_and_sends_it_under_another_message_id(
    ask: Any, google: Server
) -> None:
    made = draft(ask, mail(Message_ID="<ours@example.com>", X_Ours="1"))
    gmail.hand_edit_draft(google.world, AGENT, made["id"], {"To": "kim@example.com"}, "Hi\n")
    _, now = ask("GET", f"drafts/{made['id']}", format="metadata")
    headers = {h["name"]: h["value"] for h in now["message"]["payload"]["headers"]}
    assert now["message"]["id"] != made["message"]["id"]
    assert now["message"]["threadId"] == made["message"]["threadId"]
    assert headers["To"] == "kim@example.com"
    assert "X-Ours" not in headers
    assert headers["Message-ID"] != "<ours@example.com>"
    sent = gmail.hand_send_draft(google.world, AGENT, made["id"])
    assert ask("GET", f"messages/{sent}")[1]["labelIds"] == ["SENT"]
