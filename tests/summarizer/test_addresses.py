from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.addresses import Address, is_address, is_line, read_addresses, unique, visible

A, B = Address("", "a@example.com"), Address("", "b@example.com")


@pytest.mark.parametrize(
    ("text", "found", "bad"),
    [
        ("a@example.com", [A], []),
        ("Ann Bo <a@example.com>", [Address("Ann Bo", "a@example.com")], []),
        ('"Bo, Ann" <a@example.com>, b@example.com', [Address("Bo, Ann", A.address), B], []),
        ("a@example.com (Ann, x)", [A], []),
        ("a@example.com; b@example.com", [A, B], []),
        ("Team: a@example.com, b@example.com;", [A, B], []),
        ("undisclosed-recipients:;", [], []),
        ("=?utf-8?q?J=C3=B6rg=2C_x?= <a@example.com>", [Address("Jörg, x", A.address)], []),
        ("Ann <a@münchen.example>", [Address("Ann", "a@xn--mnchen-3ya.example")], []),
        ("a@example.com, nobody", [A], ["nobody"]),
        ("a@@example.com, b@example.com", [B], ["a@@example.com"]),
        ("a@example.com]<b@example.com>", [], ["a@example.com]<b@example.com>"]),
        ("é@example.com", [], ["é@example.com"]),
        ("a@localhost", [], ["a@localhost"]),
        ("", [], []),
        (" ,, ;", [], []),
        (" .\r), b@example.com", [B], [". )"]),  # breaks Python's parser
    ],
)
def test_mailboxes_are_read_one_by_one(text: str, found: list[Address], bad: list[str]) -> None:
    assert read_addresses(text) == (found, bad)


def test_a_line_break_does_not_make_a_header_or_a_group() -> None:
    found, bad = read_addresses("a@example.com\r\nBcc: b@example.com")
    assert found == []
    assert bad == ["a@example.com Bcc: b@example.com"]


def test_pairs_are_taken_as_they_are() -> None:
    pairs = [("Ann, Bo", "a@example.com"), ("", "nobody")]
    assert read_addresses(pairs) == ([Address("Ann, Bo", "a@example.com")], ["nobody"])


@pytest.mark.parametrize(
    "text",
    [
        "a b@example.com",
        "a@example",
        "a@-x.com",
        ".a@example.com",
        "a..b@example.com",
        "a@example.com\n",
        "a" * 65 + "@example.com",
        "a@" + "b." * 130 + "com",
        "a,b@example.com",
        "<a@example.com>",
    ],
)
def test_what_no_server_would_take_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_an_address_counts_once_without_regard_to_case() -> None:
    taken: set[str] = set()
    assert unique([Address("Ann", "a@Example.com"), A, B], taken) == (
        Address("Ann", "a@Example.com"),
        B,
    )
    assert unique([A], taken) == ()


@given(st.text())
def test_anything_can_be_read_and_only_addresses_come_out(text: str) -> None:
    found, bad = read_addresses(text)
    assert all(is_address(a.address) for a in found)
    assert all(is_line(b) for b in bad)


_WORD = st.text(st.sampled_from("abzAZ09'-.&"), min_size=1, max_size=6)
_SPEC = st.builds("{}@{}.example".format, st.text(st.sampled_from("a0.+_{=?!"), min_size=1), _WORD)


@given(st.lists(_WORD, max_size=3).map(" ".join), _SPEC, st.sampled_from(("{}", '"{}"', '"{}')))
def test_a_plain_mailbox_is_read_as_pythons_parser_reads_it(
    name: str, spec: str, quotes: str
) -> None:
    text = f"{quotes.format(name)} <{spec}>" if name else spec
    by_python, _ = read_addresses(f"{text} (a comment)")
    assert read_addresses(text)[0] == by_python


@given(st.text(st.sampled_from('ab@.,;:<>"()\\ é\r\n=?')))
def test_hostile_punctuation_can_be_read(text: str) -> None:
    assert all(is_address(a.address) for a in read_addresses(text)[0])


@given(st.text())
def test_visible_text_is_one_line(text: str) -> None:
    assert is_line(visible(text))
    assert visible(visible(text)) == visible(text)
