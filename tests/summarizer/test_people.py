from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.people import (
    People,
    Person,
    absence,
    approver_problem,
    check,
    choose,
    on_shift,
    shift_end,
)
from tests.summarizer.desk import people, person
from tracker.errors import NotFound, Refused
from tracker.hours import Hours

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)  # a Tuesday, noon in Los Angeles
TODAY = "2026-11-24"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def working(hours: dict[str, list[list[str]]], *days_off: str) -> Person:
    zone = "America/Los_Angeles"
    shifts = Hours.from_mapping({"tz": zone, "hours": hours, "holidays": list(days_off)})
    off = frozenset(date.fromisoformat(day) for day in days_off)
    return Person(
        "olga", "Olga Example", "olga@example.com", person("x", zone=zone).zone, off, shifts
    )


@pytest.mark.row("003.6.1")
def test_both_reviewers_are_asked() -> None:
    choice = choose(people(), "reviewers", NOON)
    assert choice.people == ("rosa", "ravi")
    assert choice.reason == "Rosa Example and Ravi Example are in"


@pytest.mark.row("003.6.1")
def test_a_reviewer_who_is_off_that_day_is_not_asked() -> None:
    choice = choose(people(person("rosa", TODAY)), "reviewers", NOON)
    assert choice.people == ("ravi",)
    assert choice.reason == "Rosa Example is off on 2026-11-24"
    assert choice.chain == (("rosa", "is off on 2026-11-24"), ("ravi", "in"))


@pytest.mark.row("003.6.1")
def test_with_both_reviewers_off_the_first_stand_in_who_is_in_is_asked() -> None:
    desk = people(
        person("rosa", TODAY),
        person("ravi", TODAY),
        person("sam", TODAY),
        stand_ins={"reviewers": ("sam", "lee", "morgan")},
    )
    choice = choose(desk, "reviewers", NOON)
    assert choice.people == ("lee",)
    assert choice.reason.endswith("Sam Example is off on 2026-11-24; Lee Example acts")


@pytest.mark.row("003.6.1")
def test_a_day_off_is_a_day_in_the_persons_own_zone() -> None:
    late = at("2026-11-25T04:00Z")  # still the 24th in Los Angeles, the 25th in Helsinki
    desk = people(person("rosa", TODAY), person("ravi", TODAY, zone="Europe/Helsinki"))
    assert choose(desk, "reviewers", late).people == ("ravi",)


def test_the_author_is_not_asked_to_review() -> None:
    assert choose(people(), "reviewers", NOON, exclude=["rosa@EXAMPLE.com"]).people == ("ravi",)


@pytest.mark.row("003.6.4")
@pytest.mark.parametrize(
    ("off", "author", "asked"),
    [
        ((), "dana", "fay"),
        (("fay",), "dana", "stan"),
        (("fay", "stan"), "dana", "lee"),
        (("fay", "stan", "lee"), "dana", "finn"),
        ((), "fay", "stan"),
        ((), "fay@example.com", "stan"),
        (("fay",), "stan", "lee"),
    ],
)
def test_the_final_approver_is_asked_else_the_stand_in_else_the_next(
    off: tuple[str, ...], author: str, asked: str
) -> None:
    desk = people(*(person(key, TODAY) for key in off))
    assert choose(desk, "final-approver", NOON, exclude=[author], only=1).people == (asked,)


@pytest.mark.row("003.6.4")
def test_if_nobody_is_left_the_error_names_the_chain_and_each_ones_reason() -> None:
    desk = people(*(person(key, TODAY) for key in ("fay", "stan", "finn")))
    with pytest.raises(Refused) as refusal:
        choose(desk, "final-approver", NOON, exclude=["lee"], only=1)
    assert refusal.value.why == (
        "Fay Example is off on 2026-11-24; Stan Example is off on 2026-11-24; "
        "Lee Example is the author; Finn Example is off on 2026-11-24."
    )


