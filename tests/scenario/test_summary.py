"""Who reads what people wrote, and what becomes of it (X-02, X-14)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.announcement import forget_at, forget_reasons
from storage.tables import Ballot, Outbox, Selection
from storage.unit_of_work import Unit
from tests.after_vote import (
    CHOSEN,
    FIVE,
    SUMMARY,
    WHY,
    all_screens,
    chooses,
    counted,
    posted,
    summarises,
)
from tests.talk import Town, a_town
from tests.voting import no_representatives_but, rows, the_round


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def test_the_leader_never_sees_a_reason(town: Town) -> None:
    """X-14."""
    round_ = await counted(town, why=WHY)
    mette = town["Mette"]
    await mette.presses(f"open:summary:{round_.id}")
    mette.sees("Det kan din rolle ikke åbne.")
    await mette.writes("hjem")
    mette.sees("Et kort resumé af det, folk skrev, er på vej.")
    await mette.writes("runde")
    await summarises(town, "Ali")
    await town.settles()
    await chooses(town, "Mette")
    await town.settles()
    assert WHY not in all_screens(town, "Mette") + posted(town)
    assert SUMMARY in all_screens(town, "Mette")


async def test_with_too_few_ballots_nobody_reads_a_reason(town: Town) -> None:
    round_ = await counted(town, FIVE[:4], why=WHY)
    await town["Kirsten"].presses(f"open:summary:{round_.id}")
    town["Kirsten"].sees("Der er ikke noget at læse.")
    assert not [text for text in town["Kirsten"].messages if "Vil du læse" in text]
    assert "er det slettet" in town.place("planning")[-1]


async def test_one_representative_reads_together_with_tr_and_amr(town: Town) -> None:
    """X-14."""
    await no_representatives_but(town, "Kirsten")
    round_ = await counted(town, why=WHY)
    assert "Kirsten Dahl sammen med TR, AMR eller HR" in town.place("planning")[-1]
    for name in ("Kirsten", "Ali", "Birgit"):
        await town[name].clicks("Læs og skriv resumé")
        town[name].sees(WHY)
    await town["Mette"].presses(f"open:summary:{round_.id}")
    town["Mette"].sees("Det kan din rolle ikke åbne.")


async def test_two_who_summarise_at_once_do_not_overwrite_each_other(town: Town) -> None:
    round_ = await counted(town, why=WHY)
    for name in ("Ali", "Birgit"):
        await town[name].presses(f"open:summary:{round_.id}")
        await town[name].clicks("Gå videre")
        await town[name].answers(summary=f"Skrevet af {name} med omhu")
    send = "Send til planlægningsgruppen"
    await asyncio.gather(*(town[name].clicks(send) for name in ("Ali", "Birgit")))
    kept = (await the_round(town)).summary
    second = "Birgit" if kept == "Skrevet af Ali med omhu" else "Ali"
    await town[second].clicks("Svar: En anden har skrevet imens")
    town[second].sees(str(kept))
    await town[second].answers(other="mine")
    await town[second].clicks(send)
    assert (await the_round(town)).summary == f"Skrevet af {second} med omhu"


async def test_a_summary_is_mended_from_what_was_written(town: Town) -> None:
    await counted(town, why=WHY)
    await summarises(town, "Ali")
    await town["Ali"].clicks("Ret resuméet")
    await town["Ali"].clicks("Gå videre")
    await town["Ali"].clicks("Ret: Dit resumé")
    assert town["Ali"].form.fields[0].value == SUMMARY
    await town["Ali"].answers(summary="Kort sagt: mere ro.")
    await town["Ali"].clicks("Send til planlægningsgruppen")
    assert (await the_round(town)).summary == "Kort sagt: mere ro."


async def test_reasons_are_forgotten_and_the_choice_is_kept(town: Town) -> None:
    """X-02."""
    round_ = await counted(town, why=WHY)
    await summarises(town, "Ali")

    async def forget(unit: Unit) -> None:
        await forget_reasons(unit, round_.id, now)

    now = forget_at(await the_round(town)) - timedelta(minutes=1)
    await town.store.run(forget)
    assert {each.why for each in await rows(town, Ballot) if each.list == "wellbeing"} == {WHY}
    await chooses(town, "Ali")
    now = forget_at(await the_round(town))
    await town.store.run(forget)
    assert not [each for each in await rows(town, Ballot) if each.why or each.helps or each.wording]
    assert (await the_round(town)).summary is None
    reasons = {each.reason for each in await rows(town, Selection)}
    assert reasons == {CHOSEN["wellbeing_reason"], CHOSEN["leadership_reason"]}


async def test_what_was_written_for_a_vote_that_was_never_announced_goes_as_well(
    town: Town,
) -> None:
    await counted(town, why=WHY)
    await summarises(town, "Ali")
    await town.until(forget_at(await the_round(town)))
    assert not [each for each in await rows(town, Ballot) if each.why or each.helps or each.wording]
    assert (await the_round(town)).summary is None


async def test_reasons_go_by_themselves_ninety_days_after_the_announcement(town: Town) -> None:
    """X-02."""
    await counted(town, why=WHY)
    await summarises(town, "Ali")
    await chooses(town, "Ali")
    await town.passes(days=89)
    assert (await the_round(town)).summary == SUMMARY
    await town.passes(days=2)
    assert (await the_round(town)).summary is None
    assert not [each for each in await rows(town, Ballot) if each.why]
    assert len(await rows(town, Ballot)) == 2 * len(FIVE)


async def test_the_outbox_holds_ids_and_no_words(town: Town) -> None:
    await counted(town, why=WHY)
    await summarises(town, "Ali")
    await chooses(town, "Ali")
    held = str([each.params for each in await rows(town, Outbox)])
    for words in (WHY, SUMMARY, CHOSEN["wellbeing_reason"]):
        assert words not in held
