from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.acts import ACTS
from summarizer.guards import GUARDS
from summarizer.procedure_file import load
from summarizer.workspace import shipped
from tracker.errors import BadInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summarizer.procedure import Procedure

GUARD_ARGUMENTS = {name: guard.signature for name, guard in GUARDS.items()}
ACT_ARGUMENTS = {name: act.signature for name, act in ACTS.items()}

BASE = """
title = "Lost keys"
prefix = "LK"
subject = "ticket"
stages = ["new", "open", "shut"]
closed = ["shut"]
roles = ["porters"]
due = "search"
tabs = { now = "Keys", old = "Keys {year}" }

[recognise]
lists = ["keys"]

[field.floor]
one_of = ["1", "2"]
[field.finder]
[field.keys]

[event.received]
stage = "new"
tab = "now"
[event.searched]
advance = "open"
sets = { finder = "{by}" }
[event.told]
[event.found]
stage = "shut"
tab = "old"

[clock.search]
amount = "2h"
soft = "1h"
start = ["received"]
stop = ["found"]

[[column]]
title = "Case"
field = "case"
[[column]]
title = "Found"
field = "found"
type = "time"

[message.news]
from = "me"
to = ["thread.from"]
cc = ["role:porters"]
wording = "news.j2"
own_words = "answer"
sent = "told"

[verb.search]
from = ["", "new"]
needs = ["by"]
takes = ["note"]
guards = [{ guard = "in-role", role = "porters", rule = "1.1" }]
acts = [{ act = "todo", id = "look", service = "phone", words = "Ask {by} on floor {floor}." }]
event = "searched"

[verb.tell]
needs = ["answer"]
acts = [{ act = "message", message = "news", when = "finder=*" }]

[verb.label]
each = "keys"
acts = [{ act = "todo", id = "label-{item}", service = "desk", words = "Label {item}." }]

[verb.hear]
observe = true
event = "told"

[document]
template = "keys.docx"
title = "{case} {floor}"
[[document.step]]
name = "Cellar"
[[document.part]]
title = "History"
"""


def written(root: Path, text: str, name: str = "keys", file: str = "procedure.toml") -> Path:
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def read(*folders: Path) -> Procedure:
    return load(folders, GUARD_ARGUMENTS, ACT_ARGUMENTS)


def mistake(*folders: Path) -> BadInput:
    with pytest.raises(BadInput) as refused:
        read(*folders)
    return refused.value


def changed(old: str, new: str) -> str:
    """The base with a part replaced; with nothing to replace, something is put at its end."""
    assert BASE.count(old) == 1 or not old, f"{old!r} stands {BASE.count(old)} times"
    return BASE.replace(old, new) if old else f"{BASE}\n{new}\n"


def test_a_procedure_is_read_as_it_is_written(tmp_path: Path) -> None:
    found = read(written(tmp_path, BASE))
    assert (found.name, found.title, found.prefix) == ("keys", "Lost keys", "LK")
    assert found.stages == ("new", "open", "shut")
    assert found.tabs == {"now": "Keys", "old": "Keys {year}"}
    assert found.fields["floor"].one_of == ("1", "2")
    assert found.fields["floor"].title == "floor"
    assert found.events["searched"].advance == "open"
    clock = found.clocks[found.due]
    assert (clock.amount, clock.soft) == (timedelta(hours=2), timedelta(hours=1))
    assert (clock.hours, clock.kind) == ("plain", "target")
    assert [c.title for c in found.columns] == ["Case", "Found"]
    assert found.messages["news"].own_words == "answer"
    search = found.verbs["search"]
    assert search.stages == ("", "new")
    assert (search.guards[0].name, search.guards[0].rule) == ("in-role", "1.1")
    assert search.acts[0].args["words"] == "Ask {by} on floor {floor}."
    assert found.verbs["tell"].acts[0].when == "finder=*"
    assert found.document is not None
    assert found.document.steps == (("Cellar", ""),)


