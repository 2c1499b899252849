"""POST /api/messages: guard, token check, botbuilder's turn, answer. Bad input is never a 5xx."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web
from botbuilder.core import InvokeResponse, TurnContext

from bot.channels.full import Rule, Rules
from bot.channels.teams.adapter import TeamsAdapter
from bot.channels.teams.answers import WORDS_FOLDER, Answers
from bot.channels.teams.channel import SERVICE_URL, TeamsChannel
from bot.channels.teams.connector import Connector
from bot.channels.teams.events import Events, Note
from bot.channels.teams.full import refusing
from bot.channels.teams.hosts import is_loopback
from bot.channels.teams.inbound import NAME, Envelope, Malformed, open_envelope
from bot.channels.teams.login import Login
from bot.channels.teams.members import Knows, Members, Receive, knows_nobody
from bot.channels.teams.needs import PATH
from bot.channels.teams.pace import Pace
from bot.channels.teams.photos import Album
from bot.channels.teams.token import CHALLENGE, Bound, Gate, Unauthorised, anywhere, gate_for
from bot.channels.teams.turns import Pause, Turn
from bot.settings import TeamsSettings
from dialogs.core.house import House
from dialogs.core.texts import Speaker, Texts

log = logging.getLogger("kombot.teams")

LARGEST = 256 * 1024
AS_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, kw_only=True)
class TeamsEndpoint:
    gate: Gate
    adapter: TeamsAdapter
    answers: Answers
    events: Events
    pause: Pause = asyncio.sleep

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.take)]

    def refusals(self) -> Rules:
        spoken, zone = self.answers.language, self.answers.members.zone
        say = Speaker(texts=Texts((WORDS_FOLDER,)), language=spoken, zone=zone)
        return {PATH: Rule(NAME, refusing(say))}

    async def take(self, request: web.Request) -> web.Response:
        activity = _activity(await _body(request))
        try:
            claims = await self.gate.check(activity, request.headers)
            envelope = open_envelope(activity)
        except Unauthorised as refusal:
            log.warning("refused a call to teams: %s", refusal)
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": CHALLENGE}) from None
        except Malformed as fault:
            raise web.HTTPBadRequest(text=f"not an activity: {fault}") from None

        if not await self.events.take(envelope):
            raise web.HTTPServiceUnavailable

        async def turn(context: TurnContext) -> None:
            await self.answers.answer(self._turn(context, envelope))

        return _response(await self.adapter.run(envelope, claims, turn))

    def _turn(self, context: TurnContext, envelope: Envelope) -> Turn:
        return Turn(context=context, adapter=self.adapter, envelope=envelope, pause=self.pause)

    async def close(self) -> None:
        """Finish what was promised; call it before the session is closed."""
        await self.answers.close()
        await self.events.close()
        await self.gate.close()


@dataclass(frozen=True, kw_only=True)
class Teams:
    """The two sides of the channel: what comes in and what goes out."""

    endpoint: TeamsEndpoint
    channel: TeamsChannel


@dataclass(frozen=True, kw_only=True)
class Ears:
    """Who hears what comes in. `knows` tells whether a person needs no email any more.

    `bound` tells whether somebody has said whose a tenant is.
    """

    receive: Receive
    note: Note
    knows: Knows = knows_nobody
    bound: Bound = anywhere


def join(
    settings: TeamsSettings,
    *,
    ears: Ears,
    house: House,
    session: aiohttp.ClientSession,
    now: Callable[[], datetime],
    host: str,
    service_url: str = SERVICE_URL,
    pause: Pause = asyncio.sleep,
    tell: Callable[[str, datetime], None] | None = None,
) -> Teams:
    """`host` is what kombot listens on; `tell` lets other processes rest where Teams says so.

    Raises ValueError where there is no app id and `host` is not loopback.
    """
    connector = Connector(
        session=session,
        login=Login(settings=settings, session=session, now=now),
        trusts=settings.trusts if settings.app_id else is_loopback,
        jitter=random.random,
        now=now,
        rest=pause,
        pace=Pace(tell=tell) if tell else Pace(),
    )
    channel = TeamsChannel(
        settings=settings,
        connector=connector,
        service_url=service_url,
        per_second=settings.per_second,
    )
    members = Members(connector=connector, zone=house.zone, knows=ears.knows)
    endpoint = TeamsEndpoint(
        gate=gate_for(settings, host=host, session=session, now=now, bound=ears.bound),
        adapter=TeamsAdapter(connector=connector, app_id=settings.app_id),
        answers=Answers(
            receive=ears.receive,
            channel=channel,
            members=members,
            album=Album(connector=connector),
            language=house.language,
        ),
        events=Events(connector=connector, note=ears.note, rest=pause),
        pause=pause,
    )
    return Teams(endpoint=endpoint, channel=channel)


async def _body(request: web.Request) -> bytes:
    """Read no more than is taken."""
    body = b""
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=len(body))
    return body


def _activity(body: bytes) -> Mapping[str, Any]:
    try:
        activity = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="not JSON in UTF-8") from None
    if not isinstance(activity, dict):
        raise web.HTTPBadRequest(text="not an activity")
    return activity


def _response(invoked: InvokeResponse | None) -> web.Response:
    if invoked is None:
        return web.Response(status=201)
    if invoked.body is None:
        return web.Response(status=invoked.status)
    return web.Response(status=invoked.status, body=invoked.body, headers=AS_JSON)
