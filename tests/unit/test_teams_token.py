"""Every bad token is refused, against a real issuer on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.channels.teams.hosts import may_serve
from bot.channels.teams.token import TokenGate, Unauthorised, gate_for
from bot.settings import TeamsSettings
from tests.fakes.bad_tokens import BAD, stamp
from tests.fakes.connector import (
    APP_ID,
    NOW,
    TENANT,
    ConnectorFake,
    Fault,
    bearer,
    running,
)

URL = "https://smba.trafficmanager.net/emea/"
OTHER_TENANT = "44444444-4444-4444-4444-444444444444"


@dataclass
class Door:
    """A gate with its issuer and a clock that stands until it is moved."""

    issuer: ConnectorFake
    gate: TokenGate
    moved: timedelta = timedelta()

    async def opens(self, authorization: str, **activity: Any) -> bool:
        try:
            await self.gate.check({**message(), **activity}, {"Authorization": authorization})
        except Unauthorised:
            return False
        return True


def message() -> dict[str, Any]:
    return {
        "type": "message",
        "channelId": "msteams",
        "serviceUrl": URL,
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
    }


@asynccontextmanager
async def door(**fake: Any) -> AsyncIterator[Door]:
    async with running(ConnectorFake(**fake)) as issuer, aiohttp.ClientSession() as session:
        found: list[Door] = []

        def now() -> datetime:
            return NOW + found[0].moved

        gate = gate_for(settings(issuer), host="0.0.0.0", session=session, now=now)
        assert isinstance(gate, TokenGate)
        found.append(Door(issuer, gate))
        yield found[0]
        await gate.close()


def settings(issuer: ConnectorFake, *, app_id: str = APP_ID) -> TeamsSettings:
    return TeamsSettings(
        app_id=app_id,
        app_password="a secret",
        tenant_id=TENANT,
        openid_url=issuer.openid_url,
        login_url=issuer.url,
        service_hosts=("smba.trafficmanager.net", ".teams.microsoft.com", "127.0.0.1"),
    )


async def test_a_right_token_is_let_in() -> None:
    async with door() as way:
        assert await way.opens(bearer(URL))


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_token_is_refused(name: str) -> None:
    async with door() as way:
        assert not await way.opens(BAD[name](URL))


async def test_five_minutes_of_difference_between_clocks_are_forgiven() -> None:
    async with door() as way:
        assert await way.opens(bearer(URL, exp=stamp(NOW - timedelta(minutes=4))))
        assert await way.opens(bearer(URL, nbf=stamp(NOW + timedelta(minutes=4))))


@pytest.mark.parametrize(
    "activity",
    [
        {"channelData": {"tenant": {"id": OTHER_TENANT}}},
        {"conversation": {"id": "a:1", "tenantId": OTHER_TENANT}},
        {"conversation": {"id": "a:1"}, "channelData": {}},
        {"conversation": None, "channelData": None},
    ],
)
async def test_another_tenant_is_refused(activity: dict[str, Any]) -> None:
    async with door() as way:
        assert not await way.opens(bearer(URL), **activity)


async def test_a_key_that_is_not_for_teams_is_refused() -> None:
    async with door(endorsements=["skype"]) as way:
        assert not await way.opens(bearer(URL))


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://evil.trafficmanager.net/",
        "https://evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8080/",
        "https://smba.trafficmanager.net:x/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://169.254.169.254/metadata",
        "file:///etc/passwd",
        "https://[::1/",
        "",
    ],
)
async def test_a_signed_token_still_leads_to_no_other_host(url: str) -> None:
    async with door() as way:
        assert not await way.opens(bearer(url), serviceUrl=url)


def test_loopback_is_written_to_only_where_it_is_allowed() -> None:
    assert may_serve("http://127.0.0.1:4000/", lambda host: host == "127.0.0.1")
    assert not may_serve("http://127.0.0.1:4000/", lambda host: host == "smba.trafficmanager.net")


async def test_keys_are_read_once_for_many_tokens() -> None:
    async with door() as way:
        assert all(await asyncio.gather(*(way.opens(bearer(URL)) for _ in range(20))))
        assert way.issuer.key_reads == 1


async def test_a_new_key_is_found_and_unknown_ones_ask_at_most_every_five_minutes() -> None:
    async with door() as way:
        assert await way.opens(bearer(URL))
        way.issuer.key_ids.append("k2")
        way.moved = timedelta(minutes=6)
        assert await way.opens(bearer(URL, key_id="k2"))
        for _ in range(5):
            assert not await way.opens(bearer(URL, key_id="k3"))
        assert way.issuer.key_reads == 2


async def test_old_keys_are_kept_when_the_issuer_is_down() -> None:
    async with door() as way:
        assert await way.opens(bearer(URL))
        way.moved = timedelta(minutes=30)
        way.issuer.key_faults += [Fault(status=503), Fault(cut=True)]
        assert not await way.opens(bearer(URL, key_id="k2"))
        assert await way.opens(bearer(URL))


async def test_day_old_keys_are_read_anew_while_they_are_used() -> None:
    async with door() as way:
        assert await way.opens(bearer(URL))
        way.moved = timedelta(hours=25)
        way.issuer.keys_were_read.clear()
        assert await way.opens(bearer(URL, exp=stamp(NOW + timedelta(hours=26))))
        await asyncio.wait_for(way.issuer.keys_were_read.wait(), timeout=10)


async def test_an_issuer_that_never_answers_holds_up_nobody_whose_key_is_known() -> None:
    async with door() as way:  # fault 30
        assert await way.opens(bearer(URL))
        way.moved = timedelta(hours=48)
        way.issuer.key_faults.append(Fault(slow=True))
        good = bearer(URL, exp=stamp(NOW + timedelta(hours=49)))
        assert await asyncio.wait_for(way.opens(good), timeout=2)
        assert await asyncio.wait_for(way.opens(good), timeout=2)
        assert way.issuer.key_reads == 1


async def test_an_issuer_that_names_no_keys_does_not_empty_ours() -> None:
    async with door() as way:
        assert await way.opens(bearer(URL))
        way.moved = timedelta(minutes=30)
        way.issuer.key_ids.clear()
        assert not await way.opens(bearer(URL, key_id="k2"))
        assert await way.opens(bearer(URL))
        assert way.issuer.key_reads == 2


async def test_without_any_key_the_issuer_is_asked_again_soon() -> None:
    async with door(key_faults=[Fault(status=500)]) as way:
        assert not await way.opens(bearer(URL))
        way.moved = timedelta(seconds=11)
        assert await way.opens(bearer(URL))


@pytest.mark.parametrize("host", ["0.0.0.0", "kombot.example.dk", ""])
async def test_without_an_app_id_only_this_machine_is_served(host: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ValueError, match="this machine"):
            gate_for(
                settings(ConnectorFake(), app_id=""), host=host, session=session, now=lambda: NOW
            )


async def test_without_an_app_id_answers_stay_on_this_machine() -> None:
    async with aiohttp.ClientSession() as session:
        gate = gate_for(
            settings(ConnectorFake(), app_id=""),
            host="127.0.0.1",
            session=session,
            now=lambda: NOW,
        )
    assert await gate.check({"serviceUrl": "http://localhost:56150/_connector"}, {}) == {}
    with pytest.raises(Unauthorised):
        await gate.check({"serviceUrl": URL}, {})
