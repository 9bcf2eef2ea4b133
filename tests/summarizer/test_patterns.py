from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.patterns import Pattern
from summarizer.reading import ids, signature, wanted

GATED = {
    f"{module.__name__}.{name}": value
    for module in (ids, signature, wanted)
    for name, value in vars(module).items()
    if isinstance(value, Pattern) and value.needs
}


def test_a_pattern_is_compiled_when_a_text_could_fit() -> None:
    pattern = Pattern("a+b", needs="b|c")
    assert pattern.search("aaa") is None
    assert "_compiled" not in vars(pattern)
    found = pattern.search("aaab")
    assert found is not None
    assert found[0] == "aaab"
    assert "_compiled" in vars(pattern)


@pytest.mark.parametrize("name", GATED)
@given(data=st.data())
def test_whatever_fits_a_pattern_has_a_piece_that_it_needs(name: str, data: st.DataObject) -> None:
    pattern = GATED[name]
    text = data.draw(st.from_regex(re.compile(pattern.pattern, pattern.flags)))
    assert pattern.search(text)
