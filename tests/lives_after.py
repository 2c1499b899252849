"""A life to look at: what comes after the dialogue, until the second follow-up is made."""

from __future__ import annotations

from pathlib import Path

from tests.after_dialogue import MEETINGS, TITLES, a_dialogue
from tests.nudged import ROUND
from tests.talk import a_town
from tests.walk import Walk

A_SATURDAY = "2026-09-26"


async def after_a_dialogue(folder: Path, language: str) -> Walk:
    """The leader's own part, a board that fills up, follow-ups, and a promise that is put off."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await a_dialogue(town)
        await walk.asks("Mette", "leader_opening", ROUND)
        walk.wishes["again_on"] = A_SATURDAY
        for dialog in ("reflection", "leader_plan", "leader_feedback", "leader_again"):
            await walk.through("Mette", dialog, ROUND)
        for argument in (ROUND, f"{ROUND}|yes"):
            await walk.asks("Mette", "kom_leader", argument)
        await walk.asks("Mette", "leader_group", ROUND)
        for effort in TITLES:
            await walk.through("Kirsten", "progress", effort)
        for name in ("Mette", "Sofie", "Jonas"):
            await walk.asks(name, "board", ROUND)
            await walk.asks(name, "overview", ROUND)
            await walk.asks(name, "home")
        await town.passes(days=95)
        await walk.through("Mette", "followup", ROUND)
        await walk.through("Kirsten", "progress", MEETINGS)
        await town.passes(days=95)
        await walk.asks("Jonas", "overview", ROUND)
        walk.shown += [post.card for post in town.chat.posts]
        return walk
