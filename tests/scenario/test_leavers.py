"""What is a person's own is kept while they work here, and a month more; then nobody has it.

fault 37
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, update
from sqlmodel import SQLModel, col, select

from schedules import ensure_jobs
from storage import erase
from storage.tables import (
    Absence,
    Activity,
    Address,
    Audit,
    Ballot,
    Checkin,
    Consent,
    Conversation,
    Decision,
    Destruction,
    Due,
    Goal,
    GoalHelper,
    Guide,
    LeaderPreparation,
    Minutes,
    Mute,
    Outbox,
    Participation,
    Person,
    Posted,
    Preparation,
    Progress,
    Role,
    Round,
    Selection,
    SeniorOffer,
    Session,
    SimulatedMessage,
    TalkOutcome,
    TalkPlan,
    Wish,
)
from storage.unit_of_work import Unit
from storage.writer import LostRace
from tests import town as plot
from tests.talk import Town, a_town

JONAS, METTE, SOFIE = "p-jonas", "p-mette", "p-sofie"
STAYS = {"person"}
"""Where a leaver's id may stand, if they took part in nothing that others still need."""


def owned(person_id: str, now: datetime) -> list[SQLModel]:
    """Something of this person's in every table that can hold it."""
    talk, goal, checkin = (f"{kind}-{person_id}" for kind in ("talk", "goal", "checkin"))
    day = now.date()
    return [
        Session(person_id=person_id, dialog="checkin", expires_at=now + timedelta(days=400)),
        Conversation(id=talk, person_id=person_id, leader_id=METTE, at=now, concept="nyborg_kom"),
        Preparation(conversation_id=talk, person_id=person_id, answers={"x": "my own words"}),
        Goal(id=goal, person_id=person_id, leader_id=METTE, title="my goal", agreed_on=day),
        Checkin(id=checkin, person_id=person_id, made_on=day, trivsel=7, note="tired"),
        Progress(checkin_id=checkin, goal_id=goal, value=3, note="slow"),
        *around_the_talk(person_id, talk, goal, now),
        Absence(person_id=person_id, first_day=day),
        Audit(at=now, actor_id=METTE, about_id=person_id, what="read", subject=talk),
        Role(person_id=person_id, workplace_id=plot.WORKPLACE, name="hr"),
        Mute(person_id=person_id, kind="all"),
        Decision(rule="digest", person_id=person_id, local_date=day, verdict="sent", at=now),
        Decision(
            rule="minikom",
            person_id=METTE,
            subject=person_id,
            local_date=day,
            verdict="sent",
            at=now,
        ),
        Due(rule="digest", person_id=person_id, due_at=now + timedelta(days=500)),
        Due(rule="minikom", person_id=METTE, subject=person_id, due_at=now + timedelta(days=500)),
        Due(rule="prepare.reminder", subject=talk, due_at=now + timedelta(days=500)),
        Outbox(
            person_id=person_id,
            message="hello",
            dedupe_key=f"hello:{person_id}",
            due_at=now + timedelta(days=500),
        ),
        SimulatedMessage(conversation=f"person:{person_id}", content={"title": "hi"}, at=now),
    ]


def around_the_talk(person_id: str, talk: str, goal: str, now: datetime) -> list[SQLModel]:
    plan, form = f"plan-{person_id}", {"x": "my own words"}
    return [
        TalkPlan(
            id=plan,
            conversation_id=talk,
            person_id=person_id,
            leader_id=METTE,
            concept="herlev",
            fields=form,
            written_by=METTE,
        ),
        Activity(goal_id=goal, person_id=person_id, what="follow Bente", before=form),
        GoalHelper(goal_id=goal, person_id=METTE, what="time for it"),
        TalkOutcome(conversation_id=talk, goal_id=goal, outcome="kept"),
        Guide(conversation_id=talk, leader_id=METTE, changes={"own": ["my own question"]}),
        LeaderPreparation(conversation_id=talk, leader_id=METTE, answers=form),
        Minutes(conversation_id=talk, points=form, written_by=METTE),
        Consent(conversation_id=talk, what="minutes", reader_id=METTE, asked_by=person_id),
        Destruction(
            person_id=person_id,
            artefact="minutes",
            subject=talk,
            rule="next_held",
            due_on=now.date(),
        ),
        SeniorOffer(person_id=person_id, set_by=METTE),
        Wish(person_id=person_id, what="export", asked_at=now),
    ]


async def settle_in(town: Town, *people: str) -> None:
    async with town.store.unit() as unit:
        for person_id in people:
            for row in owned(person_id, town.now):
                unit.insert(row)
            for address in await unit.all(select(Address).where(Address.person_id == person_id)):
                unit.insert(Posted(target=address.id, slot="home"))
        await unit.commit()


