from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment

from summarizer import outlines
from summarizer.rendering import Wording, render
from summarizer.workspace import shipped
from tracker.errors import BadInput

VALUES: dict[str, Any] = {
    "answer": "We {{ 7 * 7 }} <b>",
    "due": "",
    "people": ["Uma", "Ray"],
    "user": {"name": "Uma Ray", "id": "", "items": "shadowed"},
    "count": 3,
    "nothing": None,
}
NAMES = st.sampled_from([*VALUES, "user.name", "user.id", "user.items", "nobody", "user.x", "self"])
EXPRESSIONS = st.recursive(
    NAMES | st.sampled_from(["'all'", "true", "none", "7", "['a', 'b']"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" or ", " and ", " ~ ", " == "]), inner).map("".join),
        inner.map("(not {})".format),
        inner.map("({})".format),
    ),
    max_leaves=4,
)
WORDINGS = st.recursive(
    st.sampled_from(["Hi ", "\n", "\n\n  ", "{# a note #}", "- "])
    | EXPRESSIONS.map("{{{{ {} }}}}".format)
    | EXPRESSIONS.map("{{% set given = {} %}}\n".format)
    | st.just("{{ given }}"),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.tuples(EXPRESSIONS, inner, inner).map(
            lambda t: f"{{% if {t[0]} %}}\n{t[1]}{{% else %}}{t[2]}{{% endif %}}\n"
        ),
        st.tuples(EXPRESSIONS, EXPRESSIONS, inner).map(
            lambda t: f"{{% if {t[0]} %}}x{{% elif {t[1]} %}}\n{t[2]}\n{{%- endif %}}"
        ),
    ),
    max_leaves=8,
)


def both(source: str, name: str = "x.j2") -> tuple[str, str]:
    """What Jinja says of a wording, and what is said once its outline is kept."""

    def one() -> str:
        try:
            return render(Wording(name, source), VALUES).text
        except BadInput as error:
            return f"{error.what}: {error.why}"

    return one(), one()


@given(WORDINGS)
def test_an_outline_says_what_jinja_says(source: str) -> None:
    first, second = both(source)
    assert first == second


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hi {{ user.name or 'all' }},\n\n{{ answer }}", "Hi Uma Ray,\n\nWe {{ 7 * 7 }} <b>"),
        ("{% if due %}by {{ due }}{% elif count %}{{ count }}{% endif %}.", "3."),
        ("{% if not due and user.name %}\nyes\n{% endif %}\n", "yes\n"),
        ("{{ nothing }} {{ people }}", "None ['Uma', 'Ray']"),
    ],
)
def test_values_are_placed_without_jinja(source: str, text: str) -> None:
    assert outlines.said("x.j2 text", source, VALUES) is None
    both(source)
    found = outlines.said("x.j2 text", source, VALUES)
    assert found is not None
    assert found[0] == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ people | join(', ') }}",
        "{% for p in people %}{{ p }}{% endfor %}",
        "{{ user.items }}",
        "{{ nobody or 'all' }}",
        "{% if due %}{% set x = 1 %}{% endif %}",
        "{{ 'a' ~ count }}",
    ],
)
def test_whatever_is_unusual_is_left_to_jinja(source: str) -> None:
    assert both(source)[0] == both(source)[1]
    assert outlines.said("x.j2 text", source, VALUES) is None


def test_a_wording_that_changed_is_read_anew() -> None:
    both("a {{ count }}", "y.j2")
    assert both("b {{ count }}", "y.j2") == ("b 3\n", "b 3\n")
    assert outlines.said("y.j2 text", "a {{ count }}", VALUES) is None


@pytest.mark.parametrize(
    "damage", ['[["say"]]', '[["boo", 1]]', "[1]", "{}", '[["if", 1]]', "null"]
)
def test_a_damaged_outline_is_left_to_jinja(damage: str, tmp_path: Path) -> None:
    both("a {{ count }}", f"{damage}.j2")
    (kept,) = (tmp_path / "home" / "cache" / "summarizer").iterdir()
    before, _, _ = kept.read_text(encoding="utf-8").partition('"values": ')
    kept.write_text(f'{before}"values": {damage}}}', encoding="utf-8")
    assert both("a {{ count }}", f"{damage}.j2") == ("a 3\n", "a 3\n")


def test_most_shipped_wordings_are_said_without_jinja() -> None:
    files = [*shipped().glob("common/*.j2"), *shipped().glob("social-media-summary/*.j2")]
    plain = {f.stem for f in files if _kept(f.read_text(encoding="utf-8"), str(f))}
    assert {"acknowledgement", "announcement", "user-notice", "hold-tickets", "answer"} <= plain


def _kept(source: str, name: str) -> bool:
    outlines.keep_outline(name, source, SandboxedEnvironment().parse(source))
    known = dict.fromkeys(("requested_first_name", "answer", "desk", "case", "network", "due"), "")
    people: dict[str, Any] = {"user": {"name": "", "id": ""}, "me": {"name": ""}}
    return outlines.said(name, source, known | people) is not None


def test_the_second_time_a_wording_is_said_jinja_is_not_imported() -> None:
    code = (
        "import sys; from summarizer.rendering import Wording, render\n"
        "said = render(Wording('x', 'Subject: {{ b }}\\na {{ b }}'), {'b': 1})\n"
        "print(said.text, 'jinja2' in sys.modules)"
    )
    for expected in ("a 1\n True\n", "a 1\n False\n"):
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert ran.stdout.decode() == expected
