"""What Slack sends: to POST /slack/events through our guard, or over Socket Mode's line."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncBoltRequest

from bot.channels.full import Rule, Rules
from bot.channels.slack.answering import (
    BUDGET,
    FETCHING,
    PATIENCE,
    Answering,
    Note,
    Ours,
    Receive,
    every_channel,
)
from bot.channels.slack.client import Clients, OneToken, Tokens
from bot.channels.slack.directory import Directory, Knows, knows_nobody
from bot.channels.slack.envelopes import Rest
from bot.channels.slack.full import refusing
from bot.channels.slack.guard import Guard, Payload, Turned
from bot.channels.slack.install.tokens import PATIENCE as RENEWAL
from bot.channels.slack.install.tokens import StoredTokens
from bot.channels.slack.listeners import build_app
from bot.channels.slack.needs import PATH
from bot.channels.slack.pace import Pace
from bot.channels.slack.photos import Album
from bot.channels.slack.rooms import Rooms
from bot.channels.slack.screen import Screen
from bot.channels.slack.socket import SocketMode
from bot.channels.standing import Change, Shut
from bot.platforms import SlackSettings
from dialogs.core.house import House
from dialogs.core.texts import Speaker, Texts
from storage.unit_of_work import Store

log = logging.getLogger("kombot.slack")

SURFACE = "slack"
WORDS_FOLDER = Path(__file__).parent / "words"


def clients_of(
    settings: SlackSettings,
    session: aiohttp.ClientSession,
    *,
    now: Callable[[], datetime],
    store: Store | None = None,
    renewal: timedelta = RENEWAL,
    tell: Callable[[str, datetime], None] | None = None,
) -> Clients:
    """One for all that goes out, so that all keep the same pace; `tell` makes it others' too.

    `store` holds the tokens where kombot is installed in several workspaces, and `renewal` is how
    long anybody waits for a new one.
    """
    one = Clients(
        tokens=OneToken(settings.bot_token),
        base_url=settings.base_url,
        session=session,
        pace=Pace(now=now, tell=tell) if tell else Pace(now=now),
        per_minute=settings.per_minute,
    )
    if not settings.installs or store is None:
        return one
    tokens = StoredTokens(
        store=store,
        clients=one,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        now=now,
        patience=renewal,
    )
    return replace(one, tokens=tokens)


def _forgetting(note: Note, tokens: Tokens) -> Note:
    """Tokens of a workspace that shuts kombot out are of no use from then on."""

    async def noted(change: Change) -> None:
        await note(change)
        if isinstance(change, Shut):
            tokens.forget(change.tenant)

    return noted


class SlackEndpoint:
    def __init__(  # noqa: PLR0913 - each is a part that stands elsewhere in tests
        self,
        *,
        settings: SlackSettings,
        clients: Clients,
        house: House,
        receive: Receive,
        note: Note,
        now: Callable[[], datetime],
        patience: timedelta = PATIENCE,
        budget: timedelta = BUDGET,
        fetching: timedelta = FETCHING,
        rest: Rest = asyncio.sleep,
        knows: Knows = knows_nobody,
        ours: Ours = every_channel,
    ) -> None:
        say = Speaker(texts=Texts((WORDS_FOLDER,)), language=house.language, zone=house.zone)
        screen = Screen(clients=clients, say=say)
        self._clients = clients
        self.directory = Directory(
            clients=clients, now=now, zone=house.zone, knows=knows, note=note
        )
        self._answering = Answering(
            directory=self.directory,
            rooms=Rooms(clients=clients, directory=self.directory),
            album=Album(clients=clients),
            ours=ours,
            receive=receive,
            note=_forgetting(note, clients.tokens),
            screen=screen,
            patience=patience,
            budget=budget,
            fetching=fetching,
        )
        self._app = build_app(clients, self._answering)
        self._refuse = refusing(say)
        self._guard = Guard(secret=settings.signing_secret, now=now)
        calling = SocketMode(
            token=settings.app_token,
            clients=clients,
            dispatch=self.dispatch,
            frame=screen.frame(),
            now=now,
            rest=rest,
        )
        self._socket = calling if settings.socket else None

    def routes(self) -> list[web.RouteDef]:
        """With Socket Mode the door stays shut: without a secret anybody could sign."""
        return [] if self._socket else [web.post(PATH, self.handle)]

    def refusals(self) -> Rules:
        return {PATH: Rule(SURFACE, self._refuse)}

    async def alongside(self, _app: web.Application) -> AsyncIterator[None]:
        """With Socket Mode kombot calls Slack, for as long as it serves."""
        await self._clients.learn_home()
        async with self._socket.listening() if self._socket else nullcontext():
            yield

    def health(self) -> dict[str, str]:
        return {"slack_socket": self._socket.state} if self._socket else {}

    async def close(self) -> None:
        """Wait for what was promised: what is still to be shown, and tokens on their way."""
        await self._answering.close()
        await self._clients.tokens.close()

    async def handle(self, request: web.Request) -> web.Response:
        payload = await self._guard.admit(request)
        if isinstance(payload, Turned):
            log.warning("turned away a request: %s", payload.reason)
            return web.Response(status=payload.status)
        return await self.dispatch(payload)

    async def dispatch(self, payload: Payload) -> web.Response:
        """What nobody listens to is acknowledged; what bolt cannot read is the sender's mistake.

        The mode says that the body is parsed and verified already, which the guard has done.
        """
        try:
            request = AsyncBoltRequest(body=payload, mode="socket_mode")
            answer = await self._app.async_dispatch(request)
        except Exception as error:  # noqa: BLE001 - bolt trusts shapes; our own faults end in its listener.
            log.warning("bolt could not read a payload: %s", type(error).__name__)
            return web.Response(status=400)
        if answer.status == web.HTTPNotFound.status_code:
            return web.Response()
        kind, body = "application/json" if answer.body else "text/plain", answer.body
        return web.Response(status=answer.status, text=body, content_type=kind)
