"""What leaves by `--send`, once; and what is not known to have left."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

import pytest

from summarizer.cli import main
from tests.desk import Desk, addresses
from tests.mail.post import Post, Server
from tests.procedures import social
from tests.procedures.social import ANSWER, USER, receive

BLIND = {"lee.marsh@example.com", "morgan.ellis@example.com", "social-response@example.com"}


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(desk: Desk, post: Post) -> Iterator[Server]:
    """A server on this machine, which the desk's settings name."""
    server = Server(post).start()
    settings = desk.root / "summarizer.toml"
    said = settings.read_text(encoding="utf-8")
    for ours, theirs in (
        ('host = ""', f'host = "{server.settings.host}"'),
        ("port = 587", f"port = {server.settings.port}"),
        ('"starttls"', '"none"'),
    ):
        assert ours in said
        said = said.replace(ours, theirs, 1)
    settings.write_text(said, encoding="utf-8")
    yield server
    server.stop()


def states(desk: Desk, number: str) -> dict[str, str]:
    """Each message of the case: drafted, sent or uncertain."""
    shown = desk("show", number, "--json").json["messages"]
    return {m["message"]: m["state"] for m in shown}


def send_ack(desk: Desk, *, code: int = 0) -> str:
    """Acknowledge and send; gives the case's number."""
    mail = receive(desk)
    desk("ack", "--mail", mail, "--answer", ANSWER, *USER, "--send", code=code)
    return str(desk("list", "--json").json[0]["case"])


@pytest.mark.usefixtures("server")
def test_what_is_drafted_is_sent_once_and_counts_as_sent(desk: Desk, post: Post) -> None:
    desk.at("2026-11-19T07:50")
    number = send_ack(desk)
    assert states(desk, number) == {"acknowledgement": "sent", "user-notice": "sent"}
    case = desk.case(number)
    assert case.stage == "acknowledged"
    assert case.last("user notified") is not None
    assert len(post.arrived) == 2
    assert "already done" in desk("ack", number, "--answer", ANSWER, "--send").out
    desk.do(number, "send", message="acknowledgement")
    assert len(post.arrived) == 2
    assert sorted(p.name for p in (desk.root / "outbox" / "sent").iterdir()) == [
        f"{number}-acknowledgement.eml",
        f"{number}-user-notice.eml",
    ]


@pytest.mark.usefixtures("server")
def test_blind_copies_are_on_the_envelope_and_not_in_the_mail(desk: Desk, post: Post) -> None:
    send_ack(desk)
    notice = post.arrived[1]
    assert set(notice.recipients) == {"jane.doe@example.com"} | BLIND
    assert notice.message["Bcc"] is None
    assert "lee.marsh" not in notice.message.as_string()
    assert addresses(notice.message, "To") == {"jane.doe@example.com"}


@pytest.mark.usefixtures("server")
def test_a_draft_that_a_person_changed_is_sent_as_it_stands(desk: Desk, post: Post) -> None:
    number = social.ack(desk, receive(desk), *USER)
    draft = desk.root / "outbox" / f"{number}-acknowledgement.eml"
    draft.write_bytes(draft.read_bytes().replace(b"Thank you for", b"Many thanks for"))
    desk.do(number, "send", message="acknowledgement")
    assert "Many thanks for telling us" in post.arrived[0].message.get_content()


@pytest.mark.usefixtures("server")
def test_a_draft_that_a_person_misdirected_is_not_sent(desk: Desk, post: Post) -> None:
    number = social.ack(desk, receive(desk), *USER)
    draft = desk.root / "outbox" / f"{number}-acknowledgement.eml"
    draft.write_bytes(draft.read_bytes().replace(b"Cc: ", b"Cc: jane.doe@example.com, ", 1))
    said = desk.do(number, "send", message="acknowledgement", code=5)
    assert "must not go to jane.doe@example.com" in said.err
    assert post.arrived == []


@pytest.mark.usefixtures("server")
def test_a_mail_whose_answer_was_lost_is_uncertain_and_never_sent_again_by_itself(
    desk: Desk, post: Post
) -> None:
    post.says = ""
    number = send_ack(desk, code=6)
    assert states(desk, number)["acknowledgement"] == "uncertain"
    assert desk.case(number).stage == "received"
    post.says = "250 OK"
    said = desk("ack", number, "--answer", ANSWER, "--send", code=6)
    assert "It is not known whether acknowledgement left" in said.err
    assert f"summarizer sent {number} acknowledgement, or with --no" in said.err
    assert len(post.arrived) == 1
    assert "uncertain: ackn" in desk("list").out


