"""Days are moved: what hangs on them moves along, is seen before it is kept, and all are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from dialogs.core.actions import Open, write
from dialogs.core.cards import ChoiceField
from storage.tables import Due, Outbox, Phase, PlanChange, Round, RoundStep, Sitting
from tests import town as people
from tests.talk import Talker, Town
from tests.voting import DIALOGUE, begins, opens, rows, the_round, voting_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


async def begins_to_move(town: Town, name: str, what: str) -> Talker:
    mover = town[name]
    await mover.presses(write(Open("move", (await the_round(town)).id)))
    await picks(mover, what)
    return mover


async def picks(mover: Talker, what: str) -> None:
    (field,) = mover.form.fields
    assert isinstance(field, ChoiceField)
    await mover.answers(what=next(each.key for each in field.choices if each.label == what))


async def days(town: Town) -> dict[str, date]:
    return {each.step: each.due_on for each in await rows(town, RoundStep)}


async def test_what_hangs_on_the_dialogue_keeps_its_distance_in_working_days(
    town: Town,
) -> None:  # TAL-22
    await opens(town)
    before = await days(town)
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-09-16", at="10:00", place="Salen")
    ali.sees("Intet er flyttet endnu.")
    ali.sees("Fra onsdag den 9. september til onsdag den 16. september")
    assert await days(town) == before
    await ali.clicks("Flyt dagene")
    after = await days(town)
    assert after["dialogue"] == date(2026, 9, 16)
    assert after["groups"] == date(2026, 9, 11)  # 3 working days before, as it was
    assert after["action_plan"] == date(2026, 9, 30)  # 10 after
    assert after["choose"] == before["choose"]  # an open vote is not moved
    assert (await the_round(town)).dialogue_on == date(2026, 9, 16)
    (held,) = await rows(town, Sitting)
    assert (held.held_on, held.starts_at, held.place, held.changes) == (
        date(2026, 9, 16),
        "10:00",
        "Salen",
        1,
    )


async def test_everybody_concerned_is_told_and_reminded_anew(town: Town) -> None:
    await opens(town)
    await town.settles()
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-09-16")
    await ali.clicks("Flyt dagene")
    await town.settles()
    for name in ("Jonas", "Mette", "Kirsten"):
        assert town[name].has_seen("Udviklingsdialogen er flyttet")
    assert town["Jonas"].has_seen("onsdag den 16. september kl. 9")
    assert not town["Jonas"].has_seen("Fra onsdag den 9. september")
    assert town["Kirsten"].has_seen("Fra onsdag den 9. september til onsdag den 16. september")
    assert not town[people.HOURLY.split()[0]].has_seen("Udviklingsdialogen er flyttet")
    due = {each.rule: each.due_at for each in await rows(town, Due) if each.rule == "step.groups"}
    assert due["step.groups"] == datetime(2026, 9, 8, 7, 0, tzinfo=UTC)


async def test_one_day_alone_can_be_moved_and_what_is_done_stays(town: Town) -> None:
    await opens(town)
    round_ = await the_round(town)
    await town["Kirsten"].presses(write(Open("inform", round_.id)))
    await town["Kirsten"].clicks("Send til alle")
    before = await days(town)
    mette = await begins_to_move(town, "Mette", "Invitation til dialogen")
    await mette.answers(day="2026-08-27", along="no")
    await mette.clicks("Flyt dagene")
    after = await days(town)
    assert after == {**before, "invite": date(2026, 8, 27)}
    await mette.presses(write(Open("move", round_.id)))
    assert "Information til medarbejdere" not in str(mette.form.fields)


async def test_the_steps_after_it_move_along_up_to_the_dialogue(town: Town) -> None:
    await opens(town)
    before = await days(town)
    mette = await begins_to_move(town, "Mette", "Invitation til dialogen")
    await mette.answers(day="2026-08-26")
    await mette.clicks("Flyt dagene")
    after = await days(town)
    assert after["practical"] == date(2026, 9, 4)  # two working days later, as the invitation
    assert after["examples"] == date(2026, 9, 9)  # not after the dialogue
    assert after["dialogue"] == before["dialogue"]
    assert after["action_plan"] == before["action_plan"]


async def test_an_opening_that_is_planned_moves_with_its_vote(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(deadline_on="2026-08-17", deadline_at="12:00", opens_on="2026-08-13")
    await kirsten.clicks("Gem og gå videre")
    await kirsten.answers(mode="secret")
    await kirsten.clicks("Åbn afstemningen")
    ali = await begins_to_move(town, "Ali", "Medarbejderne vælger temaer")
    await ali.answers(day="2026-08-24", opens_on="2026-08-25")
    ali.sees("Afstemningen skal åbne før sin sidste dag.")
    await ali.answers(day="2026-08-24", opens_on="2026-08-18")
    await ali.clicks("Flyt dagene")
    moved = await the_round(town)
    assert moved.voting_opens == datetime(2026, 8, 18, 7, 0, tzinfo=UTC)
    assert moved.deadline == datetime(2026, 8, 24, 10, 0, tzinfo=UTC)
    await town.until(datetime(2026, 8, 17, 12, 0, tzinfo=UTC))
    assert (await the_round(town)).phase == Phase.PLANNED
    await town.until(datetime(2026, 8, 18, 7, 0, tzinfo=UTC))
    assert (await the_round(town)).phase == Phase.VOTING


async def test_whoever_comes_second_is_told_who_moved_what(town: Town) -> None:
    await opens(town)
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-09-16")
    mette = await begins_to_move(town, "Mette", "Invitation til dialogen")
    await mette.answers(day="2026-08-26")
    await mette.clicks("Flyt dagene")
    await ali.clicks("Flyt dagene")
    ali.sees("Mette Holm flyttede sidst noget mandag den 10. august kl. 9")
    assert (await the_round(town)).dialogue_on == date(2026, 9, 9)
    assert len(await rows(town, PlanChange)) == 1


async def test_a_dialogue_is_not_moved_into_its_own_vote(town: Town) -> None:
    await opens(town)
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-08-17")
    ali.sees("Afstemningen er ikke slut på den dag.")
    await ali.answers(day="2026-09-09", at="09:00", place="")
    ali.sees("Det er den samme dag, tid og det samme sted som før.")


async def test_a_dialogue_that_would_end_after_midnight_is_sent_back(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE, starts_at="21:30")
    kirsten.sees("den skal begynde senest kl. 21")
    await opens(town, "Mette")
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-09-16", at="22:00")
    ali.sees("den skal begynde senest kl. 21")


async def test_whoever_is_invited_gets_the_invitation_anew_and_nothing_else(town: Town) -> None:
    await opens(town)
    round_ = await the_round(town)
    async with town.store.unit() as unit:
        unit.update(update(Sitting).values(invited_at=town.now))
        unit.update(update(Round).values(phase=Phase.ANNOUNCED.value))
        await unit.commit()
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-09-16")
    await ali.clicks("Flyt dagene")
    jonas = people.id_of("Jonas")
    mails = [each for each in await rows(town, Outbox) if each.person_id == jonas]
    about = [each.message for each in mails if each.params.get("round") == round_.id]
    assert about.count("dialogue_invitation") == 1
    assert "days_moved" not in about


async def test_a_day_that_clashes_is_shown_before_it_is_kept(town: Town) -> None:
    await opens(town)
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-09-12")
    ali.sees("lørdag den 12. september er i en weekend")
    await ali.clicks("Flyt dagene")
    assert (await the_round(town)).dialogue_on == date(2026, 9, 12)


@pytest.mark.parametrize("name", ["Jonas", "Hanne"])
async def test_nobody_outside_the_group_moves_a_day(town: Town, name: str) -> None:
    await opens(town)
    await town[name].presses(write(Open("move", (await the_round(town)).id)))
    town[name].sees("Det kan din rolle ikke åbne.")
