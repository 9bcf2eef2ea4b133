"""The verbs of a procedure, with their guards and acts, checked against the rest of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from summarizer.procedure import EventRule, Field, MessageRule, Part, Verb
from summarizer.procedure.signatures import ACTS, GUARDS, HELPDESK, Signature
from summarizer.tables import Table, near
from tracker.clocks import ClockRule

#: What `{name}` can stand for beside facts and the verb's inputs.
COMPUTED = frozenset({"case", "actor", "year", "summary_hash", "at", "received_time"})
#: In a verb with `each`: the thing that it is done for.
_ITEM = "item"
_NAME = re.compile(r"\{([\w.]+)\}")
_VERB = re.compile(r"[a-z][a-z0-9-]*")
_INPUT = re.compile(r"[a-z][a-z0-9_-]*")

#: Arguments of guards and acts that are not a single text.
_LISTS = ("facts", "values", "domains", "roles")
_NUMBERS = ("only",)
_TABLES = ("organizations",)
#: Arguments that name a declared thing: where it stands in `Declared`, and what people call it.
_SORTS = {
    "message": ("messages", "a message"),
    "clock": ("clocks", "a clock"),
    **dict.fromkeys(("role", "roles"), ("roles", "a role")),
    **dict.fromkeys(("event", "done", "until"), ("events", "an event")),
    **dict.fromkeys(("into", "newly"), ("fields", "a field")),
    **dict.fromkeys(("fact", "facts", "not", "author"), ("facts", "a fact")),
}
#: Arguments that tell two acts of one name apart.
_NAMES_A_THING = ("id", "message", "todo", "event", "into")


class Declared(NamedTuple):
    """What a procedure has declared: what its verbs can speak of.

    `facts` are all that a case can have: the fields, and those that the program keeps.
    """

    stages: tuple[str, ...]
    roles: tuple[str, ...]
    fields: Mapping[str, Field]
    facts: tuple[str, ...]
    events: Mapping[str, EventRule]
    clocks: Mapping[str, ClockRule]
    messages: Mapping[str, MessageRule]

    def sets(self, event: str) -> list[str]:
        """The texts from which an event fills facts."""
        return list(self.events[event].sets.values()) if event else []


def read_verb(name: str, table: Table, declared: Declared) -> Verb:
    """One verb. BadInput if it speaks of anything that the procedure hasn't declared."""
    if not _VERB.fullmatch(name):
        raise table.error("", f"a verb's name in small letters, digits and hyphens, not {name!r}")
    verb = Verb(
        name=name,
        help=table.text("help", ""),
        stages=table.members("from", ("", "*", *declared.stages), "a stage"),
        needs=_inputs(table, "needs"),
        takes=_inputs(table, "takes"),
        one_of=_inputs(table, "one_of"),
        links=_inputs(table, "links"),
        guards=tuple(_part(t, "guard", declared, GUARDS) for t in table.items("guards")),
        acts=tuple(_part(t, "act", declared, ACTS) for t in table.items("acts")),
        event=table.member("event", declared.events, "an event"),
        rule=table.text("rule", ""),
        refuse=table.text("refuse", ""),
        observe=table.flag("observe"),
        repeatable=table.flag("repeatable"),
        again=table.member("again", declared.events, "an event"),
        each=table.text("each", ""),
    )
    table.done()
    _check_verb(table, verb, declared)
    return verb


def check_filled(table: Table, key: str, texts: Iterable[str], known: Collection[str]) -> None:
    """Refuse a `{name}` that nothing will stand for."""
    for text in texts:
        for name in _NAME.findall(text):
            if name not in known:
                like = near(name, sorted(known))
                hint = f"; perhaps {{{like}}}" if like else ""
                raise table.error(key, f"a fact or an input, not {{{name}}} in {text!r}{hint}")


def _inputs(table: Table, key: str) -> tuple[str, ...]:
    names = table.texts(key)
    for name in names:
        if not _INPUT.fullmatch(name) or name in (*COMPUTED, _ITEM):
            raise table.error(key, f"an input's name in small letters that is free, not {name!r}")
    return names


def _part(table: Table, kind: str, declared: Declared, known: Mapping[str, Signature]) -> Part:
    """A guard or an act with its arguments."""
    name = table.member(kind, known, f"a known {kind}", None)
    signature = known[name]
    rule, when, unless, fix = (table.text(key, "") for key in ("rule", "when", "unless", "fix"))
    overridable = kind == "guard" and table.flag("overridable")
    args = {}
    for key in (*signature.needs, *signature.takes, *signature.one_of):
        if key in table:
            args[key] = _argument(table, key, declared)
    lacking = [key for key in signature.needs if key not in args]
    if signature.one_of and not args.keys() & set(signature.one_of):
        lacking.append(" or ".join(signature.one_of))
    table.done()
    if lacking:
        raise table.error(lacking[0], f"an argument of the {kind} {name}; it is missing")
    return Part(name, args, rule, when, unless, fix, overridable)


