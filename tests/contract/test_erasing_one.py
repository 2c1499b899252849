"""Erasing goes through every table: where a number stays, it is named with a reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, update
from sqlmodel import col, select

from storage import deletions, erase, erase_now
from storage.deletions import Deletions, Gone, How
from storage.stays import STAYS
from storage.tables import (
    Activity,
    Audit,
    Checkin,
    Consent,
    Conversation,
    Goal,
    Minutes,
    Outbox,
    Person,
    Preparation,
    Session,
    TeamMember,
)
from tests import town as plot
from tests.everyone import NOW, stands_everywhere, still_standing
from tests.kom import keep, kept
from tests.talk import Town, a_town

JONAS, METTE = plot.id_of("Jonas"), plot.id_of("Mette")
DAY = timedelta(days=1)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        async with town.store.unit() as unit:
            await stands_everywhere(unit, JONAS, METTE)
            await unit.commit()
        yield town


async def leaves(town: Town) -> None:
    async with town.store.unit() as unit:
        here = update(Person).where(col(Person.id) == JONAS)
        unit.update(here.values(left_on=date(2026, 1, 1)))
        await unit.commit()


async def erases(town: Town) -> None:
    await leaves(town)
    async with town.store.unit() as unit:
        await erase.erase_own(unit, JONAS, date.max)
        await unit.commit()


async def clears(town: Town, at: datetime = NOW) -> None:
    async with town.store.unit() as unit:
        erase_now.clear(unit, JONAS, at)
        await unit.commit()


async def test_whoever_is_erased_stands_nowhere_without_a_reason(town: Town) -> None:
    await erases(town)
    async with town.store.unit() as unit:
        assert await still_standing(unit, JONAS) == set(erase.STAYS)


async def test_what_others_are_writing_about_them_goes_as_well(town: Town) -> None:
    theirs = [each for each in await kept(town, Session) if each.person_id == METTE]
    about = [each for each in theirs if each.subject == JONAS]
    assert about
    await erases(town)
    left = {each.id for each in await kept(town, Session)}
    assert not left & {each.id for each in about}


async def test_what_others_have_not_been_told_yet_is_not_told(town: Town) -> None:
    waits = Outbox(
        person_id=METTE,
        message="x",
        params={"person": JONAS},
        dedupe_key="waits",
        due_at=NOW,
    )
    other = Outbox(
        person_id=METTE,
        message="x",
        params={"person": METTE},
        dedupe_key="other",
        due_at=NOW,
    )
    await keep(town, waits, other)
    await erases(town)
    keys = {each.dedupe_key for each in await kept(town, Outbox)}
    assert "waits" not in keys
    assert "other" in keys


async def test_of_somebody_who_works_here_their_own_goes_and_agreements_stay(town: Town) -> None:
    await clears(town)
    async with town.store.snapshot() as reads:
        assert await erase_now.counted(reads, JONAS) == {}
        for table in (Checkin, Preparation):
            assert await reads.first(select(table).where(table.person_id == JONAS)) is None
        assert await reads.first(select(Goal).where(Goal.person_id == JONAS)) is not None
        assert await reads.first(select(Minutes)) is not None
        person = await reads.one(select(Person).where(Person.id == JONAS))
    assert person.name == "Jonas Friis"
    mine = [each for each in await kept(town, Activity) if each.person_id == JONAS]
    assert [(each.before, each.after, each.later) for each in mine] == [(None, None, None)]
    member = [each for each in await kept(town, TeamMember) if each.person_id == JONAS]
    assert [each.answers for each in member] == [None]


async def test_wherever_they_still_stand_is_named_in_what_stays(town: Town) -> None:
    """With a reason, and until when: a table that is added has to say so as well."""
    await clears(town)
    async with town.store.unit() as unit:
        there = {place.partition(".")[0] for place in await still_standing(unit, JONAS)}
    named = [table for each in STAYS for table in each.tables]
    assert not there - set(named)
    assert len(named) == len(set(named))
    assert not set(named) - there - {"person", "minutes", "talk_outcome", "round"}


async def test_nobody_reads_along_once_somebody_had_their_own_erased(town: Town) -> None:
    """Their yes is theirs: each is taken back, and so are goals that a later leader followed up."""
    theirs = [each for each in await kept(town, Conversation) if each.person_id == JONAS]
    handed = Goal(
        person_id=JONAS, leader_id=METTE, agreed_with=JONAS, title="x", agreed_on=NOW.date()
    )
    await keep(town, handed)
    await clears(town)
    ids = {each.id for each in theirs}
    found = [each for each in await kept(town, Consent) if each.conversation_id in ids]
    assert found
    assert all(each.withdrawn_at and each.withdrawn_by for each in found)
    (goal,) = [each for each in await kept(town, Goal) if each.id == handed.id]
    assert (goal.leader_id, goal.agreed_with) == (JONAS, None)


async def test_nobody_else_s_goes_with_it(town: Town) -> None:
    async with town.store.snapshot() as reads:
        before = await reads.one(select(func.count()).where(Checkin.person_id == METTE))
    await keep(town, Checkin(person_id=METTE, made_on=NOW.date(), trivsel=7))
    await clears(town)
    async with town.store.snapshot() as reads:
        now = await reads.one(select(func.count()).where(Checkin.person_id == METTE))
    assert now == before + 1


async def test_that_it_was_erased_is_in_the_trail(town: Town) -> None:
    await clears(town)
    found = [each for each in await kept(town, Audit) if each.what == erase_now.CLEARED]
    assert [(each.about_id, each.actor_id) for each in found] == [(JONAS, erase_now.OPERATOR)]


async def test_it_is_erased_again_after_a_backup_from_before(town: Town) -> None:
    """The list is read from the store of now, and laid over the one from then."""
    listed = [Gone(person_id=JONAS, on=NOW.date(), how=How.CLEARED)]
    assert await deletions.apply(town.store, Deletions(people=listed)) == 1
    async with town.store.snapshot() as reads:
        assert await erase_now.counted(reads, JONAS) == {}


async def test_what_came_after_it_was_erased_is_not_erased_again(town: Town) -> None:
    await clears(town)
    new = Checkin(person_id=JONAS, made_on=NOW.date(), trivsel=8)
    await keep(town, new)
    async with town.store.snapshot() as reads:
        found = await deletions.read(reads)
    listed = [each for each in found.people if each.person_id == JONAS]
    assert listed == [Gone(person_id=JONAS, on=NOW.date(), how=How.CLEARED)]
    assert deletions.parse(deletions.write(Deletions(people=listed))).people == listed
    assert await deletions.apply(town.store, Deletions(people=listed)) == 0
    assert [each.id for each in await kept(town, Checkin) if each.person_id == JONAS]


async def test_of_two_times_the_later_counts(town: Town) -> None:
    await clears(town, NOW)
    await clears(town, datetime(2026, 9, 1, 10, tzinfo=UTC))
    async with town.store.snapshot() as reads:
        assert await erase_now.cleared(reads) == [(JONAS, date(2026, 9, 1))]
    earlier = [Gone(person_id=JONAS, on=NOW.date(), how=How.CLEARED)]
    assert await deletions.apply(town.store, Deletions(people=earlier)) == 0
    later = [Gone(person_id=JONAS, on=date(2026, 9, 1) + DAY, how=How.CLEARED)]
    assert await deletions.apply(town.store, Deletions(people=later)) == 1
