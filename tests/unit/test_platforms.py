"""The variables that join kombot to Slack and to Teams: whole, or told what is missing."""

from itertools import combinations

import pytest

from bot.settings import Settings, SettingsError
from tests.unit.test_settings import (
    KEY,
    SEVERAL,
    SLACK,
    SOCKET,
    TEAMS,
    only_problem,
    problems,
    read,
    shelf,
)


@pytest.mark.parametrize("name", SLACK)
def test_slack_is_set_whole_or_not_at_all(name: str) -> None:
    rest = {each: value for each, value in SLACK.items() if each != name}
    assert f"{name} is missing while" in only_problem(**rest)


@pytest.mark.parametrize("name", TEAMS)
def test_teams_is_set_whole_or_not_at_all(name: str) -> None:
    rest = {each: value for each, value in TEAMS.items() if each != name}
    assert f"{name} is missing while" in only_problem(**rest)


def test_what_is_missing_is_told_in_one_sentence() -> None:
    assert only_problem(TEAMS_APP_PASSWORD="a-client-secret") == (
        "TEAMS_APP_ID and TEAMS_TENANT_ID are missing while TEAMS_APP_PASSWORD is set: set "
        "TEAMS_APP_ID and TEAMS_TENANT_ID, or take TEAMS_APP_PASSWORD out."
    )


OUT, IN = (("SLACK_BOT_TOKEN",), tuple(SEVERAL)), (("SLACK_SIGNING_SECRET",), tuple(SOCKET))
ALL_OF_SLACK = {**SLACK, **SEVERAL, **SOCKET}


@pytest.mark.parametrize("way_out", OUT)
@pytest.mark.parametrize("way_in", IN)
def test_slack_has_two_ways_out_and_two_ways_in(
    way_out: tuple[str, ...], way_in: tuple[str, ...]
) -> None:
    slack = read(**{name: ALL_OF_SLACK[name] for name in (*way_out, *way_in)}).slack
    assert slack is not None
    assert slack.installs == (way_out == tuple(SEVERAL))
    assert slack.socket == (way_in == tuple(SOCKET))
    shown = {slack.bot_token, slack.client_id, slack.client_secret}
    assert shown - {""} == {ALL_OF_SLACK[name] for name in way_out}
    assert {slack.signing_secret, slack.app_token} - {""} == {ALL_OF_SLACK[way_in[0]]}


def fits(names: tuple[str, ...]) -> bool:
    """Nothing, or exactly one whole way out and exactly one way in."""
    wholes = [{*way_out, *way_in} for way_out in OUT for way_in in IN]
    return set(names) in [set(), *wholes]


@pytest.mark.parametrize(
    "names",
    [
        names
        for count in range(len(ALL_OF_SLACK) + 1)
        for names in combinations(ALL_OF_SLACK, count)
        if not fits(names)
    ],
    ids="+".join,
)
def test_every_other_combination_is_told_what_to_set_or_to_take_out(names: tuple[str, ...]) -> None:
    found = problems(**{name: ALL_OF_SLACK[name] for name in names})
    assert 1 <= len(found) <= 2
    for problem in found:
        said, _, todo = problem.partition(": ")
        assert any(name in said for name in names)
        assert ("is missing while" in said) or ("are missing while" in said) or ("both" in said)
        assert todo.startswith(("set SLACK_", "keep SLACK_"))


def test_what_is_missing_for_slack_names_every_way() -> None:
    assert only_problem(**SOCKET) == (
        "SLACK_BOT_TOKEN is missing while SLACK_APP_TOKEN is set: set SLACK_BOT_TOKEN for one "
        "workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several, or take "
        "SLACK_APP_TOKEN out."
    )
    assert only_problem(**SLACK, SLACK_CLIENT_SECRET="a-secret-of-the-app") == (
        "SLACK_BOT_TOKEN and SLACK_CLIENT_SECRET are both set: keep SLACK_BOT_TOKEN for one "
        "workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several, not both."
    )


def test_a_secret_in_a_file_counts_as_set() -> None:
    files = shelf(app="xapp-filed")
    given = {"KOMBOT_KEYS": KEY, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN_FILE": "app"}
    slack = Settings.from_env(given, read_file=files).slack
    assert slack is not None
    assert slack.app_token == "xapp-filed"
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both"):
        Settings.from_env({**given, "SLACK_SIGNING_SECRET": "s"}, read_file=files)


@pytest.mark.parametrize("wrong", ["xoxb-bot", "xoxp-person", "a-signing-secret"])
def test_only_an_app_level_token_opens_socket_mode(wrong: str) -> None:
    problem = only_problem(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN=wrong)
    assert "SLACK_APP_TOKEN cannot be used: it must be an app-level token" in problem
    assert "xapp-" in problem
    assert wrong not in problem


def test_slack_comes_with_its_address() -> None:
    slack = read(**SLACK, SLACK_BASE_URL="http://127.0.0.1:9000/api/").slack
    assert slack is not None
    assert slack.signing_secret == SLACK["SLACK_SIGNING_SECRET"]
    assert slack.base_url == "http://127.0.0.1:9000/api/"


def test_teams_answers_only_hosts_that_are_microsofts() -> None:
    teams = read(**TEAMS).teams
    assert teams is not None
    assert teams.trusts("smba.trafficmanager.net")
    assert teams.trusts("SMBA.infra.gcc.teams.microsoft.com")
    assert not teams.trusts("evil.trafficmanager.net")
    assert not teams.trusts("botframework.com.evil.example")
    assert not teams.trusts("evilbotframework.com")
    assert not teams.trusts("169.254.169.254")
