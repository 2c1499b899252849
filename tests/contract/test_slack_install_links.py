"""Who may install: whoever has a link, for one workspace, in the browser they began in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.slack.install.sealed import Seals
from storage import rounds
from storage.keys import Keyring, new_key
from storage.unit_of_work import Unit
from tests.slack_hall import HERLEV, KEY, NYBORG, PUBLIC, Hall, a_hall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as made:
        yield made


async def nothing_is_installed(hall: Hall) -> bool:
    return await hall.tenants() == {}


@pytest.mark.parametrize("sealed", ["", "x", "§", "A" * 80, "A" * 5000])
async def test_nobody_comes_in_without_a_link(hall: Hall, sealed: str) -> None:
    page = await hall.browser().opens(f"{PUBLIC}/slack/install?for={sealed}")
    assert (page.status, "Linket virker ikke" in page.text) == (410, True)
    assert page.cookie is None


async def test_a_link_of_another_kombots_is_none(hall: Hall) -> None:
    mine = (await hall.link("nyborg")).rpartition("for=")[2]
    invitation = Seals(keyring=Keyring.parse(KEY)).invitation(mine, now=hall.clock.now())
    assert invitation is not None
    sealed = Seals(keyring=Keyring.parse(new_key())).invite(invitation, now=hall.clock.now())
    page = await hall.browser().opens(f"{PUBLIC}/slack/install?for={sealed}")
    assert page.status == 410


async def test_a_link_to_an_organisation_that_is_gone_is_none(hall: Hall) -> None:
    page = await hall.browser().opens(await hall.link("faaborg"))
    assert page.status == 410


async def test_a_link_lasts_seven_days(hall: Hall) -> None:
    link = await hall.link("nyborg")
    hall.clock.move(timedelta(days=7) - timedelta(seconds=1))
    assert (await hall.browser().opens(link)).status == 200
    hall.clock.move(timedelta(seconds=1))
    assert (await hall.browser().opens(link)).status == 410


async def test_a_link_is_for_one_workspace(hall: Hall) -> None:
    link, browser = await hall.link("nyborg"), hall.browser()
    first = await browser.opens(link)
    twice = hall.world.approves((await hall.browser().opens(link)).leads, HERLEV)
    assert (await browser.opens(hall.world.approves(first.leads, NYBORG))).status == 200
    assert (await hall.browser().opens(link)).status == 410
    assert (await browser.opens(twice)).status == 410
    assert list(await hall.tenants()) == [NYBORG]


async def test_a_newer_link_takes_the_place_of_an_older_one(hall: Hall) -> None:
    browser, old = hall.browser(), await hall.link("nyborg")
    under_way = hall.world.approves((await browser.opens(old)).leads, NYBORG)
    new = await hall.link("nyborg")
    assert (await hall.browser().opens(old)).status == 410
    assert (await browser.opens(under_way)).status == 410
    assert (await hall.browser().opens(new)).status == 200
    assert hall.world.calls == []


async def test_a_link_that_two_finish_at_once_binds_one_workspace(hall: Hall) -> None:
    """Both are under way before either is done."""
    link = await hall.link("nyborg")
    ways = [(hall.browser(), team) for team in (NYBORG, HERLEV)]
    asked = [(browser, (await browser.opens(link)).leads, team) for browser, team in ways]
    pages = await asyncio.gather(
        *(browser.opens(hall.world.approves(leads, team)) for browser, leads, team in asked)
    )
    assert sorted(page.status for page in pages) == [200, 410]
    assert len(await hall.tenants()) == 1


async def test_ten_minutes_are_enough_at_slack_and_no_more(hall: Hall) -> None:
    browser = hall.browser()
    back = await hall.reaches_slack(browser)
    hall.clock.move(timedelta(minutes=10))
    assert (await browser.opens(back)).status == 410
    assert hall.world.calls == []


async def test_a_forged_state_is_turned_away_before_slack_is_asked(hall: Hall) -> None:
    browser, link = hall.browser(), await hall.link("nyborg")
    back = hall.world.approves((await browser.opens(link)).leads, NYBORG)
    cookie, (head, _, state) = browser.cookie, back.rpartition("state=")
    changed = state[:50] + ("A" if state[50] != "A" else "B") + state[51:]
    for forged in ("", "x", state[:-4], changed, link.rpartition("for=")[2]):
        assert (await browser.opens(f"{head}state={forged}")).status == 410
        browser.cookie = cookie
    assert hall.world.calls == []
    assert await nothing_is_installed(hall)
    assert (await browser.opens(back)).status == 200


async def test_a_state_of_another_browser_is_turned_away(hall: Hall) -> None:
    """Nobody is made to install for somebody else by following a link of theirs."""
    back = await hall.reaches_slack(hall.browser())
    stranger, other = hall.browser(), hall.browser()
    await other.opens(await hall.link("herlev"))
    assert (await stranger.opens(back)).status == 410
    assert (await other.opens(back)).status == 410
    assert hall.world.calls == []


async def test_a_state_holds_once(hall: Hall) -> None:
    browser = hall.browser()
    back = await hall.reaches_slack(browser)
    cookie = browser.cookie
    assert (await browser.opens(f"{back}&error=access_denied")).status == 200
    browser.cookie = cookie
    assert (await browser.opens(back)).status == 410
    assert hall.world.calls == []


async def test_a_vote_that_closes_meanwhile_lets_no_state_hold_twice(hall: Hall) -> None:
    """The vote forgets who did what when, and an installation tells nothing of that."""
    browser = hall.browser()
    back = await hall.reaches_slack(browser)
    cookie = browser.cookie
    await browser.opens(f"{back}&error=access_denied")

    async def forget(unit: Unit) -> None:
        rounds.forget_traces(unit, "a-round")

    await hall.store.run(forget)
    browser.cookie = cookie
    assert (await browser.opens(back)).status == 410
    assert hall.world.calls == []
