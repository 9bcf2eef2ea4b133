from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Shell, parts, program
from tests.desk import Desk, addresses
from tests.procedures import social

KEYS = {
    *("opens_case", "procedure", "summary_wanted", "user", "networks", "links", "requested_by"),
    *("thread", "reply_all", "missing", "why"),
}


# --- intake --------------------------------------------------------------------------------


def test_intake_as_json_has_the_pinned_keys(desk: Desk) -> None:
    said = desk("intake", social.receive(desk), "--json").json
    assert said.keys() >= KEYS
    assert said["opens_case"] is True
    assert said["procedure"] == "social-media-summary"
    assert said["user"].items() >= {"name": "Jane Doe", "id": "44170"}.items()
    assert said["networks"] == ["X"]
    assert said["links"] == ["https://x.com/janedoe_designs/status/1858800000000000000"]
    assert said["requested_by"] == "Noor Haddad <noor.haddad@example.com>"
    assert (
        said["thread"].items()
        >= {
            "message_id": "<root@mail.example.com>",
            "subject": "SM Escalation: Jane Doe - X",
        }.items()
    )
    assert said["reply_all"] == {
        "to": ["noor.haddad@example.com", social.LISTS],
        "cc": ["ee@example.com", "socialmedia@example.com"],
    }
    assert "44170" in said["why"]["user.id"]


def test_whether_a_summary_is_wanted_is_yes_no_or_not_said(desk: Desk) -> None:
    asks = social.BODY.replace("look into it", "put together a summary")
    for body, wanted in ((asks, True), (social.FYI, False), (social.BODY, None)):
        said = desk("intake", social.receive(desk, body), "--json").json
        assert said["summary_wanted"] is wanted, body
        assert said["why"]["summary_wanted"]


def test_what_the_mail_does_not_say_is_missing(desk: Desk) -> None:
    mail = social.receive(desk, "Can you look at this?\n", subject="A question")
    said = desk("intake", mail, "--json").json
    assert said["user"]["name"] is None
    assert said["user"]["id"] is None
    assert {"user.name", "user.id"} <= set(said["missing"])
    told = desk("intake", mail).out
    assert "User            — missing" in told
    assert "User ID         — missing" in told


def test_intake_in_words_has_each_value_with_the_sentence_that_decided_it(desk: Desk) -> None:
    lines = desk("intake", social.receive(desk)).out.splitlines()
    at = lines.index("User ID         44170")
    assert lines[at + 1].strip() == (
        "because: Freelancer Jane Doe (user ID 44170) is furious about us on X:"
    )


def test_intake_changes_nothing(desk: Desk) -> None:
    mail = social.receive(desk)
    before = desk.everything()
    desk("intake", mail)
    assert desk.everything() == before


def test_a_hyphen_reads_the_mail_from_stdin(desk: Desk) -> None:
    mail = social.receive(desk)
    piped = program("-w", desk.root, "intake", "-", "--json", stdin=mail.read_bytes())
    assert piped.returncode == 0
    assert piped.stdout.decode() == desk("intake", mail, "--json").out
    ran = program(
        *("-w", desk.root, "ack", "--mail", "-", "--answer", social.ANSWER),
        stdin=mail.read_bytes(),
    )
    assert ran.returncode == 0, ran.stderr
    assert len(desk("list", "--json").json) == 1


BAD = {
    "empty": b"",
    "spaces": b" \n\n ",
    "text": b"hello, this is no mail",
    "zeros": bytes(4000),
    "noise": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "docx": b"PK\x03\x04" + b"\x14\x00" * 40,
}


def test_what_is_no_mail_is_refused_and_changes_nothing(shell: Shell) -> None:
    shell("init")
    for name, content in BAD.items():
        (shell.here / name).write_bytes(content)
        for command in (("intake", name), ("ack", "--mail", name, "--answer", social.ANSWER)):
            what, why, fix = parts(shell(*command, code=2))
            assert what == "This is not a mail", name
            assert why
            assert fix
    piped = program("intake", "-", stdin=BAD["noise"])
    assert (piped.returncode, piped.stdout) == (2, b"")
    assert shell("list", "--all", "--json").json == []


