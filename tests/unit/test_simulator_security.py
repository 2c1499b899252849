"""The simulator lets everyone be anyone, so nobody but this machine's own page may reach it."""

from collections.abc import Mapping

import pytest

from bot.channels.simulator.security import (
    HEADERS,
    refuse_data,
    refuse_read,
    refuse_reason,
    refuse_write,
)
from bot.settings import Settings
from storage.keys import new_key

HOST = "127.0.0.1:3978"
OWN: Mapping[str, str] = {
    "Host": HOST,
    "Origin": f"http://{HOST}",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/json; charset=utf-8",
}
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
SEVERAL = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c", "SLACK_APP_TOKEN": "xapp-1"}
TEAMS = {"TEAMS_APP_ID": "a", "TEAMS_APP_PASSWORD": "b", "TEAMS_TENANT_ID": "c"}


def settings(**env: str) -> Settings:
    return Settings.from_env({"KOMBOT_KEYS": new_key(), **env})


def test_the_demo_starts_on_loopback_without_tokens() -> None:
    assert refuse_reason(settings()) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "kombot.example.dk", "::"])
def test_the_demo_does_not_listen_to_the_network(host: str) -> None:
    assert "KOMBOT_HOST" in (refuse_reason(settings(KOMBOT_HOST=host)) or "")


@pytest.mark.parametrize(("env", "name"), [(SLACK, "Slack"), (SEVERAL, "Slack"), (TEAMS, "Teams")])
def test_the_demo_does_not_start_beside_real_tokens(env: dict[str, str], name: str) -> None:
    assert name in (refuse_reason(settings(**env)) or "")


def test_a_refusal_repeats_no_token() -> None:
    assert "xoxb-1" not in (refuse_reason(settings(**SLACK)) or "")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:3978", "[::1]:3978"])
def test_a_loopback_name_is_let_in(host: str) -> None:
    assert refuse_read({"Host": host}, "127.0.0.1") is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:3978",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "evil.example/localhost",
        "localhost\n",
        "localhost:3978:1",
        "0.0.0.0:3978",
        "127.0.0.2",
    ],
)
def test_a_name_that_only_points_here_is_refused(host: str) -> None:
    """DNS rebinding: the browser sends the attacker's name."""
    assert refuse_read({"Host": host}, "127.0.0.1") == "host"


def test_another_machine_is_refused_whatever_it_calls_us() -> None:
    assert refuse_read({"Host": HOST}, "192.168.1.9") == "remote"


def test_our_own_page_may_write() -> None:
    assert refuse_write(OWN, "127.0.0.1") is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Origin": "http://evil.example"}, "origin"),
        ({"Origin": "null"}, "origin"),
        ({"Origin": ""}, "origin"),
        ({"Origin": "http://127.0.0.1:8080"}, "origin"),
        ({"Origin": f"https://{HOST}"}, "origin"),
        ({"Sec-Fetch-Site": "cross-site"}, "site"),
        ({"Sec-Fetch-Site": "same-site"}, "site"),
        ({"Content-Type": "text/plain"}, "type"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "type"),
        ({"Content-Type": ""}, "type"),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, "host"),
    ],
)
def test_another_site_cannot_write(change: dict[str, str], reason: str) -> None:
    assert refuse_write({**OWN, **change}, "127.0.0.1") == reason


def test_a_write_that_names_no_origin_is_refused() -> None:
    without = {name: value for name, value in OWN.items() if name != "Origin"}
    assert refuse_write(without, "127.0.0.1") == "origin"


def test_another_site_cannot_read_our_data() -> None:
    assert refuse_data({"Host": HOST, "Sec-Fetch-Site": "cross-site"}, "127.0.0.1") == "site"


def test_the_page_may_run_no_script_but_its_own() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
