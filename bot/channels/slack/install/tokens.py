"""The bot's token in each workspace, out of the store, renewed before it ends (fault 23).

A refresh token holds once. Two who used the same one would lock each other out: within a process
one renews at a time, and among processes whoever has leased the row in the store. The others go on
with the token they have, which lives two hours more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.channels.slack.client import Answer, Clients, Good, Refused, Unsure
from bot.channels.slack.inbound import CHANNEL
from bot.channels.slack.install.grant import Grant, as_secret, from_secret, granted
from storage import reach, tenants
from storage.crash import crash_at
from storage.tables import Tenant
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.slack.tokens")

EARLY = timedelta(hours=2)
"""How long before its end a token is renewed."""
KEPT = timedelta(minutes=5)
"""For how long the store is not asked again."""
AGAIN = timedelta(minutes=5)
"""When to try again what did not succeed, while the old token lasts."""
SOON = timedelta(seconds=10)
RENEWING = Unsure("renewing", SOON, asked=False)
PATIENCE = timedelta(seconds=0.5)
"""For how long a new token is waited for: a click has three seconds, a worker another try."""
LEASE = timedelta(minutes=1)
"""Longer than Slack is waited for."""
ENDED = frozenset(
    {
        "account_inactive",
        "invalid_grant",
        "invalid_refresh_token",
        "token_expired",
        "token_revoked",
    }
)
"""What Slack says where nothing can be renewed any more: kombot has to be installed again.
https://docs.slack.dev/reference/methods/oauth.v2.access#errors"""
TROUBLE = (StoreBusy, StoreUnavailable, LostRace)


