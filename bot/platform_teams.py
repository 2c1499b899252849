"""The variables that join kombot to Teams, and what they give together."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr

from bot import values
from bot.certificate import Certificate, read_certificate
from bot.environment import Variable
from bot.together import Together, Way

OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN = "https://login.microsoftonline.com"
# Exact under trafficmanager.net, where anybody can have a name; the others are Microsoft's alone.
# They are the public cloud's, as are issuer and scope: clouds of governments elsewhere have others.
SERVICE_HOSTS = "smba.trafficmanager.net,.teams.microsoft.com,.botframework.com"
METADATA = "http://169.254.169.254/metadata/identity/oauth2/token"
"""Where a machine in Azure is told who it is. The address is no more than the machine's own."""
DEVELOPER = "kombot"
"""Who stands behind the app until somebody says so."""
BOTS = "botframework.com"
"""The tenant at which a bot that Azure calls multi-tenant gets its tokens."""
PER_SECOND = 45
"""Teams takes 50 a second of everything to a tenant: some are left for answers."""
TEAMS: Together = (
    (Way(("TEAMS_APP_ID", "TEAMS_TENANT_ID")),),
    (
        Way(("TEAMS_APP_PASSWORD",), "for a client secret"),
        Way(("TEAMS_APP_CERTIFICATE",), "for a certificate"),
        Way(("TEAMS_MANAGED_IDENTITY",), "where kombot runs in Azure"),
    ),
)
"""Which app it is, and one way to prove it."""


@dataclass(frozen=True, kw_only=True)
class TeamsSettings:
    """One of `app_password`, `certificate` and `managed_identity`, the others empty.

    `multi`: the bot is what Azure calls multi-tenant. `allowed_tenants` are in lower case; none is
    the app's own alone.
    """

    app_id: str
    tenant_id: str
    app_password: str = field(default="", repr=False)
    certificate: Certificate | None = field(default=None, repr=False)
    managed_identity: str = ""
    identity_url: str = METADATA
    identity_header: str = field(default="", repr=False)
    multi: bool = False
    allowed_tenants: tuple[str, ...] = ()
    openid_url: str
    login_url: str
    service_hosts: tuple[str, ...]
    per_second: int = PER_SECOND

    @property
    def authority(self) -> str:
        """The tenant that is asked for tokens, whichever tenant they are used in."""
        return BOTS if self.multi else self.tenant_id

    @property
    def tenants(self) -> tuple[str, ...]:
        return self.allowed_tenants or (self.tenant_id.lower(),)

    def admits(self, tenant: str) -> bool:
        """Whether people of this tenant may write to kombot."""
        return tenant.lower() in self.tenants

    def trusts(self, host: str) -> bool:
        """Whether a service URL may lead to this host; an entry ".x" stands for all below x."""
        name = host.lower()
        return any(
            name.endswith(entry) if entry.startswith(".") else name == entry
            for entry in self.service_hosts
        )


PLAYGROUND = TeamsSettings(
    app_id="", tenant_id="", openid_url=OPENID, login_url=LOGIN, service_hosts=()
)
"""For a local client without accounts: no app, no tenant, and no host but this machine."""