@given(
    st.sets(st.sampled_from(["fay", "finn", "stan", "lee"])),
    st.sampled_from(["fay", "finn", "stan", "lee", "dana"]),
)
def test_nobody_who_is_off_and_no_author_is_ever_chosen(off: set[str], author: str) -> None:
    desk = people(*(person(key, TODAY) for key in off))
    left = {"fay", "finn", "stan", "lee"} - off - {author}
    try:
        chosen = set(choose(desk, "final-approver", NOON, exclude=[author], only=1).people)
    except Refused:
        assert not left
    else:
        assert chosen
        assert chosen <= left


@pytest.mark.row("003.6.5")
@pytest.mark.parametrize(
    ("off", "who", "author", "says"),
    [
        ((), "fay", "dana", ""),
        ((), "finn", "dana", ""),
        ((), "FAY@example.com", "dana", ""),
        (("fay",), "fay", "dana", ""),
        (("fay",), "stan", "dana", ""),
        ((), "stan", "fay", ""),
        ((), "stan", "dana", "Stan Example can't approve"),
        (("fay",), "lee", "dana", "or today Stan Example"),
        ((), "fay", "fay", "Fay Example wrote the summary"),
        (("fay",), "stan", "stan", "Stan Example wrote the summary"),
        ((), "nobody", "dana", "knows nobody called 'nobody'"),
    ],
)
def test_only_a_final_approver_or_the_acting_stand_in_may_approve(
    off: tuple[str, ...], who: str, author: str, says: str
) -> None:
    desk = people(*(person(key, TODAY) for key in off))
    problem = approver_problem(desk, "final-approver", who, NOON, author)
    assert says in problem
    assert bool(says) == bool(problem)


def test_somebody_without_shifts_is_in_on_every_day_that_is_not_off() -> None:
    rosa = person("rosa", TODAY)
    assert absence(rosa, NOON) == "is off on 2026-11-24"
    assert not on_shift(rosa, NOON)
    assert on_shift(rosa, NOON + timedelta(days=1))
    assert shift_end(rosa, NOON + timedelta(days=1)) is None


def test_somebody_with_shifts_is_in_on_the_days_that_have_one() -> None:
    olga = working({"tue": [["07:00", "15:00"]]})
    assert absence(olga, at("2026-11-24T22:00-08:00")) == ""
    assert absence(olga, at("2026-11-25T10:00-08:00")) == "has no shift on Wednesdays"
    assert on_shift(olga, at("2026-11-24T07:00-08:00"))
    assert not on_shift(olga, at("2026-11-24T15:00-08:00"))
    assert shift_end(olga, at("2026-11-24T07:00-08:00")) == at("2026-11-24T15:00-08:00")
    assert shift_end(olga, at("2026-11-24T15:00-08:00")) is None


def test_a_night_is_one_shift() -> None:
    olga = working({"tue": [["21:00", "24:00"]], "wed": [["00:00", "05:00"]]})
    assert shift_end(olga, at("2026-11-24T22:00-08:00")) == at("2026-11-25T05:00-08:00")
    assert shift_end(olga, at("2026-11-25T01:00-08:00")) == at("2026-11-25T05:00-08:00")
    assert absence(olga, at("2026-11-25T01:00-08:00")) == ""


def test_a_shift_ends_by_the_clock_on_the_wall_when_the_clocks_change() -> None:
    olga = working({"sat": [["22:00", "24:00"]], "sun": [["00:00", "06:00"]]})
    assert shift_end(olga, at("2026-10-31T23:00-07:00")) == at("2026-11-01T06:00-08:00")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("rosa", "rosa"),
        ("ROSA@example.com", "rosa"),
        ("rosa example", "rosa"),
        ("Müller", "ann"),
        ("muller", "ann"),
    ],
)
def test_people_are_found_by_key_address_and_part_of_the_name(text: str, key: str) -> None:
    ann = Person("ann", "Ann  Müller", "am@example.com", person("x").zone)
    assert people(ann).find(text).key == key


@pytest.mark.parametrize("text", ["example", "r", "", "zoe"])
def test_a_part_of_several_names_or_of_none_is_nobody(text: str) -> None:
    with pytest.raises(NotFound) as missing:
        people().find(text)
    assert "rosa (Rosa Example)" in missing.value.why


def test_a_role_that_nobody_holds_is_not_found() -> None:
    with pytest.raises(NotFound, match="Nobody holds the role on-call"):
        choose(people(), "on-call", NOON)


