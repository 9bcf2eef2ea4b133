"""The words that a procedure's verbs are made of: each guard and act, and the arguments it takes.

They stand apart from what they do (`guards.py`, `acts.py`), so that a look at cases, which reads
procedures and runs no verb, doesn't load all that verbs need.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Signature(NamedTuple):
    """The arguments that a guard or an act takes.

    Attributes:
        needs: Arguments that must be given; takes: those that may be; one_of: of which one must be.
        inputs: What the verb itself must need, because the guard or act reads it.
    """

    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


#: The signature of a guard or an act that takes no arguments.
PLAIN = Signature()

#: Every guard (`guards.GUARDS`).
GUARDS: Mapping[str, Signature] = {
    "own-words": Signature(("input",)),
    "fact-is": Signature(("fact", "value")),
    "fact-is-not": Signature(("fact", "value")),
    "has-facts": Signature(("facts",)),
    "has-document": PLAIN,
    "chart-complete": PLAIN,
    "summary-complete": PLAIN,
    "contact-copy": PLAIN,
    "by-one-of": Signature(("fact",), inputs=("by",)),
    "reviewed-by-all": Signature(("fact", "event")),
    "comments-settled": PLAIN,
    "may-approve": Signature(("role", "author"), inputs=("by",)),
    "summary-unchanged": Signature(("event",)),
    "hold-over": Signature(("clock",)),
    "happened": Signature(("event",)),
    "input-is": Signature(("input", "values")),
    "domain-not": Signature(("input", "domains")),
    "in-role": Signature(("role",), inputs=("by",)),
    "actor-is": Signature(("fact",)),
    "may-take": Signature(("input", "roles")),
    "waits-to-be-accepted": PLAIN,
}

#: What can be done in the helpdesk (`helpdesk_acts.py`).
HELPDESK = ("hold", "take-all", "note", "reassign", "create", "solve")

#: Every act (`acts.ACTS`).
ACTS: Mapping[str, Signature] = {
    "message": Signature(("message",)),
    "todo": Signature(("id", "service"), ("done", "role"), one_of=("words", "wording")),
    "withdraw": Signature(("message",)),
    "send": Signature(inputs=("message",)),
    "mark-sent": Signature(inputs=("message",)),
    "mark-done": Signature(inputs=("todo",)),
    "say": Signature(inputs=("todo",)),
    "close-todo": Signature(("todo",)),
    "helpdesk": Signature(
        ("do", "id"), ("done", "note", "reply", "group", "subject"), one_of=("words", "wording")
    ),
    "set-fact": Signature(inputs=("field",)),
    "write-cell": Signature(inputs=("column",)),
    "pick": Signature(("role", "into"), ("not", "only", "until", "newly")),
    "place-by-domain": Signature(("input", "into", "organizations")),
    "ask-in-document": Signature(("who", "then")),
    "record": Signature(("event",)),
    "find-earlier": PLAIN,
    "make-document": PLAIN,
    "link-earlier": PLAIN,
    "fill-step": Signature(inputs=("step",)),
    "keep-question": Signature(inputs=("team", "question")),
    "keep-evidence": PLAIN,
    "settle-comment": Signature(inputs=("comment",)),
}
