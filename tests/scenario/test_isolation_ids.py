"""Whatever ids of one municipality somebody in another has got hold of, they open nothing.

Every command and every dialog is tried, so that a new one is from the day it is there (fault 38).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import or_
from sqlmodel import SQLModel, col, select

from bot.app import registry
from dialogs import DIALOGS
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import as_text
from storage.tables import (
    Checkin,
    Conversation,
    Goal,
    Mode,
    Participation,
    Phase,
    Place,
    Preparation,
    Round,
    Session,
)
from tests.slack_hall import HERLEV, NAMES, NYBORG, TOWNS, Hall, a_hall, keeps, planning, pressed

SECRET = "Hemmeligt"
ABOUT_ONESELF = ("checkin", "place", "round", "starting", "team_dates", "year")
"""Dialogs that are about whoever opens them, whatever stands behind their name."""
NOTHING: Mapping[str, str] = {}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as made:
        for team in TOWNS:
            made.clock.move(timedelta(minutes=1))
            await made.installs(team)
        yield made


def _talks(hall: Hall) -> Iterator[SQLModel]:
    """All that there is about people, in Herlev."""
    now, town = hall.clock.now(), "herlev"
    jonas, mette = f"p-jonas-{town}", f"p-mette-{town}"
    yield Conversation(
        id="talk", person_id=jonas, leader_id=mette, kind="kom", at=now, concept="nyborg_kom"
    )
    yield Goal(
        id="goal", person_id=jonas, leader_id=mette, title=f"{SECRET} mål", agreed_on=now.date()
    )
    yield Preparation(
        conversation_id="talk",
        person_id=jonas,
        answers={"a": f"{SECRET} svar"},
        shared="all",
    )
    yield Checkin(
        id="checkin",
        person_id=jonas,
        made_on=now.date(),
        trivsel=3,
        note=f"{SECRET} note",
        visible_to="leader",
    )
    yield planning(town, HERLEV)
    for number, phase in enumerate((Phase.VOTING, Phase.CLOSED, Phase.ANNOUNCED)):
        yield Round(
            id=f"round{number}",
            workplace_id=f"wp-{town}",
            opened_by=jonas,
            contact_id=jonas,
            mode=Mode.NAMED.value,
            phase=phase.value,
            deadline=now + timedelta(days=1 if phase is Phase.VOTING else -1),
            dialogue_on=now.date() + timedelta(days=30),
            opened_at=now - timedelta(days=2),
            summary=f"{SECRET} resume",
        )
        yield Participation(round_id=f"round{number}", person_id=jonas, answered=True)


IDS = (
    *(f"p-{name}-herlev" for name in NAMES),
    *("talk", "goal", "checkin", "pl-herlev", "wp-herlev", "org-herlev"),
    *("planning:wp-herlev", "everyone:wp-herlev"),
    *(f"round{number}" for number in range(3)),
)
"""Whatever of Herlev's somebody in Nyborg might have got hold of."""


async def test_no_id_of_one_opens_anything_for_the_other(hall: Hall) -> None:
    """Every command and every dialog, with every id, by everybody there is (fault 38)."""
    await keeps(hall, *_talks(hall))
    before = await dump(hall)
    for name in NAMES:
        for value in _values():
            reply = await hall.app.receive(pressed(NYBORG, name, value))
            assert reply.person_id == f"p-{name}-nyborg"
            text = as_text(reply.content) if reply.content else ""
            assert SECRET not in text, value
            assert "Herlev" not in text, value
    assert await dump(hall) == before


def _values() -> Iterator[str]:
    for each in IDS:
        yield from (write(Do(name, each)) for name in registry().commands)
        yield from (write(Open(name, each)) for name in DIALOGS)


async def dump(hall: Hall) -> dict[str, list[str]]:
    """All of Herlev's, row by row, and whatever has been begun about anything of it."""
    tables = (Conversation, Goal, Preparation, Checkin, Place, Round, Participation)
    async with hall.store.snapshot() as reads:
        found = {table.__name__: await reads.all(select(table)) for table in tables}
        mine = or_(col(Session.person_id).like("%herlev"), col(Session.subject).in_(IDS))
        found_sessions = await reads.all(select(Session).where(mine))
        sessions = [each for each in found_sessions if each.dialog not in ABOUT_ONESELF]
    whole: dict[str, list[str]] = {
        name: sorted(str(each.model_dump()) for each in rows) for name, rows in found.items()
    }
    return {**whole, "Session": [str(each.model_dump()) for each in sessions]}


async def test_nobody_goes_on_in_a_dialog_of_the_others(hall: Hall) -> None:
    await keeps(hall, *_talks(hall))
    await hall.app.receive(pressed(HERLEV, "jonas", write(Open("checkin"))))
    async with hall.store.snapshot() as reads:
        session = await reads.one(select(Session))
    before = await dump(hall)
    for move in ("show", "next", "send", "cancel", "back", "review"):
        value = f"turn:{session.id}:{session.turn}:{move}:"
        for fields in (NOTHING, {"trivsel": "1", "note": "x"}):
            reply = await hall.app.receive(pressed(NYBORG, "jonas", value, **fields))
            assert reply.person_id == "p-jonas-nyborg"
            assert SECRET not in (as_text(reply.content) if reply.content else "")
    assert await dump(hall) == before
