"""An escalation from social media about one user, and the steps of its summary."""

from __future__ import annotations

from pathlib import Path

from tests.desk import Desk, Said
from tests.paper import Paper

LISTS = "socialmedia-escalations@example.com"
PENDING = "EE/Legal/Social pending"
ANSWER = "I will find out today why her payment is held."
USER = ("--user-email", "jane.doe@example.com")

HEADERS = {
    "Received": "from mail.example.com by mx.example.com; Thu, 19 Nov 2026 07:42:00 -0800",
    "From": "Noor Haddad <noor.haddad@example.com>",
    "To": f"SM Escalations <{LISTS}>, Dana Reyes <dana.reyes@example.com>",
    "Cc": "EE <ee@example.com>, Social Media <socialmedia@example.com>",
    "Subject": "SM Escalation: Jane Doe - X",
    "Message-ID": "<root@mail.example.com>",
    "Date": "Thu, 19 Nov 2026 07:41:00 -0800",
}
BODY = """Hi EE team,

Freelancer Jane Doe (user ID 44170) is furious about us on X:

https://x.com/janedoe_designs/status/1858800000000000000

Could you look into it, please?

Noor
"""
FYI = """Hi EE team,

Just FYI, no summary needed: Jane Doe (user ID 44170) wrote about us on X.

Noor
"""


def receive(desk: Desk, body: str = BODY, *, name: str = "escalation", **headers: str) -> Path:
    """A mail file as the social media team sends it; `message_id=...` changes a header."""
    path = desk.root.parent / f"{name}.eml"
    changed = {key.replace("_", "-").casefold(): text for key, text in headers.items()}
    lines = {key: changed.pop(key.casefold(), text) for key, text in HEADERS.items()} | changed
    head = "".join(f"{key}: {text}\n" for key, text in lines.items())
    path.write_text(f"{head}\n{body}", encoding="utf-8")
    return path


def about(name: str, user_id: str) -> str:
    """The text of an escalation of somebody else."""
    return BODY.replace("Jane Doe", name).replace("44170", user_id)


def ack(desk: Desk, mail: Path, *more: str) -> str:
    """Acknowledge a mail; gives the case's number."""
    return str(desk("ack", "--mail", mail, "--answer", ANSWER, *more, "--json").json["case"])


def begun(desk: Desk, body: str = BODY, **headers: str) -> str:
    """A case of another mail whose document was made."""
    number = ack(desk, receive(desk, body, **headers))
    desk("start", number)
    return number


def paper(desk: Desk, number: str) -> Paper:
    """The case's document."""
    return Paper(Path(desk("open", "--print", number).out.strip()))


def clock(desk: Desk, number: str, name: str) -> tuple[str, str]:
    """A clock's state and when it is due, as the desk's clock shows it."""
    (line,) = (x for x in desk("clocks", number).out.splitlines() if x.startswith(name))
    words = line.split()
    return words[1], " ".join(words[2:6])


def comment_id(desk: Desk, number: str) -> str:
    """The id of the document's only comment."""
    (comment,) = desk("comments", number, "--json").json["comments"]
    return str(comment["id"])


def refused(said: Said, *rules: str) -> str:
    """What a refusal says; it names these rules."""
    for rule in rules:
        assert f"  {rule}: " in said.err, said.err
    return said.err


def question(desk: Desk, text: str = "Which bank was it?") -> Path:
    """A mail of the social media team on the case's thread."""
    return receive(
        desk,
        f"{text}\n\nOn Thu, Dana Reyes wrote:\n> Here is our summary.\n",
        name="question",
        message_id="<question@mail.example.com>",
        in_reply_to="<root@mail.example.com>",
        references="<root@mail.example.com>",
        subject="Re: SM Escalation: Jane Doe - X",
    )
