"""The variables that join kombot to Slack and to Teams, and what they give together."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr

from bot import values
from bot.environment import Variable
from bot.platform_teams import TEAMS, TeamsSettings, TeamsVariables
from bot.together import Together, Way

__all__ = ["SLACK", "TEAMS", "Platforms", "SlackSettings", "TeamsSettings"]

SLACK: Together = (
    (
        Way(("SLACK_BOT_TOKEN",), "for one workspace"),
        Way(("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"), "for several"),
    ),
    (
        Way(("SLACK_SIGNING_SECRET",), "where Slack calls kombot"),
        Way(("SLACK_APP_TOKEN",), "where kombot calls Slack (Socket Mode)"),
    ),
)
"""A way out and a way in. An app in Slack has one way in at a time, so that both are a mistake."""


PER_MINUTE = 300
"""Slack tells no number for a workspace but "several hundred messages per minute"."""


@dataclass(frozen=True, kw_only=True)
class SlackSettings:
    """One way out and one way in, the others empty."""

    bot_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    base_url: str
    per_minute: int = PER_MINUTE

    @property
    def installs(self) -> bool:
        """Whether each workspace gets a token of its own when the app is installed there."""
        return bool(self.client_id)

    @property
    def socket(self) -> bool:
        """Whether kombot calls Slack, so that nothing of Slack's comes in over HTTP."""
        return bool(self.app_token)

    @property
    def called(self) -> bool:
        """Whether anybody has to reach kombot: Slack itself, or whoever installs it."""
        return self.installs or not self.socket


class SlackVariables(BaseModel):
    slack_bot_token: Annotated[
        values.BotToken | None,
        Variable(
            name="SLACK_BOT_TOKEN",
            says="Slack's bot token, from the app's page OAuth & Permissions: for one workspace.",
            must="be a bot token, which begins with xoxb-",
            secret=True,
            together=SLACK,
        ),
    ]
    slack_client_id: Annotated[
        values.Word | None,
        Variable(
            name="SLACK_CLIENT_ID",
            says="The app's client id, from its page Basic Information: to install kombot in "
            "several workspaces, instead of SLACK_BOT_TOKEN.",
            must="be the app's client id, one word",
            together=SLACK,
        ),
    ]
    slack_client_secret: Annotated[
        SecretStr | None,
        Variable(
            name="SLACK_CLIENT_SECRET",
            says="The client secret, from the same page.",
            secret=True,
            together=SLACK,
        ),
    ]
    slack_signing_secret: Annotated[
        SecretStr | None,
        Variable(
            name="SLACK_SIGNING_SECRET",
            says="Slack's signing secret, from the app's page Basic Information.",
            secret=True,
            together=SLACK,
        ),
    ]
    slack_app_token: Annotated[
        values.AppToken | None,
        Variable(
            name="SLACK_APP_TOKEN",
            says="An app-level token with the scope connections:write, from Basic Information: "
            "for Socket Mode, instead of SLACK_SIGNING_SECRET.",
            must="be an app-level token, which begins with xapp-",
            secret=True,
            together=SLACK,
        ),
    ]
    slack_base_url: Annotated[
        values.SecureFolder,
        Variable(
            name="SLACK_BASE_URL",
            says="The address of Slack's API, with a slash at the end.",
            must="be an https address that ends in a slash",
            default="https://slack.com/api/",
        ),
    ]
    slack_messages_per_minute: Annotated[
        Annotated[int, Field(ge=1, le=100_000)],
        Variable(
            name="SLACK_MESSAGES_PER_MINUTE",
            says="How many messages kombot sends of its own accord in a minute, to each "
            "workspace, however many workers there are.",
            must="be a whole number from 1 to 100000",
            default=str(PER_MINUTE),
        ),
    ]

    @property
    def slack(self) -> SlackSettings | None:
        """What is half set is refused when it is read."""
        found = SlackSettings(
            bot_token=values.revealed(self.slack_bot_token),
            client_id=self.slack_client_id or "",
            client_secret=values.revealed(self.slack_client_secret),
            signing_secret=values.revealed(self.slack_signing_secret),
            app_token=values.revealed(self.slack_app_token),
            base_url=self.slack_base_url,
            per_minute=self.slack_messages_per_minute,
        )
        return found if found.bot_token or found.installs else None


class Platforms(TeamsVariables, SlackVariables):
    """Slack's variables first: the last of the two that are named here."""
