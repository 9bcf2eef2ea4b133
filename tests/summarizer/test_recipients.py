from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.addresses import Address
from summarizer.parties import Thread
from summarizer.recipients import Recipients, lint, recipients, recipients_of
from tests.summarizer.desk import THREAD, USER_NOTICE, USER_REPLY, parties, rule
from tracker.errors import BadInput, NotFound, Refused

REPLY_ALL = rule(must=("thread.from",), never=("me", "user"), reply=True)


def addresses(found: tuple[Address, ...]) -> list[str]:
    return [address.address for address in found]


@pytest.mark.row("003.2.3", "003.2.5")
def test_reply_all_goes_to_the_sender_and_everybody_else_but_not_to_oneself() -> None:
    found = recipients(REPLY_ALL, parties())
    assert found.to == (
        Address("Pat Kim", "pat@example.com"),
        Address("", "socialmedia-escalations@example.com"),
    )
    assert found.cc == (Address("Ann Boss", "ann.boss@example.com"),)
    assert addresses((found.sender,)) == ["dana@example.com"]


def test_an_answer_goes_where_the_sender_wants_it() -> None:
    thread = THREAD._replace(reply_to="Desk of Pat <pats-desk@example.com>")
    assert addresses(recipients(REPLY_ALL, parties(thread)).to)[0] == "pats-desk@example.com"


def test_the_sending_alias_does_not_answer_itself() -> None:
    thread = THREAD._replace(cc="SOCIAL-response@Example.com, ann.boss@example.com")
    alias = rule(sender="address:social-response", reply=True)
    assert addresses(recipients(alias, parties(thread)).cc) == ["ann.boss@example.com"]


@pytest.mark.row("003.1.4")
def test_the_first_mail_to_a_user_is_from_the_alias_with_blind_copies_to_leads_and_alias() -> None:
    found = recipients(USER_NOTICE, parties(user_email="ann@example.com", user_name="Ann Ex"))
    assert str(found.sender) == "Social Response <social-response@example.com>"
    assert found.to == (Address("Ann Ex", "ann@example.com"),)
    assert found.cc == ()
    assert addresses(found.bcc) == [
        "lee@example.com",
        "morgan@example.com",
        "social-response@example.com",
    ]
    lint(USER_NOTICE, found, parties(user_email="ann@example.com"))


@pytest.mark.row("003.1.5")
def test_a_later_mail_to_the_user_names_the_user_and_the_reply_leads_again() -> None:
    thread = THREAD._replace(sender="social-response@example.com", to="", cc="")
    desk = parties(thread, user_email="ann@example.com")
    found = recipients(USER_REPLY, desk)
    assert addresses(found.to) == ["ann@example.com"]
    assert addresses(found.bcc) == ["lee@example.com", "social-response@example.com"]
    lint(USER_REPLY, found, desk)


@pytest.mark.row("003.1.5")
def test_a_draft_from_which_the_user_or_the_leads_were_lost_is_refused() -> None:
    desk = parties(user_email="ann@example.com")
    found = recipients(USER_REPLY, desk)
    with pytest.raises(Refused, match=r"must go to ann@example\.com \(user\) \(003\.1\.5\)"):
        lint(USER_REPLY, replace(found, to=found.bcc), desk)
    with pytest.raises(Refused, match=r"must go to lee@example\.com \(role:reply-leads\)"):
        lint(USER_REPLY, replace(found, bcc=()), desk)


@pytest.mark.row("003.1.5")
def test_a_blind_copy_never_becomes_an_open_one() -> None:
    desk = parties(user_email="ann@example.com")
    found = recipients(USER_REPLY, desk)
    lee = found.bcc[:1]
    for changed in (replace(found, cc=lee, bcc=found.bcc[1:]), replace(found, to=found.to + lee)):
        with pytest.raises(Refused, match=r"must hide lee@example\.com \(role:reply-leads\)"):
            lint(USER_REPLY, changed, desk)
    openly = USER_REPLY._replace(cc=("role:reply-leads",))
    lint(openly, recipients(openly, desk), desk)


def test_a_user_without_an_address_is_known_on_the_thread_by_name() -> None:
    thread = THREAD._replace(cc="ann  EX <ann@elsewhere.example>")
    with pytest.raises(Refused, match=r"must not go to ann@elsewhere\.example \(user\)"):
        lint(REPLY_ALL, recipients(REPLY_ALL, parties(thread)), parties(thread, user_name="Ann Ex"))
    known = parties(thread, user_name="Ann Ex", user_email="ann@example.com")
    lint(REPLY_ALL, recipients(REPLY_ALL, known), known)


def test_nobody_gets_what_the_rule_keeps_from_them() -> None:
    thread = THREAD._replace(cc="ee@EXAMPLE.com")
    forbidding = rule("hand-off", never=("address:ee",), rule="003.3.3")
    with pytest.raises(
        Refused, match=r"must not go to ee@example\.com \(address:ee\) \(003\.3\.3\)"
    ):
        lint(forbidding, recipients(forbidding, parties(thread)), parties(thread))


def test_the_user_never_reads_the_teams_thread() -> None:
    thread = THREAD._replace(cc="Ann <ann@example.com>")
    desk = parties(thread, user_email="Ann@example.com")
    with pytest.raises(Refused, match=r"must not go to Ann@example\.com \(user\)"):
        lint(REPLY_ALL, recipients(REPLY_ALL, desk), desk)


