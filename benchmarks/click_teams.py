"""The same page of the same vote as `click`, submitted on Teams, with real tokens.

All of kombot takes part, as `kombot web` runs it beside a connector that keeps Teams' limits. What
it is measured against is the same: the least that bolt does with that page as Slack sends it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from benchmarks.cards import CardClick, cards_of, conversation_of, message_of
from benchmarks.click import AT_ONCE, PEOPLE, SECRET, Crowd, kombot, the_unit
from benchmarks.load import closed_loop
from benchmarks.measure import (
    MS,
    QUICK_ROUNDS,
    ROUNDS,
    SLICE_S,
    Result,
    Slice,
    beyond,
    ours_alone,
    over,
    pairs,
    result,
)
from benchmarks.pages import Click, Pages, asked_of, order
from benchmarks.platform import platform
from benchmarks.servers import Server
from benchmarks.stores import STORES
from benchmarks.town import Voter, found
from schedules.core.clock import SystemClock
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.tables import Address
from storage.unit_of_work import Store
from tests.fakes import connector as fake
from tests.fakes.teams_limits import Gatekeeper

RATIO = 0.4
TOKENS = 4
"""How many different ones are shown in turn."""
SAME = 3_000


async def run(quick: bool) -> list[Result]:
    rounds, name = QUICK_ROUNDS if quick else ROUNDS, "click-teams"
    with STORES["sqlite"]() as url:
        async with on_teams(url) as (crowd, same), the_unit() as unit:
            many = await pairs(
                lambda: crowd.clicks(AT_ONCE),
                lambda: _acknowledged(same, unit, AT_ONCE),
                rounds=rounds,
            )
            one = await pairs(
                lambda: crowd.clicks(1), lambda: _acknowledged(same, unit, 1), rounds=rounds
            )
            await crowd.is_stored(url)
    return [
        result(name, "ratio", over(many, lambda each: each.per_second), at_least=RATIO),
        result(name, "more", beyond(one, lambda each: each.percentile(0.5)), unit="ms"),
        result(name, "cpu-ratio", over(many, lambda each: 1 / each.cpu_ms)),
        result(name, "cpu", ours_alone(many, lambda each: each.cpu_ms * MS), unit="us"),
        result(name, "per-second", ours_alone(many, lambda each: each.per_second)),
    ]


@dataclass(kw_only=True)
class TeamsCrowd(Crowd):
    """`teams` is asked for no more than it allows."""

    teams: fake.ConnectorFake

    async def is_stored(self, url: str) -> None:
        await super().is_stored(url)
        keeper = self.teams.gatekeeper
        if keeper is None or keeper.refusals:
            raise RuntimeError("Teams was called more often than it allows")


@asynccontextmanager
async def on_teams(url: str, *, people: int = PEOPLE) -> AsyncIterator[tuple[TeamsCrowd, Pages]]:
    """A town that votes on Teams, all but one; and the pages of that one, who votes on Slack."""
    keys, now = new_key(), SystemClock().now
    on_slack, pilot, *others = await found(url, keys=keys, people=people, now=now())
    teams = fake.ConnectorFake(gatekeeper=Gatekeeper(now))
    await _moved(url, keys=keys, but=on_slack)
    async with (
        platform() as slack,
        fake.running(teams),
        kombot(url, keys=keys, slack=slack.base_url, **_in_teams(teams)) as server,
    ):
        for each in (pilot, *others):
            teams.shown[conversation_of(each)] = {message_of(each): {}}
        pages = await asked_of(server, on_slack, secret=SECRET)
        cards = await cards_of(server, pilot, service_url=teams.url, tokens=_tokens(teams.url))
        all_pages = order(others, len(cards.bodies))
        coming: list[Click] = [CardClick(each.voter, each.page) for each in all_pages]
        crowd = TeamsCrowd(server=server, pages=cards, keys=keys, coming=coming, teams=teams)
        crowd.done.append(CardClick(on_slack, len(pages.bodies) - 1))
        yield crowd, pages


async def _moved(url: str, *, keys: str, but: Voter) -> None:
    """From Slack to Teams."""
    database = Database.open(url, keyring=Keyring.parse(keys))
    try:
        async with Store(database).unit() as unit:
            there = {"channel": "teams", "tenant": fake.TENANT}
            stays = col(Address.person_id) == but.id
            unit.update(update(Address).where(~stays).values(there), expect=None)
            await unit.commit()
    finally:
        await database.close()


def _in_teams(teams: fake.ConnectorFake) -> dict[str, str]:
    return {
        "TEAMS_APP_ID": fake.APP_ID,
        "TEAMS_APP_PASSWORD": "a secret",
        "TEAMS_TENANT_ID": fake.TENANT,
        "TEAMS_OPENID_URL": teams.openid_url,
        "TEAMS_LOGIN_URL": teams.url,
        "TEAMS_SERVICE_HOSTS": "127.0.0.1",
    }


def _tokens(service_url: str) -> tuple[str, ...]:
    """Each good for an hour from now."""
    begins = SystemClock().now()
    return tuple(
        fake.bearer(
            service_url,
            nbf=int((begins - timedelta(minutes=number + 1)).timestamp()),
            exp=int((begins + timedelta(hours=1)).timestamp()),
        )
        for number in range(TOKENS)
    )


async def _acknowledged(same: Pages, unit: Server, at_once: int) -> Slice:
    """One person's pages, over and over: the unit does not mind."""
    clicks = [CardClick(same.pilot, page) for page in range(len(same.bodies))] * (
        SAME // len(same.bodies)
    )
    sent = same.sent(clicks, first=0) * 4
    heard = await closed_loop(unit, sent, at_once=at_once, seconds=SLICE_S)
    if any(each.status != 200 for each in heard.answers):
        raise RuntimeError("the unit refused a request")
    return heard.slice
