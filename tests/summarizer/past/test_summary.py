from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.local.files import safe_name
from summarizer.past.summary import checked, number_in, parse_day, user_of
from tracker.errors import BadInput

LA = ZoneInfo("America/Los_Angeles")
names = st.lists(
    st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=12),
    min_size=1,
    max_size=4,
).map(" ".join)
ids = st.from_regex(r"[A-Za-z]{0,3}[0-9]{1,10}", fullmatch=True)


@given(names, ids)
def test_a_title_of_ours_is_read_back(name: str, user_id: str) -> None:
    assert user_of(f"{name} / {user_id}") == (name, user_id)


@given(names, ids)
def test_so_is_the_name_that_a_file_is_given_for_it(name: str, user_id: str) -> None:
    stem = safe_name(f"{name} / {user_id}", "otherwise")
    found = user_of(stem)
    assert found is not None
    assert found[1] == user_id
    assert user_of(f"Copy of {stem} (2)") == user_of(f"{stem} (SM-20261119-7K3F)") == found


@given(st.text())
def test_any_other_text_is_a_user_or_none(text: str) -> None:
    found = user_of(text)
    if found is not None:
        assert all(part == part.strip() != "" for part in found)
        assert any(c.isdigit() for c in found[1])
        assert not set(found[1]) & set("/\\ \t\r\n\0=")


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Anne-Marie O'Neil - 44170", ("Anne-Marie O'Neil", "44170")),
        ("Jane Doe/44170", ("Jane Doe", "44170")),
        ("Jane  Doe – u-44170", ("Jane Doe", "u-44170")),
        ("../../x / 44170", ("../../x", "44170")),
        (
            '=HYPERLINK("https://x.example.com") / 44170',
            ('=HYPERLINK("https://x.example.com")', "44170"),
        ),
        ("Jane Doe - 44170 - Copy", ("Jane Doe", "44170")),
        ("Jane Doe", None),
        ("Jane Doe / summary", None),
        ("12 / 44170", None),
        ("44170", None),
        ("Jane Doe-44170", None),
        ("J" * 400 + " / 1", None),
    ],
)
def test_titles_as_people_write_them(title: str, found: tuple[str, str] | None) -> None:
    assert user_of(title) == found


def test_a_title_of_many_dashes_is_read_in_bounded_time() -> None:
    assert user_of(" - " * 90 + "x") is None


@given(st.text(max_size=30))
def test_a_text_is_a_day_or_refused(text: str) -> None:
    try:
        found = parse_day(text, LA)
    except BadInput:
        assert text.strip()
    else:
        assert (found is None) == (not text.strip())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2025-03-04", ""),
        ("2025-03-04T00:00:00-08:00", ""),
        ("4 Mar 2025", ""),
        ("Mar 4, 2025", ""),
        ("04.03.2025", ""),
        ("3/4/2025", "%m/%d/%Y"),
    ],
)
def test_days_as_old_trackers_have_them(text: str, written: str) -> None:
    assert parse_day(text, LA, written) == datetime(2025, 3, 4, 8, tzinfo=UTC)


def test_a_day_that_could_be_two_is_not_guessed() -> None:
    with pytest.raises(BadInput, match="date-format"):
        parse_day("3/4/2025", LA)


def test_a_case_number_is_told_from_other_texts() -> None:
    assert number_in("SM-20261119-7K3F") == "SM-20261119-7K3F"
    assert number_in("SM-20261399-7K3F") == number_in("../../x") == number_in("SM-1") == ""


@pytest.mark.parametrize("bad", ["Jane\r\nBcc: x@example.com", "Jane\0Doe", "", "  "])
def test_a_name_that_is_no_line_is_refused(bad: str) -> None:
    with pytest.raises(BadInput):
        checked({"user.name": bad, "user.id": "1"})
    with pytest.raises(BadInput):
        checked({"user.name": "Jane", "user.id": bad})
