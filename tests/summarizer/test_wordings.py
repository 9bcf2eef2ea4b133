from __future__ import annotations

import pytest

from summarizer.wordings import context
from tests.summarizer.situations import procedure, settings, situation


@pytest.mark.parametrize(
    ("requested_by", "greeted"),
    [
        ("Noor Haddad <noor@example.com>", "Noor"),
        ('"Kim, Pat" <pat@example.com>', "Pat"),
        ("Kim, Pat Lee <pat@example.com>", "Pat"),
        ("noor@example.com", ""),
        ("", ""),
        ("Kim, <pat@example.com>", ""),
    ],
)
def test_who_asked_is_greeted_by_first_name(requested_by: str, greeted: str) -> None:
    found = context(situation(facts={"requested_by": requested_by}), None)
    assert found["requested_first_name"] == greeted


def test_a_list_has_no_first_name() -> None:
    address = settings().addresses["socialmedia"].upper()
    found = context(situation(facts={"requested_by": f"Social Media <{address}>"}), None)
    assert found["requested_first_name"] == ""


def test_colleagues_are_greeted_by_first_name_and_others_by_their_address() -> None:
    rule = procedure("social-media-summary").messages["review-request"]
    known = situation(facts={"reviewers": "rosa, kim@partner.example.com"})
    found = context(known, rule)
    assert found["first_names"] == ["Rosa", "kim@partner.example.com"]
    assert found["people"] == [
        known.people.display_name("rosa"),
        "kim@partner.example.com",
    ]
