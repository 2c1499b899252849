"""Malformed and hostile activities: no answer of 5xx, nobody's words in a log or an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from bot.channels.full import LATER
from bot.channels.teams.needs import PATH
from storage.tables import Address, Session
from tests import town
from tests.fakes.bad_tokens import BAD
from tests.fakes.connector import TENANT, ConnectorFake, bearer, running
from tests.faults.figures import Tell
from tests.faults.hostile import (
    HEADER,
    JSON,
    RUBBISH,
    STRANGE,
    TYPES,
    VALUES,
    WORD,
    Ask,
    bend,
)
from tests.faults.long_hostile import MANY, Door, drawn
from tests.faults.spawner import Spawner
from tests.faults.world import World, a_world
from tests.stores import SQLITE
from tests.teams_office import PAYLOADS
from tests.teams_town import captured, environment, member, merged

ONE_EACH = sorted(path.stem for path in PAYLOADS.glob("*.json"))
CLICKS = ("invoke_execute", "message_submit", "task_fetch", "task_submit", "message_personal")
SENDER = town.id_of(town.CONTACT)
MOVES = ("next", "back", "skip", "edit", "review", "send", "pause", "stop", "show")
TURNS = tuple(f"turn:checkin1:{turn}:{move}:wellbeing" for turn in (1, 2, 3) for move in MOVES)
"""What moves a check-in that has begun."""
LONGEST = 8_000
"""What is longer, aiohttp does not even read."""
AT_ONCE = 40


def _payload(draw: st.DrawFn, service_url: str) -> Any:
    """From somebody whom kombot knows, who says and fills in what is private."""
    name = draw(st.sampled_from(ONE_EACH) | st.sampled_from(CLICKS))
    text = json.dumps(captured(name)).replace("hjem", WORD)
    payload = merged(
        json.loads(text),
        {
            "serviceUrl": service_url,
            "from": {"id": SENDER, "aadObjectId": SENDER},
            "id": f"f:{draw(st.integers(0, 10**9))}",
        },
    )
    pressed, note = draw(st.sampled_from(VALUES + TURNS)), draw(st.sampled_from((WORD, *STRANGE)))
    _carry(payload, {"kombot": pressed, "trivsel": draw(st.sampled_from("17æ")), "note": note})
    for _ in range(draw(st.integers(0, 3))):
        payload = bend(payload, draw)
    return payload


def _carry(payload: dict[str, Any], data: dict[str, str]) -> None:
    """Where each kind of click has what its button carries."""
    match payload.get("name"), payload.get("value"):
        case "adaptiveCard/action", dict() as value:
            value["action"]["data"] = data
        case "task/fetch" | "task/submit", dict() as value:
            value["data"] = data
        case None, dict():
            payload["value"] = data


@st.composite
def to_teams(draw: st.DrawFn, service_url: str, shown: st.SearchStrategy[str]) -> Ask:
    if draw(st.integers(0, 19)) == 0:
        body, kind = draw(st.sampled_from(RUBBISH)), draw(st.sampled_from(TYPES))
    else:
        text = json.dumps(_payload(draw, service_url), ensure_ascii=draw(st.booleans()))
        body, kind = text.encode("utf-8", "surrogatepass"), JSON
    authorization = draw(shown)
    headers = {"Content-Type": kind, "Authorization": authorization}
    return Ask(path=PATH, body=body, headers=headers if authorization else {"Content-Type": kind})


@dataclass
class TeamsDoor(Door):
    """What it answers is looked at as well: the words of whoever asks are nobody else's."""

    teams: ConnectorFake = field(kw_only=True)

    async def asks(self, asked: list[Ask]) -> None:
        """Many at once, as Teams does: some wait for their turn to ask who somebody is."""
        places = asyncio.Semaphore(AT_ONCE)

        async def ask(each: Ask) -> None:
            async with places:
                await super(TeamsDoor, self).asks([each])

        await asyncio.gather(*map(ask, asked))

    async def _answered(self, each: Ask) -> int:
        """On a busy machine so many at once are refused at the door: Teams comes again then."""
        while True:
            async with self.http.post(
                self.url + each.path, data=each.body, headers=each.headers
            ) as answer:
                words = await answer.read()
            if answer.status != LATER or "Retry-After" not in answer.headers:
                break
        assert answer.status == 200 or WORD.encode() not in words
        return answer.status


@pytest.fixture
async def world(tmp_path: Path, spawner: Spawner) -> AsyncIterator[World]:
    async with a_world(tmp_path, SQLITE, spawner) as world:
        yield world


@asynccontextmanager
async def a_door(world: World) -> AsyncIterator[TeamsDoor]:
    """The town is on Teams as well, and the contact person has begun a check-in there."""
    names = (town.HR, *town.EVERYONE)
    await world.keeps(
        *(
            Address(
                person_id=town.id_of(name),
                channel="teams",
                tenant=TENANT,
                external_id=town.id_of(name),
            )
            for name in names
        ),
        Session(
            id="checkin1",
            person_id=SENDER,
            dialog="checkin",
            expires_at=world.clock.now() + timedelta(days=5),
        ),
    )
    async with running(ConnectorFake()) as teams:
        for name in names:
            teams.members[town.id_of(name)] = member(name)
        life = await world.starts("web", **{**environment(teams), "KOMBOT_KEYS": world.key})
        url = f"http://127.0.0.1:{life.port}"
        yield TeamsDoor(url, world.http, world.folder / "log", teams=teams)


def right(teams: ConnectorFake, now: datetime) -> str:
    begins, ends = now - timedelta(minutes=1), now + timedelta(hours=1)
    return bearer(teams.url, nbf=int(begins.timestamp()), exp=int(ends.timestamp()))


async def test_no_activity_that_teams_signed_is_answered_5xx(
    world: World, tell: Tell
) -> None:  # faults 26, 31
    async with a_door(world) as door:
        shown = st.just(right(door.teams, world.clock.now()))
        await door.asks(drawn(to_teams(door.teams.url, shown)))
    assert door.statuses[200] + door.statuses[201] > MANY / 4
    assert any(each.answers for each in await world.rows(Session))
    tell(door.sums_up("signed as Teams"))


async def test_no_activity_that_nobody_signed_is_answered_5xx_or_read(
    world: World, tell: Tell
) -> None:  # faults 26, 29
    async with a_door(world) as door:
        bad = [each(door.teams.url).encode().decode("latin-1") for each in BAD.values()]
        shown = st.sampled_from([each for each in bad if len(each) < LONGEST]) | HEADER
        await door.asks(drawn(to_teams(door.teams.url, shown)))
        assert not [call for call in door.teams.calls if call.method != "GET"]
    assert door.statuses.keys() <= {400, 401, 413}
    assert not any(each.answers for each in await world.rows(Session))
    tell(door.sums_up("unsigned, to Teams' way in"))
