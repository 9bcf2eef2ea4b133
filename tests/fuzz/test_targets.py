"""What parses reads any bytes or refuses them in words; led by coverage: `make fuzz`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import found, seeds_of
from tests.fuzz.targets import FOLDER, TARGETS, refused

#: What stands where in the formats that are read, beside any bytes.
_PIECES = (
    *(b"\0", b"\xff", b"\r\n", b"\n\n", b"\xe2\x80\xae", b"{{", b"}}", b"[", b"]]", b'"', b"="),
    *(b"<", b"'", b"!", b",", b";", b"\t"),
    *(b"</w:p>", b"<w:tbl>", b"&#0;", b"&#27;", b"<!DOCTYPE a>", b"PK\x05\x06", b"9" * 400, b"-1"),
    *(b"=?utf-8?q?=0D=0A?=", b"2026-02-30", b"24:00", b"1e400", b"nan"),
)


@pytest.fixture(scope="module", autouse=True)
def _folder() -> Iterator[None]:
    yield
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_right_is_read(name: str) -> None:
    seeds = seeds_of(name)[: len(seeds_of(name)) - len(found(name))]
    assert [seed for seed in seeds if refused(TARGETS[name], seed)] == []


@pytest.mark.parametrize("name", TARGETS)
def test_what_broke_once_is_read_or_refused(name: str) -> None:
    for data in found(name):
        refused(TARGETS[name], data)


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_are_read_or_refused(name: str) -> None:
    seeds = st.sampled_from(seeds_of(name) or [b""])
    pieces = st.sampled_from(_PIECES) | st.binary(max_size=12)
    changes = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), pieces), max_size=4)

    @settings(max_examples=15)
    @given(st.binary(max_size=200) | st.tuples(seeds, changes).map(_changed))
    def try_it(data: bytes) -> None:
        refused(TARGETS[name], data)

    try_it()


def _changed(wanted: tuple[bytes, list[tuple[float, int, bytes]]]) -> bytes:
    """A seed with pieces put at some places, in place of so many of its bytes."""
    data, changes = wanted
    for where, length, piece in changes:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + length :]
    return data
