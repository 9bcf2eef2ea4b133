from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.rendering import Wording, read_wording, render, wording_problems
from tracker.errors import BadInput, NotFound


def test_the_first_line_is_the_subject_and_the_rest_the_text() -> None:
    wording = Wording("x.j2", "Subject: About {{ case }}\n\nHello {{ user.name }}\n")
    rendered = render(wording, {"case": "SM-1", "user": {"name": "Ann"}})
    assert (rendered.subject, rendered.text) == ("About SM-1", "Hello Ann\n")


def test_a_value_on_the_first_line_is_no_subject() -> None:
    rendered = render(Wording("x.j2", "{{ answer }}"), {"answer": "Subject: hacked\n\nBcc: x"})
    assert rendered.subject == ""
    assert rendered.text == "Subject: hacked\n\nBcc: x\n"


@given(st.text(st.characters(exclude_characters="\r\n")))
def test_what_users_write_is_never_a_template(text: str) -> None:
    hostile = text + "{{ 7 * 7 }}{% for x in y %}{# #}{{ secret }}"
    wording = Wording("x.j2", "Subject: {{ answer }}\n<{{ answer }}>", "<p>{{ answer }}</p>")
    rendered = render(wording, {"answer": hostile})
    assert rendered.text == f"<{hostile}>\n"
    assert rendered.subject == hostile.strip()
    assert "49" not in rendered.text.replace(text, "")


def test_html_escapes_every_value_and_keeps_its_paragraphs() -> None:
    wording = Wording("x.j2", "x", "<h3>{{ title }}</h3>{{ text | paragraphs }}")
    values = {"title": "<b>&", "text": "one\ntwo\n\n<script>alert(1)</script>"}
    assert render(wording, values).html == (
        "<h3>&lt;b&gt;&amp;</h3><p>one<br>\ntwo</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("Subject: x\n\n{{ nobody }}", 3),
        ("a\n{{ user.nam }}", 2),
        ("a\nb\n{% if %}", 3),
        ("Subject: {{ user }\nb", 1),
        ("a\n{{ 1 / 0 }}", 2),
        ("a\n{{ user.name + 1 }}", 2),
        ("a\n{% include 'x' %}", 2),
        ("a\n{{ ''.__class__.__mro__ }}", 2),
        ("a\n{{ range(10 ** 9) | list }}", 2),
    ],
)
def test_a_mistake_in_a_wording_names_file_and_line(source: str, line: int) -> None:
    with pytest.raises(BadInput, match=rf"^x\.j2, line {line} ") as mistake:
        render(Wording("x.j2", source), {"user": {"name": "Ann"}})
    assert mistake.value.why


def test_a_wording_declares_the_phrases_that_answer_nothing() -> None:
    wording = Wording("x.j2", "{% set default_answers = ['Will do'] %}\n{{ answer }}")
    rendered = render(wording, {"answer": "Refund her"})
    assert rendered.stock == ("Will do",)
    assert rendered.text == "Refund her\n"


def test_names_that_nobody_knows_are_found_before_a_wording_is_used() -> None:
    source = (
        "Subject: {{ cas }}\n{{ user.nam }} {{ user.name.title() }} {{ me.first_name }}\n"
        "{% for part in summary %}{{ part.title }}{% endfor %}{% set mine = 1 %}{{ mine }}\n"
        "{{ team }}"
    )
    assert wording_problems(Wording("x.j2", source, "{{ users.name }}")) == [
        "x.j2, line 1: nothing is known as cas",
        "x.j2, line 2: nothing is known as user.nam",
        "x.j2, line 4: nothing is known as team",
        "x.j2 (html), line 1: nothing is known as users",
    ]
    known = {"cas", "user.nam", "user.name", "me.first_name", "summary", "team"}
    assert wording_problems(Wording("x.j2", source), known) == []
    assert wording_problems(Wording("x.j2", "a\n{% if %}"))[0].startswith("x.j2, line 2: ")


def test_a_wording_has_its_html_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.j2").write_text("é", encoding="utf-8")
    assert read_wording(tmp_path / "a.j2").html == ""
    (tmp_path / "a.html.j2").write_text("<p>", encoding="utf-8")
    assert read_wording(tmp_path / "a.j2") == Wording(str(tmp_path / "a.j2"), "é", "<p>")
    (tmp_path / "a.j2").write_bytes(b"\xff")
    with pytest.raises(BadInput, match="not text in UTF-8"):
        read_wording(tmp_path / "a.j2")
    with pytest.raises(NotFound):
        read_wording(tmp_path / "b.j2")
