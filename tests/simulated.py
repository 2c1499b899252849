"""A round that is voted in through the browser chat, where shown messages are kept in the store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sqlmodel import SQLModel, select

from bot.app import App, build
from bot.channels.base import Kind
from bot.channels.simulator.chat import Chat
from bot.channels.simulator.inbound import Act
from bot.channels.simulator.news import Newsroom
from bot.settings import Settings
from dialogs.closing import close_round
from dialogs.core.actions import Move, Turn, read
from dialogs.core.cards import Content, Form
from schedules.core.clock import FixedClock
from storage import due
from storage.ids import new_id
from storage.keys import Keyring, new_key
from storage.tables import Due, Round
from storage.unit_of_work import Store, Unit
from tests import town as people
from tests.attack import Loot, loot
from tests.stores import open_store
from tests.talk import MONDAY
from tests.voting import DIALOGUE

T = TypeVar("T", bound=SQLModel)
VOTERS = ("jonas", "sofie", "peter", "fatima", "lars", "camilla", "henrik", "nadia")
THEMES = ("influence", "meaning", "variation", "mastery", "motivation", "reward", "balance", "free")


@dataclass
class Simulator:
    """People at the browser chat, where what they are shown is kept as a platform would keep it."""

    app: App
    chat: Chat
    clock: FixedClock
    key: str
    folder: Path
    screens: dict[str, tuple[Content, str]] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.app.store

    async def writes(self, who: str, text: str) -> None:
        await self.acts(who, Kind.WORDS, text=text)

    async def fills_in(self, who: str, fields: Mapping[str, str]) -> None:
        form = self.screens[who][0]
        assert isinstance(form, Form)
        names = {each.name for each in form.fields}
        sent = {name: raw for name, raw in fields.items() if name in names}
        await self.acts(who, Kind.SUBMIT, value=form.submit.value, fields=sent)

    async def presses_first(self, who: str) -> None:
        await self.acts(who, Kind.PRESS, value=self.screens[who][0].buttons[0].value)

    async def sends(self, who: str) -> None:
        buttons = [read(button.value) for button in self.screens[who][0].buttons]
        at = next(
            number
            for number, action in enumerate(buttons)
            if isinstance(action, Turn) and action.move is Move.SEND
        )
        await self.acts(who, Kind.PRESS, value=self.screens[who][0].buttons[at].value)

    async def votes(self, who: str, fields: Mapping[str, str], *, pages: int = 5) -> None:
        await self.writes(who, "tema")
        for _ in range(pages):
            await self.fills_in(who, fields)

    async def acts(
        self,
        who: str,
        kind: Kind,
        *,
        text: str = "",
        value: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        act = Act(
            id=new_id(),
            kind=kind,
            person=f"p-{who}",
            place="",
            text=text,
            value=value,
            fields=fields or {},
            message=self.screens[who][1] if who in self.screens and kind is not Kind.WORDS else "",
            window="",
        )
        self.clock.move(timedelta(minutes=7))
        line = (await self.chat.act(act)).line
        assert line is not None
        assert not isinstance(line.content, str)
        self.screens[who] = (line.content, line.reference)

    def looted(self, into: str) -> Loot:
        return loot(self.folder, Keyring.parse(self.key), into=self.folder / into)


@asynccontextmanager
async def a_simulator(folder: Path) -> AsyncIterator[Simulator]:
    key, clock = new_key(), FixedClock(MONDAY)
    async with open_store(folder, key=key) as store:
        await people.found(store, on_leave_since=MONDAY.date())
        settings = Settings.from_env({"KOMBOT_KEYS": key})
        app = build(settings, store=store, clock=clock, channels={})
        chat = Chat(store=store, receive=app.receive, now=clock.now, news=Newsroom())
        yield Simulator(app=app, chat=chat, clock=clock, key=key, folder=folder)


def wishes(number: int) -> dict[str, str]:
    """Recognisable: no two voters chose or wrote the same."""
    return {
        "wellbeing": THEMES[number],
        "wellbeing_wording": f"Eget-{number:03}",
        "wellbeing_why": f"Hvorfor-{number:03}",
        "wellbeing_helps": f"Hjælp-{number:03}",
        "leadership": "free",
        "leadership_wording": f"Ledelse-{number:03}",
        "leadership_why": f"Fordi-{number:03}",
        "leadership_helps": "",
    }


async def a_round_is_voted_in(simulator: Simulator, *, mode: str = "secret") -> Round:
    """Opened, voted in one after another, changed by some, half filled by others, reminded of."""
    opening = {
        "dialogue_on": DIALOGUE,
        "deadline_on": "2026-08-17",
        "deadline_at": "12:00",
        "mode": mode,
    }
    await simulator.writes("kirsten", "runde")
    await simulator.presses_first("kirsten")
    for _ in range(4):
        await simulator.fills_in("kirsten", opening)
    await simulator.sends("kirsten")
    if mode == "named":
        await agree(simulator)
    for number, who in enumerate(VOTERS):
        await simulator.votes(who, wishes(number))
        await simulator.sends(who)
    await simulator.votes("birgit", wishes(0), pages=3)
    await simulator.votes("ali", wishes(1))
    round_ = (await found(simulator.store, Round))[0]
    await reminders_looked(simulator, round_)
    return round_


async def agree(simulator: Simulator) -> None:
    round_ = (await found(simulator.store, Round))[0]
    for who in ("ali", "birgit"):
        await simulator.acts(who, Kind.PRESS, value=f"open:named:{round_.id}")
        await simulator.fills_in(who, {"agree": "yes"})


async def reminders_looked(simulator: Simulator, round_: Round) -> None:
    """As the planner leaves it: those who had voted were passed over, and when is on record."""
    row = Due(rule="vote.reminder", subject=round_.id, person_id="p-jonas", due_at=MONDAY)
    async with simulator.store.unit() as unit:
        passed_over = due.decision(
            row,
            local_date=MONDAY.date(),
            verdict="skipped",
            reason="already-answered",
            at=MONDAY,
        )
        due.record_all(unit, [passed_over])
        due.plan(unit, rule=row.rule, subject=round_.id, person_id="p-ali", due_at=round_.deadline)
        await unit.commit()


async def closes(simulator: Simulator, round_: Round) -> None:
    simulator.clock.move(round_.deadline - simulator.clock.now())

    async def close(unit: Unit) -> bool:
        return await close_round(unit, round_.id, round_.deadline)

    assert await simulator.store.run(close)


async def found(store: Store, table: type[T]) -> list[T]:
    async with store.snapshot() as reads:
        return await reads.all(select(table))


def words_of_votes() -> list[str]:
    """Everything that anybody chose or wrote."""
    chosen = [list(wishes(number).values()) for number in range(len(VOTERS))]
    return sorted({word for each in chosen for word in each if word and word != "free"})
