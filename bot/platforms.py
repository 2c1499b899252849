"""The variables that join kombot to Slack and to Teams, and what they give together."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, SecretStr

from bot import values
from bot.environment import Variable
from bot.together import Together, Way

OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
# Exact under trafficmanager.net, where anybody can have a name; the others are Microsoft's alone.
SERVICE_HOSTS = "smba.trafficmanager.net,.teams.microsoft.com,.teams.microsoft.us,.botframework.com"
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
TEAMS: Together = ((Way(("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID")),),)


@dataclass(frozen=True, kw_only=True)
class SlackSettings:
    """One way out and one way in, the others empty."""

    bot_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    base_url: str

    @property
    def installs(self) -> bool:
        """Whether each workspace gets a token of its own when the app is installed there."""
        return bool(self.client_id)

    @property
    def socket(self) -> bool:
        """Whether kombot calls Slack, so that nothing of Slack's comes in over HTTP."""
        return bool(self.app_token)


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
        """What is half set is refused when it is read."""
        found = SlackSettings(
            bot_token=_revealed(self.slack_bot_token),
            client_id=self.slack_client_id or "",
            client_secret=_revealed(self.slack_client_secret),
            signing_secret=_revealed(self.slack_signing_secret),
            app_token=_revealed(self.slack_app_token),
            base_url=self.slack_base_url,
        )
        return found if found.bot_token or found.installs else None

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


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