class TeamsVariables(BaseModel):
    teams_app_id: Annotated[
        values.Word | None,
        Variable(
            name="TEAMS_APP_ID",
            says="The bot's app id in Microsoft Entra.",
            must="be the app id, one word",
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
    teams_app_password: Annotated[
        SecretStr | None,
        Variable(
            name="TEAMS_APP_PASSWORD",
            says="A client secret of that app: its value, not its id.",
            secret=True,
            together=TEAMS,
        ),
    ]
    teams_app_certificate: Annotated[
        values.CertificateText | None,
        Variable(
            name="TEAMS_APP_CERTIFICATE",
            says="Instead of a client secret: a PEM with an RSA key and its certificate, which the "
            "app knows. Best given as TEAMS_APP_CERTIFICATE_FILE, the path of it.",
            secret=True,
            together=TEAMS,
        ),
    ]
    teams_managed_identity: Annotated[
        values.UserAssigned | None,
        Variable(
            name="TEAMS_MANAGED_IDENTITY",
            says="Instead of both, where kombot runs in Azure: the client id of a user-assigned "
            "managed identity. It is the bot's own (TEAMS_APP_ID again), or one that the app "
            "trusts by a federated credential.",
            must="be the client id of a user-assigned managed identity",
            together=TEAMS,
        ),
    ]
    teams_app_type: Annotated[
        values.AppType,
        Variable(
            name="TEAMS_APP_TYPE",
            says="What Azure calls the bot: single-tenant or multi-tenant; it makes no new multi.",
            must="be single or multi",
            default="single",
        ),
    ]
    teams_allowed_tenants: Annotated[
        values.Tenants | None,
        Variable(
            name="TEAMS_ALLOWED_TENANTS",
            says="The tenants whose people may write to kombot, if not TEAMS_TENANT_ID alone.",
            must="be tenant ids parted by commas",
        ),
    ]
    teams_developer_name: Annotated[
        values.ShortName,
        Variable(
            name="TEAMS_DEVELOPER_NAME",
            says="Who stands behind the app, as Teams shows it: your organisation.",
            must="be a name of at most 32 characters",
            default=DEVELOPER,
        ),
    ]
    teams_website_url: Annotated[
        values.PublicPage | None,
        Variable(
            name="TEAMS_WEBSITE_URL",
            says="A page about the app, which Teams links to; KOMBOT_PUBLIC_URL if left out.",
            must="be an https address",
        ),
    ]
    teams_privacy_url: Annotated[
        values.PublicPage | None,
        Variable(
            name="TEAMS_PRIVACY_URL",
            says="Your page on privacy, which Teams links to; KOMBOT_PUBLIC_URL if left out.",
            must="be an https address",
        ),
    ]
    teams_terms_url: Annotated[
        values.PublicPage | None,
        Variable(
            name="TEAMS_TERMS_URL",
            says="Your page on terms of use, which Teams links to; KOMBOT_PUBLIC_URL if left out.",
            must="be an https address",
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
            default=LOGIN,
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
    teams_messages_per_second: Annotated[
        Annotated[int, Field(ge=1, le=50)],
        Variable(
            name="TEAMS_MESSAGES_PER_SECOND",
            says="How many messages kombot sends of its own accord in a second, to each tenant, "
            "however many workers there are. Teams takes 50 of everything.",
            must="be a whole number from 1 to 50",
            default=str(PER_SECOND),
        ),
    ]
    identity_endpoint: Annotated[
        values.Address | None,
        Variable(
            name="IDENTITY_ENDPOINT",
            says="Azure App Service and Container Apps set this and the next one by themselves: "
            "where a managed identity gets its tokens there.",
            must="be a whole address",
        ),
    ]
    identity_header: Annotated[
        SecretStr | None,
        Variable(name="IDENTITY_HEADER", says="Set by Azure as well.", secret=True),
    ]

    @property
    def teams(self) -> TeamsSettings | None:
        """What is half set is refused when it is read."""
        if not (self.teams_app_id and self.teams_tenant_id):
            return None
        certificate = values.revealed(self.teams_app_certificate)
        header = values.revealed(self.identity_header) if self.identity_endpoint else ""
        return TeamsSettings(
            app_id=self.teams_app_id,
            tenant_id=self.teams_tenant_id,
            app_password=values.revealed(self.teams_app_password),
            certificate=read_certificate(certificate) if certificate else None,
            managed_identity=self.teams_managed_identity or "",
            identity_url=(header and self.identity_endpoint) or METADATA,
            identity_header=header,
            multi=self.teams_app_type == "multi",
            allowed_tenants=self.teams_allowed_tenants or (),
            openid_url=self.teams_openid_url,
            login_url=self.teams_login_url,
            service_hosts=self.teams_service_hosts,
            per_second=self.teams_messages_per_second,
        )
