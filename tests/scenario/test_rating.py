"""Each of the group rates each heading by the criteria, and then they see what it gives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import PlanChange, Rating
from tests.talk import Town
from tests.voting import rows
from tests.working import ROUND, after_the_dialogue, group_is, heading, rates


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with after_the_dialogue(tmp_path) as town:
        yield town


async def looks(town: Town, name: str) -> str:
    await town[name].presses(f"do:ratings:{ROUND}")
    return town[name].text


async def test_every_heading_is_weighed_by_what_its_theme_is_about(town: Town) -> None:
    calm = await heading(town, "Ro")
    listen = await heading(town, "At lytte", part="leadership")
    kirsten = town["Kirsten"]
    await kirsten.presses(f"do:rate:{ROUND}")
    kirsten.sees("Hvor meget bedre vil vi løse kerneopgaven sammen?")  # TAL-54
    kirsten.sees("Hvor meget bedre vil vi få det?")  # TAL-55
    kirsten.sees("Hvor meget bedre vil vi kunne klare opgaverne")
    assert "ledelsen" not in kirsten.text
    await rates(town, "Kirsten", calm, 5, 4, 3)
    await kirsten.clicks("Vurdér At lytte")
    kirsten.sees("Hvor meget bedre vil vi løse kerneopgaven sammen?")
    kirsten.sees("Hvor meget bedre vil ledelsen blive")  # TAL-56
    assert "få det?" not in kirsten.text
    await rates(town, "Kirsten", listen, 1, 2, 3)
    kirsten.sees("Du har vurderet alle overskrifter.")
    assert len(await rows(town, Rating)) == 6
    assert await rows(town, PlanChange) == []


async def test_nobody_sees_others_numbers_before_giving_their_own(town: Town) -> None:
    calm = await heading(town, "Ro")
    for name in ("Kirsten", "Mette"):
        await rates(town, name, calm, 5, 4, 3)
    assert "Én overskrift er skjult" in await looks(town, "Ali")
    await rates(town, "Ali", calm, 2, 4, 3)
    assert "Ro | 3,7 | 4 (2–5) | 4 (4–4) | 3 (3–3)" in await looks(town, "Ali")
    assert "Ro | 3,7" in await looks(town, "Birgit"), "a majority has rated it"


async def test_too_few_numbers_are_nobodys_average(town: Town) -> None:
    calm = await heading(town, "Ro")
    await rates(town, "Kirsten", calm, 5, 4, 3)
    await rates(town, "Ali", calm, 1, 1, 1)
    for name in ("Kirsten", "Ali"):
        shown = await looks(town, name)
        assert "Ro: For få har vurderet den endnu." in shown
        assert "|" not in shown


async def test_what_is_seen_differently_and_what_stands_alike_is_to_be_talked_about(
    town: Town,
) -> None:
    for title, own in (("Ro", 5), ("Fest", 5), ("Støj", 2)):
        topic = await heading(town, title)
        for name, value in (("Kirsten", own), ("Ali", own), ("Mette", 2)):
            await rates(town, name, topic, value, value, value)
    shown = await looks(town, "Mette")
    assert "Her ser I forskelligt på det: Fest og Ro. Tal om hvorfor, før I vælger." in shown
    assert "Fest og Ro står lige." in shown


async def test_a_group_of_two_sees_its_own_numbers_openly_and_is_told_so_first(town: Town) -> None:
    await group_is(town, "Kirsten Dahl")
    calm = await heading(town, "Ro")
    await town["Kirsten"].presses(f"open:rating:{calm.id}")
    town["Kirsten"].sees("medmindre I er færre end tre")
    await rates(town, "Mette", calm, 1, 2, 3)
    assert "| 1" not in await looks(town, "Kirsten")
    await rates(town, "Kirsten", calm, 5, 4, 3)
    shown = await looks(town, "Kirsten")
    assert "I er under tre i gruppen, så I ser hinandens tal, som de er." in shown
    assert "Ro | Kirsten Dahl | Mette Holm" in shown
    assert "Samarbejdet | 5 | 1" in shown


async def test_one_may_think_again_and_the_last_numbers_count(town: Town) -> None:
    calm = await heading(town, "Ro")
    await rates(town, "Kirsten", calm, 5, 4, 3)
    await rates(town, "Kirsten", calm, 1, 1, 1)
    assert [each.value for each in await rows(town, Rating)] == [1, 1, 1]


async def test_who_left_the_group_counts_no_more(town: Town) -> None:
    calm = await heading(town, "Ro")
    for name in ("Kirsten", "Ali", "Mette", "Birgit"):
        await rates(town, name, calm, 1 if name == "Birgit" else 3, 3, 3)
    assert "3 (3–3)" not in (await looks(town, "Ali")).split("|")[2]
    await group_is(town, "Kirsten Dahl", "Ali Hassan")
    assert "Ro | 3 | 3 (3–3)" in await looks(town, "Ali")
