from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from summarizer.settings import Settings, flatten, read_settings
from summarizer.workspace import shipped
from tracker.errors import BadInput

SHIPPED = shipped() / "workspace" / "summarizer.toml"


def settings(folder: Path, text: str = "", **environ: str) -> Settings:
    """The settings of a workspace whose own file says this."""
    file = folder / "summarizer.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(SHIPPED, [folder / "none.toml", file], environ)


def mistake(folder: Path, text: str = "", **environ: str) -> BadInput:
    with pytest.raises(BadInput) as refused:
        settings(folder, text, **environ)
    return refused.value


def test_what_nobody_sets_is_as_shipped(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found.zone == "America/Los_Angeles"
    assert found.folder_path == "Social Media Folder"
    assert found.addresses["community"] == "community@example.com"
    assert found.smtp["port"] == 587
    assert set(found.origin.values()) == {"summarizer.toml, as shipped"}
    assert found.values.keys() == found.origin.keys()


def test_the_last_file_wins_and_each_value_tells_where_it_came_from(tmp_path: Path) -> None:
    user, own = tmp_path / "user.toml", tmp_path / "own.toml"
    user.write_text('me = "sam"\ndesk = "Night desk"\n')
    own.write_text('me = "dana"\n[smtp]\nhost = "mail.example.com"\n')
    found = read_settings(SHIPPED, [user, own], {"SUMMARIZER_DESK": "Day desk"})
    assert (found.me, found.desk, found.smtp["host"]) == ("dana", "Day desk", "mail.example.com")
    assert found.origin["me"] == str(own)
    assert found.origin["desk"] == "SUMMARIZER_DESK"
    assert found.origin["smtp.host"] == str(own)
    assert found.origin["smtp.port"] == "summarizer.toml, as shipped"


def test_a_variable_of_the_environment_has_the_name_of_its_key(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        SUMMARIZER_SMTP_PORT="2525",
        SUMMARIZER_ADDRESSES_SOCIAL_RESPONSE="us@example.com",
        SUMMARIZER_FOLDER_URL="https://files.example.com/",
        SUMMARIZER_UNKNOWN="1",
    )
    assert found.smtp["port"] == 2525
    assert found.addresses["social-response"] == "us@example.com"
    assert found.folder_url == "https://files.example.com/"


def test_a_desk_adds_addresses_and_calendars_of_its_own(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        '[addresses]\nlegal = "legal@example.com"\n'
        '[calendars.night]\ntz = "Europe/Berlin"\nhours = { mon = [["00:00", "06:00"]] }\n',
    )
    assert found.addresses["legal"] == "legal@example.com"
    assert "ee" in found.addresses
    monday = datetime(2026, 11, 23, 0, tzinfo=UTC)
    assert found.hours("night").add(monday, timedelta(hours=1)) == monday + timedelta(hours=1)


def test_a_calendar_is_replaced_as_a_whole(tmp_path: Path) -> None:
    text = '[calendars.business]\ntz = "UTC"\nhours = { sun = [["10:00", "12:00"]] }\n'
    hours = settings(tmp_path, text).hours("business")
    sunday, monday = datetime(2026, 11, 22, 10, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert hours.is_open(sunday)
    assert not hours.is_open(monday)


def test_plain_hours_are_every_hour(tmp_path: Path) -> None:
    at = datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert settings(tmp_path).hours("plain").add(at, timedelta(hours=9)).hour == 12


def test_a_calendar_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        settings(tmp_path).hours("busness")
    assert refused.value.what == "There is no calendar busness"
    assert refused.value.why == "There are: plain, business, coverage."
    assert "[calendars.busness]" in refused.value.fix


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ("dask = 1", "dask", "There is no such setting; perhaps desk."),
        ("[colours]\nred = 1", "colours.red", "There is no such setting."),
        ("[me]\nname = 1", "me.name", "There is no such setting"),
        ("me = 5", "me", "Expected a text, not 5."),
        ("smtp.port = '25'", "smtp.port", "Expected a number, not '25'."),
        ("smtp.port = true", "smtp.port", "Expected a number, not True."),
        ("intake.user_id = 'x'", "intake.user_id", "Expected a list of texts, not 'x'."),
        ("intake.user_id = [5]", "intake.user_id", "Expected a list of texts, not [5]."),
        ("addresses.legal = 5", "addresses.legal", "Expected a text, not 5."),
        ("addresses.ee = []", "addresses.ee", "Expected a text, not []."),
        ("addresses = 'x'", "addresses", "There is no such setting"),
        ("calendars.night = 'x'", "calendars.night", "Expected a table, not 'x'."),
        ("calendars.business = 'x'", "calendars.business", "Expected a table, not 'x'."),
    ],
)
def test_a_mistake_names_the_file_the_key_and_what_was_expected(
    tmp_path: Path, text: str, key: str, why: str
) -> None:
    found = mistake(tmp_path, text)
    assert found.what == f"{tmp_path / 'summarizer.toml'}: {key}"
    assert found.why.startswith(why)
    assert found.fix


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('zone = "PST"', "zone"),
        ('zone = "Mars/Olympus"', "zone"),
        ('calendars.night.hours = { mon = [["00:00", "06:00"]] }', "calendars.night.tz"),
        ('calendars.night = { tz = "UTC", hours = { mon = [["06:00", "05:00"]] } }', "night"),
        ('calendars.night = { tz = "UTC", hours = { mun = [["05:00", "06:00"]] } }', "mun"),
    ],
)
def test_a_zone_or_a_calendar_that_cannot_be_used_is_refused_where_it_stands(
    tmp_path: Path, text: str, where: str
) -> None:
    found = mistake(tmp_path, text)
    assert f"{tmp_path / 'summarizer.toml'}: " in found.what
    assert where in found.what


def test_a_variable_that_is_no_number_is_refused_by_its_name(tmp_path: Path) -> None:
    found = mistake(tmp_path, SUMMARIZER_SMTP_PORT="smtp")
    assert found.what == "SUMMARIZER_SMTP_PORT is not a number"
    found = mistake(tmp_path, SUMMARIZER_ZONE="PST")
    assert found.what.startswith("SUMMARIZER_ZONE: zone")


def test_a_calendar_is_one_value_and_other_tables_are_not() -> None:
    night = {"tz": "UTC", "hours": {}}
    table = {"me": "dana", "smtp": {"port": 25}, "calendars": {"night": night}}
    assert flatten(table) == {"me": "dana", "smtp.port": 25, "calendars.night": night}


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = 'dask = 1\nzone = "PST"\n[smtp]\nport = "x"\n[calendars.night]\ntz = "UTC"\n'
    found = mistake(tmp_path, text, SUMMARIZER_SMTP_PORT="many")
    assert found.what == f"{tmp_path / 'summarizer.toml'} has 5 mistakes"
    assert [line.partition(":")[0] for line in found.why.splitlines()] == [
        *("dask", "smtp.port", "SUMMARIZER_SMTP_PORT is not a number"),
        *("calendars.night.hours can't be read", "zone can't be read"),
    ]
    assert found.fix == f"Mend them in {tmp_path / 'summarizer.toml'}."
