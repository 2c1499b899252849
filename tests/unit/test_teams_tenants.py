"""Whose people may write to kombot: the app's own tenant, or those that are named."""

from dataclasses import replace

from tests.fakes.connector import TENANT, bearer
from tests.unit.test_teams_token import OTHER_TENANT, URL, door


async def test_the_tenants_that_may_write_are_those_that_are_named() -> None:
    async with door() as at:
        allowed = replace(at.gate.settings, allowed_tenants=(OTHER_TENANT,))
        at.gate = replace(at.gate, settings=allowed)
        theirs, ours = {"tenant": {"id": OTHER_TENANT.upper()}}, {"tenant": {"id": TENANT}}
        talk = {"id": "a:1", "conversationType": "personal"}
        assert await at.opens(bearer(URL), conversation=talk, channelData=theirs)
        assert not await at.opens(bearer(URL), conversation=talk, channelData=ours)
        at.gate = replace(
            at.gate, settings=replace(allowed, allowed_tenants=(OTHER_TENANT, TENANT))
        )
        assert await at.opens(bearer(URL), conversation=talk, channelData=ours)
        assert not await at.opens(bearer(URL), channelData=theirs)
