"""A life of a case for each shipped procedure: every verb that it has, in an order that works."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.desk import Desk
from tests.procedures import social
from tests.procedures.social import ANSWER
from tests.procedures.test_problematic_to_pr_cs import FINDING, FROM_HELPDESK
from tests.procedures.test_tier_2 import TICKET
from tests.summarizer.test_moving import off

#: A picture of one pixel.
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A verb, typed as a command.

    Attributes:
        words: The command.
        who: Who types it.
        at: When.
        says: What an undo says that it leaves as it is.
        refused: Why it can't be done on a desk without that service; "" where it can.
        aside: It isn't done again once it is taken back: the life goes on without it.
    """

    verb: str
    words: tuple[str, ...]
    who: str = "dana"
    at: str = ""
    says: tuple[str, ...] = ()
    refused: str = ""
    aside: bool = False


Life = Iterator[Turn]


@dataclass(slots=True)
class Writer:
    """Writes the turns of a case whose number is known once it has begun."""

    desk: Desk
    number: str = ""
    at: str = ""
    others: tuple[str, ...] = ()

    def __call__(
        self,
        verb: str,
        who: str = "dana",
        *says: str,
        refused: str = "",
        aside: bool = False,
        **fields: str,
    ) -> Turn:
        given = [part for k, text in fields.items() for part in ("--field", f"{k}={text}")]
        return Turn(verb, ("do", self.number, verb, *given), who, self.at, says, refused, aside)

    def begun(self) -> None:
        """Look which case there is now."""
        found = (str(item["case"]) for item in self.desk("list", "--all", "--json").json)
        (self.number,) = (number for number in found if number not in self.others)


def common(do: Writer) -> Life:
    """What a case of every procedure can, where it changes nothing else; both pause and go on."""
    yield do("set", field="tickets", value="4711,4712")
    yield do("write", column="Notes", value="Call after noon.")
    yield do("pause", why="Waits for the bank.")
    yield do("resume")
    yield do("send", message="none", refused="has no message called")
    yield do("cancel", why="Sent twice.", aside=True)


def handing_over(do: Writer) -> Life:
    """The verbs of a hand-over; Sam and Dana by turns."""
    yield do("handoff", to="sam", begin_at="Iovation.")
    yield do("decline", "sam", "was withdrawn", by="sam", why="I am off.")
    yield do("handoff", to="sam", begin_at="Iovation.")
    yield do("keep", "dana", "was withdrawn")
    yield do("ask-team", begin_at="Iovation.")
    yield do("sent", message="pick-up")
    yield do("accept", "sam", by="sam")
    yield do("handoff", "sam", to="dana", begin_at="Iovation.")
    yield do("accept", "dana", "was withdrawn", by="dana")


def social_media_summary(desk: Desk) -> Life:
    """Two cases of a user, one after the other: their documents are linked."""
    desk.at("2026-11-19T07:45")
    earlier = social.begun(desk, name="earlier", message_id="<earlier@mail.example.com>")
    body = social.about("Ana Lee", "555")
    alike = social.begun(desk, body, name="alike", message_id="<alike@mail.example.com>")
    do = Writer(desk, at="2026-11-19T07:50", others=(earlier, alike))
    mail = str(social.receive(desk))
    yield Turn("ack", ("ack", "--mail", mail, "--answer", ANSWER), at=do.at)
    do.begun()
    yield do("sent", message="acknowledgement")
    yield do("say", todo="announcement", refused="is not connected")
    yield do("done", todo="announcement")
    yield do("notify-user", refused="user.email is missing")
    yield do("set", field="user.email", value="jane.doe@example.com")
    yield do("notify-user", "dana", "was withdrawn")
    yield do("start", "dana", "The document is now at", f"from {earlier} stay in the documents")
    yield do("refer", "dana", f"from {alike} stay in the documents", refer=alike)
    yield do("set", field="tickets", value="4711")
    yield do("hold-tickets")
    yield from handing_over(do)
    yield from common(do)
    yield from _research(desk, do)


