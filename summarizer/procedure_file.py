"""Read `procedure.toml`: every mistake is an error that names file, key and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from summarizer.procedure import (
    DocumentRule,
    EventRule,
    Field,
    MessageRule,
    Part,
    Procedure,
    Recognition,
    Verb,
)
from summarizer.tables import Table, read_tables
from tracker.clocks import ClockRule, parse_amount
from tracker.columns import Column, ColumnType
from tracker.errors import BadInput, NotFound

#: What `{name}` can stand for beside the procedure's own fields and the verb's inputs.
COMPUTED = frozenset({"case", "actor", "item", "year", "summary_hash", "at"})
#: Fields that every case has without being declared.
BUILT_IN = frozenset(
    {
        "case",
        "received",
        "thread.subject",
        "acknowledged",
        "due",
        "owner",
        "stage",
        "tab",
        "research",
        "comments",
    }
    | {"document", "notes", "earlier"}
)
_RECIPIENT = re.compile(r"thread\.(from|to|cc)|user|owner|me|(address|role|fact):[\w.-]+")
_NAME = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments that a guard or an act takes."""

    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


def load(
    folders: Iterable[Path], guards: Mapping[str, Signature], acts: Mapping[str, Signature]
) -> Procedure:
    """The procedure in these folders, of which the first that has a file gives it.

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
    procedure = _Reader(top, guards, acts).read(folder)
    top.done()
    return procedure


def _merged(file: Path, folder: tuple[Path, ...]) -> Table:
    """The file's tables over those that it includes; one level deep, a table at a time."""
    own = read_tables(file)
    values: dict[str, Any] = {}
    for name in own.texts("include"):
        found = next((p for p in (d.parent / name for d in folder) if p.is_file()), None)
        if found is None:
            raise own.error("include", f"a file beside the procedures' folders, not {name!r}")
        values |= read_tables(found).rest()
    for key, value in own.rest().items():
        both = isinstance(value, dict) and isinstance(values.get(key), dict)
        values[key] = values[key] | value if both else value
    return Table(file, "", values)


