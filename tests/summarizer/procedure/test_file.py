from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.procedure.file import load, outline
from summarizer.workspace import shipped
from tests.summarizer.mistakes import BASE, MISTAKES
from tracker.errors import BadInput, NotFound

if TYPE_CHECKING:
    from summarizer.procedure import Procedure


def written(root: Path, text: str, name: str = "keys", file: str = "procedure.toml") -> Path:
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def read(*folders: Path) -> Procedure:
    return load(folders)


def mistake(*folders: Path) -> BadInput:
    with pytest.raises(BadInput) as refused:
        read(*folders)
    return refused.value


def changed(old: str, new: str) -> str:
    """The base with a part replaced; with nothing to replace, something is put at its end."""
    assert BASE.count(old) == 1 or not old, f"{old!r} stands {BASE.count(old)} times"
    return BASE.replace(old, new) if old else f"{BASE}\n{new}\n"


def test_a_procedure_is_read_as_it_is_written(tmp_path: Path) -> None:
    found = read(written(tmp_path, BASE))
    assert (found.name, found.title, found.prefix) == ("keys", "Lost keys", "LK")
    assert found.stages == ("new", "open", "shut")
    assert found.tabs == {"now": "Keys", "old": "Keys {year}"}
    assert found.fields["floor"].one_of == ("1", "2")
    assert found.fields["floor"].title == "floor"
    assert found.events["searched"].advance == "open"
    clock = found.clocks[found.due]
    assert (clock.amount, clock.soft) == (timedelta(hours=2), timedelta(hours=1))
    assert (clock.hours, clock.kind) == ("plain", "target")
    assert [c.title for c in found.columns] == ["Case", "Found"]
    assert found.messages["news"].own_words == "answer"
    search = found.verbs["search"]
    assert search.stages == ("", "new")
    assert (search.guards[0].name, search.guards[0].rule) == ("in-role", "1.1")
    assert search.acts[0].args["words"] == "Ask {by} on floor {floor}."
    assert found.verbs["tell"].acts[0].when == "finder=*"
    assert found.document is not None
    assert found.document.steps == (("Cellar", ""),)


@pytest.mark.parametrize(("old", "new", "key", "why"), MISTAKES)
def test_a_mistake_names_file_key_and_what_was_expected(
    tmp_path: Path, old: str, new: str, key: str, why: str
) -> None:
    folder = written(tmp_path, changed(old, new))
    found = mistake(folder)
    assert found.what.startswith(f"{folder / 'procedure.toml'}: {key}")
    assert found.why.startswith(f"Expected {why}"), found.why
    assert found.why.endswith(".")
    assert "  " not in found.why
    assert str(folder / "procedure.toml") in found.fix


# --- files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"title = ", b'title = "\xff"', b"\x00\x01"])
def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    folder = written(tmp_path, BASE)
    (folder / "procedure.toml").write_bytes(content)
    assert mistake(folder).what == f"{folder / 'procedure.toml'} is not TOML"


def test_a_folder_without_the_file_is_no_procedure(tmp_path: Path) -> None:
    (tmp_path / "keys" / "procedure.toml").mkdir(parents=True)
    with pytest.raises(NotFound, match="There is no procedure keys"):
        read(tmp_path / "none" / "keys", tmp_path / "keys")


def test_the_first_folder_that_has_the_file_gives_it(tmp_path: Path) -> None:
    own = written(tmp_path / "own", changed("Lost keys", "Our keys"))
    other = written(tmp_path / "shipped", BASE)
    assert read(own, other).title == "Our keys"
    assert read(tmp_path / "none" / "keys", other).title == "Lost keys"


def test_an_included_file_is_below_the_procedures_own(tmp_path: Path) -> None:
    shared = '[verb.hear]\nhelp = "theirs"\n[verb.wait]\nhelp = "shared"\n[field.colour]\n'
    written(tmp_path, shared, "common", "common.toml")
    folder = written(tmp_path, f'include = ["common/common.toml"]\n{BASE}')
    found = read(folder)
    assert found.verbs["wait"].help == "shared"
    assert found.verbs["hear"].observe
    assert {"colour", "floor"} <= found.fields.keys()


@pytest.mark.parametrize("name", ["common/none.toml", "common"])
def test_an_included_file_must_be_there(tmp_path: Path, name: str) -> None:
    written(tmp_path, "", "common", "common.toml")
    found = mistake(written(tmp_path, f'include = ["{name}"]\n{BASE}'))
    assert found.what.endswith("procedure.toml: include")
    assert found.why == f"Expected a file beside the procedures' folders, not '{name}'."


