"""A procedure that is right, and the mistakes that people make in one."""

from __future__ import annotations

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

#: What is replaced by what, the key that the error names, and what it says was expected.
MISTAKES = [
    # the file's own keys
    ('title = "Lost keys"', "", "title", "a text; it is missing"),
    ('title = "Lost keys"', "title = 5", "title", "a text, not 5"),
    ("", "[colours]\nred = 1", "colours", "no such key here; perhaps column"),
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
    ('takes = ["note"]', 'takes = ["todo"]', "verb.search.event", "no event: its inputs would be"),
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
