from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.exceptions import ConnectionError as Cut
from requests.exceptions import ConnectTimeout, InvalidURL, ReadTimeout, SSLError

from summarizer.google.retrying import (
    CONNECT,
    READ,
    TRIES,
    WHOLE,
    Patience,
    is_safe,
    retry_after,
    wait_after_error,
)
from tests.google_backend.scripted import Waits

NOW = datetime(2026, 11, 19, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("method", "headers", "safe"),
    [
        ("GET", {}, True),
        ("get", {}, True),
        ("HEAD", {}, True),
        ("POST", {}, False),
        ("PATCH", {}, False),
        ("DELETE", {}, False),
        ("POST", {"X-Repeat": "safe"}, True),
        ("POST", {"X-Repeat": "perhaps"}, False),
        ("POST", {"X-HTTP-Method-Override": "GET"}, True),
        ("POST", {"x-http-method-override": "GET"}, True),
    ],
)
def test_what_reads_and_what_the_caller_marks_may_be_repeated(
    method: str, headers: dict[str, str], *, safe: bool
) -> None:
    assert is_safe(method, headers) is safe


def test_retry_after_is_seconds_or_a_date() -> None:
    assert retry_after("7", NOW) == 7
    assert retry_after(format_datetime(NOW + timedelta(seconds=90), usegmt=True), NOW) == 90
    assert retry_after(format_datetime(NOW - timedelta(days=1), usegmt=True), NOW) == 0
    assert retry_after("-3", NOW) == 0


@given(st.text())
def test_any_other_retry_after_says_nothing_or_a_time_to_come(text: str) -> None:
    asked = retry_after(text, NOW)
    assert asked is None or asked >= 0


def test_a_time_to_wait_is_not_read_out_of_garbage() -> None:
    assert [retry_after(text, NOW) for text in ("", "soon", "1.5.2", "Thu, 99 Nov")] == [None] * 4


def test_what_was_never_sent_may_always_be_sent_again() -> None:
    assert wait_after_error(ConnectTimeout(), 1, 0.5, safe=False) == 1.5
    assert wait_after_error(ReadTimeout(), 1, 0.5, safe=False) is None
    assert wait_after_error(Cut(), 1, 0.5, safe=False) is None


def test_waits_grow_and_differ() -> None:
    assert [wait_after_error(Cut(), n, 0.5, safe=True) for n in (1, 2, 3, 4)] == [1.5, 3, 6, 12]
    early = wait_after_error(Cut(), 1, 0.0, safe=True)
    late = wait_after_error(Cut(), 1, 1.0, safe=True)
    assert early is not None
    assert late is not None
    assert early < late


@pytest.mark.parametrize("error", [SSLError(), InvalidURL()])
def test_what_does_not_heal_is_not_repeated(error: SSLError | InvalidURL) -> None:
    assert wait_after_error(error, 1, 0.5, safe=True) is None


def test_each_try_gets_no_more_than_what_is_left_of_the_whole() -> None:
    waits = Waits()
    patience = waits.patience()
    assert patience.next_try() == (CONNECT, READ)
    waits.now = WHOLE - 4
    assert patience.next_try() == (4, 4)
    waits.now = WHOLE
    with pytest.raises(ConnectTimeout):
        patience.next_try()
    assert patience.made == 2
    patience.begin()
    assert patience.next_try() == (CONNECT, READ)


def test_all_tries_together_stay_under_two_minutes() -> None:
    assert WHOLE < 100
    assert TRIES == 5
    assert Patience().left() <= WHOLE
