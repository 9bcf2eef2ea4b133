from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Mend, Shell, parts, program
from tests.desk import Desk, Said, everything

SHIPPED = "summarizer.toml, as shipped"


# --- init ----------------------------------------------------------------------------------


def test_init_makes_a_workspace_that_needs_no_mending(shell: Shell) -> None:
    said = shell("init", "desk")
    assert "made summarizer.toml, people.toml" in said.out
    made = {path.name for path in (shell.here / "desk").iterdir()}
    assert made >= {
        *("summarizer.toml", "people.toml", "tracker.db"),
        *("Social Media Folder", "outbox", "evidence"),
    }
    assert shell("-w", "desk", "doctor").err == ""


def test_a_new_workspace_has_invented_people_and_addresses(shell: Shell) -> None:
    shell("init")
    shown = shell("config", "--json").json
    names = {key: value["value"] for key, value in shown.items() if key.startswith("addresses.")}
    assert set(names.values()) == {
        f"{name}@example.com"
        for name in (
            *("ee", "socialmedia-escalations", "problematic-to-pr"),
            *("socialmedia", "community", "social-response"),
        )
    }
    assert shown["user"]["value"] == "dana"


def test_init_again_changes_nothing(shell: Shell) -> None:
    shell("init", "desk")
    (shell.here / "desk" / "people.toml").write_text("# mine\n")
    before = everything(shell.here / "desk")
    said = shell("init", "desk", "--json")
    assert said.json == {"workspace": str(shell.here / "desk"), "made": [], "google": []}
    assert everything(shell.here / "desk") == before


def test_init_makes_again_what_is_gone(shell: Shell) -> None:
    shell("init")
    (shell.here / "outbox").rmdir()
    assert shell("init", "--json").json["made"] == ["outbox/"]