def test_the_name_of_a_stranger_is_what_they_are_called() -> None:
    assert people().display_name("ext@example.org") == "ext@example.org"
    assert people().display_name("rosa") == "Rosa Example"


def test_doctor_learns_of_missing_roles_and_of_days_on_which_nobody_can_approve() -> None:
    off = ["2026-12-24", "2026-12-25", "2027-01-01"]
    desk = people(
        *(person(key, *off) for key in ("fay", "finn", "stan", "lee")),
        roles={"final-approver": ("fay", "finn"), "agents": ()},
    )
    days = [date(2026, 12, 1) + timedelta(days=n) for n in range(40)]
    gap = "2026-12-24..2026-12-25, 2027-01-01"
    assert check(desk, ["final-approver", "on-call"], days) == [
        "roles.on-call: nobody holds it",
        "roles.agents: nobody holds it",
        f"roles.final-approver: nobody, and no stand-in, is in on {gap}",
    ]
    assert check(people(), ["final-approver"], days) == []


# --- what calendars say beside people.toml ---------------------------------------------------


def calendars(desk: People, **away: str | None) -> People:
    return desk._replace(away=away)


OUT = "is out of office until 2026-11-25 17:00"


@pytest.mark.row("003.6.1")
def test_who_is_out_of_office_by_the_calendar_is_not_asked() -> None:
    choice = choose(calendars(people(), rosa=OUT, ravi=""), "reviewers", NOON)
    assert choice.people == ("ravi",)
    assert choice.reason == f"Rosa Example {OUT}"
    assert choice.chain == (("rosa", OUT), ("ravi", "in"))


@pytest.mark.row("003.6.4")
def test_the_stand_in_acts_whose_calendar_is_free() -> None:
    desk = calendars(people(), fay=OUT, stan=OUT, lee="", finn="")
    choice = choose(desk, "final-approver", NOON, only=1)
    assert choice.people == ("lee",)
    assert choice.reason == f"Fay Example {OUT}; Stan Example {OUT}; Lee Example acts"


def test_a_day_off_in_people_toml_counts_whatever_the_calendar_says() -> None:
    desk = calendars(people(person("rosa", TODAY)), rosa="", ravi="")
    assert choose(desk, "reviewers", NOON).people == ("ravi",)


def test_a_calendar_that_cannot_be_read_leaves_it_to_people_toml_and_the_reason_says_so() -> None:
    free = choose(calendars(people(), rosa=None, ravi=""), "reviewers", NOON)
    assert free.people == ("rosa", "ravi")
    unread = " (by people.toml: can't read the calendar of Rosa Example)"
    assert free.reason == f"Rosa Example and Ravi Example are in{unread}"
    off = calendars(people(person("rosa", TODAY)), rosa=None, ravi=None)
    choice = choose(off, "reviewers", NOON)
    assert choice.people == ("ravi",)
    both = " (by people.toml: can't read the calendar of Rosa Example and Ravi Example)"
    assert choice.reason == f"Rosa Example is off on {TODAY}{both}"


@pytest.mark.row("003.6.1")
def test_with_everybody_out_of_office_nobody_is_chosen_and_each_is_named() -> None:
    desk = calendars(people(stand_ins={}), rosa=OUT, ravi="is out of office until 2026-11-24 13:00")
    with pytest.raises(Refused) as refused:
        choose(desk, "reviewers", NOON)
    assert f"Rosa Example {OUT}; Ravi Example is out of office" in refused.value.why


@pytest.mark.row("003.6.5")
def test_a_stand_in_may_approve_while_the_calendars_of_the_approvers_say_away() -> None:
    plain = people()
    assert approver_problem(plain, "final-approver", "stan", NOON, "dana")
    away = calendars(plain, fay=OUT, finn=OUT, stan="", lee="")
    assert approver_problem(away, "final-approver", "stan", NOON, "dana") == ""
    assert approver_problem(away, "final-approver", "fay", NOON, "dana") == ""
    stan_out = calendars(plain, fay=OUT, finn=OUT, stan=OUT, lee="")
    assert "or today Lee Example" in approver_problem(
        stan_out, "final-approver", "stan", NOON, "dana"
    )
