"""The simulator's page and what it asks for."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, TypeAlias

from aiohttp import web

from bot.channels.base import Inbound, Reply
from bot.channels.simulator import security
from bot.channels.simulator.chat import Chat
from bot.channels.simulator.colleagues import Colleagues
from bot.channels.simulator.controls import Controls, Wheel
from bot.channels.simulator.drawing import HERE
from bot.channels.simulator.inbound import LARGEST_ACT, read_act
from bot.channels.simulator.lived import live_to
from bot.channels.simulator.news import News, Newsroom
from bot.channels.simulator.rooms import Rooms
from bot.channels.simulator.views import Views
from storage import simulator
from storage.unit_of_work import Store, Unit

log = logging.getLogger("kombot.simulator")

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Refuse: TypeAlias = Callable[[Mapping[str, str], str | None], str | None]

# Often enough that the clock on the page is right, and that a window that has gone is noticed.
BEAT_SECONDS = 20.0
STATIC = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


@dataclass(frozen=True, kw_only=True)
class SimulatorEndpoint:
    """`receive` is bound to the clock of `controls`.

    Put `shutdown` on the app's `on_shutdown`: it ends the streams that open windows hold, which
    would keep the server waiting.
    """

    store: Store
    receive: Callable[[Inbound], Awaitable[Reply]]
    controls: Controls
    news: Newsroom
    zone: str = "Europe/Copenhagen"
    language: str = "da"
    beat_seconds: float = BEAT_SECONDS

    def routes(self) -> list[web.RouteDef]:
        read, data, write = security.refuse_read, security.refuse_data, security.refuse_write
        return [
            web.get("/simulator", _guarded(self._page, read)),
            web.get("/simulator/static/{name}", _guarded(_static, data)),
            web.get("/simulator/state", _guarded(self._state, data)),
            web.get("/simulator/conversation", _guarded(self._conversation, data)),
            web.get("/simulator/events", _guarded(self._events, data)),
            web.post("/simulator/act", _guarded(self._act, write)),
            web.post("/simulator/clock", _guarded(self._clock, write)),
            web.post("/simulator/colleagues", _guarded(self._vote, write)),
            web.post("/simulator/live", _guarded(self._live, write)),
            web.post("/simulator/read", _guarded(self._read, write)),
            web.post("/simulator/language", _guarded(self._language, write)),
        ]

    async def shutdown(self, _app: web.Application) -> None:
        self.news.close()

    @cached_property
    def _chat(self) -> Chat:
        return Chat(
            store=self.store,
            receive=self.receive,
            now=self.controls.now,
            news=self.news,
            look=self._rooms.spots,
        )

    @cached_property
    def _rooms(self) -> Rooms:
        return Rooms(store=self.store, now=self.controls.now, zone=self.zone)

    @cached_property
    def _wheel(self) -> Wheel:
        return Wheel(store=self.store, controls=self.controls)

    @cached_property
    def _views(self) -> Views:
        return Views(
            store=self.store,
            chat=self._chat,
            rooms=self._rooms,
            now=self.controls.now,
            zone=self.zone,
            language=self.language,
        )

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=await self._views.page(), content_type="text/html")

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(await self._views.state(request.query.get("person", "")))

    async def _conversation(self, request: web.Request) -> web.Response:
        query = request.query
        found = await self._views.conversation(query.get("person", ""), query.get("place", ""))
        return web.json_response(found) if found else _refused(HTTPStatus.NOT_FOUND)

    async def _act(self, request: web.Request) -> web.Response:
        payload = await _payload(request, most=LARGEST_ACT)
        if (request.content_length or 0) > security.MAX_BYTES and not payload.get("files"):
            return _refused(HTTPStatus.BAD_REQUEST)
        act = read_act(payload)
        if act is None or not await self._views.may_act(act.person, act.place):
            return _refused(HTTPStatus.BAD_REQUEST)
        answer = await self._chat.act(act)
        return web.json_response(await self._views.answered(answer))

    async def _clock(self, request: web.Request) -> web.Response:
        payload = await _payload(request)
        try:
            moved = await self._wheel.turn(str(payload.get("step", "")))
        except KeyError:
            return _refused(HTTPStatus.BAD_REQUEST)
        self.news.tell(News(what="clock", by=_window(payload)))
        return web.json_response(await self._views.moved(moved))

    async def _vote(self, request: web.Request) -> web.Response:
        payload = await _payload(request)
        told = await self._views.voted(Colleagues(receive=self.receive), payload.get("person"))
        self.news.tell(News(what="message", by=_window(payload)))
        return web.json_response(told)

    async def _live(self, request: web.Request) -> web.Response:
        payload = await _payload(request)
        try:
            lived = await self._wheel.turn_with(self._living(str(payload.get("stage", ""))))
        except KeyError:
            return _refused(HTTPStatus.BAD_REQUEST)
        self.news.tell(News(what="clock", by=_window(payload)))
        return web.json_response(await self._views.lived(lived))

    def _living(self, stage: str) -> Callable[[], Awaitable[bool]]:
        async def lives() -> bool:
            life = await self._views.life(self.receive, self.controls)
            await live_to(life, stage)
            return True

        return lives

    async def _read(self, request: web.Request) -> web.Response:
        payload = await _payload(request)
        conversation, position = payload.get("conversation"), payload.get("position")
        if not isinstance(conversation, str) or not isinstance(position, int):
            return _refused(HTTPStatus.BAD_REQUEST)
        if await self._mark(conversation, position):
            self.news.tell(News(what="read", conversation=conversation, by=_window(payload)))
        return web.json_response({})

    async def _mark(self, conversation: str, position: int) -> bool:
        async def work(unit: Unit) -> bool:
            last = await simulator.last_position(unit, conversation)
            known = await simulator.read_to(unit, conversation)
            if not known < position <= last:
                return False
            simulator.keep_read(unit, conversation, position)
            return True

        return await self.store.run(work)

    async def _language(self, request: web.Request) -> web.Response:
        payload = await _payload(request)
        language = payload.get("language")
        if language not in ("da", "en"):
            return _refused(HTTPStatus.BAD_REQUEST)

        async def work(unit: Unit) -> None:
            await simulator.keep_language(unit, str(language))

        await self.store.run(work)
        self.news.tell(News(what="language", by=_window(payload)))
        return web.json_response({})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        response.headers.update(security.HEADERS)
        await response.prepare(request)
        try:
            await response.write(b"retry: 1000\n\n")
            async for news in self._heard():
                data = json.dumps(news.as_dict() if news else {"what": "beat"})
                await response.write(f"data: {data}\n\n".encode())
        except ConnectionError:
            log.debug("a window was closed")
        return response

    async def _heard(self) -> AsyncIterator[News | None]:
        """News until there is no more; None at each beat without any."""
        with self.news.listen() as ear:
            while True:
                try:
                    news = await asyncio.wait_for(ear.get(), self.beat_seconds)
                except TimeoutError:
                    yield None
                    continue
                if news is None:
                    return
                yield news


def _guarded(handler: Handler, refuse: Refuse) -> Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        if reason := refuse(request.headers, request.remote):
            log.warning("refused a request to the simulator: %s", reason)
            return _refused(HTTPStatus.FORBIDDEN)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(security.HEADERS)
        return response

    return guarded


async def _static(request: web.Request) -> web.StreamResponse:
    """Only what lies in the folder itself, by its own name."""
    found = {path.name: path for path in (HERE / "static").iterdir() if path.is_file()}
    path = found.get(request.match_info["name"])
    if path is None:
        return _refused(HTTPStatus.NOT_FOUND)
    kind = STATIC[path.suffix.removeprefix(".")]
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8")


async def _payload(request: web.Request, *, most: int = security.MAX_BYTES) -> dict[str, Any]:
    """Empty for what is no JSON object, or too much of it."""
    if (request.content_length or 0) > most:
        return {}
    request = request.clone(client_max_size=most)
    try:
        found = await request.json()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _window(payload: Mapping[str, Any]) -> str:
    return str(payload.get("window", ""))[:80]


def _refused(status: HTTPStatus) -> web.Response:
    return web.Response(status=status, text=status.phrase, headers=security.HEADERS)
