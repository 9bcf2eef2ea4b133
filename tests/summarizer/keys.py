"""A small procedure of its own, for what the engine makes of any procedure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from summarizer.engine import Opening, Outcome, Request, run
from summarizer.workspace import Workspace

NUMBER = "LK-20261119-ABCD"
PROCEDURE = """
title = "Lost keys"
prefix = "LK"
subject = "ticket"
include = ["common/common.toml"]
stages = ["new", "open", "shut", "cancelled"]
closed = ["shut", "cancelled"]

[tabs]
pending = "Keys {year}"
complete = "Keys found {year}"

[field.floor]
one_of = ["1", "2"]
[field.finder]
[field.keys]

[event.received]
stage = "new"
tab = "pending"
[event.begun]
advance = "open"
sets = { floor = "{floor}" }
[event.asked]
[event.lent]
sets = { finder = "{by}" }
[event.closed]
stage = "shut"
tab = "complete"

[[column]]
title = "Case"
field = "case"
[[column]]
title = "Floor"
field = "floor"
[[column]]
title = "Stage"
field = "stage"

[verb.begin]
help = "Somebody has lost a key."
rule = "1.1"
from = ["", "new"]
takes = ["floor", "note"]
acts = [
    { act = "todo", id = "look", service = "", words = "Look on floor {floor}.", when = "floor=*" },
    { act = "todo", id = "ask", service = "", words = "Ask on which floor.", unless = "floor=*" },
]
event = "begun"

[verb.ask]
needs = ["question"]
repeatable = true
acts = [
    { act = "todo", id = "call", service = "phone", words = "Ask: {question}", done = "asked" },
    { act = "todo", id = "write", service = "mail", words = "Write: {question}" },
]

[verb.note]
needs = ["column", "value"]
repeatable = true
acts = [
    { act = "todo", id = "tell", service = "mail", words = "Tell: {value}" },
    { act = "write-cell" },
]

[verb.label]
from = ["open"]
each = "keys"
takes = ["keys"]
acts = [{ act = "todo", id = "label-{item}", service = "desk", words = "Label {item}." }]

[verb.lend]
rule = "1.2"
from = ["open"]
needs = ["by"]
repeatable = true
guards = [
    { guard = "has-facts", facts = ["finder"], rule = "1.3", overridable = true },
    { guard = "fact-is", fact = "floor", value = "1", rule = "1.4", fix = "Go up: {case}" },
]
event = "lent"

[verb.call]
one_of = ["by_phone", "by_mail"]
acts = [{ act = "record", event = "asked" }]

[verb.close]
from = ["open"]
event = "closed"

[verb.sell]
refuse = "1.9: keys are not sold."
"""


def put(root: Path) -> None:
    """Give a workspace this procedure."""
    folder = root / "templates" / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "procedure.toml").write_text(PROCEDURE, encoding="utf-8")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


OPENING = Opening("keys", {"subject": "ticket:1", "thread.root": "ticket:1"}, at("2026-11-19T17Z"))


def begun(desk: Workspace, **inputs: str) -> Outcome:
    """The case, begun."""
    return run(desk, NUMBER, Request("begin", inputs, opening=OPENING))