@dataclass(frozen=True)
class _Held:
    token: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What the store has of a workspace. `dead`: Slack has refused its token."""

    tenant: Tenant
    grant: Grant
    dead: bool

    def lasts(self, now: datetime) -> timedelta:
        """For how long its token can still be used."""
        return timedelta(0) if self.dead else max(self.grant.left(now), timedelta(0))


@dataclass(kw_only=True)
class StoredTokens:
    """`clients` is asked without any workspace's token."""

    store: Store
    clients: Clients
    client_id: str
    client_secret: str = field(repr=False)
    now: Callable[[], datetime]
    patience: timedelta = PATIENCE
    _held: dict[str, _Held] = field(default_factory=dict)
    _unsaved: dict[str, tuple[Tenant, Grant]] = field(default_factory=dict, repr=False)
    _renewing: dict[str, asyncio.Task[str | Unsure]] = field(default_factory=dict)
    _forced: dict[str, datetime] = field(default_factory=dict)

    async def of(self, team: str) -> str | Unsure:
        held = self._held.get(team)
        if held is not None and self.now() < held.until:
            return held.token
        try:
            return await self._look(team)
        except TROUBLE as trouble:
            return Unsure(type(trouble).__name__, asked=False)

    async def instead(self, team: str, dead: str) -> str | Unsure:
        """The store's, where somebody has changed it; else it is renewed, though it is not time.

        Unsure while that goes on: a token that is on its way is no reason to shut anybody out.
        """
        self.forget(team)
        try:
            found = await self._look(team, dead=dead)
        except TROUBLE:
            return ""
        if found == RENEWING:
            return RENEWING
        return found if isinstance(found, str) and found != dead else ""

    def forget(self, team: str) -> None:
        """Ask the store next time: there may be another one, or none."""
        self._held.pop(team, None)

    async def close(self) -> None:
        """What Slack gives only once is kept before kombot stops."""
        while self._renewing:
            await asyncio.wait(list(self._renewing.values()))

    async def _look(self, team: str, *, dead: str = "") -> str | Unsure:
        """Nothing is not remembered: kombot may be installed there by another process."""
        if team in self._unsaved and team not in self._renewing:
            keeping = self._begin(team, self._keep(team, *self._unsaved.pop(team)))
            await asyncio.shield(keeping)
        found = await self._read(team, dead)
        if found is None:
            return ""
        early = found.lasts(self.now()) - EARLY
        if early > timedelta(0):
            return self._hold(team, found.grant.token, min(KEPT, early))
        forced = found.dead and team not in self._renewing and self._was_forced(team)
        if not found.grant.refresh or forced:
            return ""
        return await self._renewed(team, found)

    async def _read(self, team: str, dead: str = "") -> _Found | None:
        async with self.store.snapshot() as reads:
            tenant = await tenants.find(reads, channel=CHANNEL, tenant=team)
        grant = from_secret(tenant.secret) if tenant is not None else None
        if tenant is None or grant is None:
            return None
        return _Found(tenant=tenant, grant=grant, dead=grant.token == dead)

    def _hold(self, team: str, token: str, lasts: timedelta) -> str:
        self._held[team] = _Held(token, self.now() + lasts)
        return token

    def _was_forced(self, team: str) -> bool:
        """A token that is refused as soon as it is new must not be renewed for every click."""
        now, last = self.now(), self._forced.get(team)
        self._forced[team] = now
        return last is not None and now - last < AGAIN

    async def _renewed(self, team: str, found: _Found) -> str | Unsure:
        """One at a time; who comes meanwhile takes the old one while it lasts.

        Nobody waits for long, and what Slack gives is kept all the same.
        """
        running, lasts = self._renewing.get(team), found.lasts(self.now())
        if running is not None and lasts:
            return found.grant.token
        running = running or self._begin(team, self._renew(team, found))
        await asyncio.wait({running}, timeout=self.patience.total_seconds())
        if running.done():
            return running.result()
        return found.grant.token if lasts else RENEWING

    def _begin(
        self, team: str, work: Coroutine[Any, Any, str | Unsure]
    ) -> asyncio.Task[str | Unsure]:
        task = self._renewing[team] = asyncio.create_task(work)
        task.add_done_callback(lambda done: self._ended(team, done))
        return task

    def _ended(self, team: str, done: asyncio.Task[str | Unsure]) -> None:
        """Nobody may have waited until it was known what became of it."""
        self._renewing.pop(team, None)
        if not done.cancelled() and (trouble := done.exception()) is not None:
            log.warning("the token of %s is not renewed: %s", team, type(trouble).__name__)

    async def _renew(self, team: str, found: _Found) -> str | Unsure:
        if not await self._lease(found.tenant):
            return await self._other(team, found) or self._old(team, found, "renewing", SOON)
        answer = await self.clients.access(
            client_id=self.client_id,
            client_secret=self.client_secret,
            grant_type="refresh_token",
            refresh_token=found.grant.refresh,
        )
        new = granted(answer.data, now=self.now()) if isinstance(answer, Good) else None
        if new is None:
            return await self._failed(team, found, answer)
        log.info("the token of %s is renewed", team)
        crash_at("after_renewal_before_commit")
        return await self._keep(team, found.tenant, _inherits(new, found.grant))

    async def _lease(self, tenant: Tenant) -> bool:
        now = self.now()
        try:
            async with self.store.unit() as unit:
                tenants.lease(unit, tenant, now=now, until=now + LEASE)
                await unit.commit()
        except LostRace:
            return False
        return True

    async def _keep(self, team: str, tenant: Tenant, new: Grant) -> str:
        """What Slack gives only once is in no case dropped because the store is busy."""

        async def work(unit: Unit) -> None:
            tenants.keep_secret(unit, tenant, as_secret(new))

        try:
            await self.store.run(work, attempts=1)
        except LostRace:
            found = await self._read(team)
            return found.grant.token if found else ""
        except (StoreBusy, StoreUnavailable) as trouble:
            log.error("a new token of %s waits: %s", team, type(trouble).__name__)  # noqa: TRY400 - no words
            self._unsaved[team] = (tenant, new)
            return self._hold(team, new.token, SOON)
        return self._hold(team, new.token, KEPT)

    async def _failed(self, team: str, found: _Found, answer: Answer) -> str | Unsure:
        other = await self._other(team, found)
        if other:
            return other
        reason = answer.error if isinstance(answer, Refused) else _reason(answer)
        log.warning("the token of %s is not renewed: %s", team, reason)
        if reason in ENDED and not found.lasts(self.now()):
            await self._end(found.tenant)
            return ""
        if reason in ENDED and found.grant.ends_at is not None:
            # Slack takes the old refresh token back as it gives the new one: a kill loses both.
            until = found.grant.ends_at.isoformat(timespec="minutes")
            log.error("install kombot in %s again before %s: %s", team, until, reason)
        return self._old(team, found, reason, AGAIN)

    def _old(self, team: str, found: _Found, reason: str, after: timedelta) -> str | Unsure:
        """It is used until it ends."""
        if lasts := found.lasts(self.now()):
            return self._hold(team, found.grant.token, min(after, lasts))
        return Unsure(reason, after, asked=False)

    async def _other(self, team: str, found: _Found) -> str:
        """What somebody else has put in its place meanwhile."""
        now_there = await self._read(team)
        if now_there is None or now_there.grant.token == found.grant.token:
            return ""
        return self._hold(team, now_there.grant.token, SOON)

    async def _end(self, tenant: Tenant) -> None:
        """Nothing goes there any more until kombot is installed anew; `status` says so."""

        async def work(unit: Unit) -> None:
            tenants.keep_secret(unit, tenant, None)
            reach.close(unit, channel=CHANNEL, tenant=tenant.external_id, reason=reach.NO_ACCESS)

        try:
            await self.store.run(work, attempts=1)
        except LostRace:
            log.info("%s is installed anew already", tenant.external_id)


def _reason(answer: Answer) -> str:
    return answer.reason if isinstance(answer, Unsure) else "unusable"


def _inherits(new: Grant, old: Grant) -> Grant:
    """A renewal does not tell everything again."""
    return replace(
        new,
        scopes=new.scopes or old.scopes,
        app_id=new.app_id or old.app_id,
        bot_user_id=new.bot_user_id or old.bot_user_id,
        installer=old.installer,
        enterprise_id=old.enterprise_id,
    )
