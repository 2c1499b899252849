"""A conversation that is to be held after a concept, and the one before it."""

from __future__ import annotations

from datetime import date, timedelta

from dialogs.core.house import House
from storage.tables import Conversation, Goal, Minutes
from tests import town as plot
from tests.kom import TALK, TALK_AT, keep
from tests.talk import Talker, Town

JONAS, METTE = plot.id_of("Jonas Friis"), plot.id_of(plot.LEADER)
LAST = "talk-last-year"
FIXED = ("follow_up", "competences", "tasks", "values", "wellbeing", "leader")
"""Herlev's obligatory topics, HER-19 to HER-24 in their order."""


def named(concept: str, key: str) -> str:
    """What a topic or a track of a concept is called."""
    pack = House().packs.talks()[concept]
    found = {
        **{each.key: each.name for each in pack.obligatory},
        **{each.key: each.name for each in pack.tracks},
        **{each.key: each.name for each in pack.sheets},
    }
    return found[key].da


async def a_talk_after(town: Town, concept: str) -> Talker:
    await keep(town, a_conversation(TALK, concept=concept))
    return town["Jonas"]


def a_conversation(talk_id: str, *, concept: str, leader_id: str = METTE) -> Conversation:
    is_last = talk_id == LAST
    return Conversation(
        id=talk_id,
        person_id=JONAS,
        leader_id=leader_id,
        concept=concept,
        at=TALK_AT - timedelta(days=365) if is_last else TALK_AT,
        held=is_last,
        place=None if is_last else "mødelokale 2",
    )


async def last_year(town: Town, *, leader_id: str = METTE) -> None:
    """They talked, agreed on two goals, and wrote down what they come back to."""
    agreed_on = date(2025, 8, 24)
    await keep(
        town,
        a_conversation(LAST, concept="herlev", leader_id=leader_id),
        Minutes(
            conversation_id=LAST,
            points={"topic.tasks": "Vi talte om vagterne", "next_time": "Er oplæringen i gang?"},
            written_by=METTE,
        ),
        Goal(person_id=JONAS, leader_id=METTE, title="Lede et møde", agreed_on=agreed_on),
        Goal(
            person_id=JONAS,
            leader_id=METTE,
            title="Lære systemet",
            agreed_on=agreed_on,
            open=False,
            outcome="reached",
            closed_on=date(2026, 3, 2),
        ),
    )
