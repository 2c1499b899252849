"""Tests that speak like users:

`await kirsten.clicks("Send")`, `kirsten.sees("3 af 12 har svaret")`.

A `Town` is the whole of kombot on a real store with a clock that stands until it is moved, and a
chat in memory. People see what a platform would show them: replies at once, messages when they are
sent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import App, build
from bot.channels.base import Inbound, Kind, Reply
from bot.channels.photos import clean
from bot.settings import Settings
from dialogs.core.cards import Button, Content, Form, as_text
from dialogs.core.photos import Photos, answer_with
from dialogs.core.spots import Spots
from schedules.core.clock import FixedClock
from storage.keys import new_key
from storage.unit_of_work import Store
from tests import town
from tests.fakes.chat import ChatFake
from tests.stores import open_store

MONDAY = datetime(2026, 8, 10, 7, 0, tzinfo=UTC)
"""A Monday in August at nine in Copenhagen, after the summer."""


@dataclass
class Talker:
    """One person at their chat. `screen` is what they have been shown, the newest last."""

    town: Town
    name: str
    screen: list[Content] = field(default_factory=list)
    _posts_read: int = 0

    @property
    def external_id(self) -> str:
        return town.id_of(self.name)

    async def writes(self, text: str, *, place: str = "") -> Reply:
        return await self._does(Kind.WORDS, text=text, place=place)

    async def clicks(self, label: str, **fields: str) -> Reply:
        """Press the newest button with this label; on a form, send what was filled in with it."""
        return await self.presses(self._button(label).value, **fields)

    async def presses(self, value: str, **fields: str) -> Reply:
        named = {name.replace("__", "."): raw for name, raw in fields.items()}
        kind = Kind.SUBMIT if named else Kind.PRESS
        return await self._does(kind, value=value, fields=named)

    async def answers(self, **fields: str) -> Reply:
        """Fill in the form that is open and send the page.

        `__` stands for the dot of a repeated step.
        """
        form = self.form
        return await self.presses(form.submit.value, **fields)

    async def shows(self, *raw: bytes, in_words: bool = False) -> Reply:
        """Send photos with the form that is open, or as a message of their own."""
        self.town.album = {str(key): clean(each) for key, each in enumerate(raw)}
        try:
            if in_words:
                return await self.writes("")
            return await self.answers(photo=answer_with(self.town.album))
        finally:
            self.town.album = {}

    def sees(self, text: str) -> None:
        shown = self.text
        assert text in shown, f"{self.name} does not see {text!r} in:\n{shown}"

    def has_seen(self, text: str) -> bool:
        self._read_posts()
        return any(text in as_text(content) for content in self.screen)

    @property
    def text(self) -> str:
        """The newest content as text."""
        self._read_posts()
        return as_text(self.screen[-1]) if self.screen else ""

    @property
    def form(self) -> Form:
        self._read_posts()
        newest = self.screen[-1]
        assert isinstance(newest, Form), f"{self.name} has no form open but:\n{as_text(newest)}"
        return newest

    @property
    def messages(self) -> list[str]:
        """Everything that was sent to this person unprompted."""
        return [post.text for post in self.town.chat.seen_by(self.external_id)]

    def _button(self, label: str) -> Button:
        self._read_posts()
        for content in reversed(self.screen):
            buttons = content.buttons
            if isinstance(content, Form):
                buttons = (content.submit, *buttons)
            for button in buttons:
                if button.label == label:
                    return button
        message = f"{self.name} sees no button {label!r}; newest:\n{self.text}"
        raise AssertionError(message)

    def _read_posts(self) -> None:
        posts = self.town.chat.seen_by(self.external_id)
        self.screen += [post.card for post in posts[self._posts_read :]]
        self._posts_read = len(posts)

    async def _does(
        self,
        kind: Kind,
        *,
        text: str = "",
        value: str = "",
        place: str = "",
        fields: dict[str, str] | None = None,
    ) -> Reply:
        self._read_posts()
        reply = await self.town.app.receive(
            Inbound(
                channel="simulator",
                external_id=self.external_id,
                kind=kind,
                text=text,
                value=value,
                place=place,
                fields=fields or {},
                spots=self.town.looked_at(fields or {}, place),
                photos=self.town.album,
            )
        )
        if reply.content is not None:
            self.screen.append(reply.content)
        return reply


@dataclass
class Town:
    app: App
    chat: ChatFake
    clock: FixedClock
    people: dict[str, Talker] = field(default_factory=dict)
    spots: Spots | None = None
    """What the platform knows of its channels; None where a form cannot ask for one."""
    album: Photos | None = field(default_factory=dict)
    """Photos that go with what is sent; None on a platform where none can be sent."""

    def looked_at(self, fields: Mapping[str, str], place: str) -> Spots | None:
        """Those that were chosen, and the one in which something was said."""
        if self.spots is None:
            return None
        named = {fields.get("channel", ""), place}
        return {each: spot for each, spot in self.spots.items() if each in named}

    @property
    def store(self) -> Store:
        return self.app.store

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def __getitem__(self, name: str) -> Talker:
        """By first name: `town["Kirsten"]`."""
        known = (town.HR, *town.EVERYONE, *self.people)
        full = next(each for each in known if each.startswith(name))
        return self.people.setdefault(full, Talker(self, full))

    def place(self, purpose: str) -> list[str]:
        """What stands in a shared channel now, updated messages as they are."""
        return [post.text for post in self.chat.seen_by(purpose)]

    async def settles(self) -> None:
        """Everything that is due now happens."""
        await self.app.tick()

    async def passes(self, **time: float) -> None:
        """Time passes, and everything that falls due on the way happens at its own time."""
        await self.until(self.clock.now() + timedelta(**time))

    async def until(self, moment: datetime) -> None:
        await self.settles()
        due = await self.app.next_event()
        while due is not None and due <= moment:
            if due > self.clock.now():
                self.clock.move(due - self.clock.now())
            await self.settles()
            before, due = due, await self.app.next_event()
            if due == before:
                message = f"something stays due at {due}"
                raise AssertionError(message)
        if moment > self.clock.now():
            self.clock.move(moment - self.clock.now())
        await self.settles()


@asynccontextmanager
async def a_town(folder: Path, *, at: datetime = MONDAY, **env: str) -> AsyncIterator[Town]:
    clock, chat = FixedClock(at), ChatFake()
    async with open_store(folder) as store:
        await town.found(store, on_leave_since=(at - timedelta(days=40)).date())
        settings = Settings.from_env({"KOMBOT_KEYS": new_key(), **env})
        app = build(settings, store=store, clock=clock, channels={chat.name: chat})
        yield Town(app=app, chat=chat, clock=clock)
