"""The variables that join kombot to Slack and to Teams, and what they give together."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, SecretStr

from bot import values
from bot.environment import Variable

OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
# Exact under trafficmanager.net, where anybody can have a name; the others are Microsoft's alone.
SERVICE_HOSTS = "smba.trafficmanager.net,.teams.microsoft.com,.teams.microsoft.us,.botframework.com"
SLACK = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
TEAMS = ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID")


@dataclass(frozen=True, kw_only=True)
class SlackSettings:
    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    base_url: str


@dataclass(frozen=True, kw_only=True)
class TeamsSettings:
    app_id: str
    app_password: str = field(repr=False)
    tenant_id: str
    openid_url: str
    login_url: str
    service_hosts: tuple[str, ...]

    def trusts(self, host: str) -> bool:
        """Whether a service URL may lead to this host; an entry ".x" stands for all below x."""
        name = host.lower()
        return any(
            name.endswith(entry) if entry.startswith(".") else name == entry
            for entry in self.service_hosts
        )


class Platforms(BaseModel):
    slack_bot_token: Annotated[
        values.BotToken | None,
        Variable(
            name="SLACK_BOT_TOKEN",
            says="Slack's bot token, from the app's page OAuth & Permissions.",
            must="be a bot token, which begins with xoxb-",
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
    slack_base_url: Annotated[
        values.SecureFolder,
        Variable(
            name="SLACK_BASE_URL",
            says="The address of Slack's API, with a slash at the end.",
            must="be an https address that ends in a slash",
            default="https://slack.com/api/",
        ),
    ]
    teams_app_id: Annotated[
        values.Word | None,
        Variable(
            name="TEAMS_APP_ID",
            says="The bot's app id in Microsoft Entra.",
            must="be the app id, one word",
            together=TEAMS,
        ),
    ]
    teams_app_password: Annotated[
        SecretStr | None,
        Variable(
            name="TEAMS_APP_PASSWORD",
            says="A client secret of that app.",
            secret=True,
            together=TEAMS,
        ),
    ]
    teams_tenant_id: Annotated[
        values.Word | None,
        Variable(
            name="TEAMS_TENANT_ID",
            says="The tenant that the app belongs to.",
            must="be the tenant id, one word",
            together=TEAMS,
        ),
    ]
    teams_openid_url: Annotated[
        values.SecureAddress,
        Variable(
            name="TEAMS_OPENID_URL",
            says="Where the keys that sign messages from Teams are published.",
            must="be an https address",
            default=OPENID,
        ),
    ]
    teams_login_url: Annotated[
        values.SecureAddress,
        Variable(
            name="TEAMS_LOGIN_URL",
            says="Where kombot gets its own token for Teams.",
            must="be an https address",
            default="https://login.microsoftonline.com",
        ),
    ]
    teams_service_hosts: Annotated[
        values.Hosts,
        Variable(
            name="TEAMS_SERVICE_HOSTS",
            says="Where answers to Teams may be sent; what begins with a dot stands for all below.",
            must="be host names parted by commas, such as smba.trafficmanager.net",
            default=SERVICE_HOSTS,
        ),
    ]

    @property
    def slack(self) -> SlackSettings | None:
        if not (self.slack_bot_token and self.slack_signing_secret):
            return None
        return SlackSettings(
            bot_token=self.slack_bot_token.get_secret_value(),
            signing_secret=self.slack_signing_secret.get_secret_value(),
            base_url=self.slack_base_url,
        )

    @property
    def teams(self) -> TeamsSettings | None:
        if not (self.teams_app_id and self.teams_app_password and self.teams_tenant_id):
            return None
        return TeamsSettings(
            app_id=self.teams_app_id,
            app_password=self.teams_app_password.get_secret_value(),
            tenant_id=self.teams_tenant_id,
            openid_url=self.teams_openid_url,
            login_url=self.teams_login_url,
            service_hosts=self.teams_service_hosts,
        )
