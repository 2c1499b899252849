"""Moments in Teams to look at, lived by the people of the town: real cards, and nothing typed in.

Each is the newest that somebody has before them then, in the chat or in a window.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from bot.channels.teams.adaptive import render
from dialogs.core.cards import Content
from storage.tables import Checkin, Goal
from tests import town as people
from tests.kom import a_talk, a_year, fills, keep
from tests.slack_shots import GOALS, TRIVSEL, WHY, WISHES
from tests.talk import MONDAY, Talker, Town, a_town
from tests.voting import opens, votes

CLICKED = "1763801990001"


@dataclass
class Album:
    """Cards by name."""

    shots: dict[str, dict[str, Any]] = field(default_factory=dict)

    def takes(self, name: str, content: Content, *, window: bool = False) -> None:
        *_, card = render(content, opened_from=CLICKED if window else None)
        self.shots[name] = card

    def chat(self, name: str, talker: Talker) -> None:
        self.takes(name, talker.screen[-1])


async def album(folder: Path) -> dict[str, dict[str, Any]]:
    async with a_town(folder) as town:
        found = Album()
        await a_year(town)
        await a_talk(town)
        await keep(town, *_agreed())
        await _own(found, town["Jonas"])
        await _vote(found, town)
        return found.shots


def _agreed() -> Iterable[SQLModel]:
    jonas, leader = people.id_of("Jonas"), people.id_of(people.LEADER)
    for title in GOALS:
        yield Goal(person_id=jonas, leader_id=leader, title=title, agreed_on=MONDAY.date())
    for number, trivsel in enumerate(TRIVSEL):
        made_on = (MONDAY - timedelta(days=60 - 10 * number)).date()
        yield Checkin(person_id=jonas, made_on=made_on, trivsel=trivsel)


async def _own(found: Album, jonas: Talker) -> None:
    await jonas.writes("hjem")
    found.chat("home", jonas)
    await jonas.writes("check-in")
    found.chat("check-in", jonas)
    await jonas.clicks("Gem og gå videre")
    found.chat("check-in-error", jonas)
    await jonas.writes("forbered")
    await jonas.clicks("Spring over")
    await fills(jonas, "Vi slipper børnene for tidligt", "Vi kan lære af hinanden")
    found.chat("preparation", jonas)
    found.takes("preparation-window", jonas.form, window=True)
    await fills(jonas, "Ring til mig på 010190-1234, så fortæller jeg mere")
    found.chat("preparation-error", jonas)
    await jonas.clicks("Se overblik", **{_first(jonas): ""})
    found.chat("preparation-review", jonas)


def _first(talker: Talker) -> str:
    return talker.form.fields[0].name.replace(".", "__")


async def _vote(found: Album, town: Town) -> None:
    await opens(town)
    await town.settles()
    invited = [post.card for post in town.chat.seen_by(town["Sofie"].external_id)]
    found.takes("invitation", invited[-1])
    for name in WISHES:
        await votes(town, name, wellbeing=WISHES[name], wellbeing_why=WHY)
    await town["Peter"].writes("tema")
    found.chat("vote-review", town["Peter"])
    await town.passes(days=8)
    posted = [post.card for post in town.chat.seen_by("planning")]
    found.takes("tally", posted[-1])
