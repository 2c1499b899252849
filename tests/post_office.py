"""A courier with one message to bring, a town to bring it to, and a chat in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from sqlmodel import select

from bot.courier import Courier
from bot.reopening import Reopening
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Card
from dialogs.core.house import House
from dialogs.core.messages import Hearing
from dialogs.core.registry import Registry
from dialogs.core.texts import Texts
from storage import outbox
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Outbox
from storage.unit_of_work import Store
from tests import town as plot
from tests.fakes.chat import ChatFake
from tests.stores import open_store
from tests.talk import MONDAY

NOW = MONDAY
CALENDAR = WorkCalendar("Europe/Copenhagen")


async def _note(_reads: Snapshot, hearing: Hearing) -> Card | None:
    text = hearing.params.get("text", "")
    return Card(title=str(text)) if text else None


@asynccontextmanager
async def post_office(folder: Path) -> AsyncIterator[tuple[Store, ChatFake, Courier]]:
    chat = ChatFake()
    async with open_store(folder) as store:
        await plot.found(store, on_leave_since=NOW.date())
        registry = Registry(dialogs={}, commands={}, messages={"note": _note}, words={})
        yield (
            store,
            chat,
            Courier(
                store=store,
                registry=registry,
                texts=Texts(()),
                house=House(),
                calendar=CALENDAR,
                channels={chat.name: chat},
                reopening=Reopening(store=store, channels={}),
            ),
        )


MAIL = Mail(message="note", key="k", due_at=NOW, person_id=plot.id_of("Jonas"))
TO_THE_GROUP = replace(MAIL, person_id=None, place_id="pl-planning")


async def queue(store: Store, mail: Mail = MAIL, text: str = "Hej") -> None:
    async with store.unit() as unit:
        outbox.queue(unit, replace(mail, params={"text": text}))
        await unit.commit()


async def row_of(store: Store) -> Outbox:
    async with store.snapshot() as reads:
        return await reads.one(select(Outbox))
