"""The day run live: the script moves on by hand, and what is said comes at the right minute."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import outbox
from storage.outbox import Mail
from storage.unit_of_work import Unit
from tests.nudged import ROUND
from tests.talk import Town, a_town
from tests.the_day import COMING, GROUPS, SITTING, a_day, begins, goes_on, the_sitting
from tests.voting import queued


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


def told(town: Town, name: str, words: str) -> int:
    """How many messages to somebody have these words."""
    return sum(words in each for each in town[name].messages)


async def test_the_leader_runs_the_day_by_a_button(town: Town) -> None:  # TAL-40, TAL-42, TAL-104
    await a_day(town)
    leader = town["Mette"]
    await begins(town)
    leader.sees("Velkomst")
    leader.sees("Slutter: kl. 9.15")
    leader.sees("Tid tilbage: 15 minutter")
    leader.sees("Bagefter: Eksempler på trivsel")
    leader.sees("Lyt til ende, og spørg, før du mener noget.")  # TAL-49
    leader.sees("hvorfor I taler sammen i dag")  # TAL-105
    await goes_on(town)
    leader.sees("Eksempler på trivsel")
    leader.sees("Tid tilbage: 30 minutter")
    leader.sees("Store ører, lille mund: Du lytter")  # TAL-41
    leader.sees("I en gruppe på 4 er der cirka 3 minutter til at fortælle og 4")  # X-05, TAL-43
    leader.sees("I en gruppe på 3 er der cirka 4 minutter til at fortælle og 4")
    leader.sees("I må gerne dele tiden på en anden måde.")  # TAL-108
    await goes_on(town)
    leader.sees("Hvad kommer igen i flere eksempler?")  # TAL-106, TAL-45
    leader.sees("Hvordan kan vi øve os?")  # TAL-47
    await goes_on(town)
    leader.sees("Til hver gruppe: 8 minutter")
    leader.sees("Spørg kun for at forstå.")  # TAL-48


async def test_each_group_hears_when_it_begins_and_when_five_minutes_are_left(town: Town) -> None:
    await a_day(town)  # TAL-42, TAL-44
    await begins(town)
    await town.passes(minutes=15)
    await goes_on(town)
    await town.settles()
    for name in COMING:
        assert told(town, name.split()[0], "Nu: Eksempler på trivsel") == 1
    jonas = town["Jonas"].messages[-1]
    assert "Du er i gruppe 1 sammen med Ali Hassan, Birgit Lund og Kirsten Dahl." in jonas
    assert "Du skriver gruppens sedler." in jonas
    assert "én pointe eller én handling på hver seddel" in jonas
    assert told(town, "Mette", "Du er i gruppe") == 0
    await town.passes(minutes=24)
    assert told(town, "Sofie", "Fem minutter endnu") == 0
    await town.passes(minutes=1)
    assert told(town, "Sofie", "Fem minutter endnu") == 1
    assert "slutter kl. 9.45" in town["Sofie"].messages[-1]
    assert "Der er fem minutter endnu." in town["Mette"].messages[-1]
    await town.passes(minutes=5)
    assert "Tiden er gået." in town["Mette"].messages[-1]
    assert "Tiden er gået." in town["Kirsten"].messages[-1]


async def test_whoever_writes_hears_when_the_next_may_tell(town: Town) -> None:  # TAL-43, X-05
    """In a group of four after 7, 14 and 21 minutes, in one of three after 8 and 16."""
    await a_day(town)
    await begins(town)
    await goes_on(town)
    await town.passes(minutes=24)
    assert told(town, GROUPS[0][-1].split()[0], "Den næste fortæller") == 3
    assert told(town, GROUPS[2][-1].split()[0], "Den næste fortæller") == 2
    assert told(town, "Sofie", "Den næste fortæller") == 0


async def test_a_day_in_the_evening_is_told_of_at_its_minute(town: Town) -> None:
    """People have set it aside, so quiet hours do not hold anything back."""
    town.clock.move(timedelta(hours=10))
    await a_day(town, starts_at="19:00")
    await begins(town)
    await goes_on(town)
    await town.passes(minutes=25)
    assert told(town, "Sofie", "Fem minutter endnu") == 1


async def test_what_is_to_be_said_moves_along_with_a_part_that_begins_late(town: Town) -> None:
    await a_day(town)
    await begins(town)
    await goes_on(town)
    await town.passes(minutes=10)
    await town["Mette"].presses(f"do:day:{SITTING}")
    await town["Mette"].clicks("Et skridt tilbage")
    town["Mette"].sees("Velkomst")
    await town.passes(minutes=20)
    assert told(town, "Sofie", "Fem minutter endnu") == 0
    await goes_on(town)
    town["Mette"].sees("Slutter: kl. 10\n")
    await town.passes(minutes=25)
    assert told(town, "Sofie", "Fem minutter endnu") == 1


async def test_time_stands_while_it_is_stopped(town: Town) -> None:
    await a_day(town)
    await begins(town)
    await goes_on(town)
    await town.passes(minutes=10)
    leader = town["Mette"]
    await leader.presses(f"do:day:{SITTING}")
    await leader.clicks("Stop uret")
    leader.sees("Holdt stille med 20 minutter tilbage")
    assert [each for each in await queued(town, "day_turn") if each.state == "pending"] == []
    await town.passes(minutes=30)
    assert told(town, "Sofie", "Fem minutter endnu") == 0
    await leader.presses(f"do:day:{SITTING}")
    leader.sees("Holdt stille med 20 minutter tilbage")
    await leader.clicks("Sæt uret i gang")
    leader.sees("Tid tilbage: 20 minutter")
    await town.passes(minutes=15)
    assert told(town, "Sofie", "Fem minutter endnu") == 1


async def test_a_word_about_a_part_that_runs_no_more_is_not_said(town: Town) -> None:
    """One that was being sent while somebody went on."""
    await a_day(town)
    await begins(town)
    await goes_on(town)
    old = next(each for each in await queued(town, "day_turn") if each.person_id == "p-sofie")
    await goes_on(town)
    await town.settles()
    said = len(town["Sofie"].messages)
    late = Mail(
        message="day_turn", key="late", due_at=town.now, person_id="p-sofie", params=old.params
    )

    async def slip(unit: Unit) -> None:
        outbox.queue(unit, late)

    await town.store.run(slip)
    await town.passes(minutes=1)
    assert len(town["Sofie"].messages) == said


async def test_two_who_go_on_at_once_go_one_step(town: Town) -> None:
    await a_day(town)
    await begins(town)
    await town["Kirsten"].presses(f"do:day:{SITTING}")
    on = "Gå til: Eksempler på trivsel"
    await asyncio.gather(town["Mette"].clicks(on), town["Kirsten"].clicks(on))
    assert (await the_sitting(town)).slot == 1
    shown = town["Mette"].text + town["Kirsten"].text
    assert shown.count("Nogen har flyttet på tiden") == 1
    await town["Mette"].clicks(on)
    town["Mette"].sees("Nogen har flyttet på tiden, siden du så den.")
    assert (await the_sitting(town)).slot == 1


@pytest.mark.parametrize("name", ["Jonas", "Ali", "Oliver", "Hanne"])
async def test_nobody_else_moves_the_day(town: Town, name: str) -> None:
    await a_day(town)
    await begins(town)
    sitting = await the_sitting(town)
    assert sitting.slot_at is not None
    stamp = f"0.{int(sitting.slot_at.timestamp() * 1000)}."
    await town[name].presses(f"do:day_go:{SITTING}|{stamp}|next")
    town[name].sees("Det kan din rolle ikke åbne.")
    assert (await the_sitting(town)).slot == 0


async def test_it_begins_on_its_day_and_not_before(town: Town) -> None:
    await a_day(town, held_on=(town.now + timedelta(days=1)).date())
    leader = town["Mette"]
    await leader.presses(f"do:day:{ROUND}")
    leader.sees("Udviklingsdialogen tirsdag den 11. august")
    leader.sees("kl. 9.15: Eksempler på trivsel")
    assert "Begynd dagen" not in leader.text
    await leader.presses(f"do:day_go:{SITTING}|0.0.|start")
    assert (await the_sitting(town)).started_at is None


async def test_whoever_takes_part_sees_where_they_sit_and_what_runs(town: Town) -> None:
    await a_day(town)
    sofie = town["Sofie"]
    await sofie.presses(f"do:day:{ROUND}")
    sofie.sees("Trivselstema: Gruppe 2")
    await begins(town)
    await goes_on(town)
    await sofie.presses(f"do:day:{ROUND}")
    sofie.sees("Slutter: kl. 9.30")
    assert "Gå til" not in sofie.text
