from __future__ import annotations

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.tables import Mistakes, Table, near, read_tables
from tracker.errors import BadInput, StorageFailed

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = Path("desk.toml")


def table(**values: Any) -> Table:
    return Table(FILE, "", values)


def mistake(read: Callable[[], object]) -> BadInput:
    with pytest.raises(BadInput) as refused:
        read()
    return refused.value


def test_each_key_is_read_as_what_it_should_be() -> None:
    found = table(me="dana", on=True, port=25, lists=["a", "b"], one="a", names={"a": "b"})
    assert found.text("me") == "dana"
    assert found.text("you", "nobody") == "nobody"
    assert found.flag("on")
    assert not found.flag("off")
    assert found.take("port", "a number", int) == 25
    assert found.texts("lists") == ("a", "b")
    assert found.texts("one") == ("a",)
    assert found.mapping("names") == {"a": "b"}
    found.done()


def test_what_is_absent_is_empty() -> None:
    found = table()
    assert found.texts("lists") == ()
    assert found.mapping("names") == {}
    assert found.member("stage", ["a"], "a stage") == ""
    assert list(found.items("column")) == []
    assert list(found.tables("verb")) == []
    assert "lists" not in found


def test_a_mistake_names_file_key_and_what_was_expected() -> None:
    found = mistake(lambda: table(me=5).text("me"))
    assert found.what == "desk.toml: me"
    assert found.why == "Expected a text, not 5."
    assert found.fix == "Mend me in desk.toml."


@pytest.mark.parametrize(
    ("values", "read", "why"),
    [
        ({}, lambda t: t.text("me"), "a text; it is missing"),
        ({"on": "yes"}, lambda t: t.flag("on"), "true or false, not 'yes'"),
        ({"on": 1}, lambda t: t.flag("on"), "true or false, not 1"),
        ({"port": True}, lambda t: t.take("port", "a number", int), "a number, not True"),
        ({"lists": [1]}, lambda t: t.texts("lists"), "a list of texts"),
        ({"lists": {"a": 1}}, lambda t: t.texts("lists"), "a list of texts, not {'a': 1}"),
        ({"names": {"a": 1}}, lambda t: t.mapping("names"), "a text"),
        ({"names": ["a"]}, lambda t: t.mapping("names"), "a table of texts, not ['a']"),
        ({"verb": 1}, lambda t: t.table("verb"), "a table, not 1"),
        ({"verb": {"ack": 1}}, lambda t: list(t.tables("verb")), "a table, not 1"),
        ({"column": {}}, lambda t: list(t.items("column")), "a list of tables, not {}"),
        ({"column": [1]}, lambda t: list(t.items("column")), "a table"),
        (
            {"stage": "opne"},
            lambda t: t.member("stage", ["open", "closed"], "a stage"),
            "a stage, not 'opne'; perhaps open",
        ),
        (
            {"stages": ["open", "x"]},
            lambda t: t.members("stages", ["open", ""], "a stage"),
            "a stage, not 'x' (open, \"\")",
        ),
        ({"s": "x"}, lambda t: t.member("s", [], "a tab"), "a tab, not 'x' (there is none)"),
        ({}, lambda t: t.member("s", ["a"], "a tab", None), "a text; it is missing"),
    ],
)
def test_a_wrong_value_says_what_was_expected(
    values: dict[str, Any], read: Callable[[Table], object], why: str
) -> None:
    assert mistake(lambda: read(table(**values))).why == f"Expected {why}."


def test_a_table_inside_knows_where_it_stands() -> None:
    found = table(verb={"ack": {"acts": [{"act": "todo"}, {"act": 5}]}})
    (name, verb), *_ = found.tables("verb")
    assert name == "ack"
    _, second = verb.items("acts")
    assert mistake(lambda: second.text("act")).what == "desk.toml: verb.ack.acts[2].act"
    assert mistake(lambda: verb.text("help")).what == "desk.toml: verb.ack.help"


def test_a_mistake_in_an_included_file_names_that_file() -> None:
    values = {"verb": {"ack": {"help": 1}, "acknowledge": {"help": 1}}, "column": [{"title": 1}]}
    other = {"verb.ack": Path("common.toml"), "column": Path("columns.toml")}
    found = Table(FILE, "", values, other)
    verbs = dict(found.tables("verb"))
    (column,) = found.items("column")
    assert mistake(lambda: verbs["ack"].text("help")).what == "common.toml: verb.ack.help"
    assert mistake(lambda: verbs["acknowledge"].text("help")).what.startswith("desk.toml: ")
    assert mistake(lambda: column.text("title")).what == "columns.toml: column[1].title"


def test_a_key_that_nobody_asked_for_is_a_slip() -> None:
    found = table(wording="a", colour="red")
    found.text("words", "")
    found.text("help", "")
    slip = mistake(found.done)
    assert slip.what == "desk.toml: wording"
    assert slip.why == "Expected no such key here; perhaps words."
    found.text("wording")
    assert mistake(found.done).why == "Expected no such key here; one of words, help, wording."
    assert found.rest() == {"colour": "red"}
    found.done()


def test_a_file_is_read_whatever_editor_wrote_it(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_bytes(b'\xef\xbb\xbfme = "Zo\xc3\xab"\r\n')
    assert read_tables(file).text("me") == "Zoë"


@pytest.mark.parametrize(
    "content", [b"me = ", b'me = "\xff"', b'me = "a"\nme = "b"', b"\x00", b"a = " + b"[" * 9000]
)
def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "desk.toml"
    file.write_bytes(content)
    found = mistake(lambda: read_tables(file))
    assert found.what == f"{file} is not TOML"
    assert found.why
    assert found.fix == f"Mend {file}."


def test_a_file_that_is_not_there_or_is_a_folder_is_refused_by_name(tmp_path: Path) -> None:
    for file in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(StorageFailed, match=f"{file} can't be read"):
            read_tables(file)


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    found = table(me=5, you=6)
    mistakes = Mistakes()
    mistakes.settle(FILE)
    assert mistakes.attempt(lambda: found.text("me"), "nobody") == "nobody"
    with pytest.raises(BadInput) as refused:
        mistakes.settle(FILE)
    assert refused.value is mistakes[0]
    mistakes.attempt(lambda: found.text("you"), "nobody")
    with pytest.raises(BadInput) as refused:
        mistakes.settle(FILE)
    assert refused.value.what == "desk.toml has 2 mistakes"
    assert refused.value.why == "me: Expected a text, not 5.\nyou: Expected a text, not 6."


def test_the_nearest_known_word_is_what_may_have_been_meant() -> None:
    assert near("reviewer", ["owner", "reviewers"]) == "reviewers"
    assert near("weather", ["owner", "reviewers"]) == ""


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_file_is_read_as_toml_or_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "desk.toml"
        file.write_bytes(content)
        try:
            lines = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            expected = tomllib.loads(lines)
        except ValueError:
            with pytest.raises(BadInput):
                read_tables(file)
        else:
            assert read_tables(file).rest() == expected
