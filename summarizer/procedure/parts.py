"""What people see of a procedure: its columns, its mails, its document."""

from __future__ import annotations

import re
from typing import cast, get_args

from summarizer.procedure import DocumentRule, MessageRule, Recognition
from summarizer.procedure.verbs import COMPUTED, Declared, check_filled, check_later
from summarizer.tables import Table
from tracker.columns import Column, ColumnType

#: What a column can show beside facts and events.
_SHOWN = frozenset({"case", "document", "due", "research", "comments", "notes"})
_RECIPIENT = re.compile(r"thread\.(from|to|cc)|user|owner|me|(address|role|fact):[\w.-]+")


def read_columns(top: Table, declared: Declared) -> tuple[Column, ...]:
    """The columns of the tracker that the procedure owns."""
    known = sorted({*declared.facts, *declared.events, *_SHOWN})
    columns: list[Column] = []
    for table in top.items("column"):
        title = table.text("title")
        if not title.strip() or title in [c.title for c in columns]:
            raise table.error("title", f"a title that no other column has, not {title!r}")
        columns.append(
            Column(
                title,
                table.member("field", known, "a field or an event", None),
                cast("ColumnType", table.member("type", get_args(ColumnType), "a type", "text")),
                table.flag("people"),
            )
        )
        table.done()
    return tuple(columns)


def read_message(name: str, table: Table, declared: Declared) -> MessageRule:
    """A mail. Whether addresses, people and wordings are there is for `procedures check`."""
    recipients = {k: _recipients(table, k, declared) for k in ("to", "cc", "bcc", "must", "never")}
    rule = MessageRule(
        name=name,
        sender=table.text("from"),
        **recipients,
        wording=table.text("wording"),
        subject=table.text("subject", ""),
        reply=table.flag("reply"),
        own_words=table.text("own_words", ""),
        sent=table.member("sent", declared.events, "an event"),
        rule=table.text("rule", ""),
        forward=table.member("forward", declared.events, "an event"),
        until=table.members("until", declared.events, "an event"),
    )
    if rule.sender != "me" and not re.fullmatch(r"address:[\w.-]+", rule.sender):
        raise table.error("from", f"me or address:NAME, not {rule.sender!r}")
    if not rule.to:
        raise table.error("to", "whom the mail goes to; it is missing")
    check_later(table, "sent", rule.sent, declared)
    table.done()
    return rule


def _recipients(table: Table, key: str, declared: Declared) -> tuple[str, ...]:
    tokens = table.texts(key)
    for token in tokens:
        kind, _, name = token.partition(":")
        if not _RECIPIENT.fullmatch(token):
            raise table.error(
                key,
                "thread.from, thread.to, thread.cc, user, owner, me, address:NAME, role:NAME"
                f" or fact:NAME, not {token!r}",
            )
        known = {"role": declared.roles, "fact": tuple(declared.fields)}.get(kind)
        if known is not None and name not in known:
            raise table.error(key, f"a declared {kind} ({', '.join(known)}), not {name!r}")
    return tokens


def read_recognition(name: str, table: Table) -> Recognition:
    """Which mails are the procedure's own."""
    helpdesk = table.take("helpdesk", "true or false", bool)
    lists, team = table.texts("lists"), table.texts("team")
    found = Recognition(name, lists, helpdesk, table.flag("summary_default"), team)
    table.done()
    return found


def read_document(table: Table, declared: Declared) -> DocumentRule:
    """What the case's document is made of."""
    rule = DocumentRule(
        table.text("template"),
        table.text("title"),
        _named(table, "step", "name"),
        _named(table, "part", "title"),
    )
    check_filled(table, "title", [rule.title], {*declared.facts, *COMPUTED})
    table.done()
    return rule


def _named(table: Table, key: str, name: str) -> tuple[tuple[str, str], ...]:
    """The steps of the chart, or the parts of the summary: each with its hint."""
    found: dict[str, str] = {}
    for item in table.items(key):
        called = item.text(name)
        if not called.strip() or called in found:
            raise item.error(name, f"a name that no other {key} has, not {called!r}")
        found[called] = item.text("hint", "")
        item.done()
    if not found:
        raise table.error(key, f"at least one [[document.{key}]]")
    return tuple(found.items())
