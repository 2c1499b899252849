"""bolt's installation store on our own database: one installation of the bot per workspace.

It keeps the bot's tokens alone: kombot asks nobody for a token of their own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from logging import Logger

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from bot.channels.slack.inbound import CHANNEL
from bot.channels.slack.install.grant import Grant, as_secret, from_secret
from bot.channels.slack.install.sealed import Invitation
from storage import invitations, reach, tenants
from storage.database import Snapshot
from storage.tables import Tenant
from storage.unit_of_work import Store, Unit

log = logging.getLogger("kombot.slack.install")


class BoundElsewhere(Exception):
    """The workspace belongs to another organisation."""


class Spent(Exception):
    """The invitation has been used, or there is a newer one."""


class Unbound(Exception):
    """Nobody has said which organisation the workspace is to belong to."""


@dataclass(frozen=True, kw_only=True)
class Installations(AsyncInstallationStore):
    """`invitation` says whose workspace is being installed; without it only known ones can be.

    What Slack calls an enterprise is of no account: each of its workspaces is installed by itself.
    """

    store: Store
    now: Callable[[], datetime]
    invitation: Invitation | None = None

    @property
    def logger(self) -> Logger:
        return log

    async def async_save(self, installation: Installation) -> None:
        """Raises BoundElsewhere, Spent or Unbound; then nothing is changed."""
        grant = Grant(
            token=installation.bot_token or "",
            refresh=installation.bot_refresh_token or "",
            ends_at=_moment(installation.bot_token_expires_at),
            scopes=tuple(installation.bot_scopes or ()),
            app_id=installation.app_id or "",
            bot_user_id=installation.bot_user_id or "",
            installer=installation.user_id,
            enterprise_id=installation.enterprise_id or "",
        )
        await self.keep(installation.team_id or "", installation.team_name or "", grant)

    async def async_save_bot(self, bot: Bot) -> None:
        """Raises as `async_save`."""
        known = await self.async_find_installation(enterprise_id=None, team_id=bot.team_id)
        whole = known or Installation(user_id=bot.bot_user_id or "", team_id=bot.team_id)
        for name, value in vars(bot).items():
            if name != "custom_values" and hasattr(whole, name):
                setattr(whole, name, value)
        await self.async_save(whole)

    async def keep(self, team: str, name: str, grant: Grant) -> None:
        """Bind the workspace, and open it again if it was shut. Raises as `async_save`."""

        async def work(unit: Unit) -> None:
            known, now = await tenants.find(unit, channel=CHANNEL, tenant=team), self.now()
            organisation_id = self._whose(team, known)
            await self._use(unit)
            new = Tenant(
                channel=CHANNEL,
                external_id=team,
                organisation_id=organisation_id,
                name=name or (known.name if known else ""),
                secret=as_secret(grant),
                installed_at=now,
            )
            tenants.install(unit, known, new)
            reach.reopen(unit, channel=CHANNEL, tenant=team, now=now)

        await self.store.run(work)

    def _whose(self, team: str, known: Tenant | None) -> str:
        mine = known.organisation_id if known else ""
        if self.invitation is not None:
            mine = self.invitation.organisation_id
        if not mine or not team:
            raise Unbound(team)
        if known is not None and known.organisation_id != mine:
            raise BoundElsewhere(team)
        return mine

    async def _use(self, unit: Unit) -> None:
        """Two at once race for the same row."""
        if self.invitation is None:
            return
        if not await holds(unit, self.invitation):
            raise Spent
        whose = self.invitation.organisation_id
        invitations.use(unit, self.invitation.once, channel=CHANNEL, organisation_id=whose)

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Whoever installed it: there is one in each workspace."""
        if is_enterprise_install or not team_id:
            return None
        async with self.store.snapshot() as reads:
            tenant = await tenants.find(reads, channel=CHANNEL, tenant=team_id)
        grant = from_secret(tenant.secret) if tenant is not None else None
        return _installation(tenant, grant) if tenant is not None and grant is not None else None

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        found = await self.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return found.to_bot() if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """The tokens go; whose the workspace is stays."""

        async def work(unit: Unit) -> None:
            known = await tenants.find(unit, channel=CHANNEL, tenant=team_id or "")
            if known is not None and known.secret is not None:
                tenants.keep_secret(unit, known, None)

        await self.store.run(work)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """A person's own tokens, of which there are none; without a person the bot's."""
        if user_id is None:
            await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)


async def holds(reads: Snapshot, invitation: Invitation) -> bool:
    return await invitations.holds(
        reads, invitation.once, channel=CHANNEL, organisation_id=invitation.organisation_id
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _installation(tenant: Tenant, grant: Grant) -> Installation:
    return Installation(
        app_id=grant.app_id,
        enterprise_id=grant.enterprise_id or None,
        team_id=tenant.external_id,
        team_name=tenant.name,
        bot_token=grant.token,
        bot_user_id=grant.bot_user_id,
        bot_scopes=list(grant.scopes),
        bot_refresh_token=grant.refresh or None,
        bot_token_expires_at=int(grant.ends_at.timestamp()) if grant.ends_at else None,
        user_id=grant.installer,
        token_type="bot",  # noqa: S106 - its kind, no token
        installed_at=tenant.installed_at.timestamp() if tenant.installed_at else None,
    )
