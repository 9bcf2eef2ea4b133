from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.engine import Opening, Request, run, take_back
from summarizer.intents import intents
from tests.summarizer.keys import NUMBER, OPENING, at, begun, put
from tracker.errors import BadInput, NotFound, Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.workspace import Workspace
    from tests.desk import Desk
    from tracker.case import Case


@pytest.fixture
def keys(desk: Desk) -> Iterator[Workspace]:
    """A workspace with a procedure of its own."""
    put(desk.root)
    with desk.workspace() as workspace:
        yield workspace


def do(desk: Workspace, verb: str, **inputs: str) -> Case:
    return run(desk, NUMBER, Request(verb, inputs)).case


def todos(case: Case) -> dict[str, str]:
    return {name: e.data["words"] for name, e in case.latest("todo").items() if "words" in e.data}


def refusal(desk: Workspace, request: Request, kind: type[UserError] = Refused) -> UserError:
    """How a request is refused; the case stays as it was."""
    before = desk.tracker.load([NUMBER])
    with pytest.raises(kind) as refused:
        run(desk, NUMBER, request)
    assert desk.tracker.load([NUMBER]) == before
    return refused.value


# --- how a case begins ---------------------------------------------------------------------


def test_a_case_begins_with_what_is_known_and_when_it_was_received(keys: Workspace) -> None:
    outcome = begun(keys, floor="2")
    assert outcome.created
    case = outcome.case
    assert case.facts == {
        "procedure": "keys",
        "subject": "ticket:1",
        "thread.root": "ticket:1",
        "owner": "dana",
        "floor": "2",
        "stage": "open",
        "tab": "Keys 2026",
    }
    received = case.last("received")
    assert received is not None
    assert received.at == OPENING.received
    assert not run(keys, NUMBER, Request("ask", {"question": "When?"})).created


def test_a_tab_has_the_year_of_the_desks_own_clock(keys: Workspace, desk: Desk) -> None:
    desk.at("2026-12-31T20:00")
    late = OPENING._replace(received=at("2027-01-01T03:00Z"))
    case = run(keys, NUMBER, Request("begin", {"floor": "1"}, opening=late)).case
    assert case.tab == "Keys 2026"
    case = do(keys, "close")
    assert case.tab == "Keys found 2026"


def test_only_a_verb_for_a_new_case_begins_one(keys: Workspace) -> None:
    for verb, inputs in (
        ("ask", {"question": "When?"}),
        ("set", {"field": "floor"}),
        ("close", {}),
    ):
        found = refusal(keys, Request(verb, inputs, opening=OPENING))
        assert found.what == f"{verb} is refused: {NUMBER} is not begun"
        assert found.fix == "What can be done now: begin."


def test_without_an_opening_there_is_no_case(keys: Workspace) -> None:
    assert refusal(keys, Request("begin"), NotFound).what == f"There is no case {NUMBER}"


def test_a_case_that_is_there_is_not_begun_again(keys: Workspace) -> None:
    begun(keys, floor="2")
    again = run(keys, NUMBER, Request("begin", {"floor": "1"}, opening=OPENING))
    assert again.plan is None
    assert again.case.facts["floor"] == "2"


# --- which verbs, and with which inputs ----------------------------------------------------


def test_a_verb_that_the_procedure_does_not_have_is_told_with_those_it_has(
    keys: Workspace,
) -> None:
    begun(keys)
    found = refusal(keys, Request("burn"), NotFound)
    assert found.what == "Lost keys has no verb 'burn'"
    assert "begin, ask, note, label" in found.why
    assert "sell" not in found.why


def test_a_verb_that_the_procedure_forbids_is_refused_by_its_rule(keys: Workspace) -> None:
    begun(keys)
    found = refusal(keys, Request("sell"))
    assert found.what == "sell is not part of Lost keys"
    assert found.why == "1.9: keys are not sold."


def test_a_verb_is_refused_in_another_stage_and_its_rule_named(keys: Workspace) -> None:
    begun(keys)
    do(keys, "close")
    found = refusal(keys, Request("lend", {"by": "sam"}))
    assert found.what == f"lend is refused: {NUMBER} is shut"
    assert found.why == "1.2: lend is for: open."
    assert "ask is for: every open stage." in refusal(keys, Request("ask", {"question": "x"})).why
    assert do(keys, "set", field="floor", value="1").facts["floor"] == "1"


