"""While Jonas and Mette talk: the item of the moment, and what they have been round."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Do, write
from dialogs.talks.during.points import items
from storage.tables import Minutes
from tests.kom import TALK, TALK_AT, kept
from tests.talk import a_town
from tests.talks_held import FIXED, a_talk_after, named


@pytest.mark.parametrize("key", FIXED)
async def test_herlevs_fixed_topics_are_ticked_off_or_open_for_both(
    tmp_path: Path, key: str
) -> None:  # HER-19, HER-20, HER-21, HER-22, HER-23, HER-24
    topic = named("herlev", key)
    async with a_town(tmp_path, at=TALK_AT) as town:
        jonas = await a_talk_after(town, "herlev")
        await jonas.writes("dagsorden")
        jonas.sees("Der er 6 faste emner. De skal alle med.")
        jonas.sees(f"{topic}: åbent endnu")
        await jonas.clicks("Begynd samtalen")
        await jonas.clicks("Næste punkt")
        await jonas.clicks("Næste punkt")
        await jonas.clicks(f"Sæt kryds: {topic}")
        jonas.sees(f"{topic}: talt om")
        await town["Mette"].presses(write(Do("agenda", TALK)))
        town["Mette"].sees("1 af 6 faste emner er krydset af")
        town["Mette"].sees(f"{topic}: talt om")
        await jonas.clicks(f"Fjern kryds: {topic}")
        jonas.sees("Der er 6 faste emner. De skal alle med.")


@pytest.mark.parametrize(
    ("concept", "keys"),
    [
        ("nyborg_kom", ("core_task", "collaboration", "wellbeing", "competences")),  # NYB-KOM-13
        ("norddjurs_mus", ("safety", "agency")),  # NOR-05
    ],
)
async def test_what_has_not_been_touched_yet_stays_in_view(
    tmp_path: Path, concept: str, keys: tuple[str, ...]
) -> None:
    async with a_town(tmp_path) as town:
        jonas = await a_talk_after(town, concept)
        await jonas.writes("dagsorden")
        for key in keys:
            jonas.sees(f"{named(concept, key)}: åbent endnu")


async def test_the_item_of_the_moment_goes_by_the_clock(tmp_path: Path) -> None:
    async with a_town(tmp_path, at=TALK_AT) as town:
        jonas = await a_talk_after(town, "nyborg_kom")
        pack = town.app.inbox.house.packs.talks()["nyborg_kom"]
        minutes = 0
        for item in items(pack, "kom", "da"):
            await jonas.presses(write(Do("talk_now", TALK)))
            assert jonas.text.startswith(item.text)
            minutes += item.minutes
            town.clock.move(TALK_AT + timedelta(minutes=minutes) - town.now)
        await jonas.presses(write(Do("talk_now", TALK)))
        jonas.sees("Er du og Mette klar?")


async def test_who_begins_later_goes_through_it_from_then_on(tmp_path: Path) -> None:
    async with a_town(tmp_path, at=TALK_AT + timedelta(hours=3)) as town:
        jonas = await a_talk_after(town, "herlev")
        await jonas.presses(write(Do("talk_now", TALK)))
        await jonas.clicks("Begynd nu")
        jonas.sees("Hvad blev der af det, I aftalte sidst?")
        jonas.sees("Cirka 10 minutter, til kl. 13.10.")
        town.clock.move(timedelta(minutes=12))
        await jonas.clicks("Næste punkt")
        jonas.sees("Hvad håber I hver især at få talt om?")
        jonas.sees("til kl. 13.15")
        await jonas.clicks("Punktet før")
        jonas.sees("Tiden til dette punkt var kl. 13.10.")


async def test_one_question_at_a_time_makes_it_concrete(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # NOR-25, KL-24
        jonas = await a_talk_after(town, "norddjurs_mus")
        await jonas.writes("dagsorden")
        await jonas.clicks("Giv mig et spørgsmål")
        jonas.sees("Hvad ved du, og hvad gætter du på?")
        await jonas.clicks("Giv mig et andet")
        jonas.sees("Kan du fortælle om en dag, hvor det skete?")
        await jonas.clicks("Giv mig et andet")
        await jonas.clicks("Giv mig et andet")
        jonas.sees("Hvad ved du, og hvad gætter du på?")


@pytest.mark.parametrize(
    "forged", ["||", "|x|y", "|99999999999999|9", "|1|-1", "|²|1", f"|{10**12}|3", "|1|1|none|on"]
)
async def test_a_forged_button_does_nobody_harm(tmp_path: Path, forged: str) -> None:
    async with a_town(tmp_path, at=TALK_AT) as town:
        jonas = await a_talk_after(town, "herlev")
        for command in ("talk_now", "talk_prompt", "talk_tick"):
            await jonas.presses(write(Do(command, TALK + forged)))
        assert not await kept(town, Minutes)


async def test_before_the_day_nothing_begins(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = await a_talk_after(town, "herlev")
        await jonas.writes("dagsorden")
        assert "[Begynd samtalen]" not in jonas.text
        await jonas.presses(write(Do("talk_now", TALK)))
        jonas.sees("I mødes først mandag den 24. august kl. 10.")
