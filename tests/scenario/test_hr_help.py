"""Help from HR: before anything else where there is conflict, and never with a reason (TAL-103)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import Outbox, Role, Round, Session
from tests import town as plot
from tests.nudged import does
from tests.talk import Town
from tests.voting import queued, rows, voting_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


async def test_a_round_begins_with_the_question_whether_they_are_ready(town: Town) -> None:
    """TAL-103. What was answered is kept nowhere."""
    kirsten = town["Kirsten"]
    await kirsten.writes("runde")
    kirsten.sees("Er I klar til en Udviklingsdialog?")
    kirsten.sees("Så kontakt HR og læg en plan")
    await kirsten.clicks("Vi vil have hjælp først")
    kirsten.sees("Hjælp fra HR")
    assert await rows(town, Round) == []
    assert {each.dialog for each in await rows(town, Session)} == {"hr_help"}


async def test_what_hr_helps_with_and_who_decides_is_told(town: Town) -> None:  # TAL-11, TAL-12
    await town["Ali"].presses("open:hr_help:")
    for words in (
        "At planlægge dialogen eller lede den på dagen.",
        "At gøre ideer konkrete",
        "Et møde om et tema",
        "Konflikter",
        "en ny leder",
        "Det lokale MED vurderer",
    ):
        town["Ali"].sees(words)


async def test_hr_hears_that_help_is_wanted_and_never_why(town: Town) -> None:  # TAL-11
    kirsten = town["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Vi vil have hjælp først")
    await kirsten.answers(agree="agreed")
    kirsten.sees("Jeg skriver til Hanne Riis")
    (mail,) = await queued(town, "help_wanted")
    assert mail.params == {"workplace": plot.WORKPLACE, "by": plot.id_of(plot.CONTACT)}
    await town.settles()
    hanne = town["Hanne"]
    hanne.sees("Børnehuset Solsikken vil gerne have hjælp fra HR")
    hanne.sees("Tag fat i Kirsten Dahl.")
    assert "konflikt" not in hanne.text.casefold()
    assert not town["Mette"].messages


async def test_disagreement_goes_to_the_level_above_and_to_med(town: Town) -> None:  # TAL-13
    await does(
        town,
        Role(person_id=plot.id_of("Nadia"), workplace_id=plot.WORKPLACE, name="coordination"),
    )
    await town["Ali"].presses("open:hr_help:")
    town["Ali"].sees("næste ledelsesniveau eller MED. Hos jer er det Hanne Riis og Nadia Karimi.")
    await town["Ali"].answers(agree="disagreed")
    await town.settles()
    for name in ("Hanne", "Nadia"):
        town[name].sees("Børnehuset Solsikken beder jer tage stilling")
    assert await queued(town, "help_wanted") == []


async def test_it_is_asked_once_a_day_however_often_somebody_presses(town: Town) -> None:
    for _ in range(2):
        await town["Ali"].presses("open:hr_help:")
        await town["Ali"].answers(agree="agreed")
    assert len(await queued(town, "help_wanted")) == 1


@pytest.mark.parametrize("name", ["Jonas", "Oliver"])
async def test_only_the_planning_group_asks(town: Town, name: str) -> None:
    await town[name].presses(f"open:hr_help:{plot.WORKPLACE}")
    town[name].sees("Det kan din rolle ikke åbne.")
    assert await rows(town, Outbox) == []
