from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local.docx_hints import hints_of, hints_xml
from summarizer.local.docx_package import CUSTOM, Package
from summarizer.local.docx_properties import get_long_property, long_property_xml
from summarizer.local.docx_text import local
from summarizer.placeholders import Hints
from summarizer.ports import Finding
from tests.documents.wordml import cell, h1, h2, par, row, run, seen, table, written

HINTS = Hints.of(["Say", "Say what  happened.", "", "What “they” wrote – and when."])


@pytest.mark.parametrize(
    ("text", "styled", "plain"),
    [
        ("Say what happened.", None, None),
        ("say what\nhappened", None, None),
        ('What "they" wrote - and when', None, None),
        ("She was paid twice.", "She was paid twice.", "She was paid twice."),
        ("Say what happened. She\nwas.", "She\nwas.", "Say what happened. She\nwas."),
        ("She was. Say what happened.", "She was.", "She was. Say what happened."),
        ("Saying nothing", "Saying nothing", "Saying nothing"),
        ("She said: essay", "She said: essay", "She said: essay"),
        ("", "", ""),
        ("…", "…", "…"),
    ],
)
def test_only_the_words_of_a_hint_are_a_hint(text: str, styled: str, plain: str) -> None:
    assert HINTS.said(text, styled=True) == styled
    assert HINTS.said(text, styled=False) == plain


def test_where_no_hints_are_known_their_style_tells() -> None:
    assert Hints().said("Say what happened.", styled=True) is None
    assert Hints().said("Say what happened.", styled=False) == "Say what happened."


def kept(hints: Hints) -> Package:
    package = written(h1("Summary"), h2("History"))
    xml = f'<Properties xmlns="http://x">{hints_xml(hints)}</Properties>'
    package.put(CUSTOM, xml.encode())
    return package


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=300)))
def test_hints_of_any_length_come_back_from_properties_that_word_keeps_whole(
    texts: list[str],
) -> None:
    hints = Hints.of(texts)
    package = kept(hints)
    assert hints_of(package) == hints
    for element in package.xml(CUSTOM):
        piece = "".join(map(str, element.itertext()))
        assert len(piece.encode("utf-16-le")) <= 2 * 255
        assert local(element) == "property"


@pytest.mark.parametrize(
    "value", ["x" * 1000, "🙂" * 400, "two words " * 90 + "end", "a" + " " * 300]
)
def test_a_long_property_is_cut_between_letters(value: str) -> None:
    package = written()
    package.put(CUSTOM, f"<Properties>{long_property_xml('Long', value)}</Properties>".encode())
    pieces = ["".join(map(str, element.itertext())) for element in package.xml(CUSTOM)]
    assert "".join(pieces) == value
    assert all(len(piece.encode("utf-16-le")) <= 2 * 255 for piece in pieces)
    if "  " not in value:
        assert get_long_property(package, "Long") == value


def test_what_is_typed_over_the_hint_of_a_step_is_its_finding() -> None:
    rows = (
        row(cell(par("CSS notes"), par("Two notes.", style="Hint")), ""),
        row(cell(par("Iovation"), par("Say what happened.", style="Hint")), "No flag"),
        row(cell(par("The job", style=""), par("Logo", style="Hint")), "Paid"),
        row(cell(par(run("Previous "), run("tickets"))), ""),
        row("", "Nothing's step"),
    )
    package = kept(HINTS)
    body = written(h1("Research chart"), table(row("Step", "Finding"), *rows))
    body.put(CUSTOM, package.read(CUSTOM))
    assert seen(body).chart == (
        Finding("CSS notes", "Two notes."),
        Finding("Iovation", "No flag"),
        Finding("The job", "Logo\nPaid"),
        Finding("Previous tickets"),
    )