async def leaves(town: Town, person_id: str, day: date | None) -> None:
    async def work(unit: Unit) -> None:
        unit.update(update(Person).where(col(Person.id) == person_id).values(left_on=day))

    await town.store.run(work)


async def tables_with(town: Town, word: str) -> dict[str, int]:
    """In which tables a word stands in any column, sealed ones opened, and how often."""

    def look(connection: Connection) -> dict[str, int]:
        found = {}
        for table in SQLModel.metadata.sorted_tables:
            rows: list[Any] = list(connection.execute(table.select()))
            count = sum(word in str(tuple(row)) for row in rows)
            if count:
                found[table.name] = count
        return found

    return await town.store.maintenance(look)


async def test_a_month_after_somebody_left_nothing_of_their_own_is_there(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await settle_in(town, JONAS, SOFIE)
        await ensure_jobs(town.store, town.now)
        await leaves(town, JONAS, town.now.date())
        await town.passes(days=30)
        assert {"checkin", "goal", "preparation"} <= set(await tables_with(town, JONAS))
        others = await tables_with(town, SOFIE)
        await town.passes(days=2)
        left = await tables_with(town, JONAS)
        assert set(left) <= STAYS, left
        assert await tables_with(town, "Jonas Friis") == {}
        assert await tables_with(town, plot.email_of("Jonas Friis")) == {}
        assert await tables_with(town, SOFIE) == others


async def test_the_row_that_stays_has_no_name_and_finds_nobody(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await leaves(town, JONAS, town.now.date())
        await ensure_jobs(town.store, town.now)
        await town.passes(days=32)
        async with town.store.snapshot() as reads:
            jonas = await reads.one(select(Person).where(Person.id == JONAS))
            assert await erase.leavers(reads, town.now.date()) == []
        assert (jonas.name, jonas.email, jonas.leader_id) == ("–", "p-jonas@erased.invalid", None)
        assert erase.is_erased(jonas)


async def test_a_leader_who_leaves_takes_nobodys_talks_along(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await settle_in(town, SOFIE)
        await leaves(town, METTE, town.now.date())
        await ensure_jobs(town.store, town.now)
        await town.passes(days=32)
        async with town.store.snapshot() as reads:
            sofie = await reads.one(select(Person).where(Person.id == SOFIE))
            assert len(await reads.all(select(Conversation))) == 1
            assert [goal.title for goal in await reads.all(select(Goal))] == ["my goal"]
        assert sofie.leader_id is None


async def test_votes_and_choices_stay_as_they_are(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        async with town.store.unit() as unit:
            unit.insert(
                Round(
                    id="r",
                    workplace_id=plot.WORKPLACE,
                    opened_by=JONAS,
                    contact_id=JONAS,
                    deadline=town.now + timedelta(days=90),
                    dialogue_on=town.now.date(),
                    opened_at=town.now,
                )
            )
            unit.insert(Ballot(id="b", round_id="r", list="wellbeing", theme="x", why="because"))
            unit.insert(
                Participation(round_id="r", person_id=JONAS, answered=True, wellbeing_token="b")
            )
            unit.insert(
                Selection(
                    round_id="r", list="wellbeing", theme="x", reason="good", selected_by=JONAS
                )
            )
            await unit.commit()
        await leaves(town, JONAS, town.now.date() - timedelta(days=60))

        async def work(unit: Unit) -> None:
            await erase.erase_own(unit, JONAS, town.now.date())

        await town.store.run(work)
        async with town.store.snapshot() as reads:
            assert (await reads.one(select(Participation))).wellbeing_token == "b"
            assert (await reads.one(select(Ballot))).why == "because"
            assert (await reads.one(select(Selection))).reason == "good"


async def test_somebody_who_came_back_in_time_is_not_erased(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await settle_in(town, JONAS)
        await leaves(town, JONAS, town.now.date() - timedelta(days=60))
        before = await tables_with(town, JONAS)
        async with town.store.unit() as unit:
            await erase.erase_own(unit, JONAS, town.now.date() - timedelta(days=30))
            await leaves(town, JONAS, None)
            with pytest.raises(LostRace):
                await unit.commit()
        assert await tables_with(town, JONAS) == before


async def test_leavers_are_those_who_left_before_the_day(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        today = town.now.date()
        await leaves(town, JONAS, today - timedelta(days=1))
        await leaves(town, SOFIE, today + timedelta(days=1))
        async with town.store.snapshot() as reads:
            assert await erase.leavers(reads, today - timedelta(days=1)) == []
            assert await erase.leavers(reads, today) == [JONAS]
