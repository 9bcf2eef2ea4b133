"""Which procedure a mail belongs to, and whether it opens a case (003.0.1 to 003.0.6, 003.8.1)."""

from __future__ import annotations

import pytest

from summarizer.intake import recognise
from summarizer.procedure import Recognition
from tests.summarizer.mails import LIST, PR_LIST, intake_of, mail_of

ZENDESK = {"X-Mailer": "Zendesk Mailer", "Auto-Submitted": "auto-generated"}


@pytest.mark.row("003.0.1", "003.2.1")
def test_the_list_decides_the_procedure() -> None:
    assert intake_of(To=LIST).procedure == "summary"
    assert intake_of(To="Ann <ann@example.com>", Cc=f"SM <{LIST.upper()}>").procedure == "summary"
    assert intake_of(To=PR_LIST).procedure == "pr-social"
    assert intake_of(To=PR_LIST).why["procedure"] == f"To: {PR_LIST}; written by a person"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Bcc", PR_LIST),
        ("Delivered-To", PR_LIST),
        ("X-Original-To", PR_LIST),
        ("List-Id", "PR <problematic-to-pr.example.com>"),
        ("List-Post", f"<mailto:{PR_LIST}>"),
        ("Received", f"from a by b for <{PR_LIST}>; Thu, 19 Nov 2026 09:00:00 -0800"),
    ],
)
def test_a_list_in_bcc_is_known_by_the_delivery(header: str, value: str) -> None:
    found = intake_of(To="ann@example.com", **{header: value})
    assert found.procedure == "pr-social"


def test_to_counts_before_cc_and_cc_before_the_delivery() -> None:
    assert intake_of(To=LIST, Cc=PR_LIST).procedure == "summary"
    assert intake_of(To=PR_LIST, Cc=LIST).procedure == "pr-social"
    assert intake_of(To="ann@example.com", Cc=LIST, Delivered_To=PR_LIST).procedure == "summary"


def test_two_procedures_that_fit_alike_are_told_and_neither_is_taken() -> None:
    found = intake_of(To=f"{LIST}, {PR_LIST}")
    assert found.procedure is None
    assert found.why["procedure"] == "To: more than one procedure fits: summary, pr-social"
    assert "procedure" in found.missing
    assert found.choices == ("summary", "pr-social")


def test_a_list_is_not_enough_where_the_origin_is_another() -> None:
    found = intake_of(To=LIST, **ZENDESK)
    assert found.procedure is None
    assert found.why["procedure"].startswith(f"To: {LIST}; but made by the helpdesk")
    assert intake_of(To="ann@example.com").why["procedure"] == (
        "no list of a procedure is among its recipients"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Mailer": "Zendesk Mailer"},
        {"X-Zendesk-From-Account-Id": "1a2b"},
        {"Message-ID": "<K0VJ_65f1_sprut@zendesk.com>"},
        ZENDESK,
    ],
)
def test_a_helpdesk_is_known_by_what_its_server_writes(headers: dict[str, str]) -> None:
    assert intake_of(To=PR_LIST, **headers).procedure == "pr-cs"


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "Support <support@acme.zendesk.com>"},
        {"In-Reply-To": "<K0VJ_65f1_sprut@zendesk.com>"},
        {"Cc": "support@acme.zendesk.com"},
        {"Auto-Submitted": "auto-generated"},
    ],
)
def test_an_address_does_not_make_a_helpdesk(headers: dict[str, str]) -> None:
    assert intake_of("Forwarded by Zendesk", To=PR_LIST, **headers).procedure == "pr-social"


@pytest.mark.row("003.0.6", "003.7.1", "003.8.1")
@pytest.mark.parametrize(
    ("text", "ticket"),
    [
        ("Forwarding: https://acme.zendesk.com/agent/tickets/1 by Zendesk", "/tickets/1"),
        ("Please see Ticket #98765.", "Ticket #98765"),
        ("It is ticket number 98765.", "ticket number 98765"),
        ("It is in ZD 98765 now.", "ZD 98765"),
    ],
)
def test_a_person_s_mail_about_a_ticket_may_be_of_two_procedures_and_neither_is_taken(
    text: str, ticket: str
) -> None:
    found = intake_of(text, To=PR_LIST)
    assert (found.procedure, found.choices) == (None, ("pr-social", "pr-cs"))
    assert found.why["procedure"].endswith(f"it names a ticket: {ticket}")
    assert intake_of(text, To=PR_LIST, **ZENDESK).procedure == "pr-cs"
    assert intake_of(text, To=LIST).procedure == "summary"
    team = Recognition("social", (PR_LIST,), helpdesk=False, team=("sm@example.com",))
    cs = Recognition("cs", (PR_LIST,), helpdesk=True)
    mail = mail_of(text, To=PR_LIST, Cc="SM <SM@example.com>")
    assert recognise(mail, [team, cs]).procedure == "social"
    assert recognise(mail, [team]).procedure == "social"


@pytest.mark.parametrize(
    "text", ["She bought 2 tickets.", "User 98765 was ticketed.", "ZD is down"]
)
def test_words_that_name_no_ticket_leave_the_list_to_decide(text: str) -> None:
    assert intake_of(text, To=PR_LIST).procedure == "pr-social"


def test_a_procedure_that_names_an_origin_is_meant_before_one_that_does_not() -> None:
    any_, person = Recognition("any", (LIST,)), Recognition("person", (LIST,), helpdesk=False)
    assert recognise(mail_of(), [any_, person])[0] == "person"
    assert recognise(mail_of(**ZENDESK), [any_, person])[0] == "any"


# --- opens a case ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"X-Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Precedence": "bulk", "Subject": "Out of Office: until Monday"},
    ],
)
def test_an_automatic_answer_opens_no_case(headers: dict[str, str]) -> None:
    assert not intake_of(**headers).opens_case


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Auto-Response-Suppress": "All"},
        {"Auto-Submitted": "no"},
        {"Precedence": "list"},
        {"Subject": "Out of office next week, who covers?"},
        {"Subject": "Re: Automatic reply: away", "X-Auto-Response-Suppress": "All"},
        {"X-Autoreply": "no"},
    ],
)
def test_a_person_s_mail_opens_a_case_whatever_its_mailer_adds(headers: dict[str, str]) -> None:
    assert intake_of(**headers).opens_case


def test_a_mail_without_any_content_opens_no_case_but_one_with_a_subject_does() -> None:
    found = intake_of("", subject="")
    assert (found.opens_case, found.why["opens_case"]) == (False, "the mail is empty")
    assert intake_of("", subject="SM Escalation - Jane Doe - X").opens_case
