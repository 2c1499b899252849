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
GOAL = "Maalet om at lede møder"


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
