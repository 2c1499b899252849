"""The choice of themes, and that everyone is told (TAL-30..32)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import people
from storage.tables import Ballot, Due, Participation, Selection
from tests import town as plot
from tests.after_vote import (
    FIVE,
    SUMMARY,
    WHY,
    casts,
    chooses,
    counted,
    fills_in,
    opened,
    posted,
    summarises,
)
from tests.talk import Town, a_town
from tests.voting import DEADLINE, opens, queued, rows, the_round, votes


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def test_a_round_from_the_opening_to_the_announcement(town: Town) -> None:
    """TAL-24..32."""
    await opens(town)
    for number, name in enumerate(FIVE):
        theme = ("balance", "meaning")[number % 2]
        await votes(town, name.split()[0], wellbeing=theme, wellbeing_why=WHY)
    await town.until(DEADLINE)
    assert "5 af 12 nåede at svare." in town.place("planning")[0]
    assert "Flest har valgt Balance og overskud: 3 stemmer." in town.place("planning")[1]
    await town["Kirsten"].clicks("Læs og skriv resumé")
    town["Kirsten"].sees(WHY)
    await summarises(town, "Kirsten")
    await town.settles()
    await town["Mette"].clicks("Læs og vælg temaer")
    for shown in (SUMMARY, "Mening og retning | 2 | 2", "Hvad taler folk mest om i det daglige?"):
        town["Mette"].sees(shown)
    await chooses(town, "Mette")
    await town.settles()
    told = (
        "Trivselstema: Mening og retning",
        "Det giver den bedste start.",
        "Ledelsestema: Fælles retning og mål",
        "Vi vil samme vej.",
        "onsdag den 9. september",
        "Find et eksempel fra hverdagen til hvert tema",
    )
    for name in plot.EVERYONE:
        for words in told:
            assert words in town[name.split()[0]].messages[-1]
    for place in ("planning", "everyone"):
        assert all(words in town.place(place)[-1] for words in told)


async def test_the_hourly_paid_and_the_one_on_leave_are_told_once(
    town: Town,
) -> None:
    await counted(town)
    await chooses(town, "Kirsten")
    await town.settles()
    mails = await queued(town, "announcement")
    persons = [mail.person_id for mail in mails if mail.person_id]
    assert sorted(persons) == sorted(plot.id_of(name) for name in plot.EVERYONE)


@pytest.mark.parametrize("dialog", ["selection", "summary"])
@pytest.mark.parametrize("name", ["Jonas", "Oliver", "Hanne"])
async def test_a_forged_button_opens_nothing(town: Town, name: str, dialog: str) -> None:
    round_ = await counted(town, why=WHY)
    await town[name].presses(f"open:{dialog}:{round_.id}")
    town[name].sees("Det kan din rolle ikke åbne.")
    await town[name].writes("runde")
    assert [button.label for button in town[name].screen[-1].buttons] == ["Hjem"]


@pytest.mark.parametrize("dialog", ["selection", "summary"])
async def test_nothing_is_chosen_or_read_while_the_vote_is_open(town: Town, dialog: str) -> None:
    round_ = await opens(town)
    for name in FIVE:
        await casts(town, name, why=WHY)
    await town["Kirsten"].presses(f"open:{dialog}:{round_.id}")
    town["Kirsten"].sees("Afstemningen er ikke slut endnu.")
    await town["Kirsten"].presses(f"open:{dialog}:nothing")
    town["Kirsten"].sees("Det findes ikke længere.")


async def test_two_who_choose_at_once_choose_one_and_the_other_is_told_kindly(
    town: Town,
) -> None:
    await counted(town)
    await fills_in(town, "Mette")
    await fills_in(town, "Ali", wellbeing="mastery")
    await asyncio.gather(*(town[name].clicks("Send til alle") for name in ("Mette", "Ali")))
    kept = {each.list: each for each in await rows(town, Selection)}
    assert len(kept) == 2
    first, second = ("Mette", "Ali") if kept["wellbeing"].theme == "meaning" else ("Ali", "Mette")
    assert kept["wellbeing"].selected_by == plot.id_of(first)
    town[first].sees("Temaerne er valgt.")
    town[second].sees("Temaerne er valgt, og alle får besked.")
    town[second].sees(f"{plot.LEADER if first == 'Mette' else 'Ali Hassan'} sendte valget")
    assert len(await queued(town, "announcement")) == len(plot.EVERYONE) + len(
        ("planning", "everyone")
    )
    await town.passes(days=2)
    await town[second].writes("hjem")
    assert "Fortsæt" not in town[second].text


async def test_a_choice_needs_a_reason_and_a_theme_of_ones_own_a_name(town: Town) -> None:
    round_ = await counted(town)
    ali = town["Ali"]
    await ali.presses(f"open:selection:{round_.id}")
    await ali.clicks("Vælg temaer")
    await ali.answers(wellbeing="free")
    await ali.answers(wellbeing_wording="", wellbeing_reason=" \u200b ")
    assert all(each.error for each in ali.form.fields)
    await ali.answers(wellbeing_wording="Ro på", wellbeing_reason="Det fylder mest.")
    await ali.answers(leadership="citizen")
    await ali.answers(leadership_reason="Det er vores kerneopgave.")
    await ali.clicks("Send til alle")
    await town.settles()
    assert "Trivselstema: Ro på" in town["Oliver"].messages[-1]


async def test_the_choice_hands_over_what_is_to_happen_and_takes_back_what_is_not(
    town: Town,
) -> None:
    round_ = await counted(town, why=WHY)
    await chooses(town, "Ali")
    announced = (await the_round(town)).announced_at
    assert announced == town.now
    planned = {
        each.rule: each.due_at for each in await rows(town, Due) if each.subject == round_.id
    }
    assert planned["round.plan"] == town.now
    assert planned["reasons.forget"] == announced + timedelta(days=90)
    assert "selection.reminder" not in planned
    await town["Kirsten"].presses(f"open:summary:{round_.id}")
    town["Kirsten"].sees("Temaerne er allerede valgt, så der er ikke brug for et resumé.")


async def test_names_of_a_named_vote_go_with_the_announcement(town: Town) -> None:
    """X-01."""
    round_ = await opened(town, mode="named")
    for name in FIVE:
        await casts(town, name, why=WHY)
    await town.until(DEADLINE)
    assert not [name for name in FIVE if name in posted(town)]
    assert len(await rows(town, Participation)) == len(plot.VOTERS)
    before = {each.id for each in await rows(town, Ballot)}
    for name in ("Ali", "Mette"):
        await town[name].presses(f"open:summary:{round_.id}")
        town[name].sees("Det kan din rolle ikke åbne.")
    await summarises(town, "Kirsten")
    await chooses(town, "Mette")
    await town.settles()
    assert await rows(town, Participation) == []
    assert not before & {each.id for each in await rows(town, Ballot)}
    assert (await the_round(town)).severed_at is not None
    assert "5 af 12 har svaret." in posted(town)


async def test_an_english_reader_is_told_in_english(town: Town) -> None:
    async with town.store.unit() as unit:
        people.set_language(unit, plot.id_of("Oliver Storm"), "en")
        await unit.commit()
    await counted(town)
    await chooses(town, "Kirsten")
    await town.settles()
    told = town["Oliver"].messages[-1]
    assert "Wellbeing theme: Meaning and direction" in told
    assert "Wednesday 9 September" in told
    assert "Det giver den bedste start." in told
