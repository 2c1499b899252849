"""A life with a picture of itself: papers to print, one's own year, and a leader's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.tables import Checkin, Conversation, Goal, Progress
from tests import town as plot
from tests.kom import TALK, TALK_AT, a_talk, keep
from tests.talk import Town, a_town
from tests.walk import HOSTILE, Walk

GOAL = "goal-jonas"


async def a_year_in_pictures(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        for name in ("Jonas", "Mette"):
            for command in ("own_year", "sheets", "year_wheel"):
                await walk.asks(name, command)
        await a_talk(town)
        await a_course(town, title=HOSTILE)
        for name, command, subject in (
            ("Jonas", "own_year", ""),
            ("Jonas", "sheets", ""),
            ("Mette", "sheets", TALK),
            ("Mette", "year_wheel", ""),
            ("Mette", "year_wheel", "2027"),
        ):
            await walk.asks(name, command, subject)
        await _a_wheel(walk)
        await walk.through("Mette", "starting")
        await town.settles()
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _a_wheel(walk: Walk) -> None:
    """Of Sofie's talk, which goes by a concept that has one."""
    sofie, mette = plot.id_of("Sofie"), plot.id_of(plot.LEADER)
    made = Conversation(
        id="talk-sofie", person_id=sofie, leader_id=mette, at=TALK_AT, concept="norddjurs_mus"
    )
    await keep(walk.town, made)
    await walk.asks("Sofie", "sheets")


async def a_course(town: Town, *, title: str = "Lede svære møder") -> None:
    """Jonas has done three check-ins, and has come on with a goal."""
    today, jonas = town.now.date(), plot.id_of("Jonas Friis")
    await keep(
        town,
        Goal(
            id=GOAL,
            person_id=jonas,
            leader_id=plot.id_of(plot.LEADER),
            title=title,
            agreed_on=today - timedelta(days=120),
        ),
    )
    for number, (trivsel, come) in enumerate(((6, 2), (4, 3), (8, 7))):
        made = Checkin(
            id=f"c-{number}",
            person_id=jonas,
            made_on=today - timedelta(days=90 - 30 * number),
            trivsel=trivsel,
        )
        await keep(town, made)
        await keep(town, Progress(checkin_id=made.id, goal_id=GOAL, value=come))