@pytest.mark.parametrize(
    ("verb", "inputs", "what"),
    [
        ("ask", {}, "ask needs question"),
        ("ask", {"question": " "}, "ask needs question"),
        ("ask", {"question": "x", "colour": "red"}, "ask takes no colour"),
        ("call", {}, "call needs one of: by_phone, by_mail"),
        ("set", {"field": "colour"}, "There is no field 'colour'"),
        ("set", {"field": "floor", "value": "9"}, "floor can't be '9'"),
    ],
)
def test_a_wrong_input_is_named(
    keys: Workspace, verb: str, inputs: dict[str, str], what: str
) -> None:
    begun(keys)
    assert refusal(keys, Request(verb, inputs), BadInput).what == what


def test_a_person_is_known_by_key_address_or_name(keys: Workspace) -> None:
    begun(keys, floor="1")
    do(keys, "set", field="finder", value="x")
    for who in ("sam", "sam.okafor@example.com", "Sam Okafor", "okafor"):
        assert do(keys, "lend", by=who).facts["finder"] == "sam"
    assert do(keys, "lend", by="somebody@example.com").facts["finder"] == "somebody@example.com"


# --- guards --------------------------------------------------------------------------------


def test_all_guards_are_told_at_once_each_by_its_rule(keys: Workspace) -> None:
    begun(keys, floor="2")
    found = refusal(keys, Request("lend", {"by": "sam"}))
    assert found.what == f"lend of {NUMBER} is refused"
    assert found.why.splitlines() == [
        f"1.3: finder is missing; type: summarizer set {NUMBER} finder VALUE",
        "1.4: floor is 2, not 1.",
    ]
    assert found.fix == f"Go up: {NUMBER}"


def test_a_guard_that_can_be_overruled_wants_a_reason_that_is_kept(keys: Workspace) -> None:
    begun(keys, floor="1")
    found = refusal(keys, Request("lend", {"by": "sam"}))
    assert found.fix == "If it must be all the same: --override WHY"
    refusal(keys, Request("lend", {"by": "sam"}, override=" "))
    case = run(keys, NUMBER, Request("lend", {"by": "sam"}, override="He has it.")).case
    lent = case.last("lent")
    assert lent is not None
    assert lent.data["override"] == "He has it."


def test_other_guards_are_not_overruled(keys: Workspace) -> None:
    begun(keys, floor="2")
    found = refusal(keys, Request("lend", {"by": "sam"}, override="He has it."))
    assert found.why == "1.4: floor is 2, not 1."
    assert "--override" not in found.fix


# --- acts ----------------------------------------------------------------------------------


def test_an_act_counts_when_and_unless(keys: Workspace) -> None:
    assert todos(begun(keys, floor="2").case) == {"look": "Look on floor 2."}
    take_back(keys, NUMBER)
    assert todos(begun(keys).case) == {"ask": "Ask on which floor."}


def test_what_a_verb_is_done_for_each_of_is_done_once_for_each(keys: Workspace) -> None:
    begun(keys)
    do(keys, "set", field="keys", value="cellar, gate,, cellar ")
    case = do(keys, "label")
    assert {k: v for k, v in todos(case).items() if "label" in k} == {
        "label-cellar": "Label cellar.",
        "label-gate": "Label gate.",
    }


def test_what_is_listed_nowhere_is_done_for_nothing(keys: Workspace) -> None:
    begun(keys)
    assert intents(do(keys, "label"), "label") == {"label#1": True}


def test_the_second_to_do_of_a_name_has_a_number(keys: Workspace) -> None:
    begun(keys)
    for question in ("When?", "Where?", "Who?"):
        case = do(keys, "ask", question=question)
    assert todos(case)["call"] == "Ask: When?"
    assert todos(case)["call-2"] == "Ask: Where?"
    assert todos(case)["write-3"] == "Write: Who?"
    case = do(keys, "done", todo="call-2")
    assert case.latest("todo")["call-2"].data["state"] == "done"
    assert case.latest("todo")["call"].data["state"] == "open"
    case = do(keys, "done", todo="call")
    assert case.latest("todo")["call"].data["state"] == "done"


def test_an_event_that_is_called_closed_ends_the_case_and_the_run(keys: Workspace) -> None:
    begun(keys)
    case = do(keys, "close")
    assert case.last("closed") is not None
    assert intents(case)["close#1"]
    assert case.stage == "shut"


# --- again, and back -----------------------------------------------------------------------


