"""A round with its whole timetable: days counted back, teams, and a vote that opens later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from dialogs.core.cards import ChoiceField
from storage import erase
from storage.tables import (
    Due,
    Participation,
    Person,
    Phase,
    Role,
    RoundStep,
    Sitting,
    SittingMember,
)
from tests import town as people
from tests.talk import Talker, Town
from tests.voting import DEADLINE, DIALOGUE, begins, rows, the_round, votes, voting_town

LAST_DAY = {"deadline_on": "2026-08-17", "deadline_at": "12:00"}
OPENS = datetime(2026, 8, 13, 7, 0, tzinfo=UTC)
"""Thursday at nine in Copenhagen."""
KITCHEN, GARDEN = ("Ali", "Birgit", "Jonas", "Sofie"), ("Kirsten", "Peter")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


async def sends(opener: Talker, *, mode: str = "secret") -> None:
    """From the timetable on."""
    await opener.clicks("Gem og gå videre")
    await opener.answers(mode=mode)
    await opener.clicks("Åbn afstemningen")


async def steps_of(town: Town) -> dict[str, date]:
    return {each.step: each.due_on for each in await rows(town, RoundStep)}


async def test_every_step_gets_a_day_counted_back_in_working_days(town: Town) -> None:  # TAL-22
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on="2026-10-07", starts_at="08:30", place="Salen")
    await kirsten.answers(deadline_on="2026-09-11", deadline_at="12:00")
    kirsten.sees("Passer tidsplanen?")
    days = {each.name: each.value for each in kirsten.form.fields}
    assert days["due.invite"] == "2026-09-21"  # 12 working days before the 7th of October
    assert days["due.action_plan"] == "2026-10-21"  # and 10 after it
    await kirsten.answers(due__practical="2026-09-29")
    await kirsten.answers(mode="secret")
    await kirsten.clicks("Åbn afstemningen")
    kept = await steps_of(town)
    assert (kept["invite"], kept["practical"]) == (date(2026, 9, 21), date(2026, 9, 29))
    assert (kept["choose"], kept["dialogue"]) == (date(2026, 9, 11), date(2026, 10, 7))
    (held,) = await rows(town, Sitting)
    assert (held.held_on, held.starts_at, held.place) == (date(2026, 10, 7), "08:30", "Salen")


async def test_nothing_that_needs_the_vote_is_proposed_before_its_end(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(deadline_on="2026-09-01", deadline_at="12:00")
    days = {each.name: each.value for each in kirsten.form.fields}
    assert days["due.select"] == "2026-09-02"
    assert days["due.invite"] == "2026-09-02"


async def test_days_that_clash_are_shown_and_not_stopped(town: Town) -> None:  # TAL-22
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on="2026-09-12")
    await kirsten.answers(**LAST_DAY)
    kirsten.sees("lørdag den 12. september er i en weekend")
    await kirsten.answers(due__groups="2026-09-20")
    kirsten.sees("Her støder noget sammen")
    kirsten.sees("Grupperne er sat")
    await kirsten.clicks("Gem og gå videre")
    await kirsten.answers(mode="secret")
    await kirsten.clicks("Åbn afstemningen")
    kirsten.sees("Se lige på det her en gang til")
    assert (await the_round(town)).phase == Phase.VOTING
    assert (await steps_of(town))["groups"] == date(2026, 9, 20)


async def test_a_dialogue_moved_in_the_overview_leaves_no_clash_unseen(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(**LAST_DAY)
    await kirsten.clicks("Gem og gå videre")
    await kirsten.answers(mode="secret")
    await kirsten.clicks("Ret: Udviklingsdialogen")
    await kirsten.answers(dialogue_on="2026-10-07")
    kirsten.sees("Her støder noget sammen")


async def test_the_contact_person_and_the_trio_are_named(town: Town) -> None:  # TAL-07..10
    kirsten = town["Kirsten"]
    await begins(kirsten)
    kirsten.sees("Jeres TRIO er Mette Holm, Ali Hassan og Birgit Lund.")
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(**LAST_DAY)
    await kirsten.clicks("Gem og gå videre")
    await kirsten.answers(mode="secret")
    kirsten.sees("Kontaktperson\nNavn: Kirsten Dahl")


async def test_without_a_trio_somebody_else_is_named_for_the_workshop(town: Town) -> None:
    """TAL-09, X-07."""
    async with town.store.unit() as unit:
        unit.delete(delete(Role).where(col(Role.name) == "amr"))
        await unit.commit()
    await begins(town["Kirsten"])
    town["Kirsten"].sees("Medarbejderne kan udpege en eller to")


async def test_a_vote_opens_by_itself_on_its_day(town: Town) -> None:  # TAL-24
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(**LAST_DAY, opens_on="2026-08-13")
    await sends(kirsten)
    kirsten.sees("Afstemningen åbner af sig selv torsdag den 13. august kl. 9")
    planned = await the_round(town)
    assert (planned.phase, planned.voting_opens) == (Phase.PLANNED, OPENS)
    await town["Jonas"].presses(f"open:theme_vote:{planned.id}")
    town["Jonas"].sees("Afstemningen er ikke åbnet endnu.")
    await town.until(OPENS - timedelta(minutes=1))
    assert not await rows(town, Participation)
    await kirsten.writes("runde")
    kirsten.sees("Afstemningen om temaer åbner torsdag den 13. august kl. 9")
    await town.until(OPENS)
    assert (await the_round(town)).phase == Phase.VOTING
    assert town["Jonas"].has_seen("Hvad skal vi tale om i år?")
    assert len(await rows(town, Participation)) == len(people.VOTERS)
    assert [each.due_at for each in await rows(town, Due) if each.rule == "vote.close"] == [
        DEADLINE
    ]


async def test_a_vote_cannot_open_after_its_last_day(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(**LAST_DAY, opens_on="2026-08-18")
    kirsten.sees("Afstemningen skal åbne før sin sidste dag.")


async def test_a_named_vote_that_is_planned_waits_for_both(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(**LAST_DAY, opens_on="2026-08-13")
    await sends(kirsten, mode="named")
    round_ = await the_round(town)
    for name in ("Ali", "Birgit"):
        await town[name].presses(f"open:named:{round_.id}")
        await town[name].answers(agree="yes")
    agreed = await the_round(town)
    assert (agreed.phase, agreed.mode) == (Phase.PLANNED, "named")
    await town.until(OPENS)
    opened = await the_round(town)
    assert (opened.phase, opened.mode) == (Phase.VOTING, "named")


async def in_teams(town: Town, *, mode: str = "secret") -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE, teams="2", place="Salen")
    await kirsten.answers(
        team_name__1="Køkkenet",
        team_name__2="Haven",
        team_day__2="2026-09-15",
        team_at__2="13:00",
    )
    kirsten.sees("Haven, tirsdag den 15. september kl. 13")
    await kirsten.answers(
        **{
            each.name.replace(".", "__"): "1" if each.label.split()[0] in KITCHEN else "2"
            for each in kirsten.form.fields
        }
    )
    await kirsten.answers(**LAST_DAY)
    await sends(kirsten, mode=mode)


async def test_teams_have_each_a_day_and_everyone_is_in_one_of_them(town: Town) -> None:  # TAL-22
    await in_teams(town)
    kitchen, garden = sorted(await rows(town, Sitting), key=lambda each: each.held_on)
    assert (kitchen.name, kitchen.held_on, kitchen.starts_at, kitchen.place) == (
        "Køkkenet",
        date(2026, 9, 9),
        "09:00",
        "Salen",
    )
    assert (garden.name, garden.held_on, garden.starts_at) == ("Haven", date(2026, 9, 15), "13:00")
    members = await rows(town, SittingMember)
    assert sorted(each.person_id for each in members) == sorted(map(people.id_of, people.VOTERS))
    kept = await steps_of(town)
    assert kept["dialogue"] == date(2026, 9, 9)
    assert kept["action_plan"] == date(2026, 9, 29)  # 10 working days after the last of them
    await town["Jonas"].presses(f"do:overview:{(await the_round(town)).id}")
    town["Jonas"].sees("Køkkenet: onsdag den 9. september kl. 9, Salen")
    assert "Haven" not in town["Jonas"].text


async def test_a_team_that_nobody_is_in_is_told_of(town: Town) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=DIALOGUE, teams="2")
    await kirsten.answers(team_name__1="A", team_name__2="a", team_day__2="2026-09-15")
    kirsten.sees("To hold kan ikke hedde det samme.")
    await kirsten.answers(team_name__1="A", team_name__2="B", team_day__2="2026-09-15")
    names = [each.name.replace(".", "__") for each in kirsten.form.fields]
    assert all(isinstance(each, ChoiceField) for each in kirsten.form.fields)
    await kirsten.answers(**dict.fromkeys(names, "1"))
    kirsten.sees("Der er ingen på hold 2 endnu.")
    await kirsten.answers(**{**dict.fromkeys(names, "1"), names[0]: "5"})
    kirsten.sees("I har kun 2 hold.")


async def test_teams_vote_together_and_only_the_whole_is_counted(town: Town) -> None:
    await in_teams(town)
    for name in ("Jonas", "Sofie", "Peter", "Ali", "Kirsten"):
        await votes(town, name)
    assert len(await rows(town, Participation)) == len(people.VOTERS)
    await town.until(DEADLINE + timedelta(hours=1))
    await town["Mette"].writes("runde")
    await town["Mette"].clicks("Se optællingen og vælg temaer")
    town["Mette"].sees("5")
    for word in ("Køkkenet", "Haven"):
        assert word not in town["Mette"].text
        assert not any(word in text for text in town.place("planning"))


async def test_a_proposal_in_teams_that_lapses_leaves_nothing(town: Town) -> None:
    await in_teams(town, mode="named")
    await town.until(DEADLINE + timedelta(minutes=1))
    for table in (Sitting, SittingMember, RoundStep):
        assert await rows(town, table) == []


async def test_whoever_has_left_for_a_month_is_in_no_team(town: Town) -> None:
    await in_teams(town)
    jonas = people.id_of("Jonas")
    async with town.store.unit() as unit:
        gone = update(Person).where(col(Person.id) == jonas).values(left_on=date(2026, 8, 1))
        unit.update(gone)
        await unit.commit()
    async with town.store.unit() as unit:
        await erase.erase_own(unit, jonas, date(2026, 8, 10))
        await unit.commit()
    assert jonas not in {each.person_id for each in await rows(town, SittingMember)}
