"""Opening the links of papers as a browser would, over HTTP on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from icalendar import Calendar

from bot.http import application
from bot.papers.endpoint import PapersEndpoint
from bot.papers.links import PATH, SealedLinks
from dialogs.core.cards import Form
from tests.served import served
from tests.talk import Talker, Town


@dataclass(frozen=True, kw_only=True)
class Opened:
    status: int
    kind: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def calendar(self) -> Calendar:
        return Calendar.from_ical(self.body)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A browser: it knows the address it was given and nothing else."""

    session: aiohttp.ClientSession
    here: str

    async def opens(self, link: str, *, method: str = "GET") -> Opened:
        address = self.here + urlsplit(link).path
        async with self.session.request(method, address, allow_redirects=False) as answer:
            return Opened(
                status=answer.status,
                kind=answer.content_type,
                headers=dict(answer.headers),
                body=await answer.read(),
            )


@asynccontextmanager
async def reading(town: Town) -> AsyncIterator[Reader]:
    """`kombot web`, with this town's papers."""
    site = application(store=town.store, endpoints=[endpoint(town)], pressure=town.app.pressure)
    async with served(site) as here, aiohttp.ClientSession() as session:
        yield Reader(session=session, here=here)


def endpoint(town: Town) -> PapersEndpoint:
    inbox = town.app.inbox
    return PapersEndpoint(
        store=town.store,
        registry=inbox.registry,
        texts=inbox.texts,
        house=inbox.house,
        links=links_of(town),
        now=town.clock.now,
    )


def links_of(town: Town) -> SealedLinks:
    links = town.app.inbox.house.links
    assert isinstance(links, SealedLinks)
    return links


def sealed(town: Town, paper: str, subject: str, person_id: str) -> str:
    return links_of(town).to(paper, subject, person_id, now=town.now)


def link_on(talker: Talker, label: str) -> str:
    """Where the newest button with this label leads."""
    assert talker.text
    for content in reversed(talker.screen):
        if isinstance(content, Form):
            continue
        for button in content.buttons:
            if button.label == label and button.url:
                return button.url
    message = f"{talker.name} sees no link {label!r}; newest:\n{talker.text}"
    raise AssertionError(message)


__all__ = ["PATH", "Opened", "Reader", "link_on", "reading", "sealed"]