class _Reader:
    """Reads one procedure; what was read first is what later keys are checked against."""

    def __init__(
        self, top: Table, guards: Mapping[str, Signature], acts: Mapping[str, Signature]
    ) -> None:
        self.top = top
        self.guards = guards
        self.acts = acts

    def read(self, folder: tuple[Path, ...]) -> Procedure:
        top, name = self.top, folder[-1].name
        self.stages = top.texts("stages")
        if not self.stages:
            raise top.error("stages", "a list of stages, the first one first; it is missing")
        self.tabs = top.mapping("tabs")
        self.roles = top.texts("roles")
        self.fields = {n: _field(n, t) for n, t in top.tables("field")}
        self.events = {n: self._event(n, t) for n, t in top.tables("event")}
        self.clocks = {n: self._clock(n, t) for n, t in top.tables("clock")}
        self.messages = {n: self._message(n, t) for n, t in top.tables("message")}
        verbs = {n: self._verb(n, t) for n, t in top.tables("verb")}
        document = top.table("document") if "document" in top else None
        return Procedure(
            name=name,
            title=top.text("title"),
            folder=folder,
            prefix=self._prefix(),
            subject=top.one_of("subject", ("thread", "ticket", "shift"), "thread"),
            stages=self.stages,
            closed=self._known(top, "closed", self.stages, "a stage"),
            recognise=_recognition(name, top.table("recognise")),
            tabs=self.tabs,
            fields=self.fields,
            columns=tuple(self._column(t) for t in top.items("column")),
            clocks=self.clocks,
            roles=self.roles,
            events=self.events,
            messages=self.messages,
            verbs=verbs,
            document=_document(document) if document else None,
            due=self._one(top, "due", self.clocks, "a clock"),
        )

    def _prefix(self) -> str:
        prefix = self.top.text("prefix")
        if not re.fullmatch(r"[A-Z][A-Z0-9]{0,5}", prefix):
            raise self.top.error("prefix", f"one to six capital letters or digits, not {prefix!r}")
        return prefix

    def _known(self, table: Table, key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        """A list of texts, each of which must be known."""
        values, allowed = table.texts(key), list(known)
        for value in values:
            if value not in allowed:
                raise table.error(key, f"{what} ({', '.join(allowed)}), not {value!r}")
        return values

    def _one(self, table: Table, key: str, known: Iterable[str], what: str) -> str:
        """A text that is absent or known."""
        values = self._known(table, key, known, what)
        return values[0] if values else ""

    def _event(self, name: str, table: Table) -> EventRule:
        rule = EventRule(
            name=name,
            stage=self._one(table, "stage", self.stages, "a stage"),
            advance=self._one(table, "advance", self.stages, "a stage"),
            tab=self._one(table, "tab", self.tabs, "a tab"),
            sets=table.mapping("sets"),
            keep=self._known(table, "keep", ("summary",), "something gathered"),
        )
        for fact in rule.sets:
            if fact not in self.fields:
                raise table.error(f"sets.{fact}", f"a declared field ({', '.join(self.fields)})")
        table.done()
        return rule

    def _clock(self, name: str, table: Table) -> ClockRule:
        def amount(key: str) -> Any:
            text = table.text(key, "")
            try:
                return parse_amount(text) if text else None
            except BadInput as error:
                raise table.error(key, f"an amount such as 8h or 15m, not {text!r}") from error

        pausable = table.flag("pausable")
        length = amount("amount")
        if length is None:
            raise table.error("amount", "an amount such as 8h or 15m; it is missing")
        rule = ClockRule(
            name=name,
            hours=table.text("hours", "plain"),
            amount=length,
            start=self._known(table, "start", self.events, "an event"),
            stop=self._known(table, "stop", self.events, "an event"),
            kind=table.one_of("kind", ("target", "minimum"), "target"),  # type: ignore[arg-type]  # one_of checks it
            pause=self._known(table, "pause", self.events, "an event")
            + (("paused",) if pausable else ()),
            resume=self._known(table, "resume", self.events, "an event")
            + (("resumed",) if pausable else ()),
            soft=amount("soft"),
            warn=amount("warn"),
            when=self._one(table, "when", self.fields, "a field"),
        )
        if not rule.start:
            raise table.error("start", "the events that start the clock; it is missing")
        table.done()
        return rule

    def _recipients(self, table: Table, key: str) -> tuple[str, ...]:
        tokens = table.texts(key)
        for token in tokens:
            kind, _, name = token.partition(":")
            if not _RECIPIENT.fullmatch(token):
                raise table.error(
                    key,
                    "thread.from, thread.to, thread.cc, user, owner, me, address:NAME, role:NAME"
                    f" or fact:NAME, not {token!r}",
                )
            known = {"role": self.roles, "fact": tuple(self.fields)}.get(kind)
            if known is not None and name not in known:
                raise table.error(key, f"a declared {kind} ({', '.join(known)}), not {name!r}")
        return tokens

    def _message(self, name: str, table: Table) -> MessageRule:
        rule = MessageRule(
            name=name,
            sender=table.text("from"),
            to=self._recipients(table, "to"),
            cc=self._recipients(table, "cc"),
            bcc=self._recipients(table, "bcc"),
            must=self._recipients(table, "must"),
            never=self._recipients(table, "never"),
            wording=table.text("wording"),
            subject=table.text("subject", ""),
            reply=table.flag("reply"),
            own_words=table.text("own_words", ""),
            sent=self._one(table, "sent", self.events, "an event"),
            rule=table.text("rule", ""),
        )
        if rule.sender != "me" and not rule.sender.startswith("address:"):
            raise table.error("from", f"me or address:NAME, not {rule.sender!r}")
        table.done()
        return rule

    def _verb(self, name: str, table: Table) -> Verb:
        verb = Verb(
            name=name,
            help=table.text("help", ""),
            stages=self._known(table, "from", ("", "*", *self.stages), "a stage"),
            needs=table.texts("needs"),
            takes=table.texts("takes"),
            one_of=table.texts("one_of"),
            guards=tuple(self._part(t, "guard", self.guards) for t in table.items("guards")),
            acts=tuple(self._part(t, "act", self.acts) for t in table.items("acts")),
            event=self._one(table, "event", self.events, "an event"),
            rule=table.text("rule", ""),
            refuse=table.text("refuse", ""),
            observe=table.flag("observe"),
            repeatable=table.flag("repeatable"),
            each=table.text("each", ""),
        )
        if verb.observe and verb.acts:
            raise table.error("acts", "no acts: what others did is only observed")
        self._check_names(table, verb)
        table.done()
        return verb

    def _check_names(self, table: Table, verb: Verb) -> None:
        """What an event or an act fills in must be a fact, or an input of the verb."""
        inputs = {*verb.needs, *verb.takes, *verb.one_of}
        known = {*inputs, *self.fields, *COMPUTED, *BUILT_IN}
        texts = [("event", v) for v in self._sets(verb.event).values()]
        texts += [("acts", v) for p in verb.acts for v in p.args.values() if isinstance(v, str)]
        texts += [
            ("guards", v)
            for p in verb.guards
            for v in (*p.args.values(), p.fix)
            if isinstance(v, str)
        ]
        for key, text in texts:
            for name in _NAME.findall(text):
                if name not in known:
                    raise table.error(
                        key, f"a field or an input of the verb in {{{name}}} of {text!r}"
                    )

    def _sets(self, event: str) -> Mapping[str, str]:
        return self.events[event].sets if event else {}

    def _part(self, table: Table, kind: str, known: Mapping[str, Signature]) -> Part:
        name = table.one_of(kind, tuple(known))
        signature = known[name]
        rule, when, unless, fix = (table.text(key, "") for key in ("rule", "when", "unless", "fix"))
        overridable = table.flag("overridable")
        for key, text in (("when", when), ("unless", unless)):
            if text and "=" not in text:
                raise table.error(key, f"fact=value, not {text!r}")
        args = table.rest()
        for key in signature.needs:
            if key not in args:
                raise table.error(key, f"an argument of {kind} {name}; it is missing")
        for key, value in args.items():
            if key not in signature.needs + signature.takes:
                allowed = ", ".join(signature.needs + signature.takes) or "none"
                raise table.error(key, f"an argument of {kind} {name} ({allowed})")
            self._check_argument(table, key, value)
        return Part(name, args, rule, when, unless, fix, overridable)

    def _check_argument(self, table: Table, key: str, value: Any) -> None:
        """Arguments named like a sort of thing must name one that exists."""
        known: dict[str, Iterable[str]] = {
            "message": self.messages,
            "clock": self.clocks,
            "role": self.roles,
            "event": self.events,
            "done": self.events,
            "into": self.fields,
            "fact": {*self.fields, *BUILT_IN},
            "facts": {*self.fields, *BUILT_IN},
        }
        for item in value if isinstance(value, list) else [value]:
            if key in known and item not in known[key]:
                raise table.error(key, f"one of {', '.join(sorted(known[key]))}, not {item!r}")

    def _column(self, table: Table) -> Column:
        name = table.text("field")
        known = {*self.fields, *BUILT_IN, *self.events}
        if name not in known:
            raise table.error("field", f"a field or an event ({', '.join(sorted(known))})")
        column = Column(
            table.text("title"),
            name,
            table.one_of("type", get_args(ColumnType), "text"),  # type: ignore[arg-type]  # one_of checks it
            table.flag("people"),
        )
        table.done()
        return column


def _field(name: str, table: Table) -> Field:
    field = Field(name, table.text("title", name), table.text("help", ""), table.texts("one_of"))
    table.done()
    return field


def _recognition(name: str, table: Table) -> Recognition:
    helpdesk = table.take("helpdesk", "true or false", bool)
    found = Recognition(name, table.texts("lists"), helpdesk, table.flag("summary_default"))
    table.done()
    return found


def _document(table: Table) -> DocumentRule:
    def pairs(key: str, name: str) -> tuple[tuple[str, str], ...]:
        found = []
        for item in table.items(key):
            found.append((item.text(name), item.text("hint", "")))
            item.done()
        if not found:
            raise table.error(key, f"at least one [[document.{key}]]")
        return tuple(found)

    rule = DocumentRule(
        table.text("template"), table.text("title"), pairs("step", "name"), pairs("part", "title")
    )
    table.done()
    return rule
