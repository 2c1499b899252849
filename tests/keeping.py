"""Conversations that are over, with what they left behind, for tests of how long that is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import col, update

from schedules import ensure_jobs
from storage import consent
from storage.tables import (
    Conversation,
    Kind,
    LeaderPreparation,
    Minutes,
    Person,
    Preparation,
    Scope,
    TalkPlan,
)
from tests import town as plot
from tests.kom import keep
from tests.talk import Town, a_town

JONAS, METTE, HANNE = (plot.id_of(name) for name in ("Jonas Friis", plot.LEADER, plot.HR))
SECRET = "Vi talte om de svære vagter i foråret"
BEFOREHAND = "Jeg vil gerne lede et møde"
NOTES = "Husk at rose arbejdet med overgange"
AGREED = "At lede et møde om måneden"


def talk(
    talk_id: str,
    at: datetime,
    *,
    held: bool = False,
    concept: str = "herlev",
    person: str = JONAS,
    leader: str = METTE,
    kind: Kind = Kind.KOM,
) -> Conversation:
    return Conversation(
        id=talk_id,
        person_id=person,
        leader_id=leader,
        at=at,
        concept=concept,
        kind=kind.value,
        held=held,
        held_at=at + timedelta(hours=1) if held else None,
    )


def minutes(talk_id: str, *, by: str = METTE, text: str = SECRET) -> Minutes:
    agreed = datetime(2026, 8, 3, 9, tzinfo=UTC)
    return Minutes(
        conversation_id=talk_id,
        points={"what": text},
        written_by=by,
        person_ok_at=agreed,
        leader_ok_at=agreed,
    )


def written(talk_id: str) -> tuple[Preparation, LeaderPreparation]:
    return (
        Preparation(
            conversation_id=talk_id,
            person_id=JONAS,
            answers={"own": BEFOREHAND},
            shared=Scope.ALL.value,
        ),
        LeaderPreparation(conversation_id=talk_id, leader_id=METTE, answers={"own": NOTES}),
    )


def plan(talk_id: str, *, concept: str = "herlev", filed_at: datetime | None = None) -> TalkPlan:
    return TalkPlan(
        id=f"plan-{talk_id}",
        conversation_id=talk_id,
        person_id=JONAS,
        leader_id=METTE,
        concept=concept,
        fields={"goal": AGREED},
        written_by=METTE,
        filed_at=filed_at,
    )


def agreed_plan(talk_id: str) -> TalkPlan:
    """One that both have said yes to."""
    made = plan(talk_id)
    made.person_ok_at = made.leader_ok_at = datetime(2026, 8, 3, 9, tzinfo=UTC)
    return made


@asynccontextmanager
async def a_kept_town(
    folder: Path, *, language: str = "da", concept: str = "nyborg_kom"
) -> AsyncIterator[Town]:
    """One in which the house is kept each night."""
    async with a_town(folder, KOMBOT_LANGUAGE=language, KOMBOT_CONCEPT=concept) as town:
        await ensure_jobs(town.store, town.now)
        yield town


async def held_last_week(town: Town, *, concept: str = "herlev") -> datetime:
    """Jonas and Mette have talked, and have written down what they talked about."""
    at = town.now - timedelta(days=7)
    await keep(town, talk("talk-1", at, held=True, concept=concept))
    await keep(town, minutes("talk-1"), *written("talk-1"))
    return at


async def is_held(town: Town, talk_id: str) -> None:
    async with town.store.unit() as unit:
        here = update(Conversation).where(col(Conversation.id) == talk_id)
        unit.update(here.values(held=True, held_at=town.now))
        await unit.commit()


async def changes_leader(town: Town, leader_id: str) -> None:
    """Jonas gets another leader, as the import of people gives him one."""
    async with town.store.unit() as unit:
        unit.update(update(Person).where(col(Person.id) == JONAS).values(leader_id=leader_id))
        consent.end_with_leader(unit, JONAS)
        await unit.commit()


async def is_moved(town: Town, talk_id: str, at: datetime) -> None:
    async with town.store.unit() as unit:
        unit.update(update(Conversation).where(col(Conversation.id) == talk_id).values(at=at))
        await unit.commit()
