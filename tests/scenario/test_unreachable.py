"""Who and what cannot be reached: told once to whom it concerns, and over when it is mended."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.channels.base import Failed, Target
from bot.channels.slack.channel import UNREACHABLE as SLACKS
from bot.channels.teams.refusals import REASONS as TEAMS
from bot.failing import cannot_be_reached
from dialogs import WORDS_FOLDER, unreachable
from dialogs.core.messages import Hearing
from dialogs.core.texts import LANGUAGES, Speaker, Texts
from storage import people, reach
from storage.tables import Address, Organisation, Outbox, Place, Role, Tenant, Workplace
from tests import town as plot
from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal
from tests.nudged import does
from tests.scenario.test_channel_chosen import chosen
from tests.scenario.test_place import chooses
from tests.talk import Town, a_town
from tests.voting import opens, votes


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def marks(town: Town, what: str, reason: str) -> None:
    """A person by name, or a place by id."""
    where = what
    if not what.startswith("pl-"):
        asked = select(Address.id).where(Address.person_id == plot.id_of(what))
        async with town.store.snapshot() as reads:
            where = str(await reads.first(asked))
    await does(town, then=lambda unit: people.set_unreachable(unit, where, reason))


async def test_the_contact_person_is_told_once_of_a_channel_and_it_goes_on_when_mended(
    town: Town,
) -> None:  # fault 25
    await opens(town)
    await town.settles()
    told = "Jeg kan ikke skrive i planlægningsgruppens kanal på Børnehuset Solsikken"
    town.chat.failing = [Failed("place_archived")]
    for name in ("Jonas", "Sofie", "Peter"):
        await votes(town, name)
        await town.passes(hours=2)
    assert [told in each for each in town["Kirsten"].messages].count(True) == 1
    assert "Kanalen er arkiveret" in next(each for each in town["Kirsten"].messages if told in each)
    assert not any(told in each for each in town["Ali"].messages)
    await chooses(town["Kirsten"], place="planning")
    await votes(town, "Lars")
    await town.passes(hours=2)
    assert "4 af 12 har svaret" in town.place("planning")[-1]


async def test_a_channel_that_fails_twice_at_once_is_told_of_once(town: Town) -> None:
    """Two couriers may be on their way to it."""
    place = Target(
        id="pl-planning",
        channel="simulator",
        tenant="",
        external_id="planning",
        reference={},
        shared=True,
    )
    for minutes in (0, 1):
        now = town.now + timedelta(minutes=minutes)
        async with town.store.unit() as unit:
            await cannot_be_reached(unit, place, "place_gone", now)
            await unit.commit()
    async with town.store.snapshot() as reads:
        assert await reads.count(select(Outbox)) == 1


async def test_a_channel_that_is_mended_before_the_message_goes_is_not_told_of(
    town: Town,
) -> None:
    async with town.store.snapshot() as reads:
        hearing = Hearing(
            who=None,
            params={"place": "pl-planning"},
            now=town.now,
            house=town.app.courier.house,
            say=Speaker(texts=town.app.courier.texts, language="da", zone="Europe/Copenhagen"),
        )
        assert await unreachable.place_unreachable(reads, hearing) is None


async def test_the_leader_sees_who_cannot_be_reached_and_no_more(town: Town) -> None:
    await marks(town, "Jonas", "person_gone")
    for word in ("samtaler", "hjem"):
        await town["Mette"].writes(word)
        town["Mette"].sees("Kan ikke nås i browseren: Jonas Friis")
        assert "Kan ikke nås i browseren: Sofie" not in town["Mette"].text
    await town["Jonas"].writes("hjem")
    await town["Mette"].writes("hjem")
    assert "Kan ikke nås" not in town["Mette"].text


async def test_whoever_can_be_reached_elsewhere_is_reached(town: Town) -> None:
    await marks(town, "Jonas", "person_gone")
    await does(
        town, Address(person_id=plot.id_of("Jonas"), channel="slack", tenant="T1", external_id="U1")
    )
    await town["Mette"].writes("hjem")
    assert "Kan ikke nås" not in town["Mette"].text


async def test_a_workspace_that_is_shut_is_one_line_for_a_leader(town: Town) -> None:
    for name in ("Jonas", "Sofie", "Peter"):
        await marks(town, name, "no_access")
    await town["Mette"].writes("samtaler")
    assert town["Mette"].text.count("kan jeg ikke skrive til nogen i browseren") == 1
    assert "Kan ikke nås" not in town["Mette"].text


async def test_whoever_looks_after_kombot_sees_all_with_what_to_do(town: Town) -> None:
    hanne = town["Hanne"]
    await hanne.writes("status")
    hanne.sees("Jeg kan nå alle")
    await marks(town, "Jonas", "person_gone")
    await marks(town, "Sofie", "something_new")
    await marks(town, "pl-planning", "not_invited")
    await marks(town, "pl-everyone", "no_access")
    await hanne.writes("status")
    for text in (
        "Jonas Friis",
        "Er personen her stadig",
        "Sofie Krag",
        "browseren siger nej til mine beskeder",
        "planlægningsgruppens kanal på Børnehuset Solsikken",
        "Skriv /invite i kanalen og vælg mig.",
        "Min adgang til browseren virker ikke længere.",
    ):
        hanne.sees(text)
    await hanne.writes("hjælp")
    hanne.sees("status")


@pytest.mark.parametrize("name", ["Jonas", "Mette", "Kirsten"])
async def test_nobody_else_sees_who_cannot_be_reached(town: Town, name: str) -> None:
    await marks(town, "Sofie", "person_gone")
    await town[name].writes("status")
    assert "Sofie" not in town[name].text
    town[name].sees("Det kan din rolle ikke åbne.")


async def test_hr_sees_the_workplaces_where_they_have_the_role_alone(town: Town) -> None:
    await does(
        town,
        Role(person_id=plot.id_of("Ali"), workplace_id=plot.TOWN_HALL, name="hr"),
        then=lambda unit: people.set_unreachable(unit, "pl-planning", "place_gone"),
    )
    await town["Ali"].writes("status")
    town["Ali"].sees("Jeg kan nå alle")
    await does(town, Role(person_id=plot.id_of("Ali"), workplace_id=plot.WORKPLACE, name="hr"))
    await town["Ali"].writes("status")
    town["Ali"].sees("Jeg kan ikke finde kanalen i browseren")


async def test_another_organisation_is_not_seen(town: Town) -> None:
    other = Workplace(id="wp-other", organisation_id="org-other", name="Nabobørnehuset")
    place = Place(
        workplace_id="wp-other",
        purpose="planning",
        channel="simulator",
        external_id="C-other",
        unreachable="place_gone",
    )
    home = Tenant(channel="simulator", external_id="", organisation_id=plot.ORGANISATION)
    await does(town, Organisation(id="org-other", name="Nabokommunen"), other, place, home)
    await town["Hanne"].writes("status")
    town["Hanne"].sees("Jeg kan nå alle")


def test_the_doctor_tells_the_same(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.runs("migrate")
    terminal.runs("people", "import", terminal.writes("p.csv", file_of(row("Bo", roller="admin"))))
    with closing(sqlite3.connect(terminal.file)) as connection, connection:
        connection.execute(
            "INSERT INTO address (id, person_id, channel, tenant, external_id, reference, "
            "unreachable) SELECT 'a', id, 'slack', 'T1', 'U1', '{}', 'person_gone' FROM person"
        )
        connection.execute(
            "INSERT INTO place (id, workplace_id, purpose, channel, tenant, external_id, name, "
            "reference, unreachable) SELECT 'p', id, 'planning', 'slack', 'T1', 'C1', '', '{}', "
            "'no_access' FROM workplace"
        )
    said = terminal.runs("doctor")
    assert "– note  Cannot be reached: Bo" in said
    assert "The account in Slack is closed." in said
    assert "✗ mend  Slack: My access to Slack no longer works." in said
    assert terminal.code == 1


OWN = (*reach.CLOSED, reach.PERSON_GONE, *reach.UNVOUCHED)


@pytest.mark.parametrize("reason", sorted({*SLACKS.values(), *TEAMS, *OWN}))
def test_every_reason_has_words_and_something_to_do(reason: str) -> None:
    texts = Texts((WORDS_FOLDER,))
    for language in LANGUAGES:
        assert {f"why_{reason}", f"do_{reason}"} <= texts.phrases("unreachable", language)


@pytest.mark.parametrize("reason", ["not_allowed", "place_archived", "something_new"])
async def test_a_channel_that_is_chosen_again_is_tried_again(town: Town, reason: str) -> None:
    """Whatever the reason was: no look at the channel tells that it is over."""
    await opens(town)
    await town.settles()
    await marks(town, "pl-planning", reason)
    await chooses(town["Kirsten"], place="planning")
    await votes(town, "Lars")
    await town.passes(hours=2)
    assert "1 af 12 har svaret" in town.place("planning")[-1]
    assert (await chosen(town)).unreachable == ""
