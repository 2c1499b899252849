"""A token that was checked once is believed for no more than was checked. fault 29"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels.teams.verified import MOST, Proof
from tests.fakes.bad_tokens import BAD, stamp
from tests.fakes.connector import NOW, TENANT, bearer
from tests.unit.test_teams_token import OTHER_TENANT, URL, Door, door

WRONGLY_SIGNED = [name for name in BAD if "service url" not in name]
"""The others are Teams' own, shown beside an activity that they are not for."""


def proof_of(way: Door, authorization: str) -> Proof | None:
    return way.gate.proofs.of(authorization.removeprefix("Bearer "))


async def test_the_same_token_is_checked_once() -> None:
    async with door() as way:
        token = bearer(URL)
        assert await way.opens(token)
        first = proof_of(way, token)
        assert first is not None
        assert await way.opens(token)
        assert proof_of(way, token) is first


@pytest.mark.parametrize("name", WRONGLY_SIGNED)
async def test_a_bad_token_is_never_remembered_and_refused_again(name: str) -> None:
    async with door() as way:
        assert await way.opens(bearer(URL))
        token = BAD[name](URL)
        for _ in range(2):
            assert not await way.opens(token)
        assert proof_of(way, token) is None


async def test_another_signature_under_the_same_words_is_not_believed() -> None:
    async with door() as way:
        good = bearer(URL)
        assert await way.opens(good)
        head, _, signature = good.rpartition(".")
        for other in ("", signature[:-4], signature[::-1], f"{signature}A"):
            assert not await way.opens(f"{head}.{other}")
        assert await way.opens(good)


async def test_a_token_that_was_believed_still_runs_out() -> None:
    async with door() as way:
        token = bearer(URL, exp=stamp(NOW + timedelta(hours=1)))
        assert await way.opens(token)
        way.moved = timedelta(hours=1, minutes=4)
        assert await way.opens(token)
        way.moved = timedelta(hours=1, minutes=6)
        assert not await way.opens(token)
        assert proof_of(way, token) is None


async def test_what_the_activity_says_is_looked_at_each_time() -> None:
    async with door() as way:
        token = bearer(URL)
        assert await way.opens(token)
        assert not await way.opens(token, serviceUrl="https://evil.example/")
        assert not await way.opens(token, serviceUrl="https://smba.trafficmanager.net/amer/")
        assert not await way.opens(token, channelData={"tenant": {"id": OTHER_TENANT}})
        assert not await way.opens(token, channelId="webchat")
        assert await way.opens(token, channelData={"tenant": {"id": TENANT}})


async def test_a_key_that_is_withdrawn_ends_what_it_signed() -> None:
    async with door() as way:
        token = bearer(URL, exp=stamp(NOW + timedelta(hours=30)))
        assert await way.opens(token)
        way.issuer.key_ids[:] = ["k2"]
        await _keys_are_read_anew(way)
        assert not await way.opens(token)


async def test_a_key_that_is_no_longer_for_teams_ends_what_it_signed() -> None:
    async with door() as way:
        token = bearer(URL, exp=stamp(NOW + timedelta(hours=30)))
        assert await way.opens(token)
        way.issuer.endorsements = ["skype"]
        await _keys_are_read_anew(way)
        assert not await way.opens(token)


async def test_keys_that_are_read_anew_check_the_token_anew() -> None:
    async with door() as way:
        token = bearer(URL, exp=stamp(NOW + timedelta(hours=30)))
        assert await way.opens(token)
        before = proof_of(way, token)
        await _keys_are_read_anew(way)
        assert await way.opens(token)
        after = proof_of(way, token)
        assert before is not None
        assert after is not None
        assert before.key is not after.key


async def test_no_more_is_remembered_than_there_is_room_for() -> None:
    async with door() as way:
        token = bearer(URL)
        assert await way.opens(token)
        proof = proof_of(way, token)
        assert proof is not None
        for number in range(MOST):
            way.gate.proofs.keep(f"{number}", proof)
        assert proof_of(way, token) is None
        assert await way.opens(token)


async def _keys_are_read_anew(way: Door) -> None:
    """A day later they are asked for while the old ones still serve."""
    way.moved = timedelta(hours=25)
    before = await way.gate.keys.find("k1")
    async with asyncio.timeout(10):
        while await way.gate.keys.find("k1") is before:
            await asyncio.sleep(0)
