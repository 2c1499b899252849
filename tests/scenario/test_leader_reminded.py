"""Mette is reminded to prepare as well, in her weekly letter and never by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogs.core.actions import Open, write
from storage import due
from storage.tables import Conversation, LeaderPreparation
from tests import town as plot
from tests.kom import TALK, TALK_AT, keep
from tests.talk import Town, a_town
from tests.talks_held import METTE, a_conversation

SAYS = "Du taler med Jonas mandag den 24. august kl. 10."


async def with_a_talk(town: Town, talk: Conversation) -> None:
    """As when its day is set."""
    await keep(town, talk)
    await plans(town, talk)


async def plans(town: Town, talk: Conversation) -> None:
    async with town.store.unit() as unit:
        due.plan(unit, rule="conversation.plan", subject=talk.id, due_at=town.now)
        await unit.commit()
    await town.settles()


def said(town: Town) -> list[str]:
    return [each for each in town["Mette"].messages if SAYS in each]


async def test_it_stands_in_the_letter_of_the_week_before(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # NYB-KOM-46
        await with_a_talk(town, a_conversation(TALK, concept="herlev"))
        await town.until(TALK_AT)
        (letter,) = said(town)
        assert "[Forbered: Jonas]" in letter
        await town["Mette"].clicks("Forbered: Jonas")
        town["Mette"].sees("Din tilbagemelding")


async def test_a_talk_set_after_that_letter_stands_in_the_next_one(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        talk = a_conversation(TALK, concept="herlev")
        talk.at = TALK_AT - timedelta(days=5)
        await with_a_talk(town, talk)
        await town.until(talk.at)
        told = [each for each in town["Mette"].messages if "Du taler med Jonas onsdag" in each]
        assert len(told) == 1


async def test_who_has_prepared_is_not_reminded(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await with_a_talk(town, a_conversation(TALK, concept="herlev"))
        mette = town["Mette"]
        await mette.presses(write(Open("leader_preparation", TALK)))
        await mette.answers(feedback__good="Ro i svære vagter")
        await mette.answers(sharing="nothing")
        await mette.clicks("Gem mine noter")
        await town.until(TALK_AT)
        assert not said(town)


async def test_who_has_prepared_is_not_reminded_because_the_day_is_moved(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        talk = a_conversation(TALK, concept="herlev")
        notes = {"feedback.good": "Ro i svære vagter"}
        made = LeaderPreparation(conversation_id=TALK, leader_id=METTE, answers=notes)
        await keep(town, talk, made)
        await plans(town, talk)
        await town.until(TALK_AT)
        assert not said(town)


async def test_many_talks_stand_in_one_letter(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for number, name in enumerate(plot.EMPLOYEES):
            talk = a_conversation(f"talk-{number}", concept="herlev")
            talk.person_id = plot.id_of(name)
            talk.at = TALK_AT + timedelta(hours=number)
            await with_a_talk(town, talk)
        await town.until(TALK_AT)
        assert len(said(town)) == 1
        letters = [each for each in town["Mette"].messages if "Du taler med" in each]
        assert len(letters) == 1
        assert letters[0].count("Du taler med") == len(plot.EMPLOYEES)
