"""After the groups were told: somebody drops out or comes, and only those who move hear of it."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update
from sqlmodel import col

from dialogs.concepts import load_round
from dialogs.core.actions import Do, write
from dialogs.rounds.groups.gathering import past_round_one
from dialogs.theme_names import CONCEPT
from storage import groups, sittings, steps
from storage.tables import Person, Seat, Sitting
from storage.unit_of_work import Unit
from tests import town as plot
from tests.nudged import does
from tests.seated import (
    LEADERSHIP,
    THE_DAY,
    WELLBEING,
    all_seats,
    announced,
    begins_again,
    fills_in,
    opens_groups,
    seats,
    tells_everyone,
    the_sitting,
    told,
)
from tests.talk import Town, a_town
from tests.voting import the_round


async def changes(town: Town, *, away: Sequence[str] = (), still: str = "", held: str = "") -> None:
    await begins_again(town, "Kirsten")
    more = {f"still.{plot.id_of('Anne')}": still} if still else {}
    await fills_in(town, "Kirsten", away=away, more={**more, **({"held": held} if held else {})})


async def tells_the_change(town: Town) -> None:
    await town["Kirsten"].clicks("Meld ændringen ud")
    await town.settles()


async def test_who_does_not_move_hears_nothing_of_it_and_the_list_is_put_right(
    tmp_path: Path,
) -> None:  # TAL-37
    async with a_town(tmp_path) as town:
        await told(town)
        before, posts = await seats(town), len(town.place("everyone"))
        heard = {name: len(town[name].messages) for name in (*before[WELLBEING], "Anne")}
        await changes(town, away=("Lars",), still="comes")
        town["Kirsten"].sees("Er kommet til: Anne Vestergaard")
        await tells_the_change(town)
        now = await seats(town)
        moved = {
            name
            for part in (WELLBEING, LEADERSHIP)
            for name in now[part]
            if before[part].get(name) != now[part][name]
        }
        assert "Anne" in moved
        assert "Lars" not in now[WELLBEING]
        assert len(moved) <= 3
        for name in now[WELLBEING]:
            title = "Her er dine grupper" if name == "Anne" else "Din gruppe er ændret"
            heard_of_it = [text.split("\n")[0] for text in town[name].messages[heard[name] :]]
            assert heard_of_it == ([title] if name in moved else [])
        assert len(town.place("everyone")) == posts
        assert "Anne" in town.place("everyone")[-1]
        assert "Lars" not in town.place("everyone")[-1]


async def test_between_the_rounds_only_round_two_is_changed(tmp_path: Path) -> None:  # TAL-37
    async with a_town(tmp_path) as town:
        await told(town)
        await town.until(THE_DAY)
        before = await seats(town)
        await changes(town, away=("Peter",), still="away", held="no")
        await begins_again(town, "Kirsten")
        still = {f"still.{plot.id_of(each)}": "away" for each in ("Anne", "Peter")}
        await fills_in(town, "Kirsten", away=("Lars",), more={**still, "held": "yes"})
        kirsten = town["Kirsten"]
        assert "Træk lod igen" not in kirsten.text
        await tells_the_change(town)
        now = await seats(town)
        assert now[WELLBEING] == before[WELLBEING]
        assert set(now[LEADERSHIP]) == set(before[LEADERSHIP]) - {"Lars", "Peter"}
        await kirsten.clicks("Byt to")
        assert "Runde 1" not in kirsten.text


async def test_where_the_script_runs_nobody_is_asked_whether_round_one_is_over(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        sitting_id = await told(town)
        await town.until(THE_DAY)
        await changes(town, away=("Peter",), still="away", held="no")
        before = await seats(town)
        await runs_until_round_two(town)
        await begins_again(town, "Kirsten")
        assert "Er første runde slut" not in town["Kirsten"].text
        await fills_in(town, "Kirsten")
        await town["Kirsten"].presses(write(Do("groups", sitting_id)))
        await tells_the_change(town)
        now = await seats(town)
        assert now[WELLBEING] == before[WELLBEING]
        assert "Peter" not in now[LEADERSHIP]


async def runs_until_round_two(town: Town) -> None:
    sitting = await the_sitting(town)
    slots = load_round(CONCEPT).script.slots
    second = next(at for at, slot in enumerate(slots) if slot.part == LEADERSHIP)
    assert not past_round_one(sitting)

    async def runs(unit: Unit) -> None:
        begun = update(Sitting).where(col(Sitting.id) == sitting.id)
        unit.update(begun.values(started_at=town.now, slot=second, slot_at=town.now))

    await town.store.run(runs)
    assert past_round_one(await the_sitting(town))


async def test_who_comes_to_work_there_is_missed_and_gets_a_seat(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await told(town)

        async def leave(unit: Unit) -> None:
            gone = update(Person).where(col(Person.id) == plot.id_of("Jonas"))
            unit.update(gone.values(left_on=town.now.date()))

        await town.store.run(leave)
        await opens_groups(town, "Ali")
        town["Ali"].sees("Der kommer andre, end forslaget er lavet til")
        await town["Ali"].clicks("Tilpas grupperne")
        await fills_in(town, "Ali")
        await town["Ali"].clicks("Meld ændringen ud")
        assert "Jonas" not in (await seats(town))[WELLBEING]


async def test_who_writes_for_a_group_goes_on_with_it_after_a_change(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await told(town)
        wrote = {(each.part, each.person_id, each.number) for each in await writers(town)}
        here = [each.split()[0] for each in plot.EMPLOYEES]
        away = next(name for name in here if not _in(wrote, name))
        await changes(town, away=(away,))
        await tells_the_change(town)
        now = {(each.part, each.person_id, each.number) for each in await writers(town)}
        assert len(now) == len({(part, number) for part, _, number in now})
        sat = {(each.part, each.person_id, each.number) for each in await all_seats(town)}
        assert {each for each in wrote if each in sat} <= now


async def writers(town: Town) -> list[Seat]:
    return [each for each in await all_seats(town) if each.writes]


def _in(wrote: set[tuple[str, str, int]], name: str) -> bool:
    return any(person_id == plot.id_of(name) for _, person_id, _ in wrote)


async def test_before_the_day_a_group_that_is_dissolved_leaves_no_gap_in_the_numbers(
    tmp_path: Path,
) -> None:
    """Its number goes to the last one, who hear it, and whose pen stays where it was."""
    async with a_town(tmp_path) as town:
        await told(town)
        before, pens = await seats(town), await writers(town)
        first = [name for name, number in before[WELLBEING].items() if number == 1]
        last = [name for name, number in before[WELLBEING].items() if number == 3]
        heard = {name: len(town[name].messages) for name in last}
        await changes(town, away=first)
        await tells_the_change(town)
        now = await seats(town)
        assert {number for part in now.values() for number in part.values()} == {1, 2}
        assert {now[WELLBEING][name] for name in last} == {1}
        assert [name for name in last if len(town[name].messages) == heard[name]] == []
        town[last[0]].sees("Gruppe 1 med")
        wrote = next(each for each in pens if (each.part, each.number) == (WELLBEING, 3))
        writes = {(each.part, each.number): each.person_id for each in await writers(town)}
        assert writes[WELLBEING, 1] == wrote.person_id


async def test_once_people_sit_at_their_tables_these_keep_their_numbers(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await told(town)
        before = await seats(town)
        first = [name for name, number in before[WELLBEING].items() if number == 1]
        last = [name for name, number in before[WELLBEING].items() if number == 3]
        await town.until(THE_DAY)

        def runs(unit: Unit) -> None:
            unit.update(update(Sitting).values(started_at=town.now, slot_at=town.now))

        await does(town, then=runs)
        await changes(town, away=first)
        await tells_the_change(town)
        now = await seats(town)
        assert {now[WELLBEING][name] for name in last} == {3}


async def test_two_who_decide_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        sitting_id = await told(town)
        await opens_groups(town, "Ali")
        await changes(town, away=("Lars",))
        await town["Ali"].clicks("Træk lod igen")
        town["Ali"].sees("Kirsten Dahl har ændret grupperne")
        async with town.store.snapshot() as reads:
            found = await groups.proposal(reads, sitting_id)
        assert found is not None
        assert plot.id_of("Lars") not in {each for group in found.round_two for each in group}


async def with_teams(town: Town) -> tuple[str, str]:
    """The workplace sits in two teams, on two days. Their ids."""
    await announced(town)
    whole = await the_sitting(town)
    names = plot.VOTERS[:11]
    both = [("Dagholdet", names[:6], 0), ("Natholdet", names[6:], 1)]
    async with town.store.unit() as unit:
        ids = []
        for name, members, later in both:
            team = Sitting(
                round_id=whole.round_id,
                name=name,
                held_on=whole.held_on + timedelta(days=later),
            )
            sittings.add(unit, team, [plot.id_of(each) for each in members])
            ids.append(team.id)
        kitchen = update(Sitting).where(col(Sitting.id) == whole.id)
        unit.update(kitchen.values(name="Køkkenet", held_on=whole.held_on + timedelta(days=2)))
        await unit.commit()
    return ids[0], ids[1]


async def test_each_team_has_groups_of_its_own_and_the_step_waits_for_all(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # TAL-37
        first, second = await with_teams(town)
        kirsten = town["Kirsten"]
        for name, people_, kind in (("Dagholdet", 6, "Forslag"), ("Natholdet", 5, "I er fem")):
            await opens_groups(town, "Kirsten")
            kirsten.sees("Hvilken dialog gælder det?")
            await kirsten.clicks(name)
            await fills_in(town, "Kirsten")
            kirsten.sees(kind)
            await tells_everyone(town)
            assert len(await _seats_of(town, first if people_ == 6 else second)) == 2 * people_
        assert not {each.person_id for each in await _seats_of(town, first)} & {
            each.person_id for each in await _seats_of(town, second)
        }
        async with town.store.snapshot() as reads:
            step = (await steps.of_round(reads, (await the_round(town)).id))["groups"]
        assert step.done_at is None, "there is one dialogue left"


async def _seats_of(town: Town, sitting_id: str) -> list[Seat]:
    async with town.store.snapshot() as reads:
        return await groups.seats(reads, sitting_id)
