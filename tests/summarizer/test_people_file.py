from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.people import check
from summarizer.people_file import read_people
from tests.summarizer.desk import TEMPLATES
from tracker.errors import BadInput, StorageFailed

PERSON = """
[person.dana]
name = "Dana Reyes"
email = "dana@example.com"
zone = "America/Los_Angeles"
"""
SAM = "[person.sam]\nname='S'\nemail='s@example.com'\nzone='UTC'\n"


def read(folder: Path, text: str) -> None:
    file = folder / "people.toml"
    file.write_text(text, encoding="utf-8")
    read_people(file)


def test_the_people_of_a_new_workspace_can_be_read_and_have_no_gaps() -> None:
    people = read_people(TEMPLATES / "workspace" / "people.toml")
    days = [date(2026, 11, day) for day in range(1, 31)]
    assert check(people, ["agents", "leads", "reviewers", "final-approver", "on-call"], days) == []
    assert date(2026, 12, 25) in people.persons["dana"].days_off
    assert people.persons["olga"].shifts is not None
    assert all(p.email.endswith("@example.com") for p in people.persons.values())


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[roles]\nagents = ['dan']", "roles.agents", "there is no [person.dan]"),
        ("[roles]\nagents = ['dana', 'dana']", "roles.agents", "dana is there twice"),
        ("[roles]\nagents = [1]", "roles.agents", "a list of texts"),
        ("[stand-ins]\nagents = ['dana']", "stand-ins.agents", "stands under [roles]"),
        (
            "[roles]\nagents = ['dana']\n[stand-ins]\nagents = ['dana']",
            "stand-ins.agents",
            "others than the role's own people",
        ),
        (
            "[roles]\na = ['dana']\nb = ['dana']\n[stand-ins]\na = ['b']\nb = ['a']",
            "stand-ins.a",
            "not a circle: a -> b -> a",
        ),
        ("[roles]\na = ['dana']\n[stand-ins]\na = ['a']", "stand-ins.a", "a circle: a -> a"),
        ("[roles]\na = ['dana']\n[stand-ins]\na = ['b']", "stand-ins.a", "no [person.b]"),
        ("[role]\nagents = ['dana']", "role", "perhaps roles"),
        ("[person.Sam]\nname='S'\nemail='s@example.com'\nzone='UTC'", "person.Sam", "a key of"),
        ("[person.sam]\nemail='s@example.com'\nzone='UTC'", "person.sam.name", "it is missing"),
        (
            "[person.sam]\nname='A\\tB'\nemail='s@example.com'\nzone='UTC'".replace("'", '"'),
            "person.sam.name",
            "a name on one line",
        ),
        ("[person.sam]\nname='S'\nemail='sam'\nzone='UTC'", "person.sam.email", "an address"),
        (
            "[person.sam]\nname='S'\nemail='DANA@example.com'\nzone='UTC'",
            "person.dana.email",
            "sam has it too",
        ),
        (
            "[person.sam]\nname='S'\nemail='s@example.com'\nzone='PST'",
            "person.sam.zone",
            "a zone by its IANA name",
        ),
        (
            SAM + "shifts={mon=[['9','17']]}",
            "person.sam.shifts.mon",
            'times such as "07:00"',
        ),
        (
            SAM + "days_off=['2026-12-26..2026-12-24']",
            "person.sam.days_off",
            "a range whose first day comes first",
        ),
        (
            SAM + "days_off=['26.12.2026']",
            "person.sam.days_off",
            "dates such as",
        ),
        (
            SAM + "phone='1'",
            "person.sam.phone",
            "no such key here",
        ),
    ],
)
def test_a_mistake_names_the_file_the_key_and_what_was_expected(
    tmp_path: Path, text: str, key: str, expected: str
) -> None:
    with pytest.raises(BadInput) as mistake:
        read(tmp_path, text + PERSON)
    assert str(tmp_path / "people.toml") in mistake.value.what
    assert key in mistake.value.what
    assert expected in mistake.value.why


def test_a_role_among_the_stand_ins_stands_for_its_people_and_then_their_stand_ins(
    tmp_path: Path,
) -> None:
    more = "".join(
        f"[person.{key}]\nname='N'\nemail='{key}@example.com'\nzone='UTC'\n" for key in "abcd"
    )
    roles = "[roles]\nfirst = ['a']\nsecond = ['b', 'a']\nthird = ['c']\n"
    chains = "[stand-ins]\nfirst = ['second', 'd']\nsecond = ['third']\n"
    file = tmp_path / "people.toml"
    file.write_text(roles + chains + more, encoding="utf-8")
    assert read_people(file).stand_ins == {"first": ("b", "c", "d"), "second": ("c",)}


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as mistake:
        read(
            tmp_path,
            "[roles]\nagents=['dan']\nleads=['sam']\n"
            "[person.sam]\nname=''\nemail='x'\nzone='PST'\n" + PERSON,
        )
    assert mistake.value.what.endswith("has 4 mistakes")
    for key in ("roles.agents", "person.sam.name", "person.sam.email", "person.sam.zone"):
        assert key in mistake.value.why
    assert "roles.leads" not in mistake.value.why  # sam is there, only not right yet


def test_dates_can_be_written_with_or_without_quotes(tmp_path: Path) -> None:
    text = PERSON + "days_off = [2026-11-26, '2026-11-27', '2026-12-24 .. 2026-12-26']"
    file = tmp_path / "people.toml"
    file.write_text(text, encoding="utf-8")
    assert read_people(file).persons["dana"].days_off == {
        *(date(2026, 11, day) for day in (26, 27)),
        *(date(2026, 12, day) for day in (24, 25, 26)),
    }


def test_a_file_that_is_not_there_is_a_matter_of_storage(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed):
        read_people(tmp_path / "people.toml")


VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(st.characters(exclude_characters="'", codec="ascii")),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\u{ord(c):04x}" for c in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value)


@given(
    st.sampled_from(
        ["roles", "roles.a", "stand-ins.a", "person", "person.dana.shifts", "person.x.days_off"]
        + [f"person.sam.{key}" for key in ("name", "email", "zone", "days_off", "shifts")]
    ),
    VALUES,
)
def test_no_value_anywhere_ends_in_anything_but_bad_input(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: object
) -> None:
    text = f"{key} = {toml(value)}\n" + ("" if key == "person" else PERSON)
    with suppress(BadInput):
        read(tmp_path_factory.mktemp("people"), text)
