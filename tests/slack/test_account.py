from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.slack.account import SLACK, SlackAccount, read_endpoint
from tests.slack.world import ROOM
from tracker.errors import BadInput, SignInNeeded


def settings(**other: str) -> dict[str, str]:
    return {"channel": ROOM, "token_file": "", "endpoint": ""} | other


def test_the_token_comes_from_the_environment_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-file\n")
    (tmp_path / "token").chmod(0o600)
    told = {"SUMMARIZER_SLACK_TOKEN": "xoxb-environment"}
    slack = settings(token_file="token")  # noqa: S106 - a file's name
    assert SlackAccount.from_mapping(slack, told, tmp_path).token.read() == "xoxb-environment"
    assert SlackAccount.from_mapping(slack, {}, tmp_path).token.read() == "xoxb-file"
    with pytest.raises(SignInNeeded, match="SUMMARIZER_SLACK_TOKEN"):
        SlackAccount.from_mapping(settings(), {}, tmp_path).token.read()


@pytest.mark.parametrize("channel", ["ee-dash", "#ee-dash", "c0000000001", "U0000000002", "C1"])
def test_a_channel_is_named_by_its_id(tmp_path: Path, channel: str) -> None:
    with pytest.raises(BadInput, match=r"slack\.channel") as refused:
        SlackAccount.from_mapping(settings(channel=channel), {}, tmp_path)
    assert "archives/" in refused.value.fix


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("", SLACK),
        ("https://proxy.example.com/slack", "https://proxy.example.com/slack/"),
        ("http://127.0.0.1:8898/api/", "http://127.0.0.1:8898/api/"),
        ("http://localhost:1/", "http://localhost:1/"),
    ],
)
def test_an_endpoint_is_private(text: str, endpoint: str) -> None:
    assert read_endpoint(text) == endpoint


@pytest.mark.parametrize(
    "text",
    [
        "http://slack.example.com/api/",
        "slack.example.com",
        "https://user:pass@slack.example.com/",
        "https://slack.example.com/?token=1",
        "https://slack.example.com:port/",
        "https://[::1",
        "https:///api",
    ],
)
def test_an_endpoint_where_the_token_could_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"slack\.endpoint"):
        read_endpoint(text)


def test_the_token_is_not_shown(tmp_path: Path) -> None:
    told = {"SUMMARIZER_SLACK_TOKEN": "xoxb-environment"}
    account = SlackAccount.from_mapping(settings(), told, tmp_path)
    assert "xoxb-environment" not in repr(account)
