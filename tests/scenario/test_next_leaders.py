"""What a person lets their leader read of the time before is over when the next leader comes."""

from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from storage.tables import Consent, Goal
from tests import town as plot
from tests.keeping import (
    AGREED,
    HANNE,
    JONAS,
    METTE,
    SECRET,
    a_kept_town,
    agreed_plan,
    changes_leader,
    held_last_week,
)
from tests.kom import keep, kept
from tests.talk import Town

KIRSTEN = plot.id_of(plot.CONTACT)
GOAL, NEW = "Maalet om at lede møder", "Et maal med Kirsten"


async def _lets_kirsten_read(town: Town) -> list[Consent]:
    """Mette led Jonas, and Kirsten does now: he lets her read all there is from before."""
    await held_last_week(town)
    goal = Goal(
        person_id=JONAS,
        leader_id=METTE,
        title=GOAL,
        agreed_on=town.now.date(),
        plan_id="plan-talk-1",
    )
    await keep(town, agreed_plan("talk-1"), goal)
    await changes_leader(town, KIRSTEN)
    await town["Jonas"].presses(write(Open("new_leader", KIRSTEN)))
    await town["Jonas"].answers(plan="yes", minutes="yes")
    return await kept(town, Consent)


@pytest.mark.parametrize("closed", [True, False])
async def test_a_yes_to_one_leader_is_over_when_the_next_one_comes(
    tmp_path: Path, *, closed: bool
) -> None:
    """It is closed then; and were it not, it never held for anybody but their leader."""
    async with a_kept_town(tmp_path) as town:  # HER-06, HER-09, X-02
        given = await _lets_kirsten_read(town)
        reads = [write(Do("read_along", each.id)) for each in given]
        for way in reads:
            await town["Kirsten"].presses(way)
        assert all(town["Kirsten"].has_seen(words) for words in (SECRET, AGREED, GOAL))
        await changes_leader(town, HANNE)
        assert not await kept(town, Consent)
        if not closed:
            await keep(town, *given)
        for name in ("Kirsten", "Hanne"):
            for way in (*reads, write(Do("people", JONAS))):
                await town[name].presses(way)
                shown = [words for words in (SECRET, AGREED, GOAL) if words in town[name].text]
                assert not shown, f"{way} shows {shown} to {name}"
            await town[name].writes("samtykke")
            town[name].sees("Ingen andre læser noget")
        assert [each.leader_id for each in await kept(town, Goal)] == [METTE]


@pytest.mark.parametrize("planned", [True, False])
async def test_who_takes_the_plan_back_takes_the_goals_back(
    tmp_path: Path, *, planned: bool
) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-09, X-02
        await held_last_week(town)
        goal = Goal(person_id=JONAS, leader_id=METTE, title=GOAL, agreed_on=town.now.date())
        if planned:
            await keep(town, agreed_plan("talk-1"))
            goal.plan_id = "plan-talk-1"
        await keep(town, goal)
        await changes_leader(town, KIRSTEN)
        new = Goal(person_id=JONAS, leader_id=KIRSTEN, title=NEW, agreed_on=town.now.date())
        await keep(town, new)
        jonas, kirsten = town["Jonas"], town["Kirsten"]
        await jonas.presses(write(Open("new_leader", KIRSTEN)))
        await jonas.answers(plan="yes", minutes="no")
        people = write(Do("people", JONAS))
        await kirsten.presses(people)
        kirsten.sees(GOAL)
        await jonas.writes("samtykke")
        await jonas.clicks("Tag det tilbage: Kirsten Dahl")
        jonas.sees("Kirsten Dahl kan ikke læse det mere")
        await kirsten.presses(people)
        kirsten.sees(NEW)
        assert GOAL not in kirsten.text
        await jonas.writes("samtykke")
        jonas.sees("Ingen andre læser noget")


async def test_what_waits_is_found_however_much_there_is_to_see(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-09
        await held_last_week(town)
        given = [
            Consent(
                conversation_id="talk-1",
                what="minutes",
                reader_id=reader,
                asked_by=METTE,
                leader_ok_at=town.now,
                person_ok_at=None if reader == HANNE else town.now,
            )
            for reader in (*[plot.id_of("Sofie")] * 14, HANNE)
        ]
        await keep(town, *given)
        jonas, seen = town["Jonas"], 0
        await jonas.writes("samtykke")
        jonas.sees("Ja, Hanne Riis må læse det")
        seen = jonas.text.count("[Tag det tilbage")
        for _ in range(2):
            await jonas.clicks("Næste side")
            seen += jonas.text.count("[Tag det tilbage")
        assert seen == len(given) - 1
        assert "Næste side" not in jonas.text
        await jonas.clicks("Forrige side")
        jonas.sees("Næste side")


async def test_the_goals_of_a_draft_stay_between_the_two_who_wrote_it(tmp_path: Path) -> None:
    """The leader before never said yes to them: the person's yes alone hands nothing over."""
    async with a_kept_town(tmp_path) as town:  # HER-09, X-02, X-03
        await held_last_week(town)
        drafted = agreed_plan("talk-1")
        drafted.leader_ok_at = None
        day = town.now.date()
        in_draft = Goal(
            person_id=JONAS, leader_id=METTE, title=GOAL, agreed_on=day, plan_id=drafted.id
        )
        agreed = Goal(person_id=JONAS, leader_id=METTE, title=NEW, agreed_on=day)
        await keep(town, drafted, in_draft)
        await changes_leader(town, KIRSTEN)
        jonas, kirsten = town["Jonas"], town["Kirsten"]
        await jonas.presses(write(Open("new_leader", KIRSTEN)))
        await jonas.answers(minutes="no")
        await keep(town, agreed)
        await jonas.presses(write(Open("new_leader", KIRSTEN)))
        await jonas.answers(plan="yes", minutes="no")
        await kirsten.presses(write(Do("people", JONAS)))
        kirsten.sees(NEW)
        assert GOAL not in kirsten.text
        led = {each.title: each.leader_id for each in await kept(town, Goal)}
        assert led == {GOAL: METTE, NEW: KIRSTEN}