@pytest.mark.usefixtures("server")
def test_a_mail_that_could_not_leave_stands_in_no_other_s_way_and_leaves_with_none(
    desk: Desk, post: Post
) -> None:
    mail = receive(desk)
    said = desk("ack", "--mail", mail, "--answer", ANSWER, "--send", code=5)  # to nobody known
    number = desk("list", "--json").json[0]["case"]
    assert f"{number}  ack: stage acknowledged; recorded, but not all of it is sent" in said.err
    assert "Error: user-notice has nobody in To" in said.err
    assert [m.message["Subject"] for m in post.arrived] == ["Re: SM Escalation: Jane Doe - X"]
    desk("set", number, "user.email", "jane.doe@example.com")
    desk.do(number, "reply-to-user", answer="We will call you tomorrow at ten.")
    desk.do(number, "send", message="user-reply")
    assert states(desk, number)["user-notice"] == "drafted"
    assert len(post.arrived) == 2
    assert desk("show", number, "--json").json["unfinished"] == []


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("says", ["", "554 5.7.1 Not today"])
def test_a_draft_again_leaves_with_no_other_mail(desk: Desk, post: Post, says: str) -> None:
    post.says = says
    number = send_ack(desk, code=5 if says else 6)
    if not says:
        desk("sent", number, "acknowledgement", "--no")
    post.says, before = "250 OK", len(post.arrived)
    desk.do(number, "send", message="user-notice")
    assert states(desk, number) == {"acknowledgement": "drafted", "user-notice": "sent"}
    assert len(post.arrived) == before + 1


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("left", [True, False])
def test_a_person_settles_what_is_uncertain(desk: Desk, post: Post, left: bool) -> None:  # noqa: FBT001  a case of the test
    post.says = ""
    number = send_ack(desk, code=6)
    post.says = "250 OK"
    desk("sent", number, "acknowledgement", *([] if left else ["--no"]))
    assert states(desk, number)["acknowledgement"] == ("sent" if left else "drafted")
    desk("ack", number, "--answer", ANSWER, "--send")
    assert states(desk, number) == {"acknowledgement": "sent", "user-notice": "sent"}
    subjects = [mail.message["Subject"] for mail in post.arrived]
    assert subjects.count("Re: SM Escalation: Jane Doe - X") == (1 if left else 2)


#: Run a command and be killed at the moment whose number comes first.
KILLED = """
import sys
from summarizer.cli import main
from tests.walk.killer import Death
Death(int(sys.argv[1])).install()
main(sys.argv[2:])
"""


@pytest.mark.usefixtures("server")
def test_a_mail_whose_sending_was_killed_is_not_sent_twice(desk: Desk, post: Post) -> None:
    number = social.ack(desk, receive(desk), *USER)
    kept = desk.root.with_name("kept")
    shutil.copytree(desk.root, kept)
    command = ("do", number, "send", "--field", "message=acknowledgement")
    codes = []
    for moment in count(1):
        post.arrived.clear()
        shutil.rmtree(desk.root)
        shutil.copytree(kept, desk.root)
        run = [sys.executable, "-c", KILLED, str(moment), "-w", str(desk.root), *command]
        if subprocess.run(run, stdout=subprocess.DEVNULL, check=False).returncode == 0:
            break
        codes.append(send_again(desk, command))
        state = {0: "sent", 6: "uncertain"}[codes[-1]]
        assert states(desk, number)["acknowledgement"] == state, f"killed at {moment}"
        desk("sent", number, "acknowledgement")
        assert len(post.arrived) <= 1, f"killed at {moment}"
    assert codes[0] == codes[-1] == 0
    assert 6 in codes
    assert len(post.arrived) == 1


def send_again(desk: Desk, command: tuple[str, ...]) -> int:
    """The exit code: sent now or before, or not known to have left."""
    with pytest.raises(SystemExit) as ended:
        main(["-w", str(desk.root), *command])
    return int(str(ended.value.code))


def test_a_server_that_is_not_there_leaves_a_draft(desk: Desk, server: Server, post: Post) -> None:
    server.stop()
    number = send_ack(desk, code=6)
    assert states(desk, number) == {"acknowledgement": "drafted", "user-notice": "drafted"}
    assert desk.case(number).stage == "received"
    assert post.arrived == []


