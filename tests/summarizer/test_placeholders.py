from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.placeholders import fill, holes, left_over


def test_placeholders_and_blocks_are_told_apart() -> None:
    text = "{{#parts}}{{ part }}: {{user.name}}{{/parts}}"
    assert [(h.name, h.mark) for h in holes(text)] == [
        ("parts", "#"),
        ("part", ""),
        ("user.name", ""),
        ("parts", "/"),
    ]
    assert [text[h.start : h.end] for h in holes(text)][1] == "{{ part }}"


@pytest.mark.parametrize(
    "text", ["{{7*7}}", "{{ a b }}", "{{}}", "{a}", "{{a", "{{-case}}", "{% a %}"]
)
def test_what_only_looks_like_a_placeholder_is_text(text: str) -> None:
    assert holes(text) == []
    assert fill(text, {"a": "x", "case": "y"}) == text


def test_a_placeholder_without_a_value_stays_and_is_told() -> None:
    filled = fill("{{a}} {{b}} {{#c}}", {"a": "x", "c": "y"})
    assert filled == "x {{b}} {{#c}}"
    assert left_over(filled) == ["{{b}}", "{{#c}}"]


@given(st.text(), st.text())
def test_what_is_filled_in_is_never_read_again(a: str, b: str) -> None:
    hostile = f"{a}{{{{b}}}}"
    assert fill("<{{a}}|{{b}}>", {"a": hostile, "b": b}) == f"<{hostile}|{b}>"
