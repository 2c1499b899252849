"""Messages that go out: what Teams answers becomes sent, later or never."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.channels.base import Failed, Retry, Sent, Target
from bot.channels.teams.channel import TeamsChannel
from bot.channels.teams.connector import Connector
from bot.channels.teams.login import Login
from bot.settings import TeamsSettings
from dialogs.core.cards import Card, Quote
from tests.fakes.connector import APP_ID, NOW, TENANT, ConnectorFake, Fault, running
from tests.scenario.drivers import at_once

CARD = Card(title="Hvad skal vi tale om i år?", body=("Det tager to minutter.",))
SOON = aiohttp.ClientTimeout(total=0.2)


@dataclass
class Post:
    """The channel with the platform that it writes to."""

    teams: ConnectorFake
    channel: TeamsChannel
    minutes: float = 0

    def kirsten(self, **other: Any) -> Target:
        self.teams.open("a:kirsten")
        reference = {
            "service_url": self.teams.url,
            "conversation": "a:kirsten",
            "tenant": TENANT,
            "bot": f"28:{APP_ID}",
            "user": "29:kirsten",
        }
        target = Target(
            id="address-1",
            channel="teams",
            tenant=TENANT,
            external_id="kirsten",
            reference=reference,
            shared=False,
        )
        return replace(target, **other)

    def jonas(self) -> Target:
        self.teams.open("a:jonas")
        kirsten = self.kirsten()
        reference = {**kirsten.reference, "conversation": "a:jonas", "user": "29:jonas"}
        return replace(kirsten, id="address-2", external_id="jonas", reference=reference)

    async def send(self, target: Target, card: Card = CARD) -> Sent | Retry | Failed:
        return await self.channel.send(target, card, outbox_id="outbox-1")


@asynccontextmanager
async def post(*faults: Fault, timeout: aiohttp.ClientTimeout | None = None) -> AsyncIterator[Post]:
    async with (
        running(ConnectorFake(faults=list(faults))) as teams,
        aiohttp.ClientSession() as session,
    ):
        settings = TeamsSettings(
            app_id=APP_ID,
            app_password="a secret",
            tenant_id=TENANT,
            openid_url=teams.openid_url,
            login_url=teams.url,
            service_hosts=("127.0.0.1",),
        )
        found: list[Post] = []

        def now() -> Any:
            return NOW + timedelta(minutes=found[0].minutes if found else 0)

        connector = Connector(
            session=session,
            login=Login(settings=settings, session=session, now=now),
            trusts=settings.trusts,
            jitter=lambda: 0.5,
            now=now,
            rest=at_once,
            timeout=timeout or aiohttp.ClientTimeout(total=10),
        )
        channel = TeamsChannel(settings=settings, connector=connector, service_url=teams.url)
        found.append(Post(teams, channel))
        yield found[0]


async def test_a_message_arrives_as_a_card_with_a_line_for_the_notification() -> None:
    async with post() as out:
        sent = await out.send(out.kirsten())
        assert isinstance(sent, Sent)
        (call,) = out.teams.sent()
        assert call.body["summary"] == CARD.title
        assert call.card["body"][0]["text"] == CARD.title
        assert sent.reference["activity"] in out.teams.shown["a:kirsten"]
        assert sent.target_reference is None


async def test_whoever_has_not_spoken_yet_gets_a_conversation_first() -> None:
    async with post() as out:
        sent = await out.send(out.kirsten(reference={}))
        opened = out.teams.calls[0].body
        assert opened == {
            "isGroup": False,
            "bot": {"id": f"28:{APP_ID}"},
            "members": [{"id": "kirsten"}],
            "tenantId": TENANT,
            "channelData": {"tenant": {"id": TENANT}},
        }
        assert isinstance(sent, Sent)
        assert sent.target_reference is not None
        assert sent.target_reference["conversation"] == "a:private-kirsten"
        assert len(out.teams.shown["a:private-kirsten"]) == 1
        again = out.kirsten(reference=sent.target_reference)
        assert isinstance(await out.send(again), Sent)
        assert len(out.teams.shown["a:private-kirsten"]) == 2


async def test_a_conversation_that_is_gone_is_opened_anew() -> None:
    async with post() as out:
        target = out.kirsten()
        out.teams.shown.clear()
        sent = await out.send(target)
        assert isinstance(sent, Sent)
        assert sent.target_reference is not None
        assert sent.target_reference["conversation"] == "a:private-29:kirsten"


async def test_a_place_is_written_to_by_its_own_id_and_never_in_private() -> None:
    async with post() as out:
        out.teams.open("19:group@thread.tacv2")
        place = out.kirsten(
            external_id="19:group@thread.tacv2",
            reference={"service_url": out.teams.url},
            shared=True,
        )
        assert isinstance(await out.send(place), Sent)
        assert len(out.teams.shown["19:group@thread.tacv2"]) == 1
        out.teams.shown.clear()
        assert await out.send(place) == Failed("place_gone")


async def test_a_message_that_is_there_is_changed_where_it_stands() -> None:
    async with post() as out:
        sent = await out.send(out.kirsten())
        assert isinstance(sent, Sent)
        updated = await out.send(out.kirsten(posted=sent.reference), Card(title="4 af 14"))
        assert isinstance(updated, Sent)
        assert updated.reference == sent.reference
        (shown,) = out.teams.shown["a:kirsten"].values()
        assert shown["attachments"][0]["content"]["body"][0]["text"] == "4 af 14"


async def test_a_message_that_someone_deleted_is_posted_again() -> None:
    async with post() as out:
        sent = await out.send(out.kirsten())
        assert isinstance(sent, Sent)
        out.teams.shown["a:kirsten"].clear()
        again = await out.send(out.kirsten(posted=sent.reference))
        assert isinstance(again, Sent)
        assert again.reference["activity"] in out.teams.shown["a:kirsten"]


async def test_words_that_need_more_than_a_message_become_several() -> None:
    async with post() as out:
        words = tuple(Quote("Ærligt talt. " * 150) for _ in range(20))
        assert isinstance(await out.send(out.kirsten(), Card(title="Svar", body=words)), Sent)
        assert len(out.teams.sent()) > 1


@pytest.mark.parametrize(
    ("fault", "after", "reason"),
    [
        (Fault(status=429, headers={"Retry-After": "7"}), 7, "throttled"),
        (Fault(status=429), 10, "throttled"),
        (Fault(status=429, headers={"Retry-After": "999999"}), 3600, "throttled"),
        (Fault(status=429, headers={"Retry-After": "soon"}), 10, "throttled"),
        (
            Fault(status=429, headers={"Retry-After": "Sun, 22 Nov 2026 09:00:30 GMT"}),
            30,
            "throttled",
        ),
        (Fault(status=412), 15, "status-412"),
        (Fault(status=500), 15, "status-500"),
        (Fault(status=502), 15, "status-502"),
        (Fault(status=503, headers={"Retry-After": "20"}), 20, "status-503"),
        (Fault(status=504), 15, "status-504"),
        (Fault(status=400, code="BadSyntax"), 300, "status-400"),
        (Fault(status=413, code="MessageSizeTooBig"), 300, "status-413"),
        (Fault(status=403, code="InvalidBotApiHost"), 300, "status-403"),
        (Fault(status=302, headers={"Location": "/keys"}), 300, "status-302"),
    ],
)
async def test_what_may_pass_is_tried_later(fault: Fault, after: int, reason: str) -> None:
    async with post(fault) as out:
        assert await out.send(out.kirsten()) == Retry(
            timedelta(seconds=after), reason, tried=reason != "throttled"
        )
        out.minutes = after / 60
        assert isinstance(await out.send(out.kirsten()), Sent)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(status=403, code="ConversationBlockedByUser"), "blocked"),
        (Fault(status=403, code="MessageWritesBlocked"), "blocked"),
        (Fault(status=403, code="BotNotInConversationRoster"), "not_installed"),
        (Fault(status=403, code="ForbiddenOperationException"), "not_installed"),
        (Fault(status=403, code="BotDisabledByAdmin"), "disabled"),
        (Fault(status=403, code="NotEnoughPermissions"), "not_allowed"),
        (Fault(status=403, within={"subCode": "MessageWritesBlocked"}), "blocked"),
        (Fault(status=403, code="its own words: Kirsten"), "not_installed"),
        (Fault(status=403), "not_installed"),
    ],
)
async def test_what_never_passes_says_why(fault: Fault, reason: str) -> None:
    async with post(fault) as out:
        assert await out.send(out.kirsten()) == Failed(reason)


@pytest.mark.parametrize("fault", [Fault(status=404), Fault(status=403)])
async def test_a_person_without_the_app_cannot_be_reached(fault: Fault) -> None:
    async with post(fault) as out:
        assert await out.send(out.kirsten(reference={})) == Failed("not_installed")


@pytest.mark.parametrize("fault", [Fault(cut=True), Fault(slow=True)])
async def test_a_line_that_is_cut_or_silent_is_tried_later(fault: Fault) -> None:
    async with post(fault, timeout=SOON) as out:
        delivery = await out.send(out.kirsten(tenant="x"))
        assert isinstance(delivery, Retry)
        assert delivery.reason.startswith("connection-")


async def test_the_token_is_kept_until_shortly_before_it_runs_out() -> None:
    async with post() as out:
        await out.send(out.kirsten())
        out.minutes = 50
        await out.send(out.kirsten())
        assert out.teams.logins == 1
        out.minutes = 56
        await out.send(out.kirsten())
        assert out.teams.logins == 2


async def test_a_token_that_is_refused_is_asked_for_again_once() -> None:
    async with post() as out:
        await out.send(out.kirsten())
        out.teams.token = "withdrawn"
        assert isinstance(await out.send(out.kirsten()), Sent)
        out.teams.faults += [Fault(status=401), Fault(status=401)]
        assert await out.send(out.kirsten()) == Retry(timedelta(minutes=5), "login")


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(status=400), Fault(cut=True)])
async def test_without_a_login_nothing_is_lost(fault: Fault) -> None:
    async with post() as out:
        out.teams.login_faults.append(fault)
        assert await out.send(out.kirsten()) == Retry(timedelta(seconds=15), "login")
        assert out.teams.calls == []
        out.minutes = 1
        assert isinstance(await out.send(out.kirsten()), Sent)


async def test_the_token_never_travels_to_a_host_that_is_not_trusted() -> None:
    async with post() as out:
        target = out.kirsten()
        reference = {
            **target.reference,
            "service_url": out.teams.url.replace("127.0.0.1", "localhost"),
        }
        delivery = await out.send(replace(target, reference=reference))
        assert delivery == Retry(timedelta(minutes=5), "service-host")
        assert (out.teams.calls, out.teams.logins) == ([], 0)


async def test_an_id_with_signs_is_one_part_of_the_address() -> None:
    async with post() as out:
        strange = "19:a/../b?c#d%2f;messageid=1@thread.tacv2"
        out.teams.open(strange)
        place = out.kirsten(external_id=strange, reference={}, shared=True)
        assert isinstance(await out.send(place), Sent)
        assert len(out.teams.shown[strange]) == 1


async def test_teams_cannot_tell_whether_a_message_arrived() -> None:
    async with post() as out:
        await out.send(out.kirsten())
        assert await out.channel.find(out.kirsten(), outbox_id="outbox-1") is None
