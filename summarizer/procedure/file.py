"""Read `procedure.toml`: every mistake is an error that names file, key and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from summarizer.procedure import (
    FACTS,
    EventRule,
    Field,
    Procedure,
    Verb,
)
from summarizer.procedure.parts import read_columns, read_document, read_message, read_recognition
from summarizer.procedure.verbs import COMPUTED, Declared, check_filled, read_verb
from summarizer.tables import Table, read_tables
from tracker.case import ENGINE_KINDS
from tracker.clocks import ClockRule, parse_amount
from tracker.errors import BadInput, NotFound

#: Names that stand for something else: no field can be called so.
_TAKEN = COMPUTED | {"stage", "tab", "procedure", "subject", "item"}
_FIELD = re.compile(r"\w+(\.\w+)*")


class Verbs(Mapping[str, Verb]):
    """A procedure's verbs, read when they are first asked for: BadInput then for a mistake.

    A list of cases doesn't need them, and they are the longest part of a procedure.
    """

    def __init__(self, tables: Mapping[str, Table], declared: Declared) -> None:
        self._tables = tables
        self._declared = declared

    @cached_property
    def _read(self) -> dict[str, Verb] | BadInput:
        """The verbs, or the mistake in them: a table can be read once only."""
        try:
            return {name: read_verb(name, t, self._declared) for name, t in self._tables.items()}
        except BadInput as mistake:
            return mistake

    @property
    def _all(self) -> dict[str, Verb]:
        if isinstance(self._read, BadInput):
            raise self._read
        return self._read

    def __getitem__(self, name: str) -> Verb:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def load(folders: Iterable[Path]) -> Procedure:
    """The procedure in these folders with its verbs, all of it checked: see `outline`."""
    procedure = outline(folders)
    return procedure._replace(verbs=dict(procedure.verbs))


def outline(folders: Iterable[Path]) -> Procedure:
    """The procedure in these folders, of which the first that has a file gives it.

    Its verbs are read and checked later (`Verbs`), everything else at once.

    Raises:
        NotFound: There is no procedure.toml in any of them.
        BadInput: It says something that isn't in the language of procedures.
    """
    folder = tuple(folders)
    file = next((f for f in (d / "procedure.toml" for d in folder) if f.is_file()), None)
    if file is None:
        raise NotFound(
            f"There is no procedure {folder[-1].name}", "", "See: summarizer procedures list"
        )
    top = _merged(file, folder)
    procedure = _read(top, folder)
    top.done()
    return procedure


def _merged(file: Path, folder: tuple[Path, ...]) -> Table:
    """The file's tables over those that it includes; one level deep, a table at a time."""
    own = read_tables(file)
    values: dict[str, Any] = {}
    taken_from: dict[str, Path] = {}
    for name in own.texts("include"):
        found = next((p for p in (d.parent / name for d in folder) if p.is_file()), None)
        if found is None:
            raise own.error("include", f"a file beside the procedures' folders, not {name!r}")
        for key, value in read_tables(found).rest().items():
            values[key] = _over(values.get(key), value)
            taken_from |= dict.fromkeys(_names(key, value), found)
    for key, value in own.rest().items():
        values[key] = _over(values.get(key), value)
        for name in (key, *_names(key, value)):
            taken_from.pop(name, None)
    return Table(file, "", values, taken_from)


def _over(below: Any, above: Any) -> Any:
    return below | above if isinstance(below, dict) and isinstance(above, dict) else above


def _names(key: str, value: Any) -> list[str]:
    return [f"{key}.{name}" for name in value] if isinstance(value, dict) else [key]


def _read(top: Table, folder: tuple[Path, ...]) -> Procedure:
    """What was read first is what later keys are checked against."""
    stages, tabs, roles = _stages(top), _tabs(top), top.texts("roles")
    fields = {n: _field(n, t) for n, t in top.tables("field")}
    _check_fields(top, fields)
    events = {n: _event(n, t, stages, tabs, fields) for n, t in top.tables("event")}
    _check_received(top, events)
    clocks = {n: _clock(n, t, events, fields) for n, t in top.tables("clock")}
    facts = tuple(sorted({*fields, *FACTS}))
    declared = Declared(stages, roles, fields, facts, events, clocks, {})
    messages = {n: read_message(n, t, declared) for n, t in top.tables("message")}
    verbs = Verbs(dict(top.tables("verb")), declared._replace(messages=messages))
    return Procedure(
        name=folder[-1].name,
        title=top.text("title"),
        folder=folder,
        prefix=_prefix(top),
        subject=top.member("subject", ("thread", "ticket", "shift"), "a subject", "thread"),
        stages=stages,
        closed=top.members("closed", stages, "a stage"),
        recognise=read_recognition(folder[-1].name, top.table("recognise")),
        tabs=tabs,
        fields=fields,
        columns=read_columns(top, declared),
        clocks=clocks,
        roles=roles,
        events=events,
        messages=messages,
        verbs=verbs,
        document=read_document(top.table("document"), declared) if "document" in top else None,
        due=top.member("due", clocks, "a clock"),
    )


