from __future__ import annotations

import pytest

from summarizer.acts import ACTS, steps
from summarizer.procedure import ASKED, signatures
from summarizer.situation import Situation
from summarizer.workspace import shipped
from tests.summarizer.situations import NUMBER, one, part, plan, settings, situation
from tracker.errors import BadInput, Refused


def test_a_fact_is_corrected_and_what_it_was_is_kept() -> None:
    found = situation(facts={"network": "X"}, inputs={"field": "network", "value": " Reddit "})
    step = one(found, "set-fact")
    assert (step.event, step.sets, step.data) == ("fact set", {"network": "Reddit"}, {"was": "X"})
    same = situation(facts={"network": "X"}, inputs={"field": "network", "value": "X"})
    assert plan(same, "set-fact") == []
    cleared = situation(facts={"network": "X"}, inputs={"field": "network", "value": " "})
    assert one(cleared, "set-fact").sets == {"network": ""}


@pytest.mark.parametrize("name", ["stage", "tab", "procedure", "thread.root", "colour", ""])
def test_only_a_declared_field_is_corrected(name: str) -> None:
    with pytest.raises(BadInput, match="There is no field"):
        plan(situation(inputs={"field": name, "value": "x"}), "set-fact")


def test_who_holds_a_role_today_is_kept_in_a_fact_with_the_reason() -> None:
    step = one(situation(), "pick", role="reviewers", into="reviewers")
    assert step.sets == {"reviewers": "rosa, ravi"}
    assert step.data["reason"] == "Rosa Example and Ravi Example are in"
    assert "Rosa Example" in step.label
    first = one(situation(), "pick", role="final-approver", into="approver", only=1)
    assert first.sets == {"approver": "fay"}


def test_who_wrote_the_summary_is_not_picked_to_approve_it() -> None:
    found = situation(facts={"author": "fay"})
    args = {"role": "final-approver", "into": "approver", "only": 1, "not": "author"}
    assert one(found, "pick", **args).sets == {"approver": "stan"}


ORGANIZATIONS = {"example.com": "Example", "shop.example.com": "Shop"}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("uma@example.com", "Example"),
        ("uma@MAIL.Example.com", "Example"),
        ("uma@shop.example.com", "Shop"),
        ("uma@a.shop.example.com", "Shop"),
    ],
)
def test_a_user_is_placed_by_the_domain_that_fits_best(address: str, name: str) -> None:
    found = situation(inputs={"email": address})
    args = {"input": "email", "into": "network", "organizations": ORGANIZATIONS}
    assert one(found, "place-by-domain", **args).sets == {"network": name}


@pytest.mark.parametrize("address", ["uma@notexample.com", "uma@example.com.net", "uma", ""])
def test_a_user_whose_domain_nobody_sent_is_refused(address: str) -> None:
    found = situation(inputs={"email": address})
    args = {"input": "email", "into": "network", "organizations": ORGANIZATIONS}
    with pytest.raises(Refused) as refused:
        plan(found, "place-by-domain", rule="002.3", **args)
    assert refused.value.why.startswith("002.3: ")
    assert refused.value.why.endswith("of no supported organization.")


def test_one_more_event_is_recorded_with_what_it_changes() -> None:
    step = one(situation(), "record", event="resolved")
    assert step.event == "resolved"
    assert step.sets == {"stage": "resolved", "tab": "Social Media Complete 2026"}


def test_an_act_counts_only_where_its_conditions_hold() -> None:
    found = situation(facts={"network": "X"})
    assert steps(found, part("record", event="resolved", when="network=Y")) == []
    assert steps(found, part("record", event="resolved", unless="network=*")) == []
    assert len(steps(found, part("record", event="resolved", when="network=X"))) == 1


def test_every_act_is_told_in_the_manual_with_its_arguments() -> None:
    manual = (shipped() / "README.md").read_text(encoding="utf-8")
    table = manual.partition("| act | does |")[2].partition("## ")[0]
    rows = {row.split("|")[1].partition("(")[0]: row for row in table.split("\n") if "`" in row}
    assert ACTS.keys() == signatures.ACTS.keys()
    for name, signature in signatures.ACTS.items():
        (line,) = (row for names, row in rows.items() if f"`{name}`" in names)
        for argument in (*signature.needs, *signature.takes, *signature.one_of):
            assert f"`{argument}`" in line, name


# --- asking in the document ------------------------------------------------------------------


def in_google(**facts: str) -> Situation:
    docs = settings()._replace(backend={**settings().backend, "documents": "google"})
    return situation(facts=facts, settings=docs)


@pytest.mark.row("003.6.2")
def test_people_are_asked_in_the_document_by_their_addresses() -> None:
    found = in_google(reviewers="rosa, ravi")
    step = one(found, "ask-in-document", who="reviewers", then="reviewed")
    assert (step.key, step.do, step.event) == ("ask reviewers", "ask in document", ASKED)
    assert step.label.startswith("ask Rosa Example, Ravi Example for a yes in the document")
    assert step.args["addresses"] == ["rosa@example.com", "ravi@example.com"]
    assert step.args["words"].startswith(f"{NUMBER}: your yes counts as “reviewed”.")
    did = {"did": "ask in document"}
    assert step.data == {"asked": "reviewers", "then": "reviewed", **did}


def test_who_is_nobody_in_people_toml_is_asked_by_the_address_in_the_fact() -> None:
    found = in_google(reviewers="zoe@elsewhere.example.com, nobody, rosa")
    step = one(found, "ask-in-document", who="reviewers", then="reviewed")
    assert step.args["addresses"] == ["zoe@elsewhere.example.com", "rosa@example.com"]


def test_without_anybody_or_without_google_nobody_is_asked_in_the_document() -> None:
    assert plan(in_google(), "ask-in-document", who="reviewers", then="reviewed") == []
    here = situation(facts={"reviewers": "rosa"})
    assert plan(here, "ask-in-document", who="reviewers", then="reviewed") == []
