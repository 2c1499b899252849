"""What coordination groups, HR, the main committee and leaders see, and what they do not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from dialogs.core.cards import ChoiceField
from dialogs.core.people import Who
from dialogs.rounds import standings
from dialogs.rounds.upwards import rungs
from storage.tables import Person, Report
from storage.unit_of_work import Unit
from tests import forty
from tests import town as plot
from tests.forty import AREAS, COORDINATION, HR, NEEDS, PLACES, sends_up, someone
from tests.talk import Town, a_town
from tests.voting import rows

ASKS = PLACES[4]
READER, ELSEWHERE = COORDINATION[AREAS[0]].contact, COORDINATION[AREAS[1]].contact
SUBJECT = f"coordination:{COORDINATION[AREAS[0]].id}"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path, at=forty.AT) as town:
        await forty.settle_in(town, places=(*PLACES[:16], forty.COMMITTEE))
        await town.settles()
        yield town


async def sums_up(town: Town, name: str, text: str) -> None:
    """From the list of what has come to the next level."""
    reader = someone(town, name)
    await reader.writes("planer")
    await reader.clicks("Skriv en opsummering")
    await reader.answers(text=text)
    await reader.clicks("Send opsummeringen")


async def a_report(town: Town) -> str:
    await sends_up(town, ASKS.contact, ASKS.round_id)
    return (await rows(town, Report))[-1].id


@pytest.mark.parametrize(
    "name", [ELSEWHERE, PLACES[1].contact, "Jonas Friis", forty.COMMITTEE.contact]
)
async def test_nobody_reads_or_answers_what_was_sent_to_others(town: Town, name: str) -> None:
    """An area's plans are for its own group; HR and MED above get its summary."""
    #
    report = await a_report(town)
    talker = someone(town, name)
    for value in (
        f"do:report:{report}",
        f"open:answering:{report}",
        f"open:passing_on:{report}",
        f"open:summing_up:{SUBJECT}",
        f"do:level:{SUBJECT}",
        f"do:plans:{SUBJECT}:0",
    ):
        await talker.presses(value)
        talker.sees("Det kan din rolle ikke åbne.")


@pytest.mark.parametrize("name", [READER, "Jonas Friis", forty.COMMITTEE.contact])
async def test_hr_alone_says_who_reads(town: Town, name: str) -> None:
    await someone(town, name).presses("open:ladder:")
    someone(town, name).sees("Det kan din rolle ikke åbne.")


async def test_hr_may_let_plans_come_to_it_first_and_pass_them_to_the_groups(town: Town) -> None:
    """The other way that the guide names."""
    #
    hanne = someone(town, HR)
    await hanne.writes("planer")
    await hanne.clicks("Vælg, hvem der læser planerne")
    await hanne.clicks("Ret: Vejen op")
    await hanne.answers(way="hr_coordination_committee")
    await hanne.clicks("Gem")
    await a_report(town)
    assert (await rows(town, Report))[-1].rung == "hr"
    await sums_up(town, HR, "Det her går igen i hele huset.")
    await town.settles()
    for name in (READER, ELSEWHERE):
        reader = someone(town, name)
        assert any("Der er kommet en plan" in message for message in reader.messages)
        await reader.writes("planer")
        await reader.clicks("Læs det, der er kommet")
        await reader.clicks("Læs: HR")
        reader.sees("Det her går igen i hele huset.")
    assert not someone(town, forty.COMMITTEE.contact).messages


async def test_only_what_needs_others_is_passed_on_to_others(town: Town) -> None:
    # TAL-63
    #
    report = await a_report(town)
    reader = someone(town, READER)
    await reader.presses(f"do:report:{report}")
    await reader.clicks("Send en indsats til en anden arbejdsplads")
    fields = [field for field in reader.form.fields if isinstance(field, ChoiceField)]
    labels = [choice.label for field in fields for choice in field.choices]
    assert labels == ["Ro til opgave 4"]
    await sends_up(town, PLACES[1].contact, PLACES[1].round_id)
    keeps_to_itself = (await rows(town, Report))[-1].id
    await reader.presses(f"do:report:{keeps_to_itself}")
    assert "Send en indsats til en anden arbejdsplads" not in reader.text
    await reader.presses(f"open:passing_on:{keeps_to_itself}")
    reader.sees("Ingen af indsatserne her har brug for andre arbejdspladser")


async def test_a_summary_holds_what_is_asked_of_others_and_no_other_effort(town: Town) -> None:
    # TAL-63
    # TAL-67
    #
    await a_report(town)
    await sums_up(town, READER, "Vi har brug for et vikarkorps.")
    hanne = someone(town, HR)
    await hanne.writes("planer")
    await hanne.clicks("Læs det, der er kommet")
    await hanne.clicks(f"Læs: MED-Koordinationsgruppen, {AREAS[0]}")
    hanne.sees("Der er planer fra 1 af 8 arbejdspladser.")
    hanne.sees(f"{ASKS.name}: Ro til opgave 4: {NEEDS}")
    assert "Kortere møder" not in hanne.text
    kept = (await rows(town, Report))[-1].body["efforts"]
    assert [each["title"] for each in kept] == ["Ro til opgave 4"]


