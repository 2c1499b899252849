"""Jonas prepares as his municipality's concept asks, and Mette reads it under the same headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.core.actions import Do, write
from storage.tables import Conversation, Preparation
from tests import town as plot
from tests.kom import TALK, TALK_AT, a_talk, goes_to, keep
from tests.talk import Town, a_town


async def begins(town: Town, concept: str) -> list[str]:
    """Jonas opens his preparation and looks at every page; their titles."""
    await keep(
        town,
        Conversation(
            id=TALK,
            person_id=plot.id_of("Jonas Friis"),
            leader_id=plot.id_of(plot.LEADER),
            at=TALK_AT,
            concept=concept,
        ),
    )
    jonas = town["Jonas"]
    await jonas.writes("forbered")
    seen: list[str] = []
    while any(each.name != "sharing" for each in jonas.form.fields):
        seen.append(jonas.form.title)
        await jonas.clicks("Spring over")
    return seen


async def test_herlev_has_its_fixed_topics_and_three_banks(tmp_path: Path) -> None:
    # HER-15..17, HER-19..24
    async with a_town(tmp_path) as town:
        seen = await begins(town, "herlev")
        assert seen[0] == "Forbered din udviklingssamtale"
        assert seen[1:5] == [
            "Det skal I nå omkring",
            "Det faglige",
            "Det sociale og samarbejdsmæssige",
            "Det personlige",
        ]


async def test_norddjurs_begins_in_the_middle_of_the_wheel(tmp_path: Path) -> None:
    # NOR-06, NOR-15..20, NOR-32
    async with a_town(tmp_path) as town:
        seen = await begins(town, "norddjurs_mus")
        assert seen[:6] == [
            "Forbered din MUS",
            "Midt i hjulet",
            "Relationer & samarbejde",
            "Kompetencer & trivsel",
            "Organisation & ledelse",
            "Fremtid & udvikling",
        ]
        assert seen[6:10] == [
            "Vores fire værdier",
            "Psykologisk tryghed",
            "Styrket aktørskab",
            "Egne noter",
        ]


@pytest.mark.parametrize(
    ("wrong", "says"), [("0", "fra 1 til 10"), ("11", "fra 1 til 10"), ("otte", "fra 1 til 10")]
)
async def test_wellbeing_is_a_number_from_one_to_ten(
    tmp_path: Path, wrong: str, says: str
) -> None:  # NOR-15
    async with a_town(tmp_path) as town:
        await begins(town, "norddjurs_mus")
        jonas = town["Jonas"]
        await jonas.clicks("Se overblik")
        await jonas.clicks("Ret: Midt i hjulet")
        await jonas.answers(**{"scale__middle-trivsel": wrong})
        jonas.sees(says)


async def test_the_leader_reads_what_is_shared_under_the_concepts_own_headings(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await begins(town, "norddjurs_mus")
        jonas = town["Jonas"]
        await jonas.clicks("Se overblik")
        await jonas.clicks("Ret: Midt i hjulet")
        await jonas.answers(
            **{"middle__tasks-1": "Indkøring af nye", "pick__middle-style": "delegating"}
        )
        await jonas.answers(sharing="all")
        await jonas.clicks("Gem forberedelsen")
        await town.settles()
        mette = town["Mette"]
        await mette.clicks("Læs det")
        for said in ("Midt i hjulet", "Indkøring af nye", "Delegerende"):
            mette.sees(said)


async def test_an_answer_to_what_a_concept_asked_once_says_that_its_writer_alone_sees_it(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        answers = {
            "shifts.thoughts": "Om de gamle vagter",
            "theme.gone": "Om overgange",
            "about.gone": "Trygge overgange",
        }
        await keep(
            town,
            Preparation(conversation_id=TALK, person_id=plot.id_of("Jonas"), answers=answers),
        )
        jonas, mette = town["Jonas"], town["Mette"]
        await jonas.writes("forbered")
        await goes_to(jonas, "Tanker om mål")
        await jonas.clicks("Spring over")
        await jonas.clicks("Ret: Spørgsmål, der er taget ud")
        hints = {each.name: each.hint for each in jonas.form.fields}
        assert "Kun du ser det her" in hints["shifts.thoughts"]
        assert "Mette skal læse det" in hints["shifts.thoughts"]
        assert not hints["theme.gone"]
        await jonas.clicks("Spring over")
        await jonas.clicks("Ret: Det deler du")
        await jonas.answers(sharing="all")
        jonas.sees("Skrevet tidligere, kun for dig")
        await jonas.clicks("Gem forberedelsen")
        await mette.presses(write(Do("read", TALK)))
        mette.sees("Om overgange")
        assert "gamle vagter" not in mette.text
