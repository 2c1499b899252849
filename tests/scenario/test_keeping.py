"""Minutes are destroyed when the next conversation has been held: told before, a receipt after."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from dialogs.core.actions import Do, write
from schedules.core.context import Context
from schedules.keeping import keep as night
from storage import deletions
from storage.tables import (
    Audit,
    Checkin,
    Destruction,
    Due,
    LeaderPreparation,
    Minutes,
    Preparation,
    SimulatedMessage,
    TalkPlan,
)
from storage.writer import LostRace
from tests.keeping import (
    BEFOREHAND,
    JONAS,
    METTE,
    NOTES,
    SECRET,
    a_kept_town,
    held_last_week,
    is_held,
    is_moved,
    minutes,
    plan,
    talk,
    written,
)
from tests.kom import keep, kept, on_disk
from tests.talk import Talker, Town

SOON, GONE = "Snart sletter jeg noget", "er slettet"


def heard(person: Talker, words: str) -> list[str]:
    return [each for each in person.messages if words in each]


async def _skips(town: Town, days: int) -> None:
    """Nobody is there for so long: what has fallen due meanwhile happens at the end."""
    town.clock.move(timedelta(days=days))
    await town.settles()


async def _a_year_later(town: Town) -> None:
    """The next conversation is set, a year after the first."""
    at = await held_last_week(town)
    await keep(town, talk("talk-2", at + timedelta(days=364)))


async def test_minutes_go_when_the_next_years_conversation_has_been_held_and_not_before(
    tmp_path: Path,
) -> None:  # HER-12, HER-11
    async with a_kept_town(tmp_path) as town:
        await _a_year_later(town)
        await _skips(town, 330)
        await town.passes(days=29)
        assert len(await kept(town, Minutes)) == 1
        await is_held(town, "talk-2")
        await town.passes(days=1)
        assert not await kept(town, Minutes)
        assert not await kept(town, Preparation)
        assert not await kept(town, LeaderPreparation)


async def test_minutes_wait_also_when_the_conversation_is_two_years_later(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-12
        await _a_year_later(town)
        await _skips(town, 300)
        await is_moved(town, "talk-2", town.now + timedelta(days=430))
        await _skips(town, 405)
        await town.passes(days=26)
        assert len(await kept(town, Minutes)) == 1
        await is_held(town, "talk-2")
        await town.passes(days=1)
        assert not await kept(town, Minutes)


async def test_minutes_go_after_eighteen_months_where_no_conversation_comes(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        await held_last_week(town)
        await _skips(town, 500)
        await town.passes(days=35)
        assert len(await kept(town, Minutes)) == 1
        await town.passes(days=10)
        assert not await kept(town, Minutes)


async def test_both_are_told_in_good_time_what_goes_and_once_that_it_is_gone(
    tmp_path: Path,
) -> None:  # HER-12, X-02
    async with a_kept_town(tmp_path) as town:
        await _a_year_later(town)
        await _skips(town, 330)
        await town.passes(days=16)
        for name in ("Jonas", "Mette"):
            (letter,) = heard(town[name], SOON)
            assert "eferat" in letter
            assert "Det bliver tidligst" in letter
        assert "noter" not in heard(town["Jonas"], SOON)[0].casefold()
        assert "Jonas: Dine noter" in heard(town["Mette"], SOON)[0]
        await town.passes(days=12)
        await is_held(town, "talk-2")
        await town.passes(days=10)
        for name in ("Jonas", "Mette"):
            assert len(heard(town[name], SOON)) == 1
            (receipt,) = heard(town[name], GONE)
            assert "eferat" in receipt
        told = "".join((*town["Jonas"].messages, *town["Mette"].messages))
        assert not any(words in told for words in (SECRET, BEFOREHAND, NOTES))


async def test_whoever_was_told_late_still_has_two_weeks_to_keep_a_copy(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:
        await held_last_week(town)
        await keep(town, talk("talk-2", town.now + timedelta(days=2)))
        await town.passes(days=3)
        assert heard(town["Jonas"], SOON)
        await is_held(town, "talk-2")
        await town.passes(days=9)
        assert len(await kept(town, Minutes)) == 1
        await town.passes(days=4)
        assert not await kept(town, Minutes)


async def test_nothing_of_it_is_left_on_the_disk_and_the_trail_says_that_it_went(
    tmp_path: Path,
) -> None:  # HER-12
    async with a_kept_town(tmp_path) as town:
        await _a_year_later(town)
        for text in (SECRET, "Godmorgen"):
            shown = SimulatedMessage(
                conversation=f"person:{JONAS}", content={"title": text}, at=town.now
            )
            await keep(town, shown)
        await _skips(town, 330)
        await town.passes(days=29)
        await is_held(town, "talk-2")
        await town.passes(days=1)
        (shown,) = await kept(town, SimulatedMessage)
        assert shown.content == {"title": "Godmorgen"}
        gone = [each for each in await kept(town, Audit) if each.what == "destroyed"]
        assert {(each.actor_id, each.about_id, each.subject) for each in gone} == {
            ("", JONAS, "talk-1")
        }
        rows = await kept(town, Destruction)
        assert {each.artefact for each in rows if each.destroyed_at} == {
            "minutes",
            "preparation",
            "leader_preparation",
        }
    assert not any(words.encode() in on_disk(tmp_path) for words in (SECRET, BEFOREHAND, NOTES))


async def test_what_was_destroyed_does_not_come_back_with_an_older_backup(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-12, fault 37
        await _a_year_later(town)
        await _skips(town, 330)
        await town.passes(days=29)
        await is_held(town, "talk-2")
        await town.passes(days=1)
        async with town.store.snapshot() as reads:
            listed = deletions.write(await deletions.read(reads))
        assert not any(words in listed for words in (SECRET, "Jonas", "Mette"))
        before = await kept(town, Destruction)
        await keep(town, minutes("talk-1"), *written("talk-1"))
        async with town.store.unit() as unit:
            unit.delete(delete(Destruction))
            await unit.commit()
        for _ in range(2):
            await deletions.apply(town.store, deletions.parse(listed))
        for table in (Minutes, Preparation, LeaderPreparation):
            assert not await kept(town, table)
        after = await kept(town, Destruction)
        assert {(each.artefact, each.subject) for each in after} == {
            (each.artefact, each.subject) for each in before
        }


async def test_a_plan_that_is_filed_goes_a_year_after_and_another_one_stays(
    tmp_path: Path,
) -> None:  # NOR-29, X-02
    async with a_kept_town(tmp_path) as town:
        for talk_id, filed in (("talk-1", town.now), ("talk-2", None)):
            at = town.now - timedelta(days=3)
            await keep(town, talk(talk_id, at, held=True, concept="norddjurs_mus"))
            await keep(town, plan(talk_id, concept="norddjurs_mus", filed_at=filed))
        await _skips(town, 350)
        assert len(await kept(town, TalkPlan)) == 2
        await town.passes(days=20)
        assert [each.conversation_id for each in await kept(town, TalkPlan)] == ["talk-2"]


async def test_a_plan_stays_where_the_concept_lets_people_have_it_while_they_are_here(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        at = await held_last_week(town)
        await keep(town, plan("talk-1"), talk("talk-2", at + timedelta(days=364), held=True))
        await _skips(town, 780)
        await town.passes(days=20)
        assert len(await kept(town, TalkPlan)) == 1


async def test_old_check_ins_go_by_themselves_and_nobody_is_written_to(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:
        old = town.now.date() - timedelta(days=700)
        for day in (old, town.now.date()):
            await keep(town, Checkin(person_id=JONAS, made_on=day, trivsel=7))
        await _skips(town, 60)
        assert [each.made_on for each in await kept(town, Checkin)] == [
            (town.now - timedelta(days=60)).date()
        ]
        assert not heard(town["Jonas"], GONE)


async def test_a_leader_of_many_hears_of_all_of_it_once_a_week(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:
        ids = [f"p-{name}" for name in ("jonas", "sofie", "peter", "nadia")]
        for number, person in enumerate(ids):
            at = town.now - timedelta(days=540 - number)
            await keep(town, talk(f"talk-{person}", at, held=True, person=person))
            await keep(
                town,
                LeaderPreparation(
                    conversation_id=f"talk-{person}", leader_id=METTE, answers={"own": NOTES}
                ),
            )
        await town.passes(days=12)
        assert len(heard(town["Mette"], SOON)) == 1
        await town["Mette"].presses(write(Do("going")))
        for name in ("Jonas", "Sofie", "Peter", "Nadia"):
            town["Mette"].sees(f"{name}: Dine noter")


async def test_of_two_workers_one_destroys_and_nobody_is_told_twice(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-12
        await _a_year_later(town)
        await _skips(town, 330)
        await town.passes(days=29)
        await is_held(town, "talk-2")
        planner = town.app.planner
        context = Context(
            now=town.now, calendar=planner.calendar, house=planner.house, store=town.store
        )
        async with town.store.unit() as one, town.store.unit() as other:
            for unit in (one, other):
                await night(unit, Due(rule="keeping", due_at=town.now), context)
            await one.commit()
            with pytest.raises(LostRace):
                await other.commit()
        trail = [each for each in await kept(town, Audit) if each.what == "destroyed"]
        assert len(trail) == 3
        await town.passes(days=10)
        assert len(heard(town["Jonas"], GONE)) == 1