async def test_a_name_in_a_summary_stops_it_and_nothing_is_lost(town: Town) -> None:
    # no names go up.
    await a_report(town)
    await sums_up(town, READER, f"Spørg {ASKS.leader}, hun ved det.")
    reader = someone(town, READER)
    reader.sees(f"Der står {ASKS.leader} i det, du har skrevet")
    assert len(await rows(town, Report)) == 1
    await reader.presses(f"open:summing_up:{SUBJECT}")
    reader.sees("hun ved det.")


async def test_a_plan_that_comes_later_is_summed_up_in_a_new_version(town: Town) -> None:
    await a_report(town)
    await sums_up(town, READER, "Den første.")
    await sends_up(town, PLACES[1].contact, PLACES[1].round_id)
    await sums_up(town, READER, "Og den næste.")
    found = [each for each in await rows(town, Report) if each.rung == "hr"]
    assert [(each.version, each.body["came"]) for each in found] == [(1, 1), (2, 2)]
    hanne = someone(town, HR)
    await hanne.writes("planer")
    hanne.sees("Der er kommet planer fra 2 af 19 arbejdspladser.")


async def test_hr_answers_a_group_and_its_members_are_told(town: Town) -> None:
    await a_report(town)
    await sums_up(town, READER, "Vi har brug for et vikarkorps.")
    hanne = someone(town, HR)
    await hanne.writes("planer")
    await hanne.clicks("Læs det, der er kommet")
    await hanne.clicks(f"Læs: MED-Koordinationsgruppen, {AREAS[0]}")
    await hanne.clicks("Svar dem")
    await hanne.answers(text="Vi regner på det.")
    await hanne.clicks("Send svaret")
    await town.settles()
    (told,) = [m for m in someone(town, READER).messages if "Svar fra HR" in m]
    assert "Vi regner på det." in told
    assert not [m for m in someone(town, ASKS.contact).messages if "Vi regner" in m]


async def test_a_leader_sees_their_workplaces_and_those_of_the_leaders_below(town: Town) -> None:
    """By phase, and no others."""
    # TAL-06

    async def under(unit: Unit) -> None:
        above = plot.id_of(PLACES[0].leader)
        for place in PLACES[1:3]:
            unit.run(
                update(Person)
                .where(col(Person.id) == plot.id_of(place.leader))
                .values(leader_id=above)
            )

    await town.store.run(under)
    await sends_up(town, PLACES[2].contact, PLACES[2].round_id)
    chief = someone(town, PLACES[0].leader)
    await chief.writes("arbejdspladser")
    chief.sees(f"{PLACES[1].name} | Laver plan | Plan senest 30. november")
    chief.sees(f"{PLACES[2].name} | Sendt | Plan sendt 23. november")
    chief.sees("1 af 3 har sendt deres plan.")
    assert PLACES[3].name not in chief.text
    jonas = someone(town, "Jonas Friis")
    await jonas.writes("arbejdspladser")
    jonas.sees("Jeg kan ikke finde nogen.")


async def test_who_reads_finds_it_at_home(town: Town) -> None:
    for name in (READER, HR, forty.COMMITTEE.contact):
        await someone(town, name).writes("hjem")
        await someone(town, name).clicks("Planer fra arbejdspladserne")
        someone(town, name).sees("Der er kommet planer fra 0 af")
    await someone(town, PLACES[1].contact).writes("hjem")
    assert "Planer fra arbejdspladserne" not in someone(town, PLACES[1].contact).text


async def test_nobody_of_another_organisation_reads_anything_whatever_their_role(
    town: Town,
) -> None:
    """Not even with the ids of this one's workplaces (fault 38)."""
    kept = await reports_of(town)
    at = {place.id for place in PLACES[:16]}
    names = ("hr", "coordination", "committee", "leader", "planning", "contact")
    stranger = Who(
        id="p-xenia",
        name="Xenia Vang",
        language="da",
        zone="Europe/Copenhagen",
        organisation_id="o-nabo",
        workplace_id="w-nabo",
        roles=frozenset((name, where) for name in names for where in at),
    )
    async with town.store.snapshot() as reads:
        assert await rungs.rungs_of(reads, stranger) == []
        assert await rungs.rung_at(reads, stranger, SUBJECT) is None
        assert await standings.seen_by(reads, stranger, town.now.date()) == []
        for report in kept:
            assert await rungs.reads_as(reads, stranger, report) is None
            assert not await rungs.sent_it(reads, stranger, report)


async def reports_of(town: Town) -> list[Report]:
    """A plan and a summary."""
    await a_report(town)
    await sums_up(town, READER, "Vi har brug for et vikarkorps.")
    return await rows(town, Report)