# --- the case: stages, facts, events -------------------------------------------------------


def _stages(top: Table) -> tuple[str, ...]:
    stages = top.texts("stages")
    if not stages:
        raise top.error("stages", "a list of stages, the first one first; it is missing")
    for stage in stages:
        if stage.strip() in ("", "*") or stages.count(stage) > 1:
            raise top.error("stages", f"names of stages, each once, not {stage!r}")
    return stages


def _prefix(top: Table) -> str:
    prefix = top.text("prefix")
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,5}", prefix):
        raise top.error("prefix", f"one to six capital letters or digits, not {prefix!r}")
    return prefix


def _tabs(top: Table) -> dict[str, str]:
    tabs = top.mapping("tabs")
    for name, title in tabs.items():
        if not title.strip():
            raise top.error(f"tabs.{name}", "the title of a tab; it is empty")
        check_filled(top, f"tabs.{name}", [title], ("year",))
    return tabs


def _field(name: str, table: Table) -> Field:
    if not _FIELD.fullmatch(name) or name in _TAKEN:
        raise table.error("", f"a name of letters, digits and dots that is free, not {name!r}")
    found = Field(
        name=name,
        title=table.text("title", name),
        help=table.text("help", ""),
        one_of=table.texts("one_of"),
        people=table.flag("people"),
        required=table.flag("required"),
        events_only=table.flag("events_only"),
    )
    table.done()
    return found


def _check_fields(top: Table, fields: Iterable[str]) -> None:
    """`user` and `user.name` can't both be fields: wordings read the second as a part of it."""
    known = FACTS.union(fields)
    for name in known:
        below = [other for other in known if other.startswith(f"{name}.")]
        if below:
            raise top.error(f"field.{name}", f"another name: {below[0]} stands below it")


def _event(
    name: str, table: Table, stages: tuple[str, ...], tabs: Iterable[str], fields: Iterable[str]
) -> EventRule:
    if name in ENGINE_KINDS:
        raise table.error("", f"another name: {name} is what the program itself records")
    rule = EventRule(
        name=name,
        stage=table.member("stage", stages, "a stage"),
        advance=table.member("advance", stages, "a stage"),
        tab=table.member("tab", tabs, "a tab"),
        sets=table.mapping("sets"),
        keep=table.members("keep", ("summary",), "something gathered"),
    )
    for fact in rule.sets:
        if fact not in fields:
            raise table.error(f"sets.{fact}", f"a declared field ({', '.join(fields)})")
    if rule.stage and rule.advance:
        raise table.error("advance", "either stage or advance, not both")
    table.done()
    return rule


def _check_received(top: Table, events: Mapping[str, EventRule]) -> None:
    """With "received" a case begins: with a stage, a tab, and what is known of it."""
    rule = events.get("received")
    if rule is None or not rule.stage or not rule.tab:
        raise top.error("event.received", "a stage and a tab: every case begins with it")
    if rule.sets:
        raise top.error("event.received.sets", "nothing: a case begins with what is known of it")


def _clock(
    name: str, table: Table, events: Mapping[str, EventRule], fields: Iterable[str]
) -> ClockRule:
    pausable = table.flag("pausable")
    if pausable and not {"paused", "resumed"} <= events.keys():
        raise table.error("pausable", "the events paused and resumed, which are not declared")
    named = {k: table.members(k, events, "an event") for k in ("start", "stop", "pause", "resume")}
    if not named["start"]:
        raise table.error("start", "the events that start the clock; it is missing")
    if pausable:
        named |= {"pause": (*named["pause"], "paused"), "resume": (*named["resume"], "resumed")}
    read: dict[str, Any] = {
        **named,
        "hours": table.text("hours", "plain"),
        "kind": table.member("kind", ("target", "minimum"), "a kind", "target"),
        "when": table.member("when", fields, "a field"),
        "each": table.flag("each"),
        **{k: _amount(table, k) for k in ("amount", "soft", "warn")},
    }
    table.done()
    if read["amount"] is None:
        raise table.error("amount", "an amount such as 8h or 15m; it is missing")
    try:
        return ClockRule(name=name, **read).checked()
    except BadInput as error:
        raise table.error("", f"a clock that can run. {error.why}".rstrip(".")) from error


def _amount(table: Table, key: str) -> timedelta | None:
    text = table.text(key, "")
    try:
        return parse_amount(text) if text else None
    except BadInput as error:
        raise table.error(key, f"an amount such as 8h or 15m, not {text!r}") from error