def test_a_verb_that_is_done_is_already_done_unless_it_is_repeatable(keys: Workspace) -> None:
    begun(keys, floor="2")
    assert run(keys, NUMBER, Request("begin")).plan is None
    for number in (1, 2):
        plan = run(keys, NUMBER, Request("ask", {"question": "When?"})).plan
        assert plan is not None
        assert plan.intent == f"ask#{number}"


def test_a_repeatable_verb_that_would_change_nothing_is_already_done(keys: Workspace) -> None:
    begun(keys, floor="2")
    before = keys.tracker.load([NUMBER])
    assert run(keys, NUMBER, Request("set", {"field": "floor", "value": "2"})).plan is None
    assert keys.tracker.load([NUMBER]) == before


def test_an_undo_takes_the_newest_run_back_as_one_thing(keys: Workspace) -> None:
    before = begun(keys, floor="2").case
    do(keys, "ask", question="When?")
    case, intent, remarks = take_back(keys, NUMBER)
    assert (intent, remarks) == ("ask#1", [])
    assert case.facts == before.facts
    assert todos(case) == todos(before)


def test_after_an_undo_the_verb_runs_anew_with_the_next_number_and_other_names(
    keys: Workspace,
) -> None:
    begun(keys)
    do(keys, "close")
    take_back(keys, NUMBER)
    plan = run(keys, NUMBER, Request("close")).plan
    assert plan is not None
    assert plan.intent == "close#2"
    do(keys, "set", field="keys", value="gate")
    take_back(keys, NUMBER)
    take_back(keys, NUMBER)
    do(keys, "set", field="keys", value="gate")
    do(keys, "label")
    take_back(keys, NUMBER)
    assert list(todos(do(keys, "label"))) == ["ask", "label-gate-2"]


def test_a_run_that_is_named_is_taken_back_and_no_other(keys: Workspace) -> None:
    begun(keys)
    do(keys, "set", field="floor", value="1")
    do(keys, "set", field="keys", value="gate")
    case, intent, _ = take_back(keys, NUMBER, "set#1")
    assert intent == "set#1"
    assert case.facts["keys"] == "gate"
    assert "floor" not in case.facts
    with pytest.raises(NotFound, match="No set#1 to undo"):
        take_back(keys, NUMBER, "set#1")


def test_when_its_beginning_is_taken_back_a_case_has_no_row_and_can_begin_again(
    keys: Workspace,
) -> None:
    begun(keys, floor="2")
    case, _, _ = take_back(keys, NUMBER)
    assert case.facts == {}
    assert keys.tracker.row(NUMBER) is None
    with pytest.raises(NotFound, match="has nothing to undo"):
        take_back(keys, NUMBER)
    outcome = begun(keys, floor="1")
    assert outcome.created
    assert intents(outcome.case) == {"begin#2": True}
    row = keys.tracker.row(NUMBER)
    assert row is not None
    assert row.cells["Floor"] == "1"


def test_what_happened_at_another_time_is_recorded_at_that_time(keys: Workspace) -> None:
    begun(keys)
    earlier = at("2026-11-19T17:30Z")
    case = run(keys, NUMBER, Request("close", at=earlier)).case
    closed = case.last("closed")
    assert closed is not None
    assert (closed.at, closed.recorded) == (earlier, keys.now())


def test_a_dry_run_gives_the_plan_and_changes_nothing(keys: Workspace, desk: Desk) -> None:
    begun(keys)
    before = desk.everything()
    outcome = run(keys, NUMBER, Request("ask", {"question": "When?"}, dry_run=True))
    assert not outcome.applied
    assert outcome.plan is not None
    assert [s.key for s in outcome.plan.steps] == ["to-do call", "to-do write"]
    run(keys, "LK-20261119-NEWS", Request("begin", dry_run=True, opening=OPENING))
    assert desk.everything() == before


def test_a_dry_run_of_what_is_refused_is_refused(keys: Workspace) -> None:
    begun(keys, floor="2")
    refusal(keys, Request("lend", {"by": "sam"}, dry_run=True))


def test_another_procedure_can_be_opened_under_its_own_number(keys: Workspace) -> None:
    begun(keys)
    opening = Opening("tier-2", {"subject": "ticket:2"}, at("2026-11-19T17Z"))
    inputs = {"name": "Uma", "email": "u@corp.example.com", "ticket": "2"}
    run(keys, "T2-20261119-ABCD", Request("submit", inputs, opening=opening))
    found = {row.tab for row in keys.tracker.rows()}
    assert found == {"Keys 2026", "Help tickets"}