@pytest.mark.parametrize(
    ("name", "why"), [("gone.eml", "No such file or directory."), ("folder", "Is a directory.")]
)
def test_a_file_that_can_not_be_read_is_refused(shell: Shell, name: str, why: str) -> None:
    shell("init", "folder")
    for command in (("intake", name), ("ack", "--mail", name), ("start", "--mail", name)):
        found = parts(shell("-w", "folder", *command, code=2))
        assert found == [f"{name} can't be read", why, "Name an .eml file."]


def test_a_mail_s_text_can_not_steer_a_terminal(desk: Desk) -> None:
    body = social.BODY.replace("furious", "fur\x1b[2J\u202eious")
    said = desk("intake", social.receive(desk, body)).out
    assert not any(c in said for c in "\x1b\u202e")


# --- ack and start -------------------------------------------------------------------------


def test_start_as_json_is_an_item_of_a_list_and_says_what_is_new(desk: Desk) -> None:
    mail = social.receive(desk)
    first = desk("start", "--mail", mail, "--answer", social.ANSWER, "--json").json
    (listed,) = desk("list", "--json").json
    assert first.items() >= listed.items()
    assert (first["created"], first["already_done"], first["dry_run"]) == (True, False, False)
    again = desk("start", "--mail", mail, "--answer", social.ANSWER, "--json").json
    assert again.items() >= listed.items()
    assert (again["created"], again["already_done"]) == (False, True)


def test_earlier_summaries_are_told_with_the_reason(desk: Desk, started: str) -> None:
    said = desk("start", "Jane Do", "44170", "--new", "--json").json
    (earlier,) = said["earlier"]
    assert earlier.keys() == {"case", "title", "url", "reason"}
    assert (earlier["case"], earlier["title"]) == (started, "Jane Doe / 44170")
    assert earlier["reason"] == "same user id 44170: Jane Doe"
    assert earlier["url"].startswith("file:///")
    assert "same user id 44170" in desk("show", said["case"]).out


def test_a_start_that_is_refused_leaves_nothing_half_done(desk: Desk) -> None:
    mail = social.receive(desk, social.FYI)
    before = desk.everything()
    said = desk("start", "--mail", mail, "--answer", social.ANSWER, code=5)
    assert "003.2.2" in said.err
    assert "summarizer ack --mail MAIL --answer TEXT" in said.err
    assert desk.everything() == before


def test_a_dry_run_of_start_shows_what_ack_and_start_would_do(desk: Desk) -> None:
    mail = social.receive(desk)
    said = desk("start", "--mail", mail, "--answer", social.ANSWER, "-n")
    assert "ack would" in said.out
    assert "start would" in said.out
    assert "make the document" in said.out


def test_an_acknowledgement_says_what_was_drafted_and_what_comes_next(desk: Desk) -> None:
    said = desk("ack", "--mail", social.receive(desk), "--answer", social.ANSWER).out
    number = desk("list", "--json").json[0]["case"]
    assert said.startswith(f"{number}  ack: stage received\n")
    for text in (
        "draft   acknowledgement: ",
        "draft   user-notice: ",
        "to-do   announcement (room)",
    ):
        assert text in said
    assert f"next: summarizer sent {number} acknowledgement" in said
    assert f"next: summarizer start {number}" in said


@pytest.mark.row("003.2.3", "003.1.4")
def test_a_user_s_address_on_the_command_line_is_that_of_the_mail(desk: Desk) -> None:
    number = social.ack(desk, social.receive(desk), *social.USER)
    mail = desk.mails(number)["user-notice"]
    assert addresses(mail, "To") == {"jane.doe@example.com"}
    assert social.USER[1] not in addresses(desk.mails(number)["acknowledgement"], "To", "Cc", "Bcc")