@pytest.mark.row("003.7.2")
def test_a_list_that_must_be_on_the_reply_is_missed() -> None:
    both = rule("acknowledgement", must=("address:ee",), reply=True, rule="003.7.2")
    with pytest.raises(Refused, match=r"must go to ee@example\.com \(address:ee\) \(003\.7\.2\)"):
        lint(both, recipients(both, parties()), parties())


def test_a_mail_from_somebody_else_than_the_rule_says_is_refused() -> None:
    found = recipients(REPLY_ALL, parties())
    with pytest.raises(Refused, match=r"must be sent from dana@example\.com, not lee@example"):
        lint(REPLY_ALL, replace(found, sender=Address("", "lee@example.com")), parties())


def test_a_user_whose_address_is_unknown_is_missing_but_demanded_later() -> None:
    found = recipients(USER_REPLY, parties())
    assert found.to == ()
    assert "the user's address is not known" in found.missing
    lint(USER_REPLY, found, parties())


def test_a_demanded_thread_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match=r"must go to thread\.from, and nobody is known there"):
        lint(REPLY_ALL, recipients(REPLY_ALL, parties(None)), parties(None))


def test_one_bad_mailbox_of_the_thread_is_left_out_and_told() -> None:
    thread = THREAD._replace(cc="nobody, Team: ann.boss@example.com;")
    found = recipients(REPLY_ALL, parties(thread))
    assert addresses(found.cc) == ["ann.boss@example.com"]
    assert found.remarks == ("Left out of the answer: nobody (thread.cc) is not an address",)


@pytest.mark.parametrize("name", ["Ann\r\nBcc: x@example.com", "Ann\nBo", "Ann\0"])
def test_a_name_that_would_break_a_header_is_refused_with_its_field(name: str) -> None:
    desk = parties(user_email="ann@example.com", user_name=name)
    with pytest.raises(Refused, match="in user can't stand in a mail's header"):
        recipients(USER_NOTICE, desk)
    thread = THREAD._replace(cc=[(name, "ann.boss@example.com")])
    with pytest.raises(Refused, match=r"in thread\.cc can't stand in a mail's header"):
        recipients(REPLY_ALL, parties(thread))


def test_people_in_a_fact_are_keys_or_addresses() -> None:
    asking = rule("review-request", to=("fact:reviewers", "owner"), cc=())
    facts = {"reviewers": "rosa, ext@example.org", "owner": "ravi"}
    assert sorted(addresses(recipients(asking, parties(None, **facts)).to)) == [
        "ext@example.org",
        "ravi@example.com",
        "rosa@example.com",
    ]
    with pytest.raises(BadInput, match="can't be addressed to fact:reviewers"):
        recipients(asking, parties(None, reviewers="rosa, zoe"))


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("address:nowhere", BadInput),
        ("thread.bcc", BadInput),
        ("somebody", BadInput),
        ("role:on-call", NotFound),
    ],
)
def test_a_token_that_stands_for_nothing_is_told(token: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        recipients(rule(to=(token,)), parties())


def test_an_unusable_address_of_the_user_is_told() -> None:
    with pytest.raises(BadInput, match="can't be addressed to user"):
        recipients(USER_NOTICE, parties(user_email="ann at example"))


def test_a_draft_is_read_as_people_left_it() -> None:
    message = EmailMessage()
    message["From"] = "Dana <dana@example.com>"
    message["To"] = '"Kim, Pat" <pat@example.com>'
    message["Bcc"] = "Team: lee@example.com, morgan@example.com;"
    found = recipients_of(message)
    assert found == Recipients(
        Address("Dana", "dana@example.com"),
        (Address("Kim, Pat", "pat@example.com"),),
        (),
        (Address("", "lee@example.com"), Address("", "morgan@example.com")),
    )
    del message["To"]
    assert recipients_of(message).missing
    message["To"] = "pat"
    with pytest.raises(Refused, match="To has pat, which is no address"):
        recipients_of(message)
    del message["From"]
    del message["To"]
    with pytest.raises(Refused, match="no From"):
        recipients_of(message)


def test_a_draft_with_a_header_that_breaks_the_parser_is_refused() -> None:
    raw = b"From: dana@example.com\nTo: =?utf-8?q?=0A?= <a@example.com>\n\n"
    with pytest.raises(Refused, match="To can't be read"):
        recipients_of(message_from_bytes(raw, policy=policy.default))


MAILBOXES = st.lists(
    st.sampled_from(
        ["a@example.com", "A@Example.com", "b@example.com", "dana@example.com", "lee@example.com"]
    ),
    max_size=4,
).map(", ".join)


@given(MAILBOXES, MAILBOXES, MAILBOXES)
def test_an_address_is_there_once_never_oneself_and_never_less_hidden(
    sender: str, to: str, cc: str
) -> None:
    thread = Thread("<a@b.example>", "x", sender, to, cc)
    mail = rule(bcc=("role:leads", "thread.cc"), reply=True)
    found = recipients(mail, parties(thread))
    keys = [address.key for address in found]
    assert len(keys) == len(set(keys))
    assert "dana@example.com" not in keys
    named = {a.casefold() for part in (sender, to, cc) for a in part.split(", ") if a}
    assert {a.key for a in (*found.to, *found.cc)} == named - {"dana@example.com"}