#: What is replaced by what, the key that the error names, and what it says was expected.
MISTAKES = [
    # the file's own keys
    ('title = "Lost keys"', "", "title", "a text; it is missing"),
    ('title = "Lost keys"', "title = 5", "title", "a text, not 5"),
    ("", "[colours]\nred = 1", "colours", "no such key here; perhaps columns"),
    ("[recognise]", "[recognice]", "recognice", "no such key here; perhaps recognise"),
    ('prefix = "LK"', 'prefix = "keys"', "prefix", "one to six capital letters or digits"),
    ('subject = "ticket"', 'subject = "key"', "subject", "a subject, not 'key'"),
    ('due = "search"', 'due = "serch"', "due", "a clock, not 'serch'; perhaps search"),
    ('stages = ["new", "open", "shut"]', "", "stages", "a list of stages"),
    ('stages = ["new", "open", "shut"]', "stages = [1]", "stages", "a list of texts"),
    ('"new", "open", "shut"', '"new", "new", "shut"', "stages", "names of stages, each once"),
    ('"new", "open", "shut"', '"new", "*", "shut"', "stages", "names of stages, each once"),
    ('closed = ["shut"]', 'closed = ["shot"]', "closed", "a stage, not 'shot'; perhaps shut"),
    ('"Keys {year}"', '"Keys {month}"', "tabs.old", "a fact or an input, not {month}"),
    ('now = "Keys"', 'now = " "', "tabs.now", "the title of a tab; it is empty"),
    ('lists = ["keys"]', "lists = 5", "recognise.lists", "a list of texts, not 5"),
    ('lists = ["keys"]', "helpdesk = 'no'", "recognise.helpdesk", "true or false, not 'no'"),
    # fields
    ("[field.floor]", "[field.floor]\nlabel = 'x'", "field.floor.label", "no such key here"),
    ("[field.finder]", "[field.stage]", "field.stage", "a name of letters, digits and dots"),
    ("[field.finder]", "[field.'a key']", "field.a key", "a name of letters, digits and dots"),
    ("[field.keys]", "[field.'finder.name']", "field.finder", "another name: finder.name stands"),
    ("[field.keys]", "[field.thread]", "field.thread", "another name: thread."),
    # events
    ("[event.received]", "[event.begun]", "event.received", "a stage and a tab: every case"),
    ('stage = "new"\ntab = "now"', 'stage = "new"', "event.received", "a stage and a tab"),
    (
        'stage = "new"\ntab = "now"',
        'stage = "new"\ntab = "now"\nsets = { floor = "1" }',
        "event.received.sets",
        "nothing: a case begins with what is known of it",
    ),
    ('stage = "shut"', 'stage = "lost"', "event.found.stage", "a stage, not 'lost'"),
    ('stage = "shut"', 'stage = ["shut"]', "event.found.stage", "a text, not ['shut']"),
    ('stage = "shut"', 'stage = "shut"\nadvance = "open"', "event.found.advance", "either stage"),
    ('tab = "old"', 'tab = "odl"', "event.found.tab", "a tab, not 'odl'; perhaps old"),
    ('finder = "{by}"', 'fnder = "{by}"', "event.searched.sets.fnder", "a declared field"),
    ('finder = "{by}"', "finder = 1", "event.searched.sets.finder", "a text"),
    ("[event.told]", "[event.told]\nkeep = ['all']", "event.told.keep", "something gathered"),
    ("[event.told]", "[event.undone]", "event.undone", "another name: undone is what the program"),
    # clocks
    ('amount = "2h"', "", "clock.search.amount", "an amount such as 8h or 15m; it is missing"),
    ('amount = "2h"', 'amount = "2 days"', "clock.search.amount", "an amount such as 8h or 15m"),
    ('amount = "2h"', 'amount = "0h"', "clock.search", "a clock that can run."),
    ('soft = "1h"', 'soft = "3h"', "clock.search", "a clock that can run."),
    ('start = ["received"]', "", "clock.search.start", "the events that start the clock"),
    ('start = ["received"]', 'start = ["begun"]', "clock.search.start", "an event, not 'begun'"),
    ('stop = ["found"]', 'pause = ["told"]', "clock.search", "a clock that can run. pause has 1"),
    ('stop = ["found"]', "pausable = true", "clock.search.pausable", "the events paused and"),
    ('stop = ["found"]', 'kind = "max"', "clock.search.kind", "a kind, not 'max' (target, minim"),
    ('stop = ["found"]', 'when = "flor"', "clock.search.when", "a field, not 'flor'; perhaps"),
    # columns
    ('title = "Found"', 'title = "Case"', "column[2].title", "a title that no other column has"),
    ('field = "found"', "", "column[2].field", "a text; it is missing"),
    ('field = "found"', 'field = "fund"', "column[2].field", "a field or an event, not 'fund'"),
    ('type = "time"', 'type = "date"', "column[2].type", "a type, not 'date'"),
    ('type = "time"', "people = 1", "column[2].people", "true or false, not 1"),
    # messages
    ('from = "me"', 'from = "ana@example.com"', "message.news.from", "me or address:NAME"),
    ('to = ["thread.from"]', "", "message.news.to", "whom the mail goes to; it is missing"),
    ('"thread.from"', '"thread.bcc"', "message.news.to", "thread.from, thread.to, thread.cc, us"),
    ('"role:porters"', '"role:guards"', "message.news.cc", "a declared role (porters), not 'gu"),
    ('"role:porters"', '"fact:owner"', "message.news.cc", "a declared fact (floor, finder, key"),
    ('wording = "news.j2"', "", "message.news.wording", "a text; it is missing"),
    ('sent = "told"', 'sent = "gone"', "message.news.sent", "an event, not 'gone'"),
    ('sent = "told"', 'sent = "searched"', "message.news.sent", "a fact or an input, not {by}"),
    # verbs
    ("[verb.search]", "[verb.Search]", "verb.Search", "a verb's name in small letters"),
    (
        "[verb.search]",
        "[verb.search]\nrepeat = true",
        "verb.search.repeat",
        "no such key here; per",
    ),
    ('from = ["", "new"]', 'from = ["nwe"]', "verb.search.from", "a stage, not 'nwe'; perhaps new"),
    ('needs = ["by"]', 'needs = ["year"]', "verb.search.needs", "an input's name in small lette"),
    ('takes = ["note"]', 'takes = ["a note"]', "verb.search.takes", "an input's name in small"),
    ('event = "searched"', 'event = "seeked"', "verb.search.event", "an event, not 'seeked'"),
    ('needs = ["by"]', 'needs = ["who"]', "verb.search.event", "a fact or an input, not {by}"),
    ('each = "keys"', 'each = "kyes"', "verb.label.each", "a field or an input of the verb"),
    ('id = "label-{item}"', 'id = "label"', "verb.label.acts[1]", "a to-do with {item} in its id"),
    ('each = "keys"', "", "verb.label.acts[1]", "a fact or an input, not {item} in"),
    ("observe = true", "observe = 1", "verb.hear.observe", "true or false, not 1"),
    ('event = "told"', "", "verb.hear.observe", "an event and no acts"),
    (
        "observe = true",
        'observe = true\nacts = [{ act = "record", event = "told" }]',
        "verb.hear.observe",
        "an event and no acts",
    ),
    # guards
    ('guard = "in-role"', 'guard = "in-rule"', "verb.search.guards[1].guard", "a known guard, not"),
    ('guard = "in-role", ', "", "verb.search.guards[1].guard", "a text; it is missing"),
    ('role = "porters", ', "", "verb.search.guards[1].role", "an argument of the guard in-role"),
    ('role = "porters"', 'role = "porter"', "verb.search.guards[1].role", "a role, not 'porter'"),
    ('role = "porters"', 'role = ["porters"]', "verb.search.guards[1].role", "a text, not ['por"),
    (
        'rule = "1.1"',
        'ruel = "1.1"',
        "verb.search.guards[1].ruel",
        "no such key here; perhaps rule",
    ),
    ('rule = "1.1"', 'when = "floor"', "verb.search.guards[1].when", "fact=value of a known fact"),
    ('rule = "1.1"', 'unless = "flor=1"', "verb.search.guards[1].unless", "fact=value of a known"),
    ('rule = "1.1"', 'fix = "Call {boss}"', "verb.search.guards[1]", "a fact or an input, not {bo"),
    (
        '{ guard = "in-role", role = "porters", rule = "1.1" }',
        '{ guard = "has-facts", facts = [] }',
        "verb.search.guards[1].facts",
        "a list of at least one text",
    ),
    (
        '{ guard = "in-role", role = "porters", rule = "1.1" }',
        '{ guard = "own-words", input = "answer" }',
        "verb.search.guards[1].input",
        "an input of the verb, not 'answer'",
    ),
    (
        '{ guard = "in-role", role = "porters", rule = "1.1" }',
        '{ guard = "fact-is", fact = "floor", value = 1 }',
        "verb.search.guards[1].value",
        "a text, not 1",
    ),
    (
        '{ guard = "in-role", role = "porters", rule = "1.1" }',
        '{ guard = "hold-over", clock = "wait" }',
        "verb.search.guards[1].clock",
        "a clock, not 'wait'",
    ),
    (
        '[verb.tell]\nneeds = ["answer"]',
        '[verb.tell]\nneeds = ["answer"]\nguards = [{ guard = "in-role", role = "porters" }]',
        "verb.tell.needs",
        "the input by, which in-role in guards[1] reads",
    ),
    # acts
    ('act = "todo", id = "look"', 'act = "tdo", id = "look"', "verb.search.acts[1].act", "a known"),
    (
        ', words = "Ask {by} on floor {floor}."',
        "",
        "verb.search.acts[1].words or wording",
        "an arg",
    ),
    ("on floor {floor}", "on {flor}", "verb.search.acts[1]", "a fact or an input, not {flor} in"),
    ('service = "phone", ', "", "verb.search.acts[1].service", "an argument of the act todo; it"),
    ('service = "phone"', "service = 5", "verb.search.acts[1].service", "a text, not 5"),
    (
        'service = "phone"',
        'service = "phone", done = "tld"',
        "verb.search.acts[1].done",
        "an event",
    ),
    (
        'service = "phone"',
        'service = "phone", done = "searched"',
        "verb.search.acts[1]",
        "a fact or an input, not {by}",
    ),
    (
        'service = "phone"',
        'service = "phone", overridable = true',
        "verb.search.acts[1].over",
        "no",
    ),
    ('message = "news"', 'message = "new"', "verb.tell.acts[1].message", "a message, not 'new'; p"),
    ('needs = ["answer"]', "", "verb.tell.needs", "the input answer of message.news"),
    (
        'acts = [{ act = "message", message = "news", when = "finder=*" }]',
        'acts = [{ act = "message", message = "news" }, { act = "message", message = "news" }]',
        "verb.tell.acts[2]",
        "another name than 'news'",
    ),
    (
        'acts = [{ act = "message", message = "news", when = "finder=*" }]',
        'acts = [{ act = "pick", role = "porters", into = "finder", only = "1" }]',
        "verb.tell.acts[1].only",
        "a number, not '1'",
    ),
    (
        'acts = [{ act = "message", message = "news", when = "finder=*" }]',
        'acts = [{ act = "record", event = "searched" }]',
        "verb.tell.acts[1]",
        "a fact or an input, not {by}",
    ),
    ("", "[verb.sent]\nacts = [{ act = 'mark-sent' }]", "verb.sent.needs", "the input message, wh"),
    ("", "[verb.x]\nacts = { act = 'send' }", "verb.x.acts", "a list of tables"),
    # the document
    ('template = "keys.docx"', "", "document.template", "a text; it is missing"),
    ('"{case} {floor}"', '"{case} {room}"', "document.title", "a fact or an input, not {room}"),
    ('name = "Cellar"', 'name = ""', "document.step[1].name", "a name that no other step has"),
    ('[[document.part]]\ntitle = "History"', "", "document.part", "at least one [[document.part]]"),
    ('title = "History"', 'name = "History"', "document.part[1].title", "a text; it is missing"),
]


