from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from tracker.names import ALIKE, alike, key, padded, trigrams


@given(st.text())
def test_a_key_of_a_key_is_the_same(name: str) -> None:
    assert key(key(name)) == key(name)


@given(st.lists(st.text(st.characters(categories=["Ll", "Lu", "Lo"]), min_size=1)))
def test_neither_case_nor_order_nor_spaces_make_another_key(words: list[str]) -> None:
    assert key("\t".join(reversed(words)).upper()) == key(" ".join(words))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Łukasz  Straße", "lukasz strasse"),
        ("O'Brien, SIOBHÁN", "obrien siobhan"),
        ("Anne-Marie Lee", "anne lee marie"),
        ("İnci Ağaç", "agac inci"),
        ("ﬁona", "fiona"),
        ("", ""),
        ("--- 👩‍🚀 '", ""),
    ],
)
def test_a_key_is_what_all_spellings_share(name: str, expected: str) -> None:
    assert key(name) == expected


@pytest.mark.parametrize(
    "names", [("कि", "कु"), ("は", "ば"), ("ann lee", "annlee"), ("李明", "李民")]
)
def test_other_names_have_other_keys(names: tuple[str, str]) -> None:
    assert key(names[0]) != key(names[1])


@given(st.text(max_size=30))
def test_trigrams_are_those_of_sqlite(name: str) -> None:
    known = key(name).replace("\0", "")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='trigram case_sensitive 1');"
            "CREATE VIRTUAL TABLE v USING fts5vocab('t', 'row');"
        )
        connection.execute("INSERT INTO t VALUES (?)", (padded(known),))
        assert {term for (term,) in connection.execute("SELECT term FROM v")} == trigrams(known)


KNOWN = ["jonathan smythers", "barbara quine", "anne lee marie", "a b c d e f g h i j k"]


def test_the_most_alike_comes_first_and_the_unlike_not_at_all() -> None:
    found = alike("Jon Smyth", ["smythe jonathan", "jon smith", "barbara quine", "jon smyth"])
    assert [name for name, _ in found] == ["jon smyth", "jon smith"]
    assert found[0][1] == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zonathan Smythers", "jonathan smythers"),
        ("Smythers, Zonathan", "jonathan smythers"),
        ("Jonathansmythers", "jonathan smythers"),
        ("Smytherzjonathan", "jonathan smythers"),
        ("Jonathans Mythers", "jonathan smythers"),
        ("Smyther Sjonathan", "jonathan smythers"),
        ("Marie Zanne Lee", "anne lee marie"),
        ("Marieanne Lee", "anne lee marie"),
        ("a b c d e f g h i j x", "a b c d e f g h i j k"),
        ("k j i h g f e d c b aa", "a b c d e f g h i j k"),
    ],
)
def test_one_slip_hides_neither_a_name_nor_the_order_of_its_words(name: str, expected: str) -> None:
    ((found, likeness),) = alike(name, KNOWN)
    assert found == expected
    assert likeness > 0.9


@given(st.text("abc", min_size=1, max_size=12), st.text("abc", min_size=1, max_size=12))
def test_a_name_that_is_alike_is_never_passed_over(one: str, other: str) -> None:
    likeness = OSA.normalized_similarity(one, other)
    assert alike(one, [other]) == ([(other, likeness)] if likeness >= ALIKE else [])


def test_names_beyond_any_persons_are_compared_in_no_time() -> None:
    long = "ab" * 5_000
    began = time.process_time()
    assert alike(f"b{long}", [long] * 20) == [(long, 0.98)]
    assert time.process_time() - began < 5
