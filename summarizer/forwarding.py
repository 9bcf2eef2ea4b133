"""The mail that another one forwards, as text: what was answered, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizer.desk import Desk
from summarizer.procedure import MessageRule
from summarizer.situation import Situation
from tracker.case import Case, Event
from tracker.errors import NotFound

if TYPE_CHECKING:
    from email.message import EmailMessage

#: The headers that a forwarded mail shows; never its Bcc.
_SHOWN = ("From", "Date", "Subject", "To", "Cc")


def rules(situation: Situation) -> list[MessageRule]:
    """The mails of the verb that forward another."""
    messages = situation.procedure.messages
    named = (part.args["message"] for part in situation.verb.acts if part.name == "message")
    return [messages[name] for name in named if messages[name].forward]


def mail(desk: Desk, situation: Situation) -> str:
    """The newest mail whose sending was the event that is forwarded; "" if it can't be found."""
    events = {rule.forward for rule in rules(situation)}
    for event in _sent(situation, situation.case, events):
        try:
            found = desk.mail.read(str(event.data["key"]), str(event.data.get("path", "")))
        except NotFound:
            continue
        return as_text(found)
    return ""


def _sent(situation: Situation, case: Case, events: set[str]) -> Iterator[Event]:
    """The newest events of the messages that were these events, the newest message first."""
    names = {rule.name for rule in situation.procedure.messages.values() if rule.sent in events}
    for event in reversed(case.latest("message").values()):
        if event.data.get("rule") in names and event.data["state"] == "sent":
            yield event


def as_text(found: EmailMessage) -> str:
    """Headers and text of a mail, as mail programs quote what they forward."""
    head = [f"{name}: {' '.join(str(found[name]).split())}" for name in _SHOWN if found[name]]
    body = found.get_body(("plain",))
    return "\n".join([*head, "", body.get_content().strip() if body else ""]).strip()