@pytest.mark.parametrize(("old", "new", "key", "why"), MISTAKES)
def test_a_mistake_names_file_key_and_what_was_expected(
    tmp_path: Path, old: str, new: str, key: str, why: str
) -> None:
    folder = written(tmp_path, changed(old, new))
    found = mistake(folder)
    assert found.what.startswith(f"{folder / 'procedure.toml'}: {key}")
    assert found.why.startswith(f"Expected {why}"), found.why
    assert found.why.endswith(".")
    assert "  " not in found.why
    assert str(folder / "procedure.toml") in found.fix


# --- files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"title = ", b'title = "\xff"', b"\x00\x01"])
def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    folder = written(tmp_path, BASE)
    (folder / "procedure.toml").write_bytes(content)
    assert mistake(folder).what == f"{folder / 'procedure.toml'} is not TOML"


def test_a_folder_without_the_file_is_no_procedure(tmp_path: Path) -> None:
    (tmp_path / "keys" / "procedure.toml").mkdir(parents=True)
    with pytest.raises(NotFound, match="There is no procedure keys"):
        read(tmp_path / "none" / "keys", tmp_path / "keys")


def test_the_first_folder_that_has_the_file_gives_it(tmp_path: Path) -> None:
    own = written(tmp_path / "own", changed("Lost keys", "Our keys"))
    other = written(tmp_path / "shipped", BASE)
    assert read(own, other).title == "Our keys"
    assert read(tmp_path / "none" / "keys", other).title == "Lost keys"