def test_init_goes_where_the_workspace_is_said_to_be(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_WORKSPACE", "by-variable")
    shell("init")
    shell("-w", "by-flag", "init")
    shell("-w", "by-flag", "init", "by-word")
    for name in ("by-variable", "by-flag", "by-word"):
        assert (shell.here / name / "people.toml").is_file()


def test_init_where_a_file_is_in_the_way_is_refused(shell: Shell) -> None:
    (shell.here / "desk").write_text("a file")
    assert "can't be made a workspace" in parts(shell("init", "desk", code=7))[0]
    assert (shell.here / "desk").read_text() == "a file"


def test_people_and_settings_are_readable_for_their_owner_only(shell: Shell) -> None:
    shell("init")
    for name in ("people.toml", "summarizer.toml", "tracker.db"):
        assert (shell.here / name).stat().st_mode & 0o077 == 0


# --- which workspace -----------------------------------------------------------------------


def where(shell: Shell, *flags: str) -> tuple[str, str]:
    """The workspace of a command typed here, and why it is that one."""
    found = shell(*flags, "config", "--json").json["workspace"]
    return Path(found["value"]).name, found["origin"]


def test_the_flag_wins_over_the_variable_over_the_nearest_upwards(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("by-flag", "by-variable", "upwards"):
        shell("init", name)
    below = shell.here / "upwards" / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert where(shell) == ("upwards", "the nearest summarizer.toml upwards")
    monkeypatch.setenv("SUMMARIZER_WORKSPACE", str(shell.here / "by-variable"))
    assert where(shell) == ("by-variable", "SUMMARIZER_WORKSPACE")
    assert where(shell, "-w", str(shell.here / "by-flag")) == ("by-flag", "--workspace")


def test_without_a_workspace_one_is_made_in_the_application_folder_and_said_once(
    shell: Shell, tmp_path: Path
) -> None:
    first = shell("list")
    assert first.out.startswith(f"No open cases in {tmp_path / 'home'}")
    assert "one was made in" in first.err
    assert [*tmp_path.glob("home/**/tracker.db")] != []
    assert shell("list").err == ""
    assert where(shell)[1] == "your application folder"
    assert [*shell.here.iterdir()] == []


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_named_folder_that_is_no_workspace_is_not_found(shell: Shell, name: str) -> None:
    what, why, fix = parts(shell("-w", name, "list", code=3))
    assert what.endswith("is not a workspace (--workspace)")
    assert why == "There is no summarizer.toml in it."
    assert fix.startswith("Make one there with: summarizer init /")


def test_a_lost_tracker_is_not_made_anew(shell: Shell) -> None:
    shell("init")
    (shell.here / "tracker.db").unlink()
    what, why, _ = parts(shell("list", code=7))
    assert what == f"There is no tracker.db in {shell.here}"
    assert why == "It holds every case of this desk."
    assert not (shell.here / "tracker.db").exists()
    shell("init")
    assert shell("list").out == f"No open cases in {shell.here}.\n"


# --- config --------------------------------------------------------------------------------


def origins(said: Said) -> dict[str, str]:
    return {key: value["origin"] for key, value in said.json.items()}


def test_config_tells_where_each_value_comes_from(
    shell: Shell, mend: Mend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend("summarizer.toml", 'desk = "Executive Escalations"', "")
    mend("summarizer.toml", "port = 587", "")
    own = tmp_path / "home" / "config" / "summarizer" / "summarizer.toml"
    own.parent.mkdir(parents=True)
    own.write_text('me = "sam"\ndesk = "Night desk"\n')
    monkeypatch.setenv("SUMMARIZER_FOLDER_URL", "https://files.example.com/")
    said = shell("config", "--json")
    found = origins(said)
    assert found["smtp.port"] == SHIPPED
    assert found["desk"] == str(own)
    assert found["me"] == str(shell.here / "summarizer.toml")
    assert found["folder.url"] == "SUMMARIZER_FOLDER_URL"
    assert said.json["desk"]["value"] == "Night desk"
    monkeypatch.setenv("SUMMARIZER_USER", "fay.brandt@example.com")
    shown = shell("config", "--json").json["user"]
    assert shown == {"value": "fay", "origin": "SUMMARIZER_USER"}


def test_config_in_words_has_a_line_for_each_setting(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("init")
    monkeypatch.setenv("COLUMNS", "80")
    lines = shell("config").out.splitlines()
    assert lines[0].split() == ["SETTING", "VALUE", "FROM"]
    assert len(lines) == 1 + len(shell("config", "--json").json)
    assert max(map(len, lines)) <= 80
    assert any("5 days, Ameri" in line for line in lines)


def test_no_password_is_ever_shown(
    shell: Shell, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend("summarizer.toml", 'host = ""', 'host = "127.0.0.1"')
    mend("summarizer.toml", 'user = ""', 'user = "desk"')
    monkeypatch.setenv("SUMMARIZER_SMTP_PASSWORD", "s3cret-pass")
    for command in ("config", "doctor"):
        for said in (shell(command), shell(command, "--json")):
            assert "s3cret-pass" not in said.out + said.err
    mend("summarizer.toml", "[smtp]", '[smtp]\npassword = "s3cret-pass"')
    said = shell("config", code=2)
    assert "There is no such setting; perhaps smtp.password_file." in said.err
    assert "s3cret-pass" not in said.err


def test_a_calendar_with_dates_is_json(shell: Shell, mend: Mend) -> None:
    mend("summarizer.toml", "holidays = []", "holidays = [2026-12-25]")
    shown = shell("config", "--json").json["calendars.business"]["value"]
    assert shown["holidays"] == ["2026-12-25"]


# --- links and completion ------------------------------------------------------------------


def test_the_folder_s_url_makes_links_that_others_can_open(
    desk: Desk, acknowledged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_FOLDER_URL", "https://files.example.com/social/")
    shown = desk("start", acknowledged, "--json").json["document"]
    assert shown["url"] == "https://files.example.com/social/Jane%20Doe%20-%2044170.docx"
    assert desk("open", acknowledged, "--web", "--print").out == f"{shown['url']}\n"
    assert Path(desk("open", acknowledged, "--print").out.strip()).is_file()


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_the_completion_script_of_a_shell_is_printed(shell: Shell, shell_name: str) -> None:
    said = shell("completion", shell_name)
    assert "_SUMMARIZER_COMPLETE" in said.out
    assert said.err == ""
    assert [*shell.here.iterdir()] == []


def test_a_shell_is_told_how_a_word_can_go_on(shell: Shell) -> None:
    def complete(words: str, at: int) -> list[str]:
        ran = program(_SUMMARIZER_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(at))
        assert ran.stderr == b""
        return [line.partition(",")[2] for line in ran.stdout.decode().splitlines()]

    assert shell.here == Path.cwd()
    assert complete("summarizer re", 1) == [
        *("request-review", "reviewed", "request-approval"),
        *("replied", "resolve", "resume"),
    ]
    assert complete("summarizer list --ov", 2) == ["--overdue"]
    assert complete("summarizer completion z", 2) == ["zsh"]


def test_an_unknown_shell_is_refused(shell: Shell) -> None:
    assert "'tcsh' is not one of" in parts(shell("completion", "tcsh", code=2))[0]
