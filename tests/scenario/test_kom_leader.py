"""KOM-Leder: a leader's own talk with their own leader, and what they bring from their plan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.core.cards import ChoiceField
from storage.tables import Conversation, Kind, LeaderPlan, Round
from tests import town as plot
from tests.kom import TALK_AT, keep, kept
from tests.talk import Town, a_town

TALK = "talk-mette"
AREA = {"area": "Nærvær", "measures": "En runde hver morgen", "success": "Flere kommer til mig"}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def a_leader_talk(town: Town) -> None:
    await keep(
        town,
        Conversation(
            id=TALK,
            person_id=plot.id_of(plot.LEADER),
            leader_id=plot.id_of(plot.HR),
            kind=Kind.LEADER.value,
            at=TALK_AT,
            concept="nyborg_kom",
        ),
    )


async def a_plan_after_a_dialogue(town: Town) -> None:
    today = town.now.date()
    await keep(
        town,
        Round(
            id="round-past",
            workplace_id=plot.WORKPLACE,
            opened_by=plot.id_of(plot.CONTACT),
            opened_at=town.now - timedelta(days=60),
            contact_id=plot.id_of(plot.CONTACT),
            dialogue_on=today - timedelta(days=30),
            deadline=town.now - timedelta(days=50),
            plan_due=today,
            phase="announced",
        ),
        LeaderPlan(round_id="round-past", person_id=plot.id_of(plot.LEADER), areas=[AREA]),
    )


async def goes_to_leading(town: Town) -> None:
    mette = town["Mette"]
    await mette.presses(f"open:preparation:{TALK}")
    while "leader.lead" not in {each.name for each in mette.form.fields}:
        await mette.clicks("Spring over")


async def test_it_is_offered_for_whoever_leads_somebody_and_for_nobody_else(
    town: Town,
) -> None:  # NYB-KOM-37
    hanne, mette = town["Hanne"], town["Mette"]
    await hanne.presses(f"open:conversation:{plot.id_of(plot.LEADER)}")
    kinds = hanne.form.fields[0]
    assert isinstance(kinds, ChoiceField)
    assert [each.label for each in kinds.choices] == ["KOM", "Mini-KOM", "KOM-Leder"]
    await mette.presses(f"open:conversation:{plot.id_of('Jonas')}")
    kinds = mette.form.fields[0]
    assert isinstance(kinds, ChoiceField)
    assert [each.label for each in kinds.choices] == ["KOM", "Mini-KOM"]


async def test_the_leader_is_invited_to_it_by_its_name(town: Town) -> None:
    hanne = town["Hanne"]
    await hanne.presses(f"open:conversation:{plot.id_of(plot.LEADER)}")
    day = (town.now + timedelta(days=21)).date().isoformat()
    await hanne.answers(kind="leader", day=day, clock="10:00")
    await hanne.clicks("Gem og giv besked")
    hanne.sees("KOM-Leder")
    await town.settles()
    assert "Din KOM-Leder med Hanne er" in town["Mette"].messages[-1]
    (talk,) = await kept(town, Conversation)
    assert talk.kind == Kind.LEADER.value
    await town["Mette"].writes("hjem")
    town["Mette"].sees("Forbered")


async def test_it_is_prepared_with_questions_about_leading(town: Town) -> None:  # NYB-KOM-37
    await a_leader_talk(town)
    await goes_to_leading(town)
    town["Mette"].sees("KOM-Leder")
    town["Mette"].sees("Hvad vil du gerne øve dig på som leder?")


async def test_the_leaders_own_plan_is_brought_and_can_be_taken_out(town: Town) -> None:
    await a_plan_after_a_dialogue(town)
    await a_leader_talk(town)
    await goes_to_leading(town)
    mette = town["Mette"]
    value = {each.name: each.value for each in mette.form.fields}["leader.plan-1"]
    assert value == "Nærvær\nEn runde hver morgen\nFlere kommer til mig"


@pytest.mark.parametrize("kept_in", [{}, {"leader__plan-1": ""}], ids=["kept", "taken out"])
async def test_nothing_of_the_plan_is_read_unless_it_is_brought_and_shared(
    town: Town, kept_in: dict[str, str]
) -> None:
    await a_plan_after_a_dialogue(town)
    await a_leader_talk(town)
    await goes_to_leading(town)
    mette, hanne = town["Mette"], town["Hanne"]
    await mette.answers(leader__lead="Vi ses", **kept_in)
    while "sharing" not in {each.name for each in mette.form.fields}:
        await mette.clicks("Spring over")
    await hanne.presses(f"do:read:{TALK}")
    assert "Nærvær" not in hanne.text
    await mette.answers(sharing="all")
    await mette.clicks("Gem forberedelsen")
    await hanne.presses(f"do:read:{TALK}")
    hanne.sees("Vi ses")
    assert ("Nærvær" in hanne.text) == (not kept_in)


async def test_another_conversation_is_not_asked_about_leading(town: Town) -> None:
    await a_plan_after_a_dialogue(town)
    await keep(
        town,
        Conversation(
            id=TALK,
            person_id=plot.id_of(plot.LEADER),
            leader_id=plot.id_of(plot.HR),
            at=TALK_AT,
            concept="nyborg_kom",
        ),
    )
    mette = town["Mette"]
    await mette.presses(f"open:preparation:{TALK}")
    while "sharing" not in {each.name for each in mette.form.fields}:
        assert not any(each.name.startswith("leader.") for each in mette.form.fields)
        await mette.clicks("Spring over")


async def test_it_is_the_years_conversation_of_whoever_leads(town: Town) -> None:
    hanne = town["Hanne"]
    await hanne.presses("do:owed:")
    hanne.sees("Ikke tilbudt endnu (1)\nMette Holm")
    await a_leader_talk(town)
    await hanne.presses("do:owed:")
    hanne.sees("Mette Holm: mandag den 24. august")
