"""Who has not been offered a conversation: for their leader by name, for HR as a share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from schedules import ensure_jobs
from storage.tables import Absence, Conversation, Cycle, Person, TalkPlan
from tests import town as plot
from tests.kom import kept
from tests.minis import concept
from tests.newcomers import comes
from tests.nudged import LEADER, does, sent_to
from tests.talk import Town, a_town

LAST_YEAR = datetime(2025, 8, 18, 8, tzinfo=UTC)
MONDAY = datetime(2026, 8, 24, 12, tzinfo=UTC)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        await ensure_jobs(founded.store, founded.now)
        yield founded


async def held(town: Town, name: str, *, at: datetime = LAST_YEAR, agreed: bool = True) -> None:
    person = plot.id_of(name)
    talk = Conversation(
        id=f"talk-{name}-{at:%Y}",
        person_id=person,
        leader_id=LEADER,
        at=at,
        held=at < town.now,
        concept="nyborg_kom",
    )
    plan = TalkPlan(
        conversation_id=talk.id,
        person_id=person,
        leader_id=LEADER,
        concept="herlev",
        written_by=LEADER,
        person_ok_at=at if agreed else None,
        leader_ok_at=at,
    )
    await does(town, talk, plan)


async def test_the_leader_sees_by_name_who_is_late_who_has_a_day_and_who_is_done(
    town: Town,
) -> None:  # HER-10, HER-28
    await concept(town, "herlev")
    await held(town, "Jonas")
    await held(town, "Sofie")
    await held(town, "Sofie", at=datetime(2026, 9, 3, 8, tzinfo=UTC))
    await held(town, "Peter", at=datetime(2026, 8, 3, 8, tzinfo=UTC))
    await held(town, "Nadia", at=datetime(2026, 8, 3, 8, tzinfo=UTC), agreed=False)
    await town.until(MONDAY)
    mette = town["Mette"]
    await mette.writes("samtaler")
    await mette.clicks("Hvem mangler en samtale?")
    mette.sees("Jonas Friis: skulle være holdt senest tirsdag den 18. august")
    mette.sees("Sofie Krag: torsdag den 3. september")
    mette.sees("Peter Nygaard: næste gang senest")
    mette.sees("Holdt, men uden en plan, I begge har sagt ja til (1)")
    mette.sees("Anne Vestergaard. Fristen venter så længe.")
    await mette.clicks("Aftal samtale: Jonas")
    mette.sees("Samtale med Jonas")


async def test_where_it_is_offered_the_words_say_so(town: Town) -> None:  # NOR-02
    await concept(town, "norddjurs_mus")
    await held(town, "Jonas")
    await town.until(MONDAY)
    await town["Mette"].presses("do:owed")
    town["Mette"].sees("ingen skal sige ja")
    town["Mette"].sees("Jonas Friis: skulle være tilbudt senest")
    assert "KOM" not in town["Mette"].text


async def test_it_rides_in_the_weeks_letter_for_as_long_as_somebody_is_late(
    town: Town,
) -> None:  # HER-10
    await held(town, "Jonas")
    await town.until(MONDAY)
    assert await sent_to(town, "Mette") == [("digest", MONDAY.date())]
    town["Mette"].sees("Jonas mangler at få holdt KOM")
    await held(town, "Jonas", at=datetime(2026, 9, 3, 8, tzinfo=UTC))
    await town.until(datetime(2026, 9, 2, tzinfo=UTC))
    assert len(await sent_to(town, "Mette")) == 1


async def test_while_somebody_is_away_it_is_not_said_and_afterwards_it_is(town: Town) -> None:
    away = Absence(
        person_id=plot.id_of("Jonas"), first_day=date(2026, 8, 10), last_day=date(2026, 8, 30)
    )
    await held(town, "Jonas")
    await does(town, away)
    await town.until(datetime(2026, 9, 20, tzinfo=UTC))
    # Three weeks later than the eighteenth of August, and then the letter of the Monday after.
    assert await sent_to(town, "Mette") == [("digest", date(2026, 9, 14))]


@pytest.mark.long
async def test_where_nobody_holds_conversations_nothing_is_said(town: Town) -> None:
    await town.until(datetime(2027, 9, 1, tzinfo=UTC))
    assert await sent_to(town, "Mette") == []


async def test_hr_sees_a_share_and_no_name_and_nothing_where_there_are_few(town: Town) -> None:
    await held(town, "Jonas", at=datetime(2026, 8, 3, 8, tzinfo=UTC))
    hanne = town["Hanne"]
    await hanne.writes("arbejdspladser")
    await hanne.clicks("Hvor mange har haft en samtale?")
    hanne.sees("Børnehuset Solsikken: 1 af 14 har haft en samtale eller har en dag")
    hanne.sees("Rådhuset: færre end 5, så her er ingen tal")
    assert "Jonas" not in hanne.text
    await town["Mette"].presses("do:owed_shares")
    assert "af 14" not in town["Mette"].text


async def test_nobody_sees_anothers_people(town: Town) -> None:
    await held(town, "Jonas")
    await town["Sofie"].presses("do:owed")
    town["Sofie"].sees("Jeg kan ikke se, at du har medarbejdere")


async def test_without_an_opened_year_it_is_owed_a_year_after_people_came(
    town: Town,
) -> None:  # HER-10, NOR-02
    await concept(town, "herlev")
    mette = town["Mette"]
    await town.until(datetime(2027, 7, 10, tzinfo=UTC))
    assert not mette.messages
    await mette.presses("do:owed")
    mette.sees("Jonas Friis: skal være holdt senest tirsdag den 10. august")
    await town.until(datetime(2027, 7, 20, tzinfo=UTC))
    mette.sees("Årets udviklingssamtale er ikke åbnet endnu")
    assert "mangler at få holdt" not in mette.text
    await town.until(datetime(2027, 8, 17, tzinfo=UTC))
    mette.sees("mangler at få holdt udviklingssamtale")


async def test_whoever_is_late_stays_so_when_the_next_year_is_opened(town: Town) -> None:  # HER-10
    await concept(town, "herlev")
    jonas = plot.id_of("Jonas")
    async with town.store.unit() as unit:
        came = update(Person).where(col(Person.id) == jonas).values(came_on=date(2025, 2, 1))
        unit.update(came, expect=1)
        await unit.commit()
    await does(town, *(_year(of) for of in (2025, 2026)))
    await town["Mette"].presses("do:owed")
    town["Mette"].sees("Jonas Friis: skulle være holdt senest søndag den 30. november 2025")


def _year(of: int) -> Cycle:
    return Cycle(
        workplace_id=plot.WORKPLACE,
        year=of,
        concept="herlev",
        set_by=LEADER,
        first_day=date(of - 1, 12, 1),
        last_day=date(of, 11, 30),
    )


async def test_a_workplace_without_conversations_is_asked_for_none(town: Town) -> None:
    await town.until(datetime(2027, 9, 1, tzinfo=UTC))
    assert not town["Mette"].messages


async def test_people_have_come_when_they_are_brought_in_and_nobody_who_has_left(
    town: Town,
) -> None:  # HER-28
    gone = Person(
        organisation_id=plot.ORGANISATION,
        workplace_id=plot.WORKPLACE,
        name="Ove Vang",
        email="ove@solsikken.example",
        left_on=date(2026, 8, 3),
    )
    await does(town, gone)
    nora = await comes(town)
    came = {each.id: each.came_on for each in await kept(town, Person)}
    assert came[nora] == town.now.date()
    await town.until(MONDAY)
    came = {each.id: each.came_on for each in await kept(town, Person)}
    assert came.pop(gone.id) is None
    assert None not in came.values()