def test_an_included_file_includes_no_other(tmp_path: Path) -> None:
    written(tmp_path, 'include = ["common/more.toml"]', "common", "common.toml")
    found = mistake(written(tmp_path, f'include = ["common/common.toml"]\n{BASE}'))
    assert found.what == f"{tmp_path / 'common' / 'common.toml'}: include"


def test_a_mistake_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    common = written(tmp_path, '[verb.wait]\nevent = "waited"', "common", "common.toml")
    found = mistake(written(tmp_path, f'include = ["common/common.toml"]\n{BASE}'))
    assert found.what == f"{common / 'common.toml'}: verb.wait.event"


def test_a_mistake_in_what_replaces_an_included_verb_names_the_procedures_own_file(
    tmp_path: Path,
) -> None:
    written(tmp_path, "[verb.hear]\nobserve = 1", "common", "common.toml")
    folder = written(tmp_path, f'include = ["common/common.toml"]\n{BASE}')
    assert read(folder).verbs["hear"].observe
    text = f'include = ["common/common.toml"]\n{changed("observe = true", "observe = 2")}'
    found = mistake(written(tmp_path, text))
    assert found.what == f"{folder / 'procedure.toml'}: verb.hear.observe"


# --- the procedures that come with the program ---------------------------------------------


SHIPPED = sorted(file.parent.name for file in shipped().glob("*/procedure.toml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_procedure_can_be_read(name: str) -> None:
    found = read(shipped() / name)
    assert found.name == name
    assert {"cancel", "pause", "resume", "sent", "done", "set"} <= found.verbs.keys()
    assert "" in {stage for verb in found.verbs.values() for stage in verb.stages}


def test_no_two_shipped_procedures_have_the_same_prefix() -> None:
    prefixes = [read(shipped() / name).prefix for name in SHIPPED]
    assert len(set(prefixes)) == len(prefixes)


def _keys(table: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: list[tuple[str | int, object]] = []
    if isinstance(table, dict):
        items = list(table.items())
    elif isinstance(table, list):
        items = list(enumerate(table))
    return [at, *(key for name, item in items for key in _keys(item, (*at, name)))]


ALL_KEYS = _keys(tomllib.loads(BASE))[1:]
VALUES: st.SearchStrategy[object] = st.sampled_from(
    [5, True, "", "x", "*", "{x}", "thread.from", [], ["x"], [5], [{}], {}, {"x": "y"}, 1.5, None]
)


@given(key=st.sampled_from(ALL_KEYS), value=VALUES)
def test_whatever_stands_at_a_key_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: tuple[str | int, ...], value: object
) -> None:
    import tomlkit  # noqa: PLC0415 - only here

    table = tomllib.loads(BASE)
    place = table
    for part in key[:-1]:
        place = place[part]  # type: ignore[index]  # a list's part is its index
    if value is None:
        del place[key[-1]]  # type: ignore[arg-type]  # same
    else:
        place[key[-1]] = value  # type: ignore[index]  # same
    folder = written(tmp_path_factory.getbasetemp() / "any", tomlkit.dumps(table))
    refused = None
    try:
        read(folder)
    except BadInput as error:
        refused = error
    if refused is not None:
        assert str(folder / "procedure.toml") in refused.what
        assert refused.why.startswith("Expected ")


def test_a_field_says_what_people_may_set(tmp_path: Path) -> None:
    fields = "people = true\nrequired = true\nevents_only = true"
    found = read(written(tmp_path, changed("[field.finder]", f"[field.finder]\n{fields}")))
    finder, floor = found.fields["finder"], found.fields["floor"]
    assert (finder.people, finder.required, finder.events_only) == (True, True, True)
    assert (floor.people, floor.required, floor.events_only) == (False, False, False)
    assert found.field("FINDER ") is finder
    assert found.field("nobody") is None


def test_an_outline_reads_the_verbs_when_they_are_asked_for(tmp_path: Path) -> None:
    folder = written(tmp_path, changed('guard = "in-role"', 'guard = "in-rule"'))
    found = outline([folder])
    assert found.title == "Lost keys"
    for _ in range(2):
        with pytest.raises(BadInput) as refused:
            len(found.verbs)
        assert "verb.search.guards[1].guard" in refused.value.what
    right = outline([written(tmp_path, BASE)])
    assert sorted(right.verbs) == sorted(read(tmp_path / "keys").verbs)
    assert right.verbs["search"] == read(tmp_path / "keys").verbs["search"]
