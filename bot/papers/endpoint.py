"""`GET /papers/…`: the paper that a link was made for, for as long as it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.papers.links import PATH, Asked, SealedLinks
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.paper import CalendarFile, DataFile, Document, Made, Paper
from dialogs.core.people import Who
from dialogs.core.registry import Registry
from dialogs.core.texts import Speaker, Texts
from dialogs.core.who import has_left, who_is
from storage import audit, people
from storage.unit_of_work import Store, Unit

SAFE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def printed(paper: Paper, language: str) -> bytes:
    """The file that a link to the same paper opens."""
    from bot.papers.printing import pdf

    return await pdf(paper, language)


@dataclass(frozen=True, kw_only=True)
class PapersEndpoint:
    store: Store
    registry: Registry
    texts: Texts
    house: House
    links: SealedLinks
    now: Callable[[], datetime]

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH + "{token}", self._open)]

    def health(self) -> dict[str, str]:
        return {}

    async def _open(self, request: web.Request) -> web.Response:
        now = self.now()
        asked = self.links.asked(request.match_info["token"], now=now)
        if asked is None:
            return self._said("papers/gone", self.house.language, status=410)
        made, language = await self._made(asked, now)
        if isinstance(made, Refusal):
            return self._said("papers/not_now", language, status=404)
        await self._noted(made, asked, now)
        return await self._file(made, language, now)

    async def _noted(self, made: Made, asked: Asked, now: datetime) -> None:
        """That somebody reads another's words is kept before they do, as it is in the chat."""
        paper = made.paper if isinstance(made, Document) else made
        about_id = paper.about_id if isinstance(paper, Paper) else ""
        if about_id in {"", asked.person_id}:
            return

        async def note(unit: Unit) -> None:
            audit.record(
                unit,
                at=now,
                actor_id=asked.person_id,
                about_id=about_id,
                what="paper-opened",
                subject=asked.subject,
            )

        await self.store.run(note)

    async def _made(self, asked: Asked, now: datetime) -> tuple[Made | Refusal, str]:
        """Who may read it is looked at again: a link is older than what it opens."""
        maker = self.registry.papers.get(asked.paper)
        async with self.store.snapshot() as reads:
            person = await people.person(reads, asked.person_id)
            if maker is None or person is None or has_left(person, now, self.house):
                return Refusal("not_there"), self.house.language
            who = await who_is(reads, person, self.house)
            found = await maker(reads, self._request(who, asked, now))
            return found, who.language

    def _request(self, who: Who, asked: Asked, now: datetime) -> Request:
        say = Speaker(texts=self.texts, language=who.language, zone=who.zone, now=now)
        return Request(who=who, subject=asked.subject, now=now, house=self.house, say=say)

    async def _file(self, made: Made, language: str, now: datetime) -> web.Response:
        # Loaded where they are used: kombot begins without them.
        from bot.papers.calendars import ics
        from bot.papers.pages import html
        from bot.papers.printing import pdf

        if isinstance(made, CalendarFile):
            named = {"Content-Disposition": f'attachment; filename="{made.name}.ics"'}
            body, kind = ics(made, now=now), "text/calendar"
            return web.Response(body=body, content_type=kind, charset="utf-8", headers=SAFE | named)
        if isinstance(made, DataFile):
            named = {"Content-Disposition": f'attachment; filename="{made.name}.html"'}
            page = html(made, language)
            return web.Response(
                body=page, content_type="text/html", charset="utf-8", headers=SAFE | named
            )
        if isinstance(made, Document):
            return await self._document(made, language)
        named = {"Content-Disposition": f'inline; filename="{made.name}.pdf"'}
        body = await pdf(made, language)
        return web.Response(body=body, content_type="application/pdf", headers=SAFE | named)

    async def _document(self, made: Document, language: str) -> web.Response:
        from bot.papers.documents import KIND, docx

        named = {"Content-Disposition": f'attachment; filename="{made.paper.name}.docx"'}
        body = await docx(made.paper, language)
        return web.Response(body=body, content_type=KIND, headers=SAFE | named)

    def _said(self, key: str, language: str, *, status: int) -> web.Response:
        words = self.texts.say(key, language=language, zone=self.house.zone, facts={})
        return web.Response(text=words, status=status, content_type="text/plain", headers=SAFE)
