"""Three and six months on the efforts are followed up, and all hear what becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import people
from storage.tables import FollowUp
from tests import town as plot
from tests.after_dialogue import HANDOVERS, MEETINGS, QUIET, TITLES, a_dialogue
from tests.kom import kept
from tests.nudged import ROUND, sent_to
from tests.talk import Town, a_town

THREE_MONTHS = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def follows_up(town: Town, name: str, **verdicts: str) -> None:
    found = {MEETINGS: "go_on", HANDOVERS: "adjust", QUIET: "stop"} | verdicts
    answers = {f"verdict__{id_}": verdict for id_, verdict in found.items()}
    reached = {f"reached__{id_}": f"Vi har nået noget med {TITLES[id_]}" for id_ in found}
    await town[name].answers(**answers, **reached)
    await town[name].answers(line="Vi tager det op på mandag.")
    await town[name].clicks("Gem, og fortæl det")


async def test_after_three_months_the_nudge_opens_the_follow_up_and_all_are_told(
    town: Town,
) -> None:
    # TAL-59, TAL-06
    await a_dialogue(town)
    await town.until(THREE_MONTHS)
    await town["Mette"].clicks("Følg op på indsatserne")
    town["Mette"].sees("Der er gået tre måneder siden dialogen.")
    await follows_up(town, "Mette")
    town["Mette"].sees("Arbejdspladsen får besked")
    await town.passes(seconds=5)
    told = next(text for text in town.place("everyone") if "Vi har fulgt op" in text)
    for words in ("Bedre møder: Vi fortsætter", "En rolig time: Vi stopper", "op på mandag"):
        assert words in told
    assert "Vi har nået noget" not in told
    board = next(text for text in town.place("everyone") if "Vores indsatser" in text)
    assert "Dem er vi stoppet med: En rolig time" in board
    assert {each.months for each in await kept(town, FollowUp)} == {3}
    await town.until(THREE_MONTHS + timedelta(days=60))
    assert [rule for rule, _ in await sent_to(town, "Mette")].count("followup") == 1
    await town.until(datetime(2027, 3, 9, 9, 0, tzinfo=UTC))
    await town["Mette"].clicks("Følg op på indsatserne")
    town["Mette"].sees("seks måneder")
    assert "En rolig time" not in town["Mette"].text


async def test_a_follow_up_that_is_made_needs_no_nudge(town: Town) -> None:
    await a_dialogue(town)
    await town.until(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    await town["Ali"].presses(f"open:followup:{ROUND}")
    await follows_up(town, "Ali")
    await town.until(THREE_MONTHS + timedelta(days=14))
    assert not any("Hvordan går det med det, I aftalte?" in text for text in town["Mette"].messages)


async def test_a_follow_up_before_its_time_says_when(town: Town) -> None:
    await a_dialogue(town)
    await town["Kirsten"].presses(f"open:followup:{ROUND}")
    town["Kirsten"].sees("Prøv igen fra onsdag den 25. november.")


async def test_of_two_follow_ups_at_once_one_stands_and_the_other_is_told_whose(
    town: Town,
) -> None:
    await a_dialogue(town)
    await town.until(THREE_MONTHS)
    for name in ("Mette", "Ali"):
        await town[name].presses(f"open:followup:{ROUND}")
    await asyncio.gather(*(follows_up(town, name) for name in ("Mette", "Ali")))
    found = await kept(town, FollowUp)
    assert len(found) == len(TITLES)
    assert len({each.person_id for each in found}) == 1
    other = "Ali" if found[0].person_id == plot.id_of("Mette") else "Mette"
    town[other].sees("Opfølgningen er lavet.")
    town[other].sees("Vi har nået noget med Bedre møder")


async def test_a_workplace_without_a_channel_is_told_one_by_one(town: Town) -> None:
    await a_dialogue(town)
    async with town.store.unit() as unit:
        people.set_unreachable(unit, "pl-everyone", "place_gone")
        await unit.commit()
    await town.until(THREE_MONTHS)
    await town["Mette"].presses(f"open:followup:{ROUND}")
    await follows_up(town, "Mette")
    await town.passes(seconds=5)
    assert "Vi har fulgt op på vores indsatser" in town["Jonas"].messages[-1]