@pytest.mark.usefixtures("server")
def test_a_mail_that_the_server_refuses_stays_a_draft(desk: Desk, post: Post) -> None:
    post.says = "554 No thanks"
    number = send_ack(desk, code=5)
    assert states(desk, number)["acknowledgement"] == "drafted"
    post.says = "250 OK"
    desk("ack", number, "--answer", ANSWER, "--send")
    assert states(desk, number)["acknowledgement"] == "sent"


@pytest.mark.usefixtures("server")
def test_whom_the_server_does_not_deliver_to_is_said(desk: Desk, post: Post) -> None:
    post.refused = {"ee@example.com"}
    said = desk("ack", "--mail", receive(desk), "--answer", ANSWER, *USER, "--send")
    assert "refused by the server: ee@example.com" in said.out


def test_a_desk_without_a_server_says_what_to_do_and_keeps_the_drafts(desk: Desk) -> None:
    mail = receive(desk)
    before = desk.everything()
    said = desk("ack", "--mail", mail, "--answer", ANSWER, *USER, "--send", code=5).err
    assert "smtp.host is empty" in said
    assert desk.everything() == before
    desk("ack", "--mail", mail, "--answer", ANSWER, *USER)
    number = str(desk("list", "--json").json[0]["case"])
    said = desk.do(number, "send", message="acknowledgement", code=5).err
    assert "This desk makes drafts and doesn't send" in said
    assert states(desk, number)["acknowledgement"] == "drafted"


@pytest.mark.usefixtures("server")
def test_the_sent_summary_moves_the_row_at_once(desk: Desk, approved: str, post: Post) -> None:
    desk("complete", approved, "--send")
    assert desk.row(approved).tab == "Social Media Complete 2026"
    (mail,) = post.arrived
    assert mail.message["In-Reply-To"] == "<root@mail.example.com>"
    assert mail.message["X-Unsent"] is None
    assert desk("clocks", approved, "--json").json[-1]["name"] == "hold"


@pytest.mark.usefixtures("server")
def test_a_draft_that_was_withdrawn_is_never_sent(desk: Desk, approved: str, post: Post) -> None:
    desk("complete", approved)
    desk("approve", approved, "--by", "finn", "--send")
    assert post.arrived == []
    desk("complete", approved, "--send")
    (mail,) = post.arrived
    assert mail.message["Message-ID"].startswith(f"<{approved}.summary-2@")


@pytest.mark.usefixtures("server")
def test_a_mail_whose_sending_broke_off_stays_uncertain_when_that_is_taken_back(
    desk: Desk, post: Post
) -> None:
    post.says = ""  # the connection is lost before the server has answered
    number = send_ack(desk, code=6)
    said = desk("undo", number, "--yes").out
    assert f"{number}: send#1 is taken back." in said
    assert "It is not known whether acknowledgement left." in said
    assert states(desk, number)["acknowledgement"] == "uncertain"
    post.says = "250 OK"
    desk("do", number, "send", "--field", "message=acknowledgement", code=6)
    assert len(post.arrived) == 1
    desk("sent", number, "acknowledgement", "--no")
    desk("do", number, "send", "--field", "message=acknowledgement")
    assert len(post.arrived) == 2


@pytest.mark.usefixtures("server")
def test_an_answer_that_was_drafted_with_the_question_is_sent_when_that_is_typed(
    desk: Desk, held: str, post: Post
) -> None:
    asked = ("replied", held, "--mail", social.question(desk), "--answer", "The second bank.")
    desk(*asked)
    assert "sent    answer" in desk(*asked, "--send").out
    assert "already done" in desk(*asked, "--send").out
    assert len(post.arrived) == 1
    assert states(desk, held)["answer"] == "sent"


@pytest.mark.usefixtures("server")
def test_whom_a_mail_did_not_reach_is_told_also_where_the_next_mail_can_not_leave(
    desk: Desk, post: Post
) -> None:
    post.refused = {"socialmedia@example.com", *BLIND, "jane.doe@example.com"}
    mail = receive(desk)
    said = desk("ack", "--mail", mail, "--answer", ANSWER, *USER, "--send", code=5).err
    assert "refused by the server: socialmedia@example.com" in said
    assert "sent    acknowledgement" in said