def _argument(table: Table, key: str, declared: Declared) -> Any:
    """An argument's value; one named like a sort of thing must name a thing that exists."""
    under, what = _SORTS.get(key, ("", ""))
    sort = getattr(declared, under) if under else None
    if key == "do":
        return table.member(key, HELPDESK, "what the helpdesk can do", None)
    if key in _TABLES:
        return table.mapping(key)
    if key in _NUMBERS:
        return table.take(key, "a number", int)
    if key in _LISTS:
        listed = table.texts(key) if sort is None else table.members(key, sort, what)
        if not listed:
            raise table.error(key, "a list of at least one text")
        return listed
    return table.text(key) if sort is None else table.member(key, sort, what, None)


# --- what fits together --------------------------------------------------------------------


def _check_verb(table: Table, verb: Verb, declared: Declared) -> None:
    """Refuse what would be found out only when the verb runs."""
    inputs = {*verb.needs, *verb.takes, *verb.one_of}
    known = {*inputs, *declared.facts, *COMPUTED, *([_ITEM] if verb.each else [])}
    if unknown := next((name for name in verb.links if name not in inputs), ""):
        raise table.error("links", f"inputs of the verb, not {unknown!r}")
    if verb.each and verb.each not in inputs | declared.fields.keys():
        raise table.error("each", f"a field or an input of the verb, not {verb.each!r}")
    if verb.observe and (verb.acts or not verb.event):
        raise table.error("observe", "an event and no acts: what others did is only recorded")
    if verb.event and inputs & {"message", "todo"}:
        raise table.error("event", "no event: its inputs would be taken for a message or a to-do")
    check_filled(table, "event", declared.sets(verb.event), known)
    for kind, parts, signatures in (
        ("guards", verb.guards, GUARDS),
        ("acts", verb.acts, ACTS),
    ):
        for number, part in enumerate(parts, start=1):
            where = f"{kind}[{number}]"
            _check_inputs(table, where, part, verb, signatures[part.name])
            texts = [v for v in part.args.values() if isinstance(v, str)]
            check_filled(table, where, [*texts, part.fix], known)
            _check_conditions(table, where, part, known)
    _check_acts(table, verb, declared, known)


def _check_inputs(table: Table, where: str, part: Part, verb: Verb, signature: Signature) -> None:
    """What a guard or an act reads, the verb must ask for."""
    for name in signature.inputs:
        if name not in (*verb.needs, *verb.one_of):
            raise table.error("needs", f"the input {name}, which {part.name} in {where} reads")
    read = part.args.get("input")
    if read is not None and read not in (*verb.needs, *verb.takes, *verb.one_of):
        raise table.error(f"{where}.input", f"an input of the verb, not {read!r}")


def _check_conditions(table: Table, where: str, part: Part, known: Collection[str]) -> None:
    for key, text in (("when", part.when), ("unless", part.unless)):
        name, equals, _ = text.partition("=")
        if text and (not equals or name.removesuffix(">") not in known):
            raise table.error(f"{where}.{key}", f"fact=value of a known fact, not {text!r}")
        check_filled(table, f"{where}.{key}", [text], known)


def _check_acts(table: Table, verb: Verb, declared: Declared, known: Collection[str]) -> None:
    """Each act must leave something of its own, and what follows from it must be told apart."""
    seen = set()
    for number, part in enumerate(verb.acts, start=1):
        where = f"acts[{number}]"
        called = [part.args[key] for key in _NAMES_A_THING if key in part.args]
        name = called[0] if called else part.name
        if verb.each and "{item}" not in name and part.name in ("todo", "message"):
            raise table.error(where, "a to-do with {item} in its id: the verb is done for each")
        if (part.name, name, part.when, part.unless) in seen:
            raise table.error(where, f"another name than {name!r}: an act before it has that")
        seen.add((part.name, name, part.when, part.unless))
        rule = declared.messages.get(part.args.get("message", ""))
        if rule and rule.own_words and rule.own_words not in known:
            raise table.error("needs", f"the input {rule.own_words} of message.{rule.name}")
        check_filled(table, where, declared.sets(part.args.get("event", "")), known)
        check_later(table, where, part.args.get("done", ""), declared)


def check_later(table: Table, key: str, event: str, declared: Declared) -> None:
    """An event that is recorded once a mail left or a to-do was done fills in facts only."""
    if event:
        check_filled(table, key, declared.sets(event), {*declared.facts, *COMPUTED})