def test_an_included_file_is_below_the_procedures_own(tmp_path: Path) -> None:
    shared = '[verb.hear]\nhelp = "theirs"\n[verb.wait]\nhelp = "shared"\n[field.colour]\n'
    written(tmp_path, shared, "common", "common.toml")
    folder = written(tmp_path, f'include = ["common/common.toml"]\n{BASE}')
    found = read(folder)
    assert found.verbs["wait"].help == "shared"
    assert found.verbs["hear"].observe
    assert {"colour", "floor"} <= found.fields.keys()


@pytest.mark.parametrize("name", ["common/none.toml", "common"])
def test_an_included_file_must_be_there(tmp_path: Path, name: str) -> None:
    written(tmp_path, "", "common", "common.toml")
    found = mistake(written(tmp_path, f'include = ["{name}"]\n{BASE}'))
    assert found.what.endswith("procedure.toml: include")
    assert found.why == f"Expected a file beside the procedures' folders, not '{name}'."


def test_an_included_file_includes_no_other(tmp_path: Path) -> None:
    written(tmp_path, 'include = ["common/more.toml"]', "common", "common.toml")
    found = mistake(written(tmp_path, f'include = ["common/common.toml"]\n{BASE}'))
    assert found.what == f"{tmp_path / 'common' / 'common.toml'}: include"


