"""A procedure is data: `templates/<name>/procedure.toml`, read and checked once."""

# Annotations are evaluated here: each that was a text would be compiled for its NamedTuple, 1 ms.

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.clocks import ClockRule
from tracker.columns import Column

#: Facts that the program itself keeps, beside the fields that a procedure declares.
FACTS = frozenset(
    {"owner", "stage", "tab", "earlier", "thread.root", "thread.subject", "thread.from"}
    | {"document.id", "document.title", "document.url", "document.path"}
    | {"room.thread", "room.url"}
)

#: The kind of the event by which a person corrects a fact.
FACT_SET = "fact set"

#: The kind of the event that says how a yes was asked for: in the document, or by mail only.
ASKED = "yes asked for"

#: The table that stands for one that isn't there.
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Field(NamedTuple):
    """A fact that a case can have, and what is checked when a person sets it.

    Attributes:
        one_of: Its values, where they are known.
        people: It holds people: names and addresses are read as their keys.
        required: It can't be cleared.
        events_only: Only events change it; a person takes them back instead.
    """

    name: str
    title: str
    help: str = ""
    one_of: tuple[str, ...] = ()
    people: bool = False
    required: bool = False
    events_only: bool = False


class EventRule(NamedTuple):
    """What an event does to the case.

    Attributes:
        stage: The stage the case is in afterwards.
        advance: As `stage`, but only if the case isn't that far yet.
        tab: The tab (by its name in `[tabs]`) in which the row stands afterwards.
        sets: Other facts, their values with `{name}` for facts and inputs.
        keep: What was gathered and stays with the event: `summary`, its text by part.
    """

    name: str
    stage: str = ""
    advance: str = ""
    tab: str = ""
    sets: Mapping[str, str] = NOTHING
    keep: tuple[str, ...] = ()


class Part(NamedTuple):
    """A guard or an act that a verb asks for: its name and its arguments.

    `when` and `unless` are `fact=value`: the part counts only if that holds, or doesn't.
    `fix` is what to type where a guard refuses.
    """

    name: str
    args: Mapping[str, Any] = NOTHING
    rule: str = ""
    when: str = ""
    unless: str = ""
    fix: str = ""
    overridable: bool = False


class Verb(NamedTuple):
    """What takes a case to another stage.

    Attributes:
        stages: Those in which the verb may run; "" is a case not begun. Empty: in every open one.
        needs: Inputs that must be given; takes: those that may be; one_of: of which one must be.
        links: Inputs that must be links, each to a page of the web.
        refuse: The rule by which this procedure forbids the verb; "" where it doesn't.
        observe: A change made outside by others, told to us: only its event is recorded.
        repeatable: A closed run doesn't stand in the way of another.
        again: The event after which the verb runs anew: what it did before doesn't hold any more.
        each: The fact or input that lists the things for which the acts are done one by one.
    """

    name: str
    help: str
    stages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    guards: tuple[Part, ...] = ()
    acts: tuple[Part, ...] = ()
    event: str = ""
    rule: str = ""
    refuse: str = ""
    observe: bool = False
    repeatable: bool = False
    again: str = ""
    each: str = ""


class MessageRule(NamedTuple):
    """A mail: who gets it, how, and which wording.

    Recipients are tokens: `thread.from`, `thread.to`, `thread.cc`, `user`, `owner`, `me`,
    `address:NAME` (settings), `role:NAME` (people.toml), `fact:NAME` (people in a fact).

    Attributes:
        sender: `me` or `address:NAME`.
        reply: Whether it answers on the case's thread.
        forward: The event whose mail is forwarded in it, with how the case stands; "" for none.
        must: Tokens that must be among the recipients; never: tokens that must not.
        wording: The file with the text, in Jinja's language; its first line may be `Subject: ...`.
        own_words: The input that must stand in the text, in the agent's own words (003.2.4).
        sent: The event that its sending is.
        until: The events with each of which a draft of it loses its meaning.
    """

    name: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    must: tuple[str, ...]
    never: tuple[str, ...]
    wording: str
    subject: str = ""
    reply: bool = False
    own_words: str = ""
    sent: str = ""
    rule: str = ""
    forward: str = ""
    until: tuple[str, ...] = ()


class DocumentRule(NamedTuple):
    """What the case's document is made of."""

    template: str
    title: str
    steps: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]


class Recognition(NamedTuple):
    """How a mail is told to belong to a procedure: by list and by origin (003.0.6).

    `team` are addresses of those who write to the list in person: with one of them among its
    people, a mail is theirs although it names a ticket.
    """

    procedure: str
    lists: tuple[str, ...] = ()
    helpdesk: bool | None = None
    summary_default: bool = False
    team: tuple[str, ...] = ()


class Procedure(NamedTuple):
    """How a kind of case is handled; see `templates/README.md` for the file's language.

    `due` is the clock whose deadline is the case's own.
    """

    name: str
    title: str
    folder: tuple[Path, ...]
    prefix: str
    subject: str
    stages: tuple[str, ...]
    closed: tuple[str, ...]
    recognise: Recognition
    tabs: Mapping[str, str]
    fields: Mapping[str, Field]
    columns: tuple[Column, ...]
    clocks: Mapping[str, ClockRule]
    roles: tuple[str, ...]
    events: Mapping[str, EventRule]
    messages: Mapping[str, MessageRule]
    verbs: Mapping[str, Verb]
    document: DocumentRule | None = None
    due: str = ""

    def recognise_with(self, addresses: Mapping[str, str]) -> Recognition:
        """How its mails are told, with the lists' names replaced by their addresses."""
        rule = self.recognise
        lists, team = (
            tuple(addresses[name] for name in names if name in addresses)
            for names in (rule.lists, rule.team)
        )
        return rule._replace(lists=lists, team=team)

    def field(self, text: str) -> Field | None:
        """The field of this name or title, without regard to capitals."""
        wanted = text.strip().casefold()
        named = (f for f in self.fields.values() if f.name.casefold() == wanted)
        titled = (f for f in self.fields.values() if f.title.casefold() == wanted)
        return next(named, None) or next(titled, None)

    def file(self, name: str) -> Path:
        """A file of the procedure, or one that procedures share (`templates/common/`).

        Of each, the workspace's own copy if there is one, else the shipped one.
        """
        shared = [folder.parent / "common" for folder in self.folder]
        places = [folder / name for folder in (*self.folder, *shared)]
        return next((place for place in places if place.is_file()), self.folder[-1] / name)

    def own_file(self, name: str) -> tuple[Path, str]:
        """The workspace's own copy of a file, and how it is made first; "" where it is there."""
        own, now = self.folder[0] / name, self.file(name)
        return (now, "") if now.is_relative_to(own.parents[1]) else (own, f"Copy {now} to {own}")
