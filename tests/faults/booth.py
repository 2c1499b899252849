"""Where the machine of `machine.py` has its voters vote, and how it reads what they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from bot.app import App, build
from bot.channels.base import Inbound, Kind, Reply
from bot.settings import Settings
from dialogs.core.actions import Move, Turn, read
from dialogs.core.cards import Content, Form, as_text
from schedules.core.clock import FixedClock
from storage.ballots import Vote
from storage.ids import new_id
from storage.keys import new_key
from storage.tables import Ballot, ThemeList
from storage.unit_of_work import Store
from tests import town
from tests.fakes.chat import ChatFake
from tests.stores import open_store
from tests.talk import MONDAY

T = TypeVar("T", bound=SQLModel)
MINE = "Ord-"
VOTERS = [town.id_of(name) for name in town.VOTERS[:6]]
PAGES = ("wellbeing", "wellbeing_why", "leadership", "leadership_why")
Choice = tuple[str, str, str]
"""What somebody wants: a theme from each list, and the words why."""


@dataclass
class Voter:
    """What the model knows: `may` holds every vote that can be this person's, one of them is."""

    id: str
    may: set[Choice | None] = field(default_factory=lambda: {None})
    done: list[Inbound] = field(default_factory=list)
    sends: dict[str, Choice] = field(default_factory=dict)
    """What each last page would send, by its button."""
    open: str = ""
    count: int = 0


@dataclass
class Booth:
    """kombot as a process has it in its memory, over a store that outlives it."""

    folder: Path
    key: str = field(default_factory=new_key)
    clock: FixedClock = field(default_factory=lambda: FixedClock(MONDAY))
    voters: dict[str, Voter] = field(default_factory=lambda: {each: Voter(each) for each in VOTERS})
    _app: App | None = None
    _opened: AbstractAsyncContextManager[Store] | None = None

    @property
    def app(self) -> App:
        assert self._app is not None
        return self._app

    async def begins(self) -> None:
        self._opened, chat = open_store(self.folder, key=self.key), ChatFake()
        store, settings = await self._opened.__aenter__(), {"KOMBOT_KEYS": self.key}
        self._app = build(
            Settings.from_env(settings), store=store, clock=self.clock, channels={chat.name: chat}
        )

    async def ends(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.__aexit__(None, None, None)

    async def fills_in(self, who: str, form: Form, answers: Mapping[str, str]) -> Reply:
        """What nobody has an answer to stays as it stands."""
        fields = {each.name: answers.get(each.name, each.value) for each in form.fields}
        return await self.does(who, Kind.SUBMIT, value=form.submit.value, fields=fields)

    async def does(self, who: str, kind: Kind, **what: Any) -> Reply:
        inbound = Inbound(
            channel="simulator", external_id=who, kind=kind, event_id=new_id(), **what
        )
        if who in self.voters:
            self.voters[who].done.append(inbound)
        return await self.receives(who, inbound)

    async def receives(self, who: str, inbound: Inbound) -> Reply:
        reply = await self.app.receive(inbound)
        self._checks(who, reply)
        return reply

    def _checks(self, who: str, reply: Reply) -> None:
        """Nobody is shown what another voter wrote."""
        shown = as_text(reply.content) if reply.content is not None else ""
        others = [each for each in VOTERS if each != who and f"{MINE}{each}-" in shown]
        assert not others, shown

    async def rows(self, table: type[T]) -> list[T]:
        async with self.app.store.snapshot() as reads:
            return await reads.all(select(table))


def content_of(reply: Reply) -> Content:
    assert reply.content is not None
    return reply.content


def turn_of(value: str) -> Turn:
    turn = read(value)
    assert isinstance(turn, Turn)
    return turn


def turns(content: Content) -> list[tuple[str, Turn]]:
    found = [(each.value, read(each.value)) for each in content.buttons]
    return [(value, turn) for value, turn in found if isinstance(turn, Turn)]


def moves(content: Content, move: Move) -> str:
    return next((value for value, turn in turns(content) if turn.move is move), "")


def edits(content: Content, seen: set[str]) -> str:
    """The first page that has not been gone through this time, where all are there to look at."""
    pages = {turn.page: value for value, turn in turns(content) if turn.move is Move.EDIT}
    return next((pages[page] for page in PAGES if page in pages and page not in seen), "")


def choice_of(mine: Mapping[ThemeList, Vote]) -> Choice | None:
    if not mine:
        return None
    wellbeing, leadership = (mine[which] for which in ThemeList)
    assert wellbeing.why == leadership.why
    return wellbeing.theme, leadership.theme, wellbeing.why


def themes(kept: list[Ballot], which: ThemeList) -> list[str]:
    return [each.theme for each in kept if each.list == which.value]


def multiset(kept: list[Ballot]) -> Counter[tuple[str, str, str | None]]:
    return Counter((each.list, each.theme, each.why) for each in kept)
