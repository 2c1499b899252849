"""The same life on every channel: one way to write, click and answer, three ways to do it.

A `Life` is the whole of kombot with one clock for it and for everybody who uses it. The seam puts
things to the app itself; Slack and Teams go over HTTP, signed, through the SDKs and back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import delete
from sqlmodel import SQLModel, col, select

from bot.app import App, build
from bot.channels.base import Inbound, Kind
from bot.settings import Settings
from dialogs.core.cards import Card, ChoiceField, Form, Image, as_text
from schedules import ensure_jobs
from schedules.core.clock import FixedClock
from storage.keys import new_key
from storage.tables import Address, Place
from storage.unit_of_work import Store
from tests import town as plot
from tests.fakes.chat import ChatFake
from tests.stores import on_disk, open_store
from tests.talk import MONDAY, Talker, Town

T = TypeVar("T", bound=SQLModel)


async def at_once(_seconds: float) -> None:
    """Nobody here waits for a platform's pace."""


class Driver(Protocol):
    """One person at their client.

    `text` is the newest thing that is shown to them, `seen` everything that ever was; `kept` is
    what stands in their client's history when all is done.
    """

    @property
    def text(self) -> str: ...

    @property
    def seen(self) -> str: ...

    @property
    def kept(self) -> str: ...

    @property
    def fields(self) -> list[str]:
        """The names of the fields of the page that is open, in order."""
        ...

    def options(self, name: str) -> dict[str, str]:
        """The keys of a choice on the page that is open, by what it says of them."""
        ...

    async def writes(self, text: str, *, place: str = "") -> None: ...

    async def clicks(self, label: str) -> None:
        """The newest button with these words, wherever it stands."""
        ...

    async def answers(self, **fields: str) -> None:
        """Fill in the page that is open and send it; `__` stands for a dot."""
        ...


class Room(Protocol):
    """What a channel shows of its places."""

    def place(self, name: str) -> list[str]:
        """The messages that stand there now, updated ones as they are."""
        ...

    def pictures(self, name: str) -> list[str]:
        """The words of every picture there."""
        ...


@dataclass(kw_only=True)
class Life:
    app: App
    clock: FixedClock
    folder: Path
    room: Room
    join: Callable[[str], Driver]
    lists: Callable[[str], Awaitable[None]]
    """The platform knows one more, by name, who then meets kombot at their client."""
    people: dict[str, Driver] = field(default_factory=dict)

    def __getitem__(self, first_name: str) -> Driver:
        if first_name not in self.people:
            self.people[first_name] = self.join(plot.id_of(first_name))
        return self.people[first_name]

    async def settles(self) -> None:
        await self.app.tick()

    async def passes(self, **time: float) -> None:
        await self.until(self.clock.now() + timedelta(**time))

    async def until(self, moment: datetime) -> None:
        """Time passes, and everything that falls due on the way happens at its own time."""
        await Town(app=self.app, chat=ChatFake(), clock=self.clock).until(moment)

    async def rows(self, table: type[T]) -> list[T]:
        async with self.app.store.snapshot() as reads:
            return await reads.all(select(table))

    def on_disk(self) -> bytes:
        """Every byte that is kept; of a file the log included."""
        return b"".join(on_disk(self.folder).values())


def sees(person: Driver, *texts: str) -> None:
    shown = person.text
    for text in texts:
        assert text in shown, f"does not see {text!r} in:\n{shown}"


class Living(Protocol):
    def __call__(self, folder: Path, **own: str) -> AbstractAsyncContextManager[Life]:
        """A life in a house with settings of its own."""
        ...


@asynccontextmanager
async def a_store(folder: Path, where: plot.Plot) -> AsyncIterator[Store]:
    """The town before the planning group has chosen its channel."""
    async with open_store(folder) as store:
        await plot.found(store, where, on_leave_since=(MONDAY - timedelta(days=40)).date())
        async with store.unit() as unit:
            unit.delete(delete(Place).where(col(Place.purpose) == "planning"))
            await unit.commit()
        await ensure_jobs(store, MONDAY)
        yield store


@asynccontextmanager
async def at_the_seam(folder: Path, **own: str) -> AsyncIterator[Life]:
    clock, chat = FixedClock(MONDAY), ChatFake()
    async with a_store(folder, plot.Plot()) as store:
        settings = Settings.from_env({"KOMBOT_KEYS": new_key(), **own})
        app = build(settings, store=store, clock=clock, channels={chat.name: chat})
        town = Town(app=app, chat=chat, clock=clock)
        yield Life(
            app=app,
            clock=clock,
            folder=folder,
            room=_Chat(chat),
            join=lambda who: SeamDriver(Talker(town, who.removeprefix("p-").title())),
            lists=partial(_gets_an_address, store),
        )


async def _gets_an_address(store: Store, name: str) -> None:
    """As the simulator gives its people one each."""
    at = plot.id_of(name)
    async with store.unit() as unit:
        unit.insert(Address(person_id=at, channel="simulator", external_id=at))
        await unit.commit()


@dataclass(frozen=True)
class _Chat:
    chat: ChatFake

    def place(self, name: str) -> list[str]:
        return [post.text for post in self.chat.seen_by(name)]

    def pictures(self, name: str) -> list[str]:
        cards = [post.card for post in self.chat.seen_by(name)]
        return [part.alt for card in cards for part in card.body if isinstance(part, Image)]


@dataclass
class SeamDriver:
    """`place` is where the person is: in a channel after writing there, else in private."""

    talker: Talker
    place: str = ""

    @property
    def text(self) -> str:
        return self.talker.text

    @property
    def seen(self) -> str:
        assert self.talker.text is not None
        return "\n".join(as_text(content) for content in self.talker.screen)

    @property
    def kept(self) -> str:
        """What was sent: an answer stands nowhere but in the app."""
        return "\n".join(self.talker.messages)

    @property
    def fields(self) -> list[str]:
        return [each.name.replace(".", "__") for each in self.talker.form.fields]

    def options(self, name: str) -> dict[str, str]:
        (field,) = [each for each in self.talker.form.fields if each.name == name]
        assert isinstance(field, ChoiceField)
        return {each.label: each.key for each in field.choices}

    async def writes(self, text: str, *, place: str = "") -> None:
        self.place = place
        await self.talker.writes(text, place=place)

    async def clicks(self, label: str) -> None:
        if self.place:
            await self._clicks_there(label)
        else:
            await self.talker.clicks(label)

    async def answers(self, **fields: str) -> None:
        await self.talker.answers(**fields)

    async def _clicks_there(self, label: str) -> None:
        card = self.talker.screen[-1]
        assert isinstance(card, Card)
        value = next(each.value for each in card.buttons if each.label == label)
        inbound = Inbound(
            channel="simulator",
            external_id=self.talker.external_id,
            kind=Kind.PRESS,
            value=value,
            place=self.place,
        )
        reply = await self.talker.town.app.receive(inbound)
        assert isinstance(reply.content, Card | Form)
        self.talker.screen.append(reply.content)
        self.place = ""


MOST_PAGES = 25


async def fills_in(person: Driver, known: dict[str, str], last: str) -> str:
    """Every page: what is known is answered, the rest skipped; all that was shown on the way."""
    shown = []
    for _ in range(MOST_PAGES):
        shown.append(person.text)
        if last in person.text:
            break
        found = {name: known[name] for name in person.fields if name in known}
        await (person.answers(**found) if found else person.clicks("Spring over"))
    await person.clicks(last)
    return "\n".join(shown)
