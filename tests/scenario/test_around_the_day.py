"""Around the day: how it ends, what the round offers, and a day for each team."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from dialogs.core.cards import ChoiceField
from storage.tables import Note, RoundStep, Sitting, SittingMember, Topic
from tests import town as plot
from tests.nudged import ROUND, does
from tests.talk import Town, a_town
from tests.the_day import COMING, SITTING, a_day, ends, the_sitting
from tests.voting import rows


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


def told(town: Town, name: str, words: str) -> int:
    """How many messages to somebody have these words."""
    return sum(words in each for each in town[name].messages)


async def test_the_last_dialogue_that_ends_finishes_the_step(town: Town) -> None:
    await a_day(town)
    await ends(town)
    town["Mette"].sees("Tak for i dag")
    assert (await the_sitting(town)).ended_at is not None
    (step,) = await rows(town, RoundStep)
    assert step.done_at is not None
    assert step.done_by == plot.id_of(plot.LEADER)


async def test_a_day_that_was_held_on_paper_ends_by_itself(town: Town) -> None:  # TAL-51
    await a_day(town)
    await town.passes(hours=4)
    assert (await the_sitting(town)).ended_at is None
    await town.passes(hours=2)
    assert (await the_sitting(town)).ended_at is not None
    (step,) = await rows(town, RoundStep)
    assert (step.done_at is not None, step.done_by) == (True, None)
    assert told(town, "Sofie", "Hvordan var dagen?") == 1


async def test_the_leader_is_asked_the_day_before_how_they_will_listen(town: Town) -> None:
    await a_day(town, held_on=(town.now + timedelta(days=4)).date())  # TAL-111
    await town.passes(days=5)
    asked = [each for each in town["Mette"].messages if "Gør dig klar til at lytte" in each]
    assert len(asked) == 1
    assert "Hvad gør du, når du får lyst til at svare igen?" in asked[0]
    assert told(town, "Kirsten", "Gør dig klar til at lytte") == 0


async def test_the_round_offers_what_there_is_to_do_on_the_day_and_after(town: Town) -> None:
    await a_day(town)
    for name, offered in (
        ("Mette", {"Udviklingsdialogens dag"}),
        ("Kirsten", {"Udviklingsdialogens dag", "Gruppens sedler", "Skriv plancherne ind"}),
        ("Sofie", {"Udviklingsdialogens dag", "Gruppens sedler"}),
    ):
        await town[name].presses(f"do:overview:{ROUND}")
        assert offered == MINE & labels(town, name)
    await ends(town)
    for name, offered in (
        ("Mette", {"Det skrev grupperne"}),
        ("Kirsten", {"Det skrev grupperne", "Skriv plancherne ind", "Sig, hvordan dagen gik"}),
        ("Sofie", {"Det skrev grupperne", "Sig, hvordan dagen gik"}),
        ("Anne", {"Det skrev grupperne"}),
    ):
        await town[name].presses(f"do:overview:{ROUND}")
        assert offered == MINE & labels(town, name)


async def test_who_has_said_how_the_day_went_is_not_offered_it_again(town: Town) -> None:
    await a_day(town)
    await ends(town)
    sofie = town["Sofie"]
    await sofie.presses(f"do:overview:{ROUND}")
    await sofie.clicks("Sig, hvordan dagen gik")
    await sofie.answers(good="", adjust="", soon="no")
    for name, offered in (("Sofie", False), ("Lars", True)):
        await town[name].presses(f"do:overview:{ROUND}")
        assert ("Sig, hvordan dagen gik" in labels(town, name)) is offered


async def test_posters_are_entered_until_every_group_has_written_or_all_is_sorted(
    town: Town,
) -> None:
    await a_day(town)
    await ends(town)
    written = [
        Note(sitting_id=SITTING, part=part, number=number, kind="point", text="Ro", chosen=True)
        for part in ("wellbeing", "leadership")
        for number in (1, 2, 3)
    ]
    for rest, offered in ((written[:-1], True), (written[-1:], False)):
        await does(town, *rest)
        for asked in ("overview", "record"):
            await town["Ali"].presses(f"do:{asked}:{ROUND}")
            assert bool(labels(town, "Ali") & ENTERING) is offered


async def test_no_posters_are_entered_once_the_group_has_begun_to_sort(town: Town) -> None:
    await a_day(town, seated=False)
    await ends(town)
    for offered in (True, False):
        for asked in ("overview", "record"):
            await town["Ali"].presses(f"do:{asked}:{ROUND}")
            assert bool(labels(town, "Ali") & ENTERING) is offered
        await does(town, Topic(round_id=ROUND, part="wellbeing", title="Ro"))


ENTERING = {"Skriv plancherne ind", "Skriv en planche ind"}


def numbers(town: Town, name: str) -> list[str]:
    """The groups that can be chosen in the form that is open."""
    (field,) = (each for each in town[name].form.fields if each.name == "number")
    assert isinstance(field, ChoiceField)
    return [choice.key for choice in field.choices]


async def test_of_the_groups_only_those_are_offered_whose_posters_are_not_entered(
    town: Town,
) -> None:
    await a_day(town)
    await ends(town)
    written = [
        Note(sitting_id=SITTING, part=part, number=2, kind="point", text="Ro", chosen=True)
        for part in ("wellbeing", "leadership")
    ]
    for note, left in zip(written, (["1", "2", "3"], ["1", "3"]), strict=True):
        await does(town, note)
        await town["Ali"].presses(f"open:posters:{ROUND}")
        assert numbers(town, "Ali") == left


async def test_where_no_groups_are_set_as_many_can_be_named_as_there_could_be(town: Town) -> None:
    """Fourteen are at work: four groups of three, a fifth, and no twenty."""
    await a_day(town, seated=False)
    await town["Sofie"].presses(f"do:notes:{SITTING}")
    assert numbers(town, "Sofie") == ["1", "2", "3", "4", "5"]


MINE = {
    "Udviklingsdialogens dag",
    "Gruppens sedler",
    "Skriv plancherne ind",
    "Det skrev grupperne",
    "Sig, hvordan dagen gik",
    "Se evalueringen",
}


def labels(town: Town, name: str) -> set[str]:
    return {button.label for button in town[name].screen[-1].buttons}


async def test_each_team_has_a_day_of_its_own(town: Town) -> None:
    """The step is finished by the last; until then the group reads what the first one wrote."""
    today = town.now.date()
    await a_day(town, seated=False)
    team = Sitting(id="sitting-b", round_id=ROUND, name="Hold B", held_on=today + timedelta(days=1))
    others = [SittingMember(sitting_id=SITTING, person_id=plot.id_of(each)) for each in COMING]
    lars = SittingMember(sitting_id=team.id, person_id=plot.id_of("Lars"))
    first = update(Sitting).where(col(Sitting.id) == SITTING).values(name="Hold A")
    await does(
        town,
        team,
        lars,
        *(each for each in others if each.person_id != lars.person_id),
        then=lambda unit: unit.update(first),
    )
    await ends(town)
    (step,) = await rows(town, RoundStep)
    assert step.done_at is None
    assert told(town, "Lars", "Hvordan var dagen?") == told(town, "Mette", "Hvordan var") == 0
    await town["Kirsten"].presses(f"do:record:{ROUND}")
    town["Kirsten"].sees("Det skrev grupperne mandag den 10. august")
    await town["Mette"].writes("dagen")
    town["Mette"].sees("Udviklingsdialogen tirsdag den 11. august")
    await town["Mette"].clicks("Hold A")
    town["Mette"].sees("Tak for i dag")
    await town["Lars"].writes("sedler")
    town["Lars"].sees("Dialogen er først tirsdag den 11. august.")
    await town.passes(days=2)
    (step,) = await rows(town, RoundStep)
    assert step.done_at is not None
    assert told(town, "Lars", "Hvordan var dagen?") == 1