def test_a_mistake_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    common = written(tmp_path, '[verb.wait]\nevent = "waited"', "common", "common.toml")
    found = mistake(written(tmp_path, f'include = ["common/common.toml"]\n{BASE}'))
    assert found.what == f"{common / 'common.toml'}: verb.wait.event"


def test_a_mistake_in_what_replaces_an_included_verb_names_the_procedures_own_file(
    tmp_path: Path,
) -> None:
    written(tmp_path, "[verb.hear]\nobserve = 1", "common", "common.toml")
    folder = written(tmp_path, f'include = ["common/common.toml"]\n{BASE}')
    assert read(folder).verbs["hear"].observe
    text = f'include = ["common/common.toml"]\n{changed("observe = true", "observe = 2")}'
    found = mistake(written(tmp_path, text))
    assert found.what == f"{folder / 'procedure.toml'}: verb.hear.observe"


# --- the procedures that come with the program ---------------------------------------------


def shipped_procedures() -> Iterable[str]:
    return (file.parent.name for file in sorted(shipped().glob("*/procedure.toml")))


@pytest.mark.parametrize("name", shipped_procedures())
def test_a_shipped_procedure_can_be_read(name: str) -> None:
    found = read(shipped() / name)
    assert found.name == name
    assert {"cancel", "pause", "resume", "sent", "done", "set"} <= found.verbs.keys()
    assert "" in {stage for verb in found.verbs.values() for stage in verb.stages}


def test_no_two_shipped_procedures_have_the_same_prefix() -> None:
    prefixes = [read(shipped() / name).prefix for name in shipped_procedures()]
    assert len(set(prefixes)) == len(prefixes)


def _keys(table: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: list[tuple[str | int, object]] = []
    if isinstance(table, dict):
        items = list(table.items())
    elif isinstance(table, list):
        items = list(enumerate(table))
    return [at, *(key for name, item in items for key in _keys(item, (*at, name)))]


ALL_KEYS = _keys(tomllib.loads(BASE))[1:]
VALUES = st.sampled_from(
    [5, True, "", "x", "*", "{x}", "thread.from", [], ["x"], [5], [{}], {}, {"x": "y"}, 1.5, None]
)


@given(key=st.sampled_from(ALL_KEYS), value=VALUES)
def test_whatever_stands_at_a_key_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: tuple[str | int, ...], value: object
) -> None:
    import tomlkit  # noqa: PLC0415 - only here

    table = tomllib.loads(BASE)
    place = table
    for part in key[:-1]:
        place = place[part]  # type: ignore[index]  # a list's part is its index
    if value is None:
        del place[key[-1]]  # type: ignore[arg-type]  # same
    else:
        place[key[-1]] = value  # type: ignore[index]  # same
    folder = written(tmp_path_factory.getbasetemp() / "any", tomlkit.dumps(table))
    try:
        found = read(folder)
    except BadInput as refused:
        assert str(folder / "procedure.toml") in refused.what
        assert refused.why.startswith("Expected ")
    else:
        assert found.name == "keys"
