"""Settings, from environment variables and from nothing else.

`Settings`, with `Platforms` below it, is the one table of variables: what a value must be, what is
said when it is not, and `.env.example` (`python -m bot.settings > .env.example`) come from it.
"""

import sys
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import ConfigDict, Field, SecretStr

from bot import environment, values
from bot.environment import ReadFile, SettingsError, Variable, read_text
from bot.platform_teams import PLAYGROUND
from bot.platforms import Platforms, SlackSettings, TeamsSettings
from dialogs.concepts.packs import STANDARD
from storage.address import TAKES
from storage.keys import Keyring

__all__ = ["Settings", "SettingsError", "SlackSettings", "TeamsSettings", "example"]

OPENING = (
    "kombot's settings. A line that is commented out shows what holds without it. A secret NAME "
    "can be given as NAME_FILE instead: the path of a file that holds it. `kombot doctor` says "
    "what is missing."
)


class Settings(Platforms):
    """Hours and days are local to `zone`; closing days are "MM-DD"."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    keys_secret: Annotated[
        values.Keys,
        Variable(
            name="KOMBOT_KEYS",
            says="The keys that people's words are sealed with, newest first, parted by commas. "
            "Without them nobody can read what is stored, not even you: keep a copy in a "
            f"safe place, apart from the database. Make one with: {values.NEW_KEY}",
            must=f"hold a key: make one with {values.NEW_KEY}",
            required=True,
            secret=True,
        ),
    ]
    database: Annotated[
        values.DatabaseUrl,
        Variable(
            name="KOMBOT_DATABASE_URL",
            says="Where everything is stored: sqlite:///FILE, from the folder kombot starts in, or "
            "postgresql://USER:PASSWORD@HOST/DATABASE for several machines.",
            must=f"be {TAKES}",
            default="sqlite:///var/kombot.db",
            secret=True,
        ),
    ]
    host: Annotated[
        values.Word,
        Variable(
            name="KOMBOT_HOST",
            says="The address to listen on. 0.0.0.0 lets others in, which Slack and Teams need.",
            must="be a host name or an IP address",
            default="127.0.0.1",
        ),
    ]
    port: Annotated[
        Annotated[int, Field(ge=0, le=65535)],
        Variable(
            name="KOMBOT_PORT",
            says="The port to listen on; 0 takes any that is free.",
            must="be a whole number from 0 to 65535",
            default="3978",
        ),
    ]
    given_public_url: Annotated[
        values.Address | None,
        Variable(
            name="KOMBOT_PUBLIC_URL",
            says="The address at which others reach kombot, if it is not the one it listens on.",
            must="be a whole address, such as https://kombot.example.dk",
        ),
    ]
    playground: Annotated[
        values.Playground | None,
        Variable(
            name="TEAMS_PLAYGROUND",
            says="yes: talk to Microsoft 365 Agents Playground on this machine, which needs no "
            "account. Anybody on it can then act as anyone, so it is for trying things out alone.",
            must="be yes, or not be set",
        ),
    ]
    zone: Annotated[
        values.Zone,
        Variable(
            name="KOMBOT_ZONE",
            says="The time zone in which days begin and nudges go out.",
            must="be the name of a time zone, such as Europe/Copenhagen",
            default="Europe/Copenhagen",
        ),
    ]
    language: Annotated[
        values.Language,
        Variable(
            name="KOMBOT_LANGUAGE",
            says="The language of those who have not chosen one: da or en.",
            must="be da or en",
            default="da",
        ),
    ]
    nudge_from: Annotated[
        values.Hour,
        Variable(
            name="KOMBOT_NUDGE_FROM",
            says="The hour from which nudges go out on a working day.",
            must="be a whole hour from 0 to 23",
            default="8",
        ),
    ]
    nudge_until: Annotated[
        values.LaterHour,
        Variable(
            name="KOMBOT_NUDGE_UNTIL",
            says="The hour at which nudges stop for the day.",
            must="be a whole hour from 0 to 23",
            default="16",
        ),
    ]
    extra_closing_days: Annotated[
        values.Days,
        Variable(
            name="KOMBOT_EXTRA_CLOSING_DAYS",
            says="Days that are closed though no public holidays, as month-day; or the word none.",
            must="be days such as 06-05,12-24, or the word none",
            default="06-05,12-24,12-31",
        ),
    ]
    tick_seconds: Annotated[
        Annotated[int, Field(ge=1, le=300)],
        Variable(
            name="KOMBOT_TICK_SECONDS",
            says="How often, in seconds, the worker looks for what is due.",
            must="be a whole number from 1 to 300",
            default="20",
        ),
    ]
    minikom_months: Annotated[
        Annotated[int, Field(ge=1, le=12)] | None,
        Variable(
            name="KOMBOT_MINIKOM_MONTHS",
            says="How many months after agreeing on goals the short talk is proposed, where that "
            "is to be another number than the concept's own.",
            must="be a whole number from 1 to 12",
        ),
    ]
    concept: Annotated[
        values.Word,
        Variable(
            name="KOMBOT_CONCEPT",
            says="The concept that conversations are held after, where `kombot concept use` has "
            "not chosen another: `kombot concept list` shows those there are.",
            must="be the name of a concept: `kombot concept list` shows them",
            default=STANDARD,
        ),
    ]
    concepts: Annotated[
        values.Word | None,
        Variable(
            name="KOMBOT_CONCEPTS",
            says="A folder with concepts of your own, one TOML file each.",
            must="be the path of a folder",
        ),
    ]
    words: Annotated[
        values.Word | None,
        Variable(
            name="KOMBOT_WORDS",
            says="A folder with words in more languages, such as home.de.j2; what it does not have "
            "is said in Danish.",
            must="be the path of a folder",
        ),
    ]
    minimum_ballots: Annotated[
        Annotated[int, Field(ge=5)],
        Variable(
            name="KOMBOT_MINIMUM_BALLOTS",
            says="How many ballots it takes to show counts. It can be raised, never lowered.",
            must="be 5 or more: with fewer one could guess who chose what",
            default="5",
        ),
    ]
    backup_days: Annotated[
        Annotated[int, Field(ge=0)],
        Variable(
            name="KOMBOT_BACKUP_DAYS",
            says="For how many days you keep backups: kombot tells people so.",
            must="be a whole number of days, 0 if no backups are made",
            default="30",
        ),
    ]
    log_level: Annotated[
        values.Level,
        Variable(
            name="KOMBOT_LOG_LEVEL",
            says="How much is logged: DEBUG, INFO, WARNING or ERROR. Never what people write.",
            must="be DEBUG, INFO, WARNING or ERROR",
            default="INFO",
        ),
    ]
    move_to: Annotated[
        values.DatabaseUrl | None,
        Variable(
            name="KOMBOT_MOVE_TO",
            says="For kombot move alone: the PostgreSQL database that everything is moved to.",
            must="be postgresql://USER:PASSWORD@HOST/DATABASE",
            secret=True,
        ),
    ]
    log_format: Annotated[
        values.LogFormat,
        Variable(
            name="KOMBOT_LOG_FORMAT",
            says="How the log is written: text for people, json for machines.",
            must="be text or json",
            default="text",
        ),
    ]
    metrics_port: Annotated[
        Annotated[int, Field(ge=0, le=65535)] | None,
        Variable(
            name="KOMBOT_METRICS_PORT",
            says="A port of its own for /health, /ready and /metrics, in every process: each one "
            "on a machine needs another; 0 takes any that is free. See docs/operations.md.",
            must="be a whole number from 0 to 65535",
        ),
    ]
    metrics_host: Annotated[
        values.Word,
        Variable(
            name="KOMBOT_METRICS_HOST",
            says="The address that port listens on; where other machines reach it, /metrics is "
            "there only with KOMBOT_METRICS_TOKEN.",
            must="be a host name or an IP address",
            default="127.0.0.1",
        ),
    ]
    metrics_token: Annotated[
        SecretStr | None,
        Variable(
            name="KOMBOT_METRICS_TOKEN",
            says="What /metrics is asked with (Authorization: Bearer ...). With it the web answers "
            "/metrics on KOMBOT_PORT as well, and without it never.",
            secret=True,
        ),
    ]

    @classmethod
    def from_env(cls, env: Mapping[str, str], *, read_file: ReadFile = read_text) -> Self:
        """Raise SettingsError, which holds every problem there is."""
        return environment.load(cls, env, read_file=read_file)

    @property
    def teams(self) -> TeamsSettings | None:
        return PLAYGROUND if self.playground else super().teams

    @property
    def database_url(self) -> str:
        return self.database.get_secret_value()

    @property
    def keys(self) -> tuple[bytes, ...]:
        return Keyring.parse(self.keys_secret.get_secret_value()).keys

    @property
    def public_url(self) -> str:
        """Without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.given_public_url or f"http://{host}:{self.port}").rstrip("/")


def example() -> str:
    """The text of `.env.example`."""
    return environment.example(Settings, opening=OPENING)


if __name__ == "__main__":
    sys.stdout.write(example())
