"""GET /slack/install and /slack/oauth_redirect: from an invitation to an installed workspace."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.channels.slack.client import Clients, Refused
from bot.channels.slack.inbound import CHANNEL
from bot.channels.slack.install.exchange import Exchange
from bot.channels.slack.install.grant import Installed, Unusable
from bot.channels.slack.install.pages import Pages
from bot.channels.slack.install.sealed import UNDER_WAY, Invitation, Seals, State, is_of
from bot.channels.slack.install.store import BoundElsewhere, Installations, Spent, holds
from bot.channels.slack.needs import INSTALL, REDIRECT
from bot.platforms import SlackSettings
from dialogs.core.house import House
from storage import events, roster, tenants
from storage.keys import Keyring
from storage.tables import Organisation
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.slack.install")

COOKIE = "__Host-kombot-install"
"""A browser keeps one of that name only from this very host, over https."""
CANCELLED = "access_denied"
WORD = re.compile(r"[a-z_]{1,60}")
LONGEST = 500
TROUBLE = (StoreBusy, StoreUnavailable, LostRace)


@dataclass(frozen=True, kw_only=True)
class InstallEndpoint:
    """`forget` is called with a workspace whose tokens are new."""

    store: Store
    exchange: Exchange
    seals: Seals
    pages: Pages
    now: Callable[[], datetime]
    forget: Callable[[str], None]

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(INSTALL, self.begin, allow_head=False),
            web.get(REDIRECT, self.finish, allow_head=False),
        ]

    async def begin(self, request: web.Request) -> web.Response:
        """Says whose workspace it will be before anybody goes to Slack."""
        try:
            return await self._begin(request)
        except TROUBLE as trouble:
            log.warning("an installation did not begin: %s", type(trouble).__name__)
            return self.pages.show(request, "later")

    async def _begin(self, request: web.Request) -> web.Response:
        invitation = self.seals.invitation(request.query.get("for", ""), now=self.now())
        organisation = await self._invited(invitation) if invitation else None
        if invitation is None or organisation is None:
            return self.pages.show(request, "expired")
        browser = secrets.token_urlsafe(32)
        leads = self.exchange.asking(self.seals.begin(invitation, browser, now=self.now()))
        page = self.pages.show(request, "begin", leads=leads, organisation=organisation.name)
        # Lax and not Strict: the way back leads over Slack's page.
        page.set_cookie(
            COOKIE,
            browser,
            max_age=int(UNDER_WAY.total_seconds()),
            path="/",
            secure=True,
            httponly=True,
            samesite="Lax",
        )
        return page

    async def _invited(self, invitation: Invitation) -> Organisation | None:
        """None where the invitation holds no longer, or its organisation is gone."""
        async with self.store.snapshot() as reads:
            if not await holds(reads, invitation):
                return None
            return await roster.organisation(reads, invitation.organisation_id)

    async def finish(self, request: web.Request) -> web.Response:
        """Slack sends the browser back, with a code or with a no."""
        try:
            page = await self._finish(request)
        except TROUBLE as trouble:
            log.warning("an installation did not succeed: %s", type(trouble).__name__)
            page = self.pages.show(request, "later")
        page.set_cookie(COOKIE, "", max_age=0, path="/", secure=True, httponly=True, samesite="Lax")
        return page

    async def _finish(self, request: web.Request) -> web.Response:
        state = self.seals.state(request.query.get("state", ""), now=self.now())
        if state is None or not is_of(state, request.cookies.get(COOKIE, "")):
            return self.pages.show(request, "expired")
        organisation = await self._invited(state.invitation)
        if organisation is None or not await self._first_time(state):
            return self.pages.show(request, "expired")
        error, code = request.query.get("error", ""), request.query.get("code", "")
        if error == CANCELLED:
            return self.pages.show(request, "cancelled")
        if error or not code or len(code) > LONGEST:
            return self._refused(request, error or "no_code")
        found = await self.exchange.tokens(code)
        match found:
            case Installed():
                return await self._installed(request, found, state.invitation, organisation)
            case Unusable("enterprise"):
                return self.pages.show(request, "enterprise")
            case Unusable(reason):
                return self._refused(request, reason.replace("-", "_"))
            case Refused(error):
                return self._refused(request, error)
        log.warning("an installation did not succeed: Slack gave no answer")
        return self.pages.show(request, "later")

    async def _first_time(self, state: State) -> bool:
        async def work(unit: Unit) -> bool:
            return await events.first_time(
                unit, channel=events.INSTALL, tenant=CHANNEL, event_id=state.once, now=self.now()
            )

        return await self.store.run(work)

    def _refused(self, request: web.Request, reason: str) -> web.Response:
        word = reason if WORD.fullmatch(reason) else "unknown"
        log.warning("Slack refused an installation: %s", word)
        return self.pages.show(request, "refused", reason=word)

    async def _installed(
        self,
        request: web.Request,
        found: Installed,
        invitation: Invitation,
        organisation: Organisation,
    ) -> web.Response:
        installations = Installations(store=self.store, now=self.now, invitation=invitation)
        try:
            await installations.keep(found.team, found.name, found.grant)
        except (BoundElsewhere, Spent) as no:
            log.warning("%s is not installed: %s", found.team, type(no).__name__)
            await self._give_back(found)
            page = "elsewhere" if isinstance(no, BoundElsewhere) else "expired"
            return self.pages.show(request, page)
        self.forget(found.team)
        log.warning("%s is installed and belongs to %s", found.team, organisation.id)
        return self.pages.show(
            request,
            "done",
            leads=self.exchange.opening(found),
            workspace=found.name or found.team,
            organisation=organisation.name,
        )

    async def _give_back(self, found: Installed) -> None:
        """Not where kombot is installed for somebody: that would end it for them."""
        async with self.store.snapshot() as reads:
            tenant = await tenants.find(reads, channel=CHANNEL, tenant=found.team)
        if tenant is None or tenant.secret is None:
            await self.exchange.give_back(found.team, found.grant.token)


def install_endpoint(
    settings: SlackSettings,
    *,
    clients: Clients,
    store: Store,
    keyring: Keyring,
    url: str,
    house: House,
    now: Callable[[], datetime],
) -> InstallEndpoint:
    return InstallEndpoint(
        store=store,
        exchange=Exchange(settings=settings, clients=clients, url=url, now=now),
        seals=Seals(keyring=keyring),
        pages=Pages(language=house.language, zone=house.zone),
        now=now,
        forget=clients.tokens.forget,
    )