@pytest.mark.parametrize("name", ["user", "user-id", "user-email"])
def test_what_is_said_of_the_user_must_be_a_line(desk: Desk, name: str) -> None:
    before = desk.everything()
    for text in ("a\nb", "a\rb", "a\x00b", "a\x1b[31m"):
        said = desk(
            *("ack", "--mail", social.receive(desk), "--answer", social.ANSWER),
            *(f"--{name}", text),
            code=2,
        )
        assert "can't hold" in parts(said)[0]
    assert desk.everything() == before


def test_what_is_no_address_is_told_before_there_is_a_case(desk: Desk) -> None:
    mail = ("--mail", social.receive(desk), "--answer", social.ANSWER)
    said = desk("ack", *mail, "--user-email", "jane", code=2)
    assert parts(said)[0] == "'jane' is no mail address"
    assert "--user-email ann@example.com" in said.err
    assert desk("list", "--json").json == []


def test_nobody_but_people_and_addresses_writes_a_mail(desk: Desk) -> None:
    mail = social.receive(desk)
    before = desk.everything()
    desk.sits("zoe")
    what, _, fix = parts(desk("ack", "--mail", mail, "--answer", social.ANSWER, code=2))
    assert what.startswith("'zoe' is nobody in ")
    assert "SUMMARIZER_USER" in fix
    assert desk.everything() == before
    desk.sits("kim@partner.example.com")
    number = social.ack(desk, mail)
    assert addresses(desk.mails(number)["acknowledgement"], "From") == {"kim@partner.example.com"}


def test_a_mail_without_a_time_wants_one(desk: Desk) -> None:
    mail = social.receive(desk)
    lines = mail.read_text().splitlines(keepends=True)
    mail.write_text("".join(x for x in lines if not x.startswith(("Received:", "Date:"))))
    what, _, fix = parts(desk("ack", "--mail", mail, "--answer", social.ANSWER, code=2))
    assert what == "The mail doesn't say when it was received"
    assert fix == "Add --received TIME"
    said = ("ack", "--mail", mail, "--answer", social.ANSWER, "--received", "2026-11-19T09:00")
    number = desk(*said, "--json").json["case"]
    assert social.clock(desk, number, "acknowledge")[1] == "Thu 19 Nov 09:15"


def test_the_same_mail_is_the_same_case_in_another_workspace(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = social.receive(desk)
    other = Desk(tmp_path / "other", monkeypatch)
    assert social.ack(desk, mail) == social.ack(other, mail)


@pytest.mark.parametrize("command", [("ack", "Uma Ray", "12345"), ("ack", "--mail", "MAIL")])
def test_where_several_procedures_could_be_meant_each_has_its_command(
    desk: Desk, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Neither is guessed: one of them writes to the user, the other must not (003.8.7)."""
    mail = tmp_path / "by hand.eml"
    mail.write_text("To: problematic-to-pr@example.com\nMessage-ID: <1@x>\n\nTicket #98765\n")
    said = desk(*(str(mail) if word == "MAIL" else word for word in command), code=2)
    subject = f"--mail '{mail}'" if "MAIL" in command else "'Uma Ray' 12345"
    fixes = said.err.splitlines()
    for name in ("social --answer TEXT   (Problematic to PR, from the social", "cs   (Problematic"):
        wanted = f"  summarizer ack {subject} --procedure problematic-to-pr-{name}"
        assert any(line.startswith(wanted) for line in fixes), said.err
    assert desk("list", "--json").json == []


def test_what_is_not_started_says_how_it_is_acknowledged(desk: Desk) -> None:
    said = desk("start", "Uma Ray", "12345", "--procedure", "problematic-to-pr-cs", code=5)
    assert "summarizer ack 'Uma Ray' 12345 --procedure problematic-to-pr-cs\n" in said.err