def _research(desk: Desk, do: Writer) -> Life:
    do.at = "2026-11-19T09:00"
    picture = desk.root.with_name("post.png")
    picture.write_bytes(base64.b64decode(PNG))
    yield do("check", step="Iovation", finding="No sign.", link="https://example.com/1")
    yield do("check", step="Iovation", finding="No sign at all.")
    yield do("ask", "dana", "stays in the document", team="Payments", question="Why is it held?")
    kept = ("stays in the document", "stays in the evidence folder")
    yield do("evidence", "dana", *kept, file=str(picture))
    yield do("evidence", "dana", kept[0], link="https://example.com/post", text="Held!")
    yield do("reply-to-user", answer=ANSWER)
    social.paper(desk, do.number).fill()
    desk("sync")
    do.at = "2026-11-19T10:00"
    yield do("request-review")
    yield do("request-review", "dana", "was withdrawn")
    social.paper(desk, do.number).comment("Next steps", "By when?")
    comment = social.comment_id(desk, do.number)
    yield do("comment", "dana", "stays in the document", comment=comment, answer="Not known yet.")
    off(desk, "ravi")
    do.at = "2026-11-20T10:00"
    yield do("move-review")
    yield from _end(desk, do)


def _end(desk: Desk, do: Writer) -> Life:
    yield do("reviewed", by="rosa")
    yield do("request-approval")
    off(desk, "fay", day="2026-11-23")
    do.at = "2026-11-23T10:00"
    yield do("move-approval")
    yield do("approve", by="stan", evidence="https://example.com/yes")
    yield do("complete")
    yield do("approve", "dana", "was withdrawn", by="stan")
    yield do("complete")
    yield do("sent", message="summary")
    yield do("replied", question="Which bank was it?")
    yield do("answer", answer="The one in her town; we asked it.")
    yield do("answered", why="By phone.")
    do.at = "2026-11-23T14:30"
    yield do("contact", outcome="She is happy.")
    yield do("resolve")


def problematic_to_pr_social(desk: Desk) -> Life:
    do = Writer(desk, at="2026-11-19T10:00")
    mail = str(desk.receive("escalation"))
    answer = "I will call her bank about the refund today."
    yield Turn("ack", ("ack", "--mail", mail, "--answer", answer), at=do.at)
    do.begun()
    yield do("sent", message="acknowledgement")
    yield do("say", todo="announcement", refused="is not connected")
    yield do("done", todo="announcement")
    yield do("notify-user", "dana", "was withdrawn")
    yield do("take-tickets")
    yield do("reply-to-user", answer=ANSWER)
    yield from handing_over(do)
    yield from common(do)
    yield do("resolve", outcome="Refunded.")


def problematic_to_pr_cs(desk: Desk) -> Life:
    do = Writer(desk, at="2026-11-19T10:00")
    mail = str(desk.receive("escalation", **FROM_HELPDESK))
    yield Turn("ack", ("ack", "--mail", mail), at=do.at)
    do.begun()
    yield do("say", todo="announcement", refused="is not connected")
    yield do("done", todo="announcement")
    yield do("sent", message="acknowledgement", refused="has no message called")
    yield do("set", field="tickets", value="4711")
    yield do("research", threat=FINDING["threat"], evidence=FINDING["evidence"])
    yield from handing_over(do)
    yield from common(do)
    yield do("reassign", notes="No threat.", aside=True)
    yield do("resolve", outcome="Refunded.")


def tier_2(desk: Desk) -> Life:
    do = Writer(desk, at="2026-11-19T10:00")
    given = [part for k, text in TICKET.items() for part in ("--field", f"{k}={text}")]
    words = ("do", "77", "submit", *given, "--procedure", "tier-2")
    yield Turn("submit", words, at=do.at)
    do.begun()
    yield do("done", todo="tell-group")
    yield do("claim", by="dana")
    yield do("stuck", note="The export stops at line 12.")
    yield do("pull", "tess", by="tess")
    yield do("returned", "tess", by="tess", note="Line 12 is empty.")
    yield do("answer", note="We mend line 12.")
    yield do("replied", note="Thanks.")
    yield do("back", note="It stops at line 13.")
    yield do("returned", "tess", by="tess", note="Line 13 is empty.")
    yield do("sent", message="any", refused="has no message called")
    yield do("say", todo="public-comment", refused="is nothing to be said in the room")
    yield from common(do)
    yield do("resolve")


LIVES: dict[str, Callable[[Desk], Life]] = {
    "social-media-summary": social_media_summary,
    "problematic-to-pr-social": problematic_to_pr_social,
    "problematic-to-pr-cs": problematic_to_pr_cs,
    "tier-2": tier_2,
}
