"""A whole round is called off: everybody hears why, nothing of it is left, and a new one begins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, func, select

from dialogs.core.actions import Open, write
from storage.called_off import hanging_on
from storage.tables import Ballot, Decision, Due, Outbox, Participation, Round, Session
from tests import town as people
from tests.inviting import a_chosen_town, sends, the_sitting
from tests.opened_papers import link_on, reading
from tests.preparing import finds, prepared
from tests.talk import Talker, Town, a_town
from tests.voting import DEADLINE, begins, opens, rows, the_round, votes, voting_town

WHY = "Vi flytter sammen med Mælkebøtten først. Tak for jeres tid."
ALL_KINDS = [each for each in SQLModel.metadata.sorted_tables if hanging_on(each, "") is not None]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


@pytest.fixture
async def invited(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_chosen_town(tmp_path) as town:
        await sends(town)
        yield town


async def begins_to_call_off(town: Town, name: str) -> Talker:
    """As whoever looks for it finds it."""
    caller = town[name]
    await caller.presses(f"do:overview:{(await the_round(town)).id}")
    await caller.clicks("Aflys")
    await caller.clicks("Aflys hele runden")
    return caller


async def calls_it_off(town: Town, name: str = "Ali") -> Talker:
    caller = await begins_to_call_off(town, name)
    await caller.answers(why=WHY)
    await town.settles()
    return caller


async def what_is_left(town: Town) -> list[str]:
    async with town.store.snapshot() as reads:
        counts = [await reads.one(select(func.count()).select_from(each)) for each in ALL_KINDS]
    return [each.name for each, count in zip(ALL_KINDS, counts, strict=True) if count]


async def test_an_open_vote_closes_without_a_result(town: Town) -> None:
    await opens(town)
    for name in ("Jonas", "Sofie", "Peter", "Ali", "Kirsten"):
        await votes(town, name)
    round_ = await the_round(town)
    await calls_it_off(town)
    for table in (Round, Ballot, Participation):
        assert await rows(town, table) == []
    await town.until(DEADLINE + timedelta(days=10))
    for name in ("Mette", "Kirsten", "Ali"):
        assert not town[name].has_seen("optælling")
    await town["Jonas"].presses(write(Open("theme_vote", round_.id)))
    town["Jonas"].sees("Det findes ikke længere.")


async def test_everybody_hears_why_and_by_whom(town: Town) -> None:
    await opens(town)
    await calls_it_off(town)
    for name in ("Jonas", "Mette", "Kirsten"):
        assert town[name].has_seen("Udviklingsdialogen er aflyst")
        assert town[name].has_seen("Ali Hassan skriver:")
        assert town[name].has_seen(WHY)
        assert town[name].has_seen("slettet uden at blive talt")
    assert not any("er aflyst" in each for each in town["Ali"].messages)
    assert any(WHY in each for each in town.place("everyone"))
    assert any(WHY in each for each in town.place("planning"))


async def test_a_reason_that_names_a_colleague_is_not_sent(town: Town) -> None:
    await opens(town)
    caller = await begins_to_call_off(town, "Ali")
    await caller.answers(why="Vi venter, fordi Jonas er syg.")
    caller.sees("du nævner Jonas Friis")
    await caller.answers(why=WHY)
    await town.settles()
    assert town["Sofie"].has_seen("er aflyst")
    assert not town["Sofie"].has_seen("Jonas er syg")


async def test_nothing_is_reminded_of_any_more(town: Town) -> None:
    await opens(town)
    await town.until(town.now + timedelta(days=2))
    await calls_it_off(town)
    assert [each for each in await rows(town, Due) if each.rule.startswith(("vote", "step"))] == []
    before = {name: len(town[name].messages) for name in ("Jonas", "Kirsten", "Mette")}
    await town.until(town.now + timedelta(days=40))
    for name, count in before.items():
        later = town[name].messages[count:]
        assert not [each for each in later if "dialog" in each.casefold()], later


async def test_nothing_tells_who_had_voted(town: Town) -> None:
    await opens(town)
    await votes(town, "Jonas")
    await town["Sofie"].writes("tema")
    await town["Sofie"].clicks("Vælg temaer")
    await town.until(town.now + timedelta(days=3))
    assert [each for each in await rows(town, Decision) if each.rule.startswith("vote")]
    await calls_it_off(town)
    assert await rows(town, Session) == []
    assert [each for each in await rows(town, Decision) if each.rule.startswith("vote")] == []
    kept = {each.message for each in await rows(town, Outbox)}
    assert "vote_invitation" not in kept


async def test_the_file_is_written_anew_afterwards(town: Town) -> None:
    await opens(town)
    await votes(town, "Jonas")
    caller = await begins_to_call_off(town, "Ali")
    await caller.answers(why=WHY)
    assert "round.scrub" in {each.rule for each in await rows(town, Due)}
    await town.settles()
    assert "round.scrub" not in {each.rule for each in await rows(town, Due)}


async def test_a_new_one_can_be_opened_afterwards(town: Town) -> None:
    await opens(town)
    await votes(town, "Jonas")
    ali = await calls_it_off(town)
    await ali.clicks("Åbn en ny runde")
    ali.sees("Er I klar til en Udviklingsdialog?")
    old = town["Kirsten"]
    await old.writes("hjem")
    assert "Se hele forløbet" not in old.text
    await opens(town)
    await votes(town, "Jonas", wellbeing="mastery")
    assert len(await rows(town, Ballot)) == 2


async def test_one_that_is_only_planned_is_told_to_nobody_else(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on="2026-10-07")
    await kirsten.answers(deadline_on="2026-09-11", deadline_at="12:00", opens_on="2026-09-01")
    await kirsten.clicks("Gem og gå videre")
    await kirsten.answers(mode="secret")
    await kirsten.clicks("Åbn afstemningen")
    ali = await begins_to_call_off(town, "Ali")
    ali.sees("Kun planlægningsgruppen får besked")
    await ali.answers(why=WHY)
    await town.settles()
    assert town["Mette"].has_seen(WHY)
    assert not town["Jonas"].has_seen(WHY)
    assert not any(WHY in each for each in town.place("everyone"))
    assert await what_is_left(town) == []


async def test_one_that_waits_for_a_yes_is_called_off_from_where_it_waits(town: Town) -> None:
    await opens(town, mode="named")
    mette = town["Mette"]
    await mette.writes("runde")
    await mette.clicks("Aflys")
    await mette.clicks("Aflys hele runden")
    await mette.answers(why=WHY)
    await town.settles()
    assert town["Ali"].has_seen(WHY)
    assert await what_is_left(town) == []
    await town.until(DEADLINE + timedelta(days=1))
    assert not town["Kirsten"].has_seen("Afstemningen nåede ikke at åbne")


async def test_what_was_prepared_goes_and_the_calendar_is_cleared(invited: Town) -> None:
    """TAL-36, TAL-37, TAL-39."""
    sitting = await the_sitting(invited)
    ali = await begins_to_call_off(invited, "Ali")
    ali.sees("det, hver enkelt har skrevet af eksempler, bliver slettet")
    ali.sees("tage dialogen ud af kalenderen")
    async with reading(invited) as reader:
        await ali.answers(why=WHY)
        await invited.settles()
        assert await what_is_left(invited) == []
        opened = await reader.opens(link_on(invited["Jonas"], "Tag den ud af din kalender"))
        assert link_on(ali, "Tag den ud af din kalender")
    assert str(opened.calendar["method"]) == "CANCEL"
    (event,) = opened.calendar.events
    assert str(event["uid"]) == f"{sitting.id}@kombot"


async def test_every_kind_of_row_that_leads_to_the_round_is_gone(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await prepared(town)
        await finds(town, "Jonas")
        assert {"example", "chore", "selection", "round_step"} <= set(await what_is_left(town))
        await calls_it_off(town)
        assert await what_is_left(town) == []
        await town["Jonas"].writes("eksempler")
        await town["Jonas"].writes("hvorfor")


async def test_two_who_call_it_off_at_once_tell_everybody_once(town: Town) -> None:
    await opens(town)
    ali, birgit = (
        await begins_to_call_off(town, "Ali"),
        await begins_to_call_off(town, "Birgit"),
    )
    await ali.answers(why=WHY)
    await birgit.answers(why="Noget andet")
    birgit.sees("Den her besked er brugt.")
    birgit.sees("Noget andet")
    await town.settles()
    assert len([each for each in town["Jonas"].messages if "er aflyst" in each]) == 1


async def test_a_dialogue_that_has_begun_is_not_called_off(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        round_id = await prepared(town)
        await town.until(town.now + timedelta(days=31))
        await town["Ali"].presses(write(Open("round_off", round_id)))
        town["Ali"].sees("så runden kan ikke aflyses. Skriv “runde”")
        await town["Ali"].presses(f"do:off:{round_id}")
        town["Ali"].sees("så runden kan ikke aflyses. Skriv “runde”")


@pytest.mark.parametrize("name", ["Jonas", "Hanne", people.HOURLY.split()[0]])
async def test_nobody_outside_the_group_calls_it_off(town: Town, name: str) -> None:
    await opens(town)
    round_ = await the_round(town)
    for value in (write(Open("round_off", round_.id)), f"do:off:{round_.id}"):
        await town[name].presses(value)
        town[name].sees("Det kan din rolle ikke åbne.")


async def test_the_dialogue_alone_is_called_off_from_where_people_look(invited: Town) -> None:
    kirsten = invited["Kirsten"]
    await kirsten.presses(f"do:overview:{(await the_round(invited)).id}")
    await kirsten.clicks("Aflys")
    kirsten.sees("I beholder temaer og forberedelse")
    await kirsten.clicks("Aflys dialogen")
    await kirsten.answers(which=(await the_sitting(invited)).id)
    kirsten.sees("Dialogen er aflyst.")
    assert (await the_round(invited)).phase == "announced"
