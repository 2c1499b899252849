"""A check-in as an employee lives it."""

from pathlib import Path

from sqlmodel import select

from storage.tables import Checkin, Goal, Progress
from tests import town as plot
from tests.talk import Town, a_town


async def _agree_on_a_goal(town: Town, name: str, title: str) -> str:
    async with town.store.unit() as unit:
        goal = Goal(
            person_id=plot.id_of(name),
            leader_id=plot.id_of(plot.LEADER),
            title=title,
            agreed_on=town.now.date(),
        )
        unit.insert(goal)
        await unit.commit()
    return goal.id


async def test_a_check_in_takes_three_pages_and_is_kept_as_it_was_answered(
    tmp_path: Path,
) -> None:  # NYB-KOM-25, NOR-15
    async with a_town(tmp_path) as town:
        goal = await _agree_on_a_goal(town, "Jonas Friis", "Holde bedre overleveringer")
        jonas = town["Jonas"]
        await jonas.writes("Check-in!")
        jonas.sees("1 af 3")
        await jonas.answers(trivsel="7", why="God uge")
        jonas.sees("Holde bedre overleveringer")
        await jonas.answers(**{f"progress__{goal}": "4", f"note__{goal}": ""})
        jonas.sees("3 af 3")
        await jonas.answers(visible_to="me")
        jonas.sees("Kun du kan se det.")
        async with town.store.snapshot() as reads:
            kept = await reads.one(select(Checkin))
            progress = await reads.one(select(Progress))
        assert (kept.trivsel, kept.note, kept.visible_to) == (7, "God uge", "me")
        assert (progress.goal_id, progress.value, progress.note) == (goal, 4, None)


async def test_a_number_off_the_scale_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        await jonas.answers(trivsel="11", why="Travlt, men godt")
        jonas.sees("Vælg et helt tal fra 1 til 10.")
        assert [each.value for each in jonas.form.fields] == ["11", "Travlt, men godt"]


async def test_a_double_click_saves_one_check_in(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        await jonas.answers(trivsel="7")
        send = jonas.form.submit.value
        await jonas.presses(send, visible_to="me")
        await jonas.presses(send, visible_to="me")
        jonas.sees("Den her besked er brugt.")
        async with town.store.snapshot() as reads:
            assert await reads.count(select(Checkin)) == 1


async def test_an_old_card_changes_nothing_and_hands_its_text_back(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        old = jonas.form.submit.value
        await jonas.answers(trivsel="7", why="Første")
        await jonas.presses(old, trivsel="2", why="Skrevet på telefonen")
        jonas.sees("Den her besked er blevet overhalet.")
        jonas.sees("Skrevet på telefonen")
        await jonas.clicks("Tilbage")
        assert [each.value for each in jonas.form.fields] == ["7", "Første"]


async def test_ones_own_series_is_shown_with_ones_goals(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        for number in ("4", "7"):
            await jonas.writes("check-in")
            await jonas.answers(trivsel=number)
            await jonas.answers(visible_to="me")
            await town.passes(days=14)
        await jonas.writes("mål")
        jonas.sees("mandag den 10. august: 4 af 10")
        jonas.sees("mandag den 24. august: 7 af 10")
