"""Moments in Slack to look at, lived by the people of the town: real blocks, and nothing typed in.

Each is what somebody has on their screen then, as kombot sent it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlmodel import SQLModel

from storage.tables import Checkin, Conversation, Cycle, Goal, Progress
from tests import town as people
from tests.fakes.slack_user import SlackUser, words_in
from tests.fakes.slack_wire import Params
from tests.kom import THEMES
from tests.slack_house import MONDAY
from tests.slack_town import SlackTown, a_slack_town

WHY = "Vi løber for stærkt om mandagen"
SUMMARY = "Flere ønsker mere ro om morgenen, og at møderne begynder til tiden."
LEADING = "Vi vil samme vej."
WISHES = {"Jonas": "balance", "Sofie": "meaning", "Peter": "balance", "Fatima": "meaning",
          "Lars": "balance", "Ali": "meaning", "Camilla": "balance"}  # fmt: skip
GOALS = ("Lede de faglige møder", "Lære den nye vagtplan at kende")
TRIVSEL = (6, 7, 7, 5, 8, 8)


@dataclass(frozen=True, kw_only=True)
class Shot:
    """`where` stands in the bar above it, but for a modal, which has a title of its own."""

    name: str
    kind: str
    view: Params
    where: str = ""
    language: str = "da"

    @property
    def words(self) -> list[str]:
        """All that has to be seen in the picture, a paragraph each: a list that opens is shut."""
        blocks = [_shut(block) for block in self.view["blocks"]]
        seen = [blocks, *(self.view.get(key) for key in ("title", "close", "submit"))]
        lines = [line for text in words_in(seen) for line in text.splitlines()]
        return [" ".join(line.split()) for line in lines if line.strip()]


def _shut(block: Params) -> Params:
    if block.get("element", {}).get("type") != "static_select":
        return block
    return {**block, "element": block["element"].get("initial_option", {})}


@dataclass
class Album:
    town: SlackTown
    shots: list[Shot] = field(default_factory=list)

    async def home(self, name: str, who: str) -> None:
        await self.town[who].opens_home()
        user = self.town[who].id
        self._take(name, "home", self.town.house.fake.homes[user], f"kombot – {who}")

    def window(self, name: str, who: str) -> None:
        self._take(name, "modal", self.town[who].view)

    def direct(self, name: str, who: str) -> None:
        self._take(name, "message", self.town[who].messages[-1], f"kombot – {who}")

    def channel(self, name: str, channel: str, where: str) -> None:
        posted = [each for each in self.town.house.fake.messages if each["channel"] == channel]
        self._take(name, "message", posted[-1], where)

    def _take(self, name: str, kind: str, view: Params, where: str = "") -> None:
        blocks = [self._with_picture(block) for block in view["blocks"]]
        self.shots.append(Shot(name=name, kind=kind, view={**view, "blocks": blocks}, where=where))

    def _with_picture(self, block: Params) -> Params:
        """What was uploaded, where the message only names it."""
        if block["type"] != "image":
            return block
        found = self.town.house.fake.files[block["slack_file"]["id"]]
        data = base64.b64encode(found["data"]).decode()
        return {**block, "slack_file": {"url": f"data:image/png;base64,{data}"}}


async def album(folder: Path) -> list[Shot]:
    async with a_slack_town(folder) as town:
        album = Album(town)
        await _keep(town, *_agreed())
        await _own_page(album)
        await _vote(album)
        await _told(album)
        return album.shots


async def _keep(town: SlackTown, *rows: SQLModel) -> None:
    async with town.app.store.unit() as unit:
        for row in rows:
            unit.insert(row)
        await unit.commit()


def _agreed() -> Iterable[SQLModel]:
    """A year under way: what Mette set, when she talks with whom, and how Jonas is getting on."""
    jonas, leader = people.id_of("Jonas"), people.id_of(people.LEADER)
    yield Cycle(
        workplace_id=people.WORKPLACE, year=2026, themes=THEMES, set_by=leader, concept="nyborg_kom"
    )
    for number, name in enumerate(("Jonas", "Sofie", "Peter")):
        at = MONDAY + timedelta(days=14 + number, hours=1)
        yield Conversation(
            person_id=people.id_of(name), leader_id=leader, at=at, concept="nyborg_kom"
        )
    for number, title in enumerate(GOALS):
        yield Goal(
            id=f"goal{number}",
            person_id=jonas,
            leader_id=leader,
            title=title,
            agreed_on=MONDAY.date(),
        )
    for number, trivsel in enumerate(TRIVSEL):
        made_on = (MONDAY - timedelta(days=60 - 10 * number)).date()
        yield Checkin(id=f"checkin{number}", person_id=jonas, made_on=made_on, trivsel=trivsel)
    yield Progress(checkin_id=f"checkin{number}", goal_id="goal0", value=6)


async def _own_page(album: Album) -> None:
    jonas = album.town["Jonas"]
    await album.home("home-employee", "Jonas")
    await jonas.commands("check-in")
    album.window("check-in", "Jonas")
    await jonas.commands("forbered")
    album.window("preparation-start", "Jonas")
    await jonas.submits()
    album.window("preparation-page", "Jonas")
    jonas.closes()


async def _vote(album: Album) -> None:
    town = album.town
    kirsten = town["Kirsten"]
    await kirsten.commands("kanal")
    album.window("channel", "Kirsten")
    kirsten.closes()
    await kirsten.writes("runde")
    album.direct("opener", "Kirsten")
    await kirsten.clicks("Ja, vi er klar")
    album.window("round", "Kirsten")
    deadline = {"deadline_on": "2026-08-17", "deadline_at": "12:00"}
    await _fills(kirsten, {"dialogue_on": "2026-09-09"}, deadline, {}, {"mode": "secret"})
    album.window("round-review", "Kirsten")
    await kirsten.submits()
    kirsten.closes()
    await town.settles()
    album.direct("invitation", "Jonas")
    for name in WISHES:
        await _votes(album, name)
    await town.passes(hours=2)
    album.channel("running", "planning", "# planlægningsgruppen")
    await album.home("home-planning", "Kirsten")


async def _votes(album: Album, name: str) -> None:
    voter = album.town[name]
    await voter.clicks("Stem på temaer")
    await voter.submits()
    if name == "Jonas":
        album.window("vote-themes", name)
    await _fills(voter, {"wellbeing": WISHES[name]}, {"wellbeing_why": WHY})
    await _fills(voter, {"leadership": "citizen"}, {})
    if name == "Jonas":
        album.window("vote-review", name)
    await voter.submits()
    voter.closes()


async def _told(album: Album) -> None:
    town = album.town
    await town.passes(days=7, hours=1)
    album.channel("tally", "planning", "# planlægningsgruppen")
    kirsten, mette = town["Kirsten"], town["Mette"]
    await kirsten.clicks("Læs og skriv resumé")
    album.window("summary", "Kirsten")
    await _fills(kirsten, {}, {"summary": SUMMARY}, {})
    kirsten.closes()
    await town.settles()
    await album.home("home-leader", "Mette")
    await mette.clicks("Vælg temaer")
    album.window("selection", "Mette")
    await _fills(mette, {}, {"wellbeing": "balance"}, {"wellbeing_reason": "Det fylder mest."})
    await _fills(mette, {"leadership": "direction"}, {"leadership_reason": LEADING}, {})
    mette.closes()
    await town.settles()
    album.channel("announcement", "everyone", "# alle")


async def _fills(user: SlackUser, *pages: dict[str, str]) -> None:
    for page in pages:
        user.fills(**page)
        await user.submits()
