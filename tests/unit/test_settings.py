"""What kombot is told from outside: read at once, complained about at once, and never shown."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.environment import table
from bot.settings import Settings, SettingsError, example
from storage.keys import new_key

ROOT = Path(__file__).parents[2]
KEY = new_key()
SLACK = {"SLACK_BOT_TOKEN": "xoxb-a-secret-token", "SLACK_SIGNING_SECRET": "a-signing-secret"}
SEVERAL = {"SLACK_CLIENT_ID": "123.456", "SLACK_CLIENT_SECRET": "a-secret-of-the-app"}
SOCKET = {"SLACK_APP_TOKEN": "xapp-a-secret-token"}
TEAMS = {
    "TEAMS_APP_ID": "an-app",
    "TEAMS_APP_PASSWORD": "a-client-secret",
    "TEAMS_TENANT_ID": "a-tenant",
}


def read(**env: str) -> Settings:
    return Settings.from_env({"KOMBOT_KEYS": KEY, **env})


def problems(**env: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(**env)
    return caught.value.problems


def only_problem(**env: str) -> str:
    (problem,) = problems(**env)
    return problem


def shelf(**files: str) -> Callable[[str], str]:
    """A reader that finds these files, and no others."""

    def read_file(path: str) -> str:
        if path not in files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return files[path]

    return read_file


def test_a_key_is_all_that_kombot_has_to_be_told() -> None:
    settings = read()
    assert settings.database_url == "sqlite:///var/kombot.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3978)
    assert settings.public_url == "http://127.0.0.1:3978"
    assert (settings.zone, settings.language) == ("Europe/Copenhagen", "da")
    assert (settings.nudge_from, settings.nudge_until) == (8, 16)
    assert settings.extra_closing_days == ("06-05", "12-24", "12-31")
    assert (settings.tick_seconds, settings.minikom_months) == (20, None)
    assert (settings.minimum_ballots, settings.backup_days) == (5, 30)
    assert settings.slack is None
    assert settings.teams is None


def test_without_a_key_it_says_how_to_make_one() -> None:
    with pytest.raises(SettingsError, match=r"KOMBOT_KEYS is missing.*kombot keys new"):
        Settings.from_env({})


def test_keys_keep_their_order_and_are_32_bytes_each() -> None:
    newest, older = new_key(), new_key()
    keys = read(KOMBOT_KEYS=f"{newest},{older}").keys
    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] == read(KOMBOT_KEYS=newest).keys[0]


def test_every_problem_is_reported_at_once_in_the_order_of_the_example() -> None:
    found = problems(
        SLACK_BOT_TOKEN="xoxp-wrong-kind",
        KOMBOT_PORT="many",
        KOMBOT_KEYS="short",
        KOMBOT_ZONE="Europe",
        KOMBOT_PROT="1",
    )
    names = [problem.split()[0] for problem in found]
    assert names == [
        "KOMBOT_KEYS",
        "KOMBOT_PORT",
        "KOMBOT_ZONE",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "KOMBOT_PROT",
    ]


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("KOMBOT_PORT", "65536", "whole number"),
        ("KOMBOT_HOST", "two words", "host name"),
        ("KOMBOT_PUBLIC_URL", "kombot.example.dk", "whole address"),
        ("KOMBOT_PUBLIC_URL", "https://[half", "whole address"),
        ("KOMBOT_ZONE", "Europe/Kobenhavn", "Europe/Copenhagen"),
        ("KOMBOT_ZONE", "../etc/passwd", "Europe/Copenhagen"),
        ("KOMBOT_ZONE", "Europe", "Europe/Copenhagen"),
        ("KOMBOT_LANGUAGE", "sv", "da or en"),
        ("KOMBOT_NUDGE_FROM", "24", "whole hour"),
        ("KOMBOT_NUDGE_FROM", "08:30", "whole hour"),
        ("KOMBOT_NUDGE_UNTIL", "8", "KOMBOT_NUDGE_FROM is 8"),
        ("KOMBOT_EXTRA_CLOSING_DAYS", "02-31", "06-05"),
        ("KOMBOT_EXTRA_CLOSING_DAYS", "5 June", "06-05"),
        ("KOMBOT_TICK_SECONDS", "0", "1 to 300"),
        ("KOMBOT_MINIKOM_MONTHS", "13", "1 to 12"),
        ("KOMBOT_MINIMUM_BALLOTS", "4", "5 or more"),
        ("KOMBOT_BACKUP_DAYS", "-1", "whole number of days"),
        ("KOMBOT_LOG_LEVEL", "LOUD", "WARNING"),
        ("SLACK_BASE_URL", "https://slack.com/api", "https://slack.com/api/"),
        ("SLACK_BASE_URL", "http://slack.com/api/", "https"),
        ("TEAMS_OPENID_URL", "http://login.botframework.com/", "https"),
        ("TEAMS_LOGIN_URL", "login.microsoftonline.com", "https"),
        ("TEAMS_SERVICE_HOSTS", ".com", "host names"),
        ("TEAMS_SERVICE_HOSTS", "https://smba.trafficmanager.net/", "host names"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_to_write(
    name: str, value: str, hint: str
) -> None:
    problem = only_problem(**{name: value})
    assert problem.startswith(f"{name} is ")
    assert hint in problem


def test_another_database_is_refused_without_repeating_its_password() -> None:
    problem = only_problem(KOMBOT_DATABASE_URL="mysql://kombot:hunter2@db/kombot")
    assert "begins with mysql" in problem
    assert "sqlite:///" in problem
    assert "postgresql://" in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("sqlite:///", "names no file: write sqlite:///FILE"),
        ("sqlite://", "names no file: write sqlite:///FILE"),
        ("var/kombot.db", "is no address"),
        ("postgresql://kombot:hunter2@db", "names no database: write postgresql://"),
        ("postgresql://kombot:hunter2@db:port/kombot", "cannot be read: write postgresql://"),
    ],
)
def test_an_address_without_what_it_needs_is_refused(address: str, hint: str) -> None:
    problem = only_problem(KOMBOT_DATABASE_URL=address)
    assert hint in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_a_server_may_be_named_with_its_driver_or_by_its_nickname(scheme: str) -> None:
    settings = read(KOMBOT_DATABASE_URL=f"{scheme}://kombot:hunter2@db/kombot")
    assert settings.database_url == "postgresql://kombot:hunter2@db/kombot"
    assert "hunter2" not in f"{settings} {settings!r}"


def test_the_address_of_the_store_may_be_in_a_file() -> None:
    env = {"KOMBOT_KEYS": KEY, "KOMBOT_DATABASE_URL_FILE": "url"}
    settings = Settings.from_env(env, read_file=shelf(url="postgresql://kombot@db/kombot\n"))
    assert settings.database_url == "postgresql://kombot@db/kombot"


def test_an_address_that_names_a_driver_means_the_same_file() -> None:
    settings = read(KOMBOT_DATABASE_URL="sqlite+aiosqlite:////srv/kombot.db")
    assert settings.database_url == "sqlite:////srv/kombot.db"


def test_the_least_number_of_ballots_can_be_raised() -> None:
    assert read(KOMBOT_MINIMUM_BALLOTS="8").minimum_ballots == 8


def test_no_extra_closing_days_is_said_with_a_word() -> None:
    assert read(KOMBOT_EXTRA_CLOSING_DAYS="none").extra_closing_days == ()


def test_a_leap_day_may_be_closed() -> None:
    assert read(KOMBOT_EXTRA_CLOSING_DAYS="02-29").extra_closing_days == ("02-29",)


def test_blank_is_the_same_as_not_set() -> None:
    assert read(KOMBOT_PORT=" ", SLACK_BOT_TOKEN="", KOMBOT_PORTT="").port == 3978


def test_a_misspelt_variable_is_reported_with_the_nearest_name() -> None:
    assert "did you mean KOMBOT_ZONE?" in only_problem(KOMBOT_ZONES="Europe/Copenhagen")


def test_a_variable_like_no_other_is_asked_to_be_taken_out() -> None:
    assert "take it out" in only_problem(KOMBOT_QQ="1")


def test_variables_of_others_are_none_of_our_business() -> None:
    assert read(PATH="/bin", SLACK_WORKSPACE="x", HOME="/").port == 3978


def test_only_secrets_have_a_file() -> None:
    assert "KOMBOT_PORT_FILE is not a setting" in only_problem(KOMBOT_PORT_FILE="port")


def test_a_secret_is_read_from_its_file() -> None:
    env = {"KOMBOT_KEYS_FILE": "keys", **SLACK}
    del env["SLACK_BOT_TOKEN"]
    env["SLACK_BOT_TOKEN_FILE"] = "token"
    settings = Settings.from_env(env, read_file=shelf(keys=f"{KEY}\n", token="xoxb-filed\n"))
    assert settings.keys == read().keys
    assert settings.slack is not None
    assert settings.slack.bot_token == "xoxb-filed"


def test_a_file_on_the_disk_is_read_without_help(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"{KEY}\n", encoding="utf-8")
    assert Settings.from_env({"KOMBOT_KEYS_FILE": str(path)}).keys == read().keys


def test_files_that_give_no_secret_are_reported_with_their_path(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SettingsError, match="not text in UTF-8"):
        Settings.from_env({"KOMBOT_KEYS_FILE": str(binary)})
    with pytest.raises(SettingsError, match=r"gone, which cannot be read .No such file"):
        Settings.from_env({"KOMBOT_KEYS_FILE": "gone"}, read_file=shelf())
    with pytest.raises(SettingsError, match="which is empty"):
        Settings.from_env({"KOMBOT_KEYS_FILE": "bare"}, read_file=shelf(bare=" \n"))


def test_a_secret_given_twice_is_reported() -> None:
    assert "are both set" in only_problem(KOMBOT_KEYS_FILE="keys")


def test_no_secret_can_be_read_in_what_is_printed() -> None:
    found = [read(**SLACK, **TEAMS), read(**SEVERAL, **SOCKET)]
    shown = "".join(f"{each!r} {each} {each.slack!r} {each.teams!r}" for each in found)
    secrets = (*SLACK.values(), SEVERAL["SLACK_CLIENT_SECRET"], *SOCKET.values())
    for secret in (KEY, *secrets, TEAMS["TEAMS_APP_PASSWORD"]):
        assert secret not in shown


def test_no_secret_can_be_read_in_a_complaint() -> None:
    found = problems(KOMBOT_KEYS="not*a*key*", SLACK_BOT_TOKEN="xoxp-not-for-bots")
    assert not any("not*a*key*" in each or "not-for-bots" in each for each in found)


def test_settings_do_not_change_after_they_are_read() -> None:
    settings = read(**SLACK)
    with pytest.raises(ValidationError):
        settings.port = 1
    assert settings.slack is not None
    with pytest.raises(FrozenInstanceError):
        settings.slack.base_url = "http://elsewhere/"  # type: ignore[misc]


def test_a_public_address_has_no_slash_at_its_end() -> None:
    assert read(KOMBOT_PUBLIC_URL="https://kombot.example.dk/").public_url == (
        "https://kombot.example.dk"
    )
    assert read(KOMBOT_HOST="::1").public_url == "http://[::1]:3978"


def test_the_example_is_what_the_code_says() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()


def test_the_example_can_be_used_once_a_key_is_filled_in() -> None:
    lines = [line.removeprefix("# ") for line in example().splitlines() if "=" in line]
    pairs = dict(line.split("=", 1) for line in lines if line.split("=")[0].isupper())
    assert set(pairs) == {variable.name for variable in table(Settings).values()}
    assert read(**{**pairs, "KOMBOT_KEYS": KEY}) == read()
