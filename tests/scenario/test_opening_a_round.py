"""Opening a round: the days, how to vote, and who agrees to it (TAL-07, 08, 10, X-01, X-07)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from dialogs import planning
from dialogs.core.cards import ChoiceField
from storage.tables import Due, Participation, Person, Phase, Round, Workplace
from tests import town as people
from tests.talk import Town
from tests.voting import (
    DIALOGUE,
    begins,
    closes,
    no_representatives_but,
    opens,
    rows,
    voting_town,
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


async def only_these_vote(town: Town, *names: str) -> None:
    ids = [people.id_of(name) for name in (people.LEADER, *people.REPRESENTATIVES, *names)]
    async with town.store.unit() as unit:
        unit.update(
            update(Person).where(col(Person.id).not_in(ids)).values(hourly_paid=True), expect=None
        )
        await unit.commit()


async def test_what_was_asked_for_is_what_is_opened(town: Town) -> None:
    round_ = await opens(town)
    assert round_.deadline == datetime(2026, 8, 17, 10, 0, tzinfo=UTC)
    assert (round_.dialogue_on, round_.plan_due) == (date(2026, 9, 9), date(2026, 12, 1))
    assert (round_.mode, round_.phase, round_.minimum) == ("secret", "voting", 5)
    assert round_.contact_id == people.id_of(people.CONTACT)
    assert len(await rows(town, Participation)) == len(people.VOTERS)
    assert [each.subject for each in await rows(town, Due) if each.rule == "round.plan"] == [
        round_.id
    ]
    town["Kirsten"].sees("Jeg skriver til 12")


@pytest.mark.parametrize("name", ["Mette", "Ali", "Birgit"])
async def test_everyone_in_the_planning_group_can_open_one(town: Town, name: str) -> None:
    """TAL-10, TAL-07: the leader is a member."""
    round_ = await opens(town, name)
    assert round_.opened_by == people.id_of(name)


@pytest.mark.parametrize("name", ["Jonas", "Oliver", "Hanne"])
async def test_nobody_else_can(town: Town, name: str) -> None:
    await town[name].writes("runde")
    town[name].sees("Der er ikke noget om en Udviklingsdialog til dig lige nu.")
    await town[name].presses(f"open:round:{people.WORKPLACE}")
    town[name].sees("Det kan din rolle ikke åbne.")


async def test_the_leader_is_never_the_contact_person(town: Town) -> None:
    mette = town["Mette"]
    await begins(mette)
    await mette.answers(dialogue_on=DIALOGUE)
    await mette.answers(deadline_on="2026-08-17", deadline_at="12:00")
    await mette.clicks("Spring over")
    await mette.clicks("Gem og gå videre")
    await mette.clicks("Ret: Kontaktperson")
    contact = mette.form.fields[0]
    assert isinstance(contact, ChoiceField)
    assert {each.label for each in contact.choices} == set(people.REPRESENTATIVES)
    await mette.answers(contact=people.id_of(people.LEADER))
    mette.sees("Vælg en af mulighederne på listen.")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"deadline_on": "2026-08-10", "deadline_at": "08:59"}, "Fristen er gået."),
        ({"deadline_on": "2026-08-09", "deadline_at": "12:00"}, "Den dag er gået."),
        ({"deadline_on": "2026-09-09", "deadline_at": "07:00"}, "senest dagen før dialogen"),
        ({"deadline_on": "2026-08-17", "deadline_at": "25:00"}, "Skriv klokkeslættet"),
        ({"deadline_on": "i morgen", "deadline_at": "12:00"}, "Skriv datoen"),
    ],
)
async def test_a_deadline_lies_ahead_and_before_the_dialogue(
    town: Town, fields: dict[str, str], says: str
) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(**fields)
    kirsten.sees(says)


async def test_a_dialogue_that_is_moved_before_the_deadline_opens_that_question_again(
    town: Town,
) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(deadline_on="2026-08-17", deadline_at="12:00")
    await kirsten.clicks("Spring over")
    await kirsten.clicks("Gem og gå videre")
    await kirsten.clicks("Ret: Udviklingsdialogen")
    await kirsten.answers(dialogue_on="2026-08-14")
    kirsten.sees("Hvornår lukker afstemningen?")


async def test_a_dialogue_today_leaves_no_time_to_vote(town: Town) -> None:
    await begins(town["Kirsten"])
    await town["Kirsten"].answers(dialogue_on="2026-08-10")
    town["Kirsten"].sees("Vælg en dag efter i dag")


async def test_a_plan_comes_after_its_dialogue(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(deadline_on="2026-08-17", deadline_at="12:00")
    assert kirsten.form.fields[-1].value == "2026-12-01"
    await kirsten.answers(plan_due="2026-09-01")
    kirsten.sees("Planen bliver til efter dialogen.")


async def test_a_deadline_tomorrow_is_advised_against_and_not_stopped(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(deadline_on="2026-08-11", deadline_at="12:00")
    kirsten.sees("Fristen for at stemme er meget kort")
    await kirsten.clicks("Spring over")
    kirsten.sees("Hemmelig eller med navn?")


@pytest.mark.parametrize(
    ("leader_votes", "says"),
    [
        (False, "12 kan stemme: alle ansatte på nær lederen og dem, der er timelønnede."),
        (True, "13 kan stemme: alle ansatte på nær dem, der er timelønnede."),
    ],
)
async def test_who_may_vote_is_told_as_it_is(town: Town, *, leader_votes: bool, says: str) -> None:
    """X-01, TAL-14: the leader votes only where the workplace says so."""
    async with town.store.unit() as unit:
        unit.update(update(Workplace).values(leader_votes=leader_votes), expect=None)
        await unit.commit()
    await begins(town["Kirsten"])
    town["Kirsten"].sees(says)


async def test_what_is_looked_through_stands_under_names_and_the_hour_as_it_is_said(
    town: Town,
) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(deadline_on="2026-08-17", deadline_at="12:30")
    await kirsten.clicks("Spring over")
    await kirsten.clicks("Gem og gå videre")
    for line in (
        "Frist for at stemme\nSidste dag: mandag den 17. august\nKlokkeslæt: kl. 12.30",
        "Kontaktperson\nNavn: Kirsten Dahl",
        "[Ret: Frist for at stemme]",
    ):
        kirsten.sees(line)


async def test_a_small_planning_group_is_warned_and_not_stopped(town: Town) -> None:
    """X-07."""
    await no_representatives_but(town, "Kirsten")
    await begins(town["Kirsten"])
    town["Kirsten"].sees("To eller tre er det normale.")
    assert (await opens(town, "Ali")).phase == Phase.VOTING.value


async def test_fewer_than_five_voters_are_told_what_that_means(town: Town) -> None:
    """X-01: it says so, and offers names or a staff meeting; nothing is chosen beforehand."""
    await only_these_vote(town, "Jonas Friis")
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(deadline_on="2026-08-17", deadline_at="12:00")
    await kirsten.clicks("Spring over")
    kirsten.sees("I er 4, der kan stemme.")
    kirsten.sees("personalemøde")
    assert kirsten.form.fields[0].value == ""


async def test_a_workplace_has_one_round_at_a_time(town: Town) -> None:
    await opens(town)
    await town["Ali"].writes("runde")
    town["Ali"].sees("I har allerede en afstemning i gang.")


async def test_two_who_open_at_once_open_one(town: Town) -> None:
    for name in ("Kirsten", "Ali"):
        await begins(town[name])
        await town[name].answers(dialogue_on=DIALOGUE)
        await town[name].answers(deadline_on="2026-08-17", deadline_at="12:00")
        await town[name].clicks("Spring over")
        await town[name].clicks("Gem og gå videre")
    await asyncio.gather(*(town[name].clicks("Åbn afstemningen") for name in ("Kirsten", "Ali")))
    assert len(await rows(town, Round)) == 1
    assert len(await rows(town, Participation)) == len(people.VOTERS)


async def test_the_next_round_can_be_opened_when_the_first_is_closed(town: Town) -> None:
    first = await opens(town)
    await closes(town, first)
    await town["Kirsten"].writes("runde")
    await town["Kirsten"].clicks("Åbn en ny afstemning")
    await town["Kirsten"].clicks("Ja, vi er klar")
    town["Kirsten"].sees("Hvornår er Udviklingsdialogen?")


async def test_a_house_that_asks_for_more_ballots_gets_them(tmp_path: Path) -> None:
    async with voting_town(tmp_path, KOMBOT_MINIMUM_BALLOTS="8") as town:
        assert (await opens(town)).minimum == 8


async def test_reasons_are_read_by_the_contact_with_tr_and_amr_where_one_represents(
    town: Town,
) -> None:
    """X-14."""
    round_ = await opens(town)
    await no_representatives_but(town, "Kirsten")
    async with town.store.snapshot() as reads:
        found = await planning.readers(reads, round_, town.now.date())
    assert [person.name for person in found] == ["Kirsten Dahl", "Ali Hassan", "Birgit Lund"]


async def test_reasons_of_a_named_vote_are_read_by_the_contact_person_alone(town: Town) -> None:
    round_ = await opens(town)
    named = Round(**{**round_.model_dump(), "mode": "named"})
    async with town.store.snapshot() as reads:
        found = await planning.readers(reads, named, town.now.date())
    assert [person.name for person in found] == ["Kirsten Dahl"]
